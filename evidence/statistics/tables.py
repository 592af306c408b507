"""Pooling of tables of counts: Mantel-Haenszel and Peto."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import fsum, log, sqrt

from evidence.statistics.checking import calculated, check_level
from evidence.statistics.counts import (
    ALL_EVENTS,
    NO_EVENTS,
    Cells,
    cells,
    observed_less_expected,
    odds_ratio,
    peto_odds_ratio,
    risk_difference,
    risk_ratio,
)
from evidence.statistics.distributions import chi2_sf, normal_sf, normal_upper
from evidence.statistics.heterogeneity import of_q
from evidence.statistics.pooling import finite
from evidence.statistics.values import Counts, Effect, Interval, Measure, Model, NotEstimableError, Pooled

Table = tuple[Counts, Counts]
Single = Callable[[Counts, Counts], Effect]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A pooled estimate on its scale of analysis, its variance, the weight of each table, and how many say anything."""

    estimate: float
    variance: float
    weights: list[float]
    k: int


def mantel_haenszel(tables: Sequence[Table], *, measure: Measure, level: float = 95.0) -> Pooled:
    """Common effect by Mantel and Haenszel (1959, doi:10.1093/jnci/22.4.719) for risk ratio, odds ratio or difference.

    Nothing is added to empty cells. Variances: Robins, Breslow and Greenland (1986, doi:10.2307/2531052) for the odds
    ratio, Greenland and Robins (1985, doi:10.2307/2530643) for the risk ratio, and Sato, Greenland and Robins (1989,
    Biometrics 45:1323) for the difference, as in R's metafor; RevMan's of the difference is another. Q is about the
    studies' own effects, with ½ added to tables with an empty cell and none for those without any event. `weights`
    follow the tables given; `k` leaves out tables that change nothing: of ratios, those without events in both arms.
    Raises NotEstimableError.
    """
    methods: dict[Measure, tuple[Callable[[Sequence[Table]], _Sum], Single]] = {
        Measure.RR: (_risk_ratio, risk_ratio),
        Measure.OR: (_odds_ratio, odds_ratio),
        Measure.RD: (_risk_difference, risk_difference),
    }
    if measure not in methods:
        raise NotEstimableError(f"Mantel-Haenszel pools RR, OR or RD, not {measure}.")
    summed, single = methods[measure]
    return _pooled(tables, summed, single, Model.MH, level)


def peto(tables: Sequence[Table], *, level: float = 95.0) -> Pooled:
    """Common odds ratio, as its logarithm, from observed less expected events (Yusuf 1985,
    doi:10.1016/s0033-0620(85)80003-7), for rare events in arms of like size. Raises NotEstimableError."""
    return _pooled(tables, _peto, peto_odds_ratio, Model.PETO, level)


@calculated
def _pooled(
    tables: Sequence[Table], summed: Callable[[Sequence[Table]], _Sum], single: Single, model: Model, level: float
) -> Pooled:
    check_level(level)
    if not tables:
        raise NotEstimableError("There is no study to pool.")
    found = summed(tables)
    se = sqrt(found.variance)
    half = normal_upper((1 - level / 100) / 2) * se
    weight = fsum(found.weights)
    pooled = Pooled(
        k=found.k,
        estimate=found.estimate,
        se=se,
        ci_low=found.estimate - half,
        ci_high=found.estimate + half,
        level=level,
        p=2 * normal_sf(abs(found.estimate) / se),
        method=model,
        interval=Interval.WALD,
        weights=tuple(100 * one / weight for one in found.weights),
    )
    return finite(_with_heterogeneity(pooled, [_effect(single, table) for table in tables]))


def _with_heterogeneity(pooled: Pooled, effects: list[Effect | None]) -> Pooled:
    known = [effect for effect in effects if effect is not None]
    if len(known) < 2:
        return pooled
    q, df = fsum((one.estimate - pooled.estimate) ** 2 / one.variance for one in known), len(known) - 1
    return replace(pooled, tau2=0.0, q=q, q_df=df, q_p=chi2_sf(q, df), **of_q(q, df))


def _effect(single: Single, table: Table) -> Effect | None:
    """None for a table without any event, or with nothing but events."""
    one, other = table
    if one.events == other.events == 0 or (one.events == one.total and other.events == other.total):
        return None
    return single(one, other)


def _all_cells(tables: Sequence[Table]) -> list[Cells]:
    return [cells(one, other, added=0) for one, other in tables]


def _odds_ratio(tables: Sequence[Table]) -> _Sum:
    rows = _all_cells(tables)
    for_one, for_other, weighted = [], [], []
    for a, b, c, d in rows:
        people = a + b + c + d
        r, s = a * d / people, b * c / people
        for_one.append(r)
        for_other.append(s)
        p, q = (a + d) / people, (b + c) / people
        weighted.append((p * r, p * s + q * r, q * s))
    one, other = _both(for_one, for_other, rows)
    pr, mixed, qs = (fsum(part) for part in zip(*weighted, strict=True))
    variance = (pr / one / one + mixed / one / other + qs / other / other) / 2
    counted = sum(r > 0 or s > 0 for r, s in zip(for_one, for_other, strict=True))
    # The weight of a table is its share of the denominator, of which the pooled ratio is the weighted mean.
    return _Sum(log(one / other), variance, for_other, counted)


def _risk_ratio(tables: Sequence[Table]) -> _Sum:
    rows = _all_cells(tables)
    for_one, for_other, spread = [], [], []
    for a, b, c, d in rows:
        n1, n2, people = a + b, c + d, a + b + c + d
        for_one.append(a * n2 / people)
        for_other.append(c * n1 / people)
        spread.append((n1 * n2 * (a + c) - a * c * people) / people / people)
    one, other = _both(for_one, for_other, rows)
    counted = sum(a + c > 0 for a, _, c, _ in rows)
    return _Sum(log(one / other), fsum(spread) / one / other, for_other, counted)


def _risk_difference(tables: Sequence[Table]) -> _Sum:
    rows = _all_cells(tables)
    weights, less, p, q = [], [], [], []
    for a, b, c, d in rows:
        n1, n2, people = a + b, c + d, a + b + c + d
        weights.append(n1 * n2 / people)
        less.append(a * n2 / people - c * n1 / people)
        p.append((n1 * n1 * c - n2 * n2 * a + n1 * n2 * (n2 - n1) / 2) / people / people)
        q.append((a * d + c * b) / (2 * people))
    weight = fsum(weights)
    estimate = fsum(less) / weight
    variance = (estimate * fsum(p) + fsum(q)) / weight / weight
    if variance <= 0:
        raise NotEstimableError("No events in any study, or nothing but events.")
    return _Sum(estimate, variance, weights, len(rows))


def _peto(tables: Sequence[Table]) -> _Sum:
    pairs = [observed_less_expected(one, other) for one, other in tables]
    variances = [variance for _, variance in pairs]
    variance = fsum(variances)
    if variance <= 0:
        raise NotEstimableError("No events in any study, or nothing but events.")
    counted = sum(one > 0 for one in variances)
    return _Sum(fsum(less for less, _ in pairs) / variance, 1 / variance, variances, counted)


def _both(for_one: list[float], for_other: list[float], rows: list[Cells]) -> tuple[float, float]:
    """The sums, unless one of them is 0."""
    one, other = fsum(for_one), fsum(for_other)
    if one > 0 and other > 0:
        return one, other
    if not any(a + c for a, _, c, _ in rows):
        raise NotEstimableError(NO_EVENTS.replace("both arms", "any study"))
    if not any(b + d for _, b, _, d in rows):
        raise NotEstimableError(ALL_EVENTS.replace("both arms", "every study"))
    raise NotEstimableError("One of the arms had no events in any study, or nothing but events, so there is no ratio.")
