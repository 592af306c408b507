"""What `manage.py pool` prints: for people, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from math import exp

from evidence.statistics import Interval, Measure, Model, Pooled
from evidence.statistics.distributions import normal_upper
from evidence.statistics.file_pooling import FilePooled, StudyPooled

MODELS = {
    Model.REML: "random effects, tau² by restricted maximum likelihood (REML)",
    Model.DL: "random effects, tau² by DerSimonian and Laird (DL)",
    Model.PM: "random effects, tau² by Paule and Mandel (PM)",
    Model.FE: "common effect, inverse variance (FE)",
    Model.MH: "common effect, Mantel-Haenszel (MH)",
}
INTERVALS = {
    Interval.WALD: "Wald's interval",
    Interval.HKSJ: "Hartung-Knapp interval",
    Interval.ADHOC: "Hartung-Knapp interval, never below Wald's error",
}
NORMAL_975 = normal_upper(0.025)
# Of a ratio that a float can hold.
MOST_LOGARITHM = 690
FEW = 4


def as_json(found: FilePooled, measure: Measure) -> str:
    """One object. Figures are on the scale of analysis, the natural logarithm for ratios; what is undefined is null."""
    pooled = found.pooled
    figures = {name: figure for name, figure in asdict(pooled).items() if name != "weights"}
    if measure.is_ratio:
        names = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
        figures["ratio"] = {name: _ratio(figures[name]) for name in names}
    figures |= {
        "measure": measure,
        "scale": "log" if measure.is_ratio else "raw",
        "rows": len(found.studies),
        "studies": [_study(one) for one in found.studies],
    }
    return json.dumps(figures, allow_nan=False, ensure_ascii=False, indent=2)


def _ratio(figure: float | None) -> float | None:
    return None if figure is None or figure > MOST_LOGARITHM else exp(figure)


def _study(one: StudyPooled) -> dict[str, object]:
    return {
        "line": one.line,
        "study": one.name,
        "estimate": one.effect and one.effect.estimate,
        "se": one.effect and one.effect.variance**0.5,
        "weight": one.weight,
        "why_not": one.why_not or None,
    }


def as_text(found: FilePooled, measure: Measure) -> Iterator[str]:
    """Line by line; ratios as ratios."""
    pooled = found.pooled
    width = min(max(len(one.name) for one in found.studies), 40)
    yield f"{'study':{width}}  {measure:>9}  {'95 % interval':^22}  weight"
    for one in found.studies:
        yield f"{one.name[:width]:{width}}  {_line(one, measure)}"
    yield ""
    many = "1 study" if pooled.k == 1 else f"{pooled.k:,} studies"
    yield f"{many} of {len(found.studies):,} rows: {MODELS[pooled.method]}"
    if pooled.k == 1:
        yield "A single study is given as it is; there is nothing to pool."
    yield f"{measure} {_interval(pooled, measure)}{_p(pooled)}, {INTERVALS[pooled.interval]}"
    if pooled.interval is not Interval.WALD:
        yield f"{measure} {_interval(found.wald, measure)}{_p(found.wald)}, {INTERVALS[Interval.WALD]}"
    if pooled.narrower_than_wald:
        yield "The Hartung-Knapp interval is narrower than Wald's here: take the wider, or --ci adhoc."
    elif pooled.interval is Interval.HKSJ and pooled.k <= FEW:
        yield "With so few studies the two intervals can differ widely; neither is sure."
    yield from _heterogeneity(pooled, measure)


def _line(one: StudyPooled, measure: Measure) -> str:
    weight = "" if one.weight is None else f"{one.weight:5.1f} %"
    if one.effect is None:
        return f"not estimable: {one.why_not}" + (f" Weight {weight.strip()}" if one.weight else "")
    half = NORMAL_975 * one.effect.variance**0.5
    low, high = one.effect.estimate - half, one.effect.estimate + half
    figures = [shown(figure, measure) for figure in (one.effect.estimate, low, high)]
    return f"{figures[0]:>9}  {f'{figures[1]} to {figures[2]}':^22}  {weight}"


def _interval(pooled: Pooled, measure: Measure) -> str:
    estimate, low, high = (shown(figure, measure) for figure in (pooled.estimate, pooled.ci_low, pooled.ci_high))
    return f"{estimate} ({low} to {high})"


def _p(pooled: Pooled) -> str:
    return "" if pooled.p is None else f", p = {pooled.p:.3g}"


def _heterogeneity(pooled: Pooled, measure: Measure) -> Iterator[str]:
    if pooled.pi_low is not None and pooled.pi_high is not None:
        limits = f"{shown(pooled.pi_low, measure)} to {shown(pooled.pi_high, measure)}"
        yield f"95 % prediction interval {limits} (t, df {pooled.pi_df})"
    if pooled.q is None:
        return
    yield f"Q = {pooled.q:.4g} (df {pooled.q_df}), p = {pooled.q_p:.3g}"
    said = [
        _with_limits("tau²", pooled.tau2, pooled.tau2_low, pooled.tau2_high, ""),
        _with_limits("I²", pooled.i2, pooled.i2_low, pooled.i2_high, " %"),
        _with_limits("H²", pooled.h2, pooled.h2_low, pooled.h2_high, ""),
    ]
    yield ", ".join(said if pooled.method.is_random else said[1:])


def _with_limits(name: str, figure: float | None, low: float | None, high: float | None, unit: str) -> str:
    limits = "" if low is None or high is None else f" ({low:.4g} to {high:.4g})"
    return f"{name} = {figure:.4g}{unit}{limits}"


def shown(figure: float, measure: Measure) -> str:
    """With four digits; a ratio that was analysed as a logarithm as itself."""
    if not measure.is_ratio:
        return f"{figure:.4g}"
    return f"{exp(figure):.4g}" if figure < MOST_LOGARITHM else "beyond 1e300"
