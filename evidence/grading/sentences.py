"""A verdict in one plain sentence, by fixed rules of wording.

After the statements that GRADE advises (Santesso 2020, doi:10.1016/j.jclinepi.2019.10.014), in words of our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.grading.absolute import Absolute
from evidence.grading.levels import Level
from evidence.grading.size import Size
from evidence.grading.wording import capital, counted, number


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a sentence is made of. Names are as they stand in the middle of a sentence: “magnesium”, “pain intensity”.

    `people` is like “people with chronic back pain”, `time` like “after 6 weeks”, `unit` like “points” and `scale` like
    “the NRS 0–10”; for a ratio `unit` is its name, “risk ratio”. Values are natural; with `absolute` people per 1,000
    are told instead. `studies` is 1 for a single study that stands alone.
    """

    intervention: str
    # “NSAIDs reduce”, “magnesium reduces”.
    plural: bool = False
    comparator: str
    outcome: str
    people: str = ""
    time: str = ""
    level: Level
    size: Size
    estimate: float
    low: float
    high: float
    ratio: bool = False
    unit: str = "points"
    scale: str = ""
    smallest_important: float | None = None
    absolute: Absolute | None = None
    studies: int
    participants: int
    # Whether a search looked for studies that speak against it.
    searched: bool

    @property
    def no_effect(self) -> float:
        return 1.0 if self.ratio else 0.0

    @property
    def whom(self) -> str:
        """When and in whom; not the other way round, or it would be the pain after 6 weeks."""
        return (f" {self.time}" if self.time else "") + (f" in {self.people}" if self.people else "")


# What stands behind the outcome, by size.
AMOUNT = {
    Size.IMPORTANT_BENEFIT: " by an important amount",
    Size.PROBABLY_IMPORTANT_BENEFIT: " by an amount that seems important",
    Size.SMALL_BENEFIT: " slightly",
    Size.BENEFIT_OF_UNKNOWN_IMPORTANCE: " by an amount of unknown importance",
    Size.SMALL_HARM: " slightly",
    Size.PROBABLY_IMPORTANT_HARM: " by an amount that seems important",
    Size.IMPORTANT_HARM: " by an important amount",
    Size.HARM_OF_UNKNOWN_IMPORTANCE: " by an amount of unknown importance",
    Size.NEITHER_BETTER: ", which is neither better nor worse,",
}
POSSIBLE = {
    Size.UNCLEAR_PERHAPS_BENEFIT: ", so an important benefit is possible",
    Size.UNCLEAR_PERHAPS_HARM: ", so an important harm is possible",
    Size.UNCLEAR_PERHAPS_EITHER: ", so important benefit and harm are both possible",
}


def sentence(finding: Finding) -> str:
    """The verdict. Nothing favourable is said where no search has looked for the contrary."""
    if finding.size.is_favourable and not finding.searched:
        return (
            f"What was found of {finding.intervention} for {finding.outcome}{finding.whom} looks favourable, but"
            " nothing is concluded yet: no search has looked for studies that speak against it."
        )
    told = f"{_statement(finding)}: {figures(finding)}{POSSIBLE.get(finding.size, '')}."
    if finding.studies == 1:
        return f"Going by one study of {counted(finding.participants, 'person', 'people')}, {told}"
    return capital(told)


def _statement(finding: Finding) -> str:
    """Who does what to what in whom, compared with what; as certain as it is."""
    whom, compared = finding.whom, f", compared with {finding.comparator}"
    what = finding.outcome
    if finding.level is Level.VERY_LOW:
        return f"it is very uncertain whether {finding.intervention} {_changes(finding)} {what}{whom}{compared}"
    if finding.size.is_unclear:
        return _no_clear_difference(finding)
    if finding.size is Size.LITTLE_OR_NO_DIFFERENCE:
        verb = _as_certain(finding, "makes", "make")
        return f"{finding.intervention} {verb} little or no difference to {what}{whom}{compared}"
    verb = _as_certain(finding, *_verb(finding))
    return f"{finding.intervention} {verb} {what}{AMOUNT[finding.size]}{whom}{compared}"


def _no_clear_difference(finding: Finding) -> str:
    """Open and not settled: never to be read as “no difference”."""
    if finding.level is Level.LOW:
        return (
            f"{finding.intervention} may or may not change {finding.outcome}{finding.whom},"
            f" compared with {finding.comparator}"
        )
    shows = "show" if finding.plural else "shows"
    so_far = "so far " if finding.level is Level.MODERATE else ""
    return (
        f"{finding.intervention} {so_far}{shows} no clear difference from {finding.comparator}"
        f" in {finding.outcome}{finding.whom}"
    )


def _changes(finding: Finding) -> str:
    settled = finding.size.is_unclear or finding.size is Size.LITTLE_OR_NO_DIFFERENCE
    return ("changes", "change")[finding.plural] if settled else _verb(finding)[finding.plural]


def _verb(finding: Finding) -> tuple[str, str]:
    """Of what is measured, a harm says so, since lower may be worse; of what is counted, more and fewer say enough."""
    if finding.size.is_unfavourable and not finding.ratio and finding.absolute is None:
        return "worsens", "worsen"
    return ("reduces", "reduce") if finding.estimate < finding.no_effect else ("increases", "increase")


def _as_certain(finding: Finding, does: str, do: str) -> str:
    verb = do if finding.plural else does
    if finding.level is Level.HIGH:
        return verb
    return f"probably {verb}" if finding.level is Level.MODERATE else f"may {do}"


def figures(finding: Finding) -> str:
    """The size with its interval, and the smallest important difference where there is one."""
    important = finding.smallest_important
    matters = "" if important is None else f"; smallest important: {number(important)}"
    if finding.absolute is not None and not finding.absolute.said:
        return _per_thousand(finding.absolute)
    if finding.ratio:
        return (
            f"{finding.unit} {number(finding.estimate)}"
            f" (95 % interval {number(finding.low)} to {number(finding.high)}{matters})"
        )
    on = f" on {finding.scale}" if finding.scale else ""
    estimate = _beside(finding.estimate, "lower", "higher", finding.unit)
    return f"{estimate}{on} (95 % interval {_limits(finding.low, finding.high, 'lower', 'higher')}{matters})"


def _per_thousand(absolute: Absolute) -> str:
    limits = _limits(absolute.low, absolute.high, "fewer", "more")
    return (
        f"{absolute.with_:,} in 1,000 people instead of {absolute.without:,}"
        f" ({_beside(absolute.difference, 'fewer', 'more')}; 95 % interval {limits})"
    )


def _beside(value: float, less: str, more: str, unit: str = "") -> str:
    """`2.1 points lower`, `28 fewer`, `0 points`."""
    unit = f" {unit}" if unit else ""
    side = "" if value == 0 else f" {less if value < 0 else more}"
    return f"{number(abs(value))}{unit}{side}"


def _limits(low: float, high: float, less: str, more: str) -> str:
    """`1.4 to 2.8 lower` on one side of no effect, `1.3 lower to 0.5 higher` on both."""
    if low < 0 and high < 0:
        return f"{number(-high)} to {number(-low)} {less}"
    if low > 0 and high > 0:
        return f"{number(low)} to {number(high)} {more}"
    return f"{_beside(low, less, more)} to {_beside(high, less, more)}"


def not_pooled(*, intervention: str, outcome: str, people: str, studies: int, reasons: Sequence[str]) -> str:
    """For studies that are shown one by one; `reasons` are sentences, of which the first is told."""
    whom = f" in {people}" if people else ""
    begin = f"{counted(studies, 'study', 'studies')} of {intervention} looked at {outcome}{whom}; each is shown alone."
    return f"{begin} {reasons[0]}" if reasons else begin


def no_comparison(*, intervention: str, outcome: str, people: str, studies: int) -> str:
    """For studies in which everybody got it."""
    whom = f" in {people}" if people else ""
    return (
        f"{counted(studies, 'study', 'studies')} of {intervention} measured {outcome}{whom} without comparing it with"
        " anything: what would have happened without it is not known."
    )


def none_found(*, intervention: str, outcome: str, people: str, searched: str) -> str:
    """For a search that found nothing; `searched` is a day in words."""
    whom = f" in {people}" if people else ""
    return (
        f"No study of {intervention} for {outcome}{whom} was found in the search of {searched};"
        " whether it helps or harms is not known."
    )


def never_searched(*, intervention: str, outcome: str, people: str) -> str:
    """For a question that nobody has looked into."""
    whom = f" in {people}" if people else ""
    return (
        f"Nobody has searched yet for studies of {intervention} for {outcome}{whom};"
        " that none is shown does not mean that there are none."
    )
