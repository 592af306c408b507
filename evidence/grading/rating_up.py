"""What can raise evidence of studies that are not randomised, if nothing lowers it."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.grading.body import Body
from evidence.grading.rules import Rules
from evidence.grading.step import Domain, Step
from evidence.grading.wording import number

HELD_BACK = " It raises nothing, because something lowers the certainty."


def rating_up(body: Body, rules: Rules, lowered: Sequence[Step]) -> tuple[Step, ...]:
    """Three steps, after GRADE guidelines 9; none raises if one of `lowered` does lower (by GRADE's own advice)."""
    held_back = any(step.change < 0 for step in lowered)
    return tuple(
        Step(
            domain=domain,
            change=0 if held_back else change,
            reason=reason + (HELD_BACK if held_back and change else ""),
            inputs=((domain.value, given),),
        )
        for domain, change, reason, given in (
            _large_effect(body, rules),
            _told(
                Domain.DOSE_RESPONSE,
                body.dose_response,
                "More of it goes with more effect.",
                "No dose-response gradient is recorded.",
            ),
            _told(
                Domain.CONFOUNDING,
                body.confounding_against,
                "What could have distorted the result would have made the effect look smaller.",
                "It is not recorded that distortion would have made the effect look smaller.",
            ),
        )
    )


def _told(domain: Domain, given: bool, yes: str, no: str) -> tuple[Domain, int, str, str]:
    return domain, int(given), yes if given else no, "yes" if given else "not recorded"


def _large_effect(body: Body, rules: Rules) -> tuple[Domain, int, str, str]:
    """A ratio beyond the mark whose interval excludes no effect; differences of means have no published mark."""
    if not body.ratio or body.estimate is None or body.low is None or body.high is None:
        return Domain.LARGE_EFFECT, 0, "It is judged for ratios only.", "no ratio"
    excludes = body.low > 1 or body.high < 1
    size = max(body.estimate, 1 / body.estimate) if body.estimate else float("inf")
    shown = number(body.estimate)
    if excludes and size >= rules.very_large_effect:
        words = f"The ratio is {shown}, at least {number(rules.very_large_effect)}-fold."
        return Domain.LARGE_EFFECT, 2, words, shown
    if excludes and size >= rules.large_effect:
        return Domain.LARGE_EFFECT, 1, f"The ratio is {shown}, at least {number(rules.large_effect)}-fold.", shown
    return Domain.LARGE_EFFECT, 0, f"The ratio is {shown}, which is not large and sure enough to raise it.", shown
