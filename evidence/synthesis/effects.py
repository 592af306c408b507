"""The effect of one comparison by one measure: from the arms' figures, else from the printed estimate."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from evidence.statistics import (
    Counts,
    Effect,
    Group,
    NotEstimableError,
    from_interval,
    from_p,
    from_se,
    mean_difference,
    odds_ratio,
    ratio_of_means,
    risk_difference,
    risk_ratio,
    sd_from_p,
    standardised_mean_difference,
)
from evidence.synthesis.entry import ArmFigures, Entry, Scale
from evidence.synthesis.spread import group_of

BY_COUNTS: dict[str, Callable[[Counts, Counts], Effect]] = {"RR": risk_ratio, "OR": odds_ratio, "RD": risk_difference}
BY_MEANS: dict[str, Callable[[Group, Group], Effect]] = {
    "MD": mean_difference,
    "SMD": standardised_mean_difference,
    "ROM": ratio_of_means,
}
RATIOS = frozenset({"RR", "OR", "HR", "ROM", "ratio"})
# What a synthesis can be made of, the preferred first where several suit as many studies.
MEASURES = ("MD", "SMD", "RR", "HR", "OR", "RD", "ROM")
EXACT_P = re.compile(r"=?\s*(0?\.\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """An effect on the scale of analysis, and what it rests on: the `arms` figures or the printed `report`."""

    measure: str
    effect: Effect
    source: str
    derived: tuple[str, ...] = ()


def effect_of(entry: Entry, measure: str, on: Scale | None = None) -> Estimated:
    """The effect by a measure; a mean difference is read on the scale `on`, if one is given.

    Raises NotEstimableError with the reason as a sentence.
    """
    turned = -1.0 if _runs_backwards(entry, measure) else 1.0
    factor = turned * (_stretch(entry.scale, on) if measure == "MD" and on is not None else 1.0)
    try:
        found = from_arms(entry, measure)
    except NotEstimableError as missing:
        found = _from_report(entry, measure, missing)
    if factor == 1.0:
        return found
    effect = Effect(estimate=factor * found.effect.estimate, variance=factor**2 * found.effect.variance)
    return replace(found, effect=effect)


def from_arms(entry: Entry, measure: str) -> Estimated:
    """Of the arms' own figures, or of what an SD can be derived from. Raises NotEstimableError."""
    if entry.experimental is None or entry.reference is None:
        raise NotEstimableError("There are not two arms to compare.")
    if entry.design == "crossover":
        raise NotEstimableError("A crossover trial, and its paired difference is not reported with an interval.")
    if measure in BY_COUNTS:
        effect = BY_COUNTS[measure](_counts(entry.experimental), _counts(entry.reference))
        return Estimated(measure=measure, effect=effect, source="arms")
    if measure in BY_MEANS:
        return _from_means(entry, measure, entry.experimental, entry.reference)
    raise NotEstimableError("The estimate is not reported with an interval.")


def printed_effect(entry: Entry, measure: str) -> Effect | None:
    """The printed estimate by that measure with its standard error; None where the report prints none."""
    printed = entry.printed
    if printed is None or printed.measure != measure or printed.estimate is None:
        return None
    ratio = measure in RATIOS
    if printed.ci_low is not None and printed.ci_high is not None:
        return from_interval(printed.estimate, printed.ci_low, printed.ci_high, level=printed.level, ratio=ratio)
    if printed.se is not None:
        return from_se(printed.estimate, printed.se, ratio=ratio)
    if p := exact_p(printed.p):
        return from_p(printed.estimate, p, ratio=ratio)
    return None


def exact_p(text: str) -> float | None:
    """A p value that is printed as a number above 0 and not as a bound."""
    match = EXACT_P.fullmatch(text.strip())
    return float(match[1]) or None if match else None


def _from_means(entry: Entry, measure: str, experimental: ArmFigures, reference: ArmFigures) -> Estimated:
    if entry.kind == "geometric":
        raise NotEstimableError("Geometric means: their difference is not a difference of means.")
    if measure == "ROM" and entry.kind != "final":
        raise NotEstimableError("A ratio needs scores and not changes.")
    groups, derived = [], []
    try:
        for arm in (experimental, reference):
            group, derivation = group_of(arm)
            groups.append(group)
            derived += [derivation] if derivation else []
    except NotEstimableError:
        groups = _by_p(entry, experimental, reference)
        derived = ["one SD for both arms derived from the p value of the difference"]
    return Estimated(measure=measure, effect=BY_MEANS[measure](*groups), source="arms", derived=tuple(derived))


def _by_p(entry: Entry, experimental: ArmFigures, reference: ArmFigures) -> list[Group]:
    """Both groups with the SD that the p value of their difference tells; raises what is missing otherwise."""
    p = exact_p(entry.printed.p) if entry.printed else None
    one, other = experimental, reference
    if p is None or p >= 1 or one.mean is None or other.mean is None or not (one.n and other.n):
        for arm in (one, other):
            group_of(arm)
        raise NotEstimableError("The SDs are not reported.")
    sd = sd_from_p(one.mean - other.mean, p, one.n, other.n)
    return [Group(n=one.n, mean=one.mean, sd=sd), Group(n=other.n, mean=other.mean, sd=sd)]


def _counts(arm: ArmFigures) -> Counts:
    if arm.events is None or not arm.total:
        raise NotEstimableError(f"The number of people with the event in “{arm.name}” is not reported.")
    return Counts(events=arm.events, total=arm.total)


def _from_report(entry: Entry, measure: str, missing: NotEstimableError) -> Estimated:
    effect = printed_effect(entry, measure)
    if effect is None:
        raise missing
    return Estimated(measure=measure, effect=effect, source="report")


def _stretch(scale: Scale | None, on: Scale) -> float:
    if scale is None:
        raise NotEstimableError(f"The scale is not stated, so that nothing can be read on {on.name}.")
    if scale.slug == on.slug:
        return 1.0
    if not scale.family or scale.family != on.family or not scale.width or not on.width:
        raise NotEstimableError(f"Figures of {scale.name} cannot be read on {on.name}.")
    return on.width / scale.width * (1.0 if scale.better == on.better else -1.0)


def _runs_backwards(entry: Entry, measure: str) -> bool:
    """Whether the scale's better end is the outcome's worse one, as for a standardised difference."""
    directions = {"lower", "higher"}
    return (
        measure == "SMD"
        and entry.scale is not None
        and entry.better in directions
        and entry.scale.better in directions
        and entry.scale.better != entry.better
    )
