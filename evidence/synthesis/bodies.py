"""Bodies of evidence: the studies of one stratum with their effects, pooled where that is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from evidence.grading import RULES_1, Facts, Rules, Spread, reasons_not_to_pool
from evidence.statistics import (
    Counts,
    Interval,
    Measure,
    Model,
    NotEstimableError,
    Pooled,
    mantel_haenszel,
    peto,
    pool,
    pool_each,
)
from evidence.synthesis.choices import Choices, LeaveOut
from evidence.synthesis.effects import BY_COUNTS, RATIOS
from evidence.synthesis.entry import Entry, Scale, Smallest
from evidence.synthesis.lines import Line, lines_of, measure_for
from evidence.synthesis.selection import LeftOut
from evidence.synthesis.strata import RANDOMISED, Stratum
from evidence.synthesis.values import Z95, Natural, natural_of, natural_pooled, prediction_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One stratum. Effects are on the scale of analysis; `scale` is what mean differences are read on.

    `pooled` is None where `reasons` says why; `other` is the same with the other interval, for comparison.
    `smallest` is the smallest important difference on the body's own scale, None where it cannot be read on it.
    """

    stratum: Stratum
    measure: str
    scale: Scale | None
    better: str
    smallest: float | None
    lines: tuple[Line, ...]
    set_aside: tuple[LeftOut, ...]
    pooled: Pooled | None
    other: Pooled | None
    reasons: tuple[str, ...]
    # Whether the interval was made no narrower than Wald's, which Hartung-Knapp's would have been.
    widened: bool = False

    @property
    def is_ratio(self) -> bool:
        return self.measure in RATIOS

    @property
    def estimable(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.estimated is not None)

    @property
    def counted(self) -> tuple[Line, ...]:
        """The studies that what is said rests on: those with an effect, or all where each stands alone."""
        return self.estimable if self.natural is not None else self.lines

    @property
    def people(self) -> int:
        return sum(one.people or 0 for one in self.counted)

    @property
    def natural(self) -> Natural | None:
        """What the body says: pooled, or its only study; None where several studies stand each alone."""
        if self.pooled is not None:
            return natural_pooled(self.pooled, ratio=self.is_ratio)
        alone = self.estimable
        if len(self.lines) == 1 and alone and alone[0].estimated is not None:
            return natural_of(alone[0].estimated.effect, ratio=self.is_ratio)
        return None

    @property
    def weights(self) -> dict[str, float]:
        """By study, from 0 to 1; equal shares where nothing was pooled."""
        lines = self.estimable or self.lines
        if self.pooled is None:
            return {one.entry.study: 1 / len(lines) for one in lines}
        return {one.entry.study: share / 100 for one, share in zip(lines, self.pooled.weights, strict=True)}


def body_of(
    stratum: Stratum,
    entries: Sequence[Entry],
    choices: Choices,
    *,
    smallest: Smallest | None = None,
    rules: Rules = RULES_1,
) -> Body:
    # Peto's method is one for odds ratios of rare events.
    measure, scale = measure_for(entries, "OR" if choices.method == "Peto" else choices.measure)
    lines, aside = lines_of(entries, measure, scale)
    if LeaveOut.DERIVED in choices.without:
        lines, derived = _without_derived(lines)
        aside += derived
    body = Body(
        stratum=stratum,
        measure=measure,
        scale=scale,
        better=scale.better if scale else next((one.better for one in entries), "lower"),
        smallest=_read_on(smallest, scale) if measure == "MD" else None,
        lines=lines,
        set_aside=aside,
        pooled=None,
        other=None,
        reasons=(),
    )
    return pooled_body(body, choices, rules)


def pooled_body(body: Body, choices: Choices, rules: Rules = RULES_1) -> Body:
    """The body with its lines pooled as chosen, or with the reasons why they are not."""
    facts = [_facts(one, body) for one in body.estimable]
    refused = tuple(one.sentence for one in reasons_not_to_pool(facts, measure=body.measure, rules=rules))
    if refused or not facts:
        return replace(body, pooled=None, other=None, reasons=refused)
    try:
        pooled, other = _pool(body, choices)
    except NotEstimableError as error:
        return replace(body, pooled=None, other=None, reasons=(str(error),))
    spread = _spread(body, pooled)
    beyond = reasons_not_to_pool(facts, measure=body.measure, spread=spread, rules=rules) if spread else ()
    if beyond:
        return replace(body, pooled=None, other=None, reasons=tuple(one.sentence for one in beyond))
    widened = pooled.interval is Interval.ADHOC and choices.interval != Interval.ADHOC
    return replace(body, pooled=pooled, other=other, reasons=(), widened=widened)


def _pool(body: Body, choices: Choices) -> tuple[Pooled, Pooled | None]:
    if choices.method == "MH" and body.measure in BY_COUNTS:
        return mantel_haenszel(_tables(body.estimable), measure=Measure(body.measure)), None
    if choices.method == "Peto" and body.measure == "OR":
        return peto(_tables(body.estimable)), None
    effects = [one.estimated.effect for one in body.estimable if one.estimated is not None]
    # What is measured on a scale has no tables to pool.
    method = "REML" if choices.method in ("MH", "Peto") else choices.method
    chosen = Interval(choices.interval)
    beside = Interval.HKSJ if chosen is Interval.WALD else Interval.WALD
    pooled, other = pool_each(effects, method=Model(method), intervals=(chosen, beside))
    if chosen is Interval.HKSJ and pooled.narrower_than_wald:
        # A few studies that agree by chance would seem sure (Röver, Knapp and Friede 2015).
        pooled = pool(effects, method=Model(method), interval=Interval.ADHOC)
    return pooled, other


def _tables(lines: Sequence[Line]) -> list[tuple[Counts, Counts]]:
    """The counts of both arms; raises NotEstimableError where a study prints none."""
    tables = []
    for one in lines:
        arms = (one.entry.experimental, one.entry.reference)
        counts = [
            Counts(events=arm.events, total=arm.total) for arm in arms if arm and arm.events is not None and arm.total
        ]
        if len(counts) < 2:
            raise NotEstimableError(f"This model needs the counts of both arms, and {one.entry.label} has none.")
        tables.append((counts[0], counts[1]))
    return tables


def _spread(body: Body, pooled: Pooled) -> Spread | None:
    if pooled.i2 is None:
        return None
    effects = [one.estimated.effect for one in body.estimable if one.estimated is not None]
    # A study speaks for a side by itself if its own interval excludes no effect.
    sides = {one.estimate > 0 for one in effects if abs(one.estimate) > Z95 * sqrt(one.variance)}
    return Spread(
        i2=pooled.i2,
        both_sides=len(sides) > 1,
        no_effect=1.0 if body.is_ratio else 0.0,
        prediction=prediction_of(pooled, ratio=body.is_ratio),
        smallest_important=body.smallest,
    )


def _facts(line: Line, body: Body) -> Facts:
    entry = line.entry
    reference = entry.reference.name if entry.reference else entry.comparator
    return Facts(
        id=entry.study,
        label=entry.label,
        comparator=reference if entry.comparator in ("active", "dose") else entry.comparator,
        comparator_kind="active" if entry.comparator == "dose" else entry.comparator,
        randomised=entry.design in RANDOMISED,
        routes=frozenset(entry.routes),
        kind=entry.kind,
        scale=body.scale.family or body.scale.slug if body.scale else "",
    )


def _without_derived(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[LeftOut, ...]]:
    kept, aside = [], []
    for one in lines:
        if one.estimated is not None and one.estimated.derived:
            aside.append(LeftOut(entry=one.entry, reason=f"{'; '.join(one.estimated.derived)}."))
        else:
            kept.append(one)
    return tuple(kept), tuple(aside)


def _read_on(smallest: Smallest | None, scale: Scale | None) -> float | None:
    """The smallest important difference on the scale of the body, if it is of one family with its own."""
    if smallest is None or scale is None:
        return None
    if smallest.scale.slug == scale.slug:
        return smallest.difference
    widths = smallest.scale.width, scale.width
    if not scale.family or scale.family != smallest.scale.family or not widths[0] or not widths[1]:
        return None
    return smallest.difference * widths[1] / widths[0]
