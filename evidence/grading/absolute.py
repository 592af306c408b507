"""From a relative effect to people per 1,000: how many with the treatment, how many without, and how many for one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from evidence.grading.body import HAIR, check_interval
from evidence.grading.wording import counted, percent

# The risk with it, from the effect and the risk without it (0 to 1).
# RR, OR and RD: Cochrane Handbook 15.4.4 (https://training.cochrane.org/handbook/current/chapter-15).
# HR: GRADE guidelines 27 (doi:10.1016/j.jclinepi.2019.10.015), the risks being those at one and the same time.
WITH: dict[str, Callable[[float, float], float]] = {
    "RR": lambda effect, risk: effect * risk,
    "OR": lambda effect, risk: effect * risk / (1 - risk + effect * risk) if effect * risk else 0.0,
    "RD": lambda effect, risk: risk + effect,
    "HR": lambda effect, risk: 1 - (1 - risk) ** effect,
}
NOBODY = "Nobody had it without the treatment, so a ratio tells no number of people."
EVERYBODY = "Everybody had it without the treatment, so a ratio of odds or hazards tells no number of people."


@dataclass(frozen=True, kw_only=True)
class Absolute:
    """People per 1,000. The whole numbers agree with one another: `difference` is `with_` less `without`.

    `low` and `high` are the limits of the difference; the `_risk` values are the same unrounded, from 0 to 1 (−1 to 1
    for differences). The limits carry the uncertainty of the effect only, not that of the risk without it (Handbook
    15.4.4). `needed` is the number to treat for one more or one fewer, rounded up; None where the interval holds no
    effect, since it would jump through infinity. `clipped` if a value had to be cut at none or all. `said` tells why
    there is nothing to tell.
    """

    with_: int
    without: int
    difference: int
    low: int
    high: int
    with_risk: float
    without_risk: float
    difference_risk: float
    low_risk: float
    high_risk: float
    needed: int | None = None
    needed_low: int | None = None
    needed_high: int | None = None
    clipped: bool = False
    said: str = ""


def per_thousand(measure: str, estimate: float, low: float, high: float, control_risk: float) -> Absolute:
    """`measure` is RR, OR, RD or HR, its values natural (ratios not logged); `control_risk` from 0 to 1.

    Raises ValueError, with a sentence, for another measure, an interval that does not hold its estimate, and a risk
    that is none.
    """
    if measure not in WITH:
        raise ValueError(f"Expected RR, OR, RD or HR, got {measure}.")
    if not 0 <= control_risk <= 1:
        raise ValueError(f"Expected a risk from 0 to 1, got {control_risk}.")
    check_interval(estimate, low, high, ratio=measure != "RD")
    raw = [WITH[measure](effect, control_risk) for effect in (estimate, low, high)]
    risks = [min(1.0, max(0.0, risk)) for risk in raw]
    without, shown = whole(control_risk), [whole(risk) for risk in risks]
    differences = [risk - control_risk for risk in risks]
    no_effect = 0.0 if measure == "RD" else 1.0
    needed = _needed(differences) if low > no_effect or high < no_effect else (None, None, None)
    return Absolute(
        with_=shown[0],
        without=without,
        difference=shown[0] - without,
        low=shown[1] - without,
        high=shown[2] - without,
        with_risk=risks[0],
        without_risk=control_risk,
        difference_risk=differences[0],
        low_risk=differences[1],
        high_risk=differences[2],
        needed=needed[0],
        needed_low=needed[1],
        needed_high=needed[2],
        clipped=any(abs(risk - cut) > HAIR for risk, cut in zip(raw, risks, strict=True)),
        said=_said(measure, control_risk),
    )


def whole(risk: float) -> int:
    """People per 1,000, a half rounded up."""
    return math.floor(risk * 1000 + 0.5 + HAIR)


def _needed(differences: Sequence[float]) -> tuple[int | None, int | None, int | None]:
    """Of the estimate, then the smaller and the larger of its limits; by convention rounded up (Handbook 15.4.4)."""
    if any(abs(each) < HAIR for each in differences):
        return None, None, None
    estimate, *limits = (math.ceil(1 / abs(each) - HAIR) for each in differences)
    return estimate, min(limits), max(limits)


def _said(measure: str, control_risk: float) -> str:
    if measure == "RD":
        return ""
    if control_risk == 0:
        return NOBODY
    return EVERYBODY if control_risk == 1 and measure in ("OR", "HR") else ""


@dataclass(frozen=True, kw_only=True)
class ControlRisk:
    """The risk without the treatment that absolute effects are counted from, and in words where it is from."""

    risk: float
    words: str


def control_risk(events: Sequence[int], totals: Sequence[int]) -> ControlRisk:
    """The median of the control groups’ risks (Cochrane Handbook chapter 14: an assumed risk, its source named).

    Raises ValueError for no group, a group of nobody, and more events than people.
    """
    if not events or len(events) != len(totals):
        raise ValueError(f"Expected events and totals of the same control groups, got {len(events)} and {len(totals)}.")
    for had, total in zip(events, totals, strict=True):
        if total < 1 or not 0 <= had <= total:
            raise ValueError(f"Expected events from 0 to the total of a group of people, got {had} of {total}.")
    risks = sorted(had / total for had, total in zip(events, totals, strict=True))
    groups = counted(len(risks), "control group")
    words = f"risk in the {groups.removeprefix('1 ')}" if len(risks) == 1 else f"median of the risks in {groups}"
    if risks[0] != risks[-1]:
        words += f" ({percent(risks[0])} to {percent(risks[-1])})"
    return ControlRisk(risk=median(risks), words=words)
