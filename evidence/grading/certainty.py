"""How certain a body of evidence is, by rule: five domains that lower, three that raise, and a reason for each."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.grading.body import Body, Design
from evidence.grading.imprecision import imprecision
from evidence.grading.inconsistency import inconsistency
from evidence.grading.indirectness import indirectness
from evidence.grading.levels import Level
from evidence.grading.publication_bias import publication_bias
from evidence.grading.rating_up import rating_up
from evidence.grading.risk_of_bias import risk_of_bias
from evidence.grading.rules import Rules
from evidence.grading.step import Step

START = {Design.RANDOMISED: Level.HIGH, Design.OBSERVATIONAL: Level.LOW}
SEARCHED = "A search looked for studies that speak against it."
NOT_SEARCHED = (
    "Nothing favourable is said until a search that looked for studies that speak against it is recorded,"
    " with its date and its words."
)


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Whether something favourable may be said, and why."""

    allowed: bool
    words: str

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, kw_only=True)
class Rating:
    """A level, where it began, and each step from there to it; `rules` is the version they were judged by."""

    level: Level
    start: Level
    steps: tuple[Step, ...]
    why_not_higher: str
    rules: str

    def favourable_allowed(self, searched: bool) -> Permission:
        """Whatever the level: without a search for the contrary, what is known is only what somebody wanted known."""
        return Permission(allowed=searched, words=SEARCHED if searched else NOT_SEARCHED)


def rate(body: Body, rules: Rules) -> Rating:
    """Rate a body of evidence as GRADE does: Cochrane Handbook 14.2, with the thresholds of `rules`.

    All five domains that lower are among the steps, changed or not; for studies that are not randomised the three that
    raise as well. The level ends at very low and at high.
    """
    start = START[body.design]
    steps: tuple[Step, ...] = (
        risk_of_bias(body, rules),
        inconsistency(body, rules),
        indirectness(body, rules),
        imprecision(body, rules),
        publication_bias(body, rules),
    )
    if body.design is Design.OBSERVATIONAL:
        steps += rating_up(body, rules, steps)
    level = start.moved(sum(step.change for step in steps))
    return Rating(
        level=level,
        start=start,
        steps=steps,
        why_not_higher=_why_not_higher(level, start, steps),
        rules=rules.version,
    )


def _why_not_higher(level: Level, start: Level, steps: tuple[Step, ...]) -> str:
    """One sentence that joins what lowered the level."""
    if level is Level.HIGH:
        return "It cannot be higher: the certainty is high."
    lowered = [
        f"for {step.domain.value} ({step.change_words}), since {step.because}" for step in steps if step.change < 0
    ]
    if lowered:
        begin = "studies that are not randomised begin at low, lowered" if start is Level.LOW else "lowered"
        return f"Not higher than {level.value}: {begin} {'; '.join(lowered)}."
    if level is start:
        return (
            "Not higher than low, because that is where studies that are not randomised begin, and nothing raises it."
        )
    return f"Not higher than {level.value}: studies that are not randomised begin at low, and no more raises it."
