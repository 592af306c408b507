"""Findings: a summary of findings, a line for each condition and outcome, as plain values that can be kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from evidence.grading import Absolute, ControlRisk, Size, symbol, text_alternative
from evidence.grading.wording import counted, number
from evidence.synthesis.bodies import Body
from evidence.synthesis.conclusions import (
    COMPARATORS,
    UNITS,
    Conclusion,
    Names,
    scale_words,
    uncontrolled,
    unit_of_measure,
)
from evidence.synthesis.entry import Entry
from evidence.synthesis.rating import model_words
from evidence.synthesis.strata import UNKNOWN_TIME
from evidence.synthesis.units import Unit


class Standing(StrEnum):
    """What a line rests on."""

    POOLED = "pooled"
    SINGLE = "one study"
    APART = "not pooled"
    UNCONTROLLED = "no comparator"
    WORDS = "words only"
    REVIEWS = "reviews only"


class Side(StrEnum):
    """Which way a line points, for its shape: never by colour alone."""

    FOR = "favours it"
    WITHHELD = "looks favourable, nothing concluded"
    AGAINST = "speaks against it"
    OPEN = "no clear difference"
    SAME = "little or no difference"
    UNKNOWN = "not known"


SHAPES = {
    Side.FOR: "▲",
    Side.WITHHELD: "△",
    Side.AGAINST: "▼",
    Side.OPEN: "◆",
    Side.SAME: "=",
    Side.UNKNOWN: "○",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One domain of a rating: `change` in levels, `inputs` as pairs of name and value."""

    domain: str
    change: int
    reason: str
    inputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """One line. Numbers are natural values, None where there are none; everything else is words for readers.

    `level` is empty where nothing could be rated; `withheld` says why nothing favourable is concluded.
    """

    condition: str
    condition_name: str
    standing: str
    side: str
    sentence: str
    comparator: str = ""
    time: str = ""
    trials: int = 0
    people: int = 0
    measure: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    effect: str = ""
    absolute: str = ""
    size: str = ""
    level: str = ""
    symbol: str = ""
    certainty: str = ""
    why_not_higher: str = ""
    withheld: str = ""
    model: str = ""
    rules: str = ""
    steps: tuple[Step, ...] = ()
    deciding: tuple[str, ...] = ()
    further: tuple[str, ...] = field(default=())

    @property
    def shape(self) -> str:
        return SHAPES[Side(self.side)]

    @property
    def counted(self) -> str:
        """`222,519 (7)`: people, and the studies they are in."""
        return f"{self.people:,} ({self.trials:,})" if self.people else f"not known ({self.trials:,})"

    def kept(self) -> dict[str, Any]:
        """As JSON gives it back, so that what is kept and what is made can be compared; `found_again` reads it."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), allow_nan=False))
        return plain


def found_again(kept: dict[str, Any]) -> Found:
    """A line out of what `kept` gave."""
    steps = tuple(
        Step(**{**one, "inputs": tuple((name, value) for name, value in one["inputs"])}) for one in kept["steps"]
    )
    return Found(**{**kept, "steps": steps, "deciding": tuple(kept["deciding"]), "further": tuple(kept["further"])})


def findings_of(
    unit: Unit, conclusions: Iterable[Conclusion], names: Names, in_words: Callable[[Collection[str]], str]
) -> tuple[Found, ...]:
    """A line for each conclusion, then one for each condition of which there are no figures of a comparison.

    `in_words` says what the sources of some comparisons say together, by their ids, as a sentence.
    """
    lines = [_found(one, names, in_words) for one in conclusions]
    done = {one.condition for one in lines}
    beside = (
        (Standing.WORDS, unit.in_words),
        (Standing.REVIEWS, unit.reviews),
        (Standing.UNCONTROLLED, unit.uncontrolled),
    )
    for standing, entries in beside:
        of_condition: dict[str, list[Entry]] = {}
        for entry in entries:
            of_condition.setdefault(entry.condition, []).append(entry)
        lines += [
            _without_figures(standing, condition, mine, names, in_words)
            for condition, mine in sorted(of_condition.items())
            if condition not in done
        ]
        done |= of_condition.keys()
    return tuple(lines)


def _found(one: Conclusion, names: Names, in_words: Callable[[Collection[str]], str]) -> Found:
    body, rating, natural = one.body, one.rating, one.body.natural
    standing = Standing.POOLED if body.pooled else Standing.SINGLE if natural else Standing.APART
    return Found(
        condition=one.condition,
        condition_name=names.conditions.get(one.condition, ""),
        standing=standing.value,
        side=(Side.WITHHELD if one.withheld else side_of(one.size)).value,
        sentence=one.sentence if natural else f"{one.sentence} {_said(body, in_words)}",
        comparator=COMPARATORS.get(body.stratum.comparator, body.stratum.comparator),
        time="" if body.stratum.band == UNKNOWN_TIME else body.stratum.band,
        trials=len(body.counted),
        people=body.people,
        measure=body.measure,
        estimate=natural.estimate if natural else None,
        low=natural.low if natural else None,
        high=natural.high if natural else None,
        effect=effect_words(one),
        absolute=absolute_words(one.absolute, one.control),
        size=one.size.value if one.size else "",
        level=rating.level.value,
        symbol=symbol(rating.level),
        certainty=text_alternative(rating.level),
        why_not_higher=rating.why_not_higher,
        withheld=one.withheld,
        model=model_words(body),
        rules=rating.rules,
        steps=tuple(
            Step(domain=step.domain.value, change=step.change, reason=step.reason, inputs=step.inputs)
            for step in rating.steps
        ),
        deciding=tuple(each.sentence for each in one.deciding),
        further=tuple(
            f"{counted(len(each.lines), 'study', 'studies')} {each.stratum.comparator}, {each.stratum.band}"
            for each in one.further
        ),
    )


def side_of(size: Size | None) -> Side:
    if size is None or size is Size.NEITHER_BETTER:
        return Side.UNKNOWN
    if size.is_favourable:
        return Side.FOR
    if size.is_unfavourable:
        return Side.AGAINST
    return Side.SAME if size is Size.LITTLE_OR_NO_DIFFERENCE else Side.OPEN


def effect_words(one: Conclusion) -> str:
    """`−2.5 points (−3.3 to −1.7) on NRS 0–10; smallest important: 2`."""
    body, natural = one.body, one.body.natural
    if natural is None:
        return ""
    limits = f"({number(natural.low)} to {number(natural.high)})"
    if body.is_ratio:
        return f"{UNITS[body.measure]} {number(natural.estimate)} {limits}"
    if body.measure == "RD":
        return f"risk difference {number(natural.estimate)} {limits}"
    words = f"{number(natural.estimate)} {unit_of_measure(body)} {limits}"
    words += f" on {scale_words(body)}" if scale_words(body) else ""
    return words + (f"; smallest important: {number(body.smallest)}" if body.smallest is not None else "")


def absolute_words(absolute: Absolute | None, control: ControlRisk | None) -> str:
    """`8 in 1,000 instead of 16: 8 fewer (11 to 4 fewer); …`, with the source of the risk without it."""
    if absolute is None or control is None:
        return ""
    if absolute.said:
        return absolute.said
    side = "fewer" if absolute.difference < 0 else "more"
    words = f"{absolute.with_:,} in 1,000 instead of {absolute.without:,}: {abs(absolute.difference):,} {side}"
    words += f" ({_signed(absolute.low)} to {_signed(absolute.high)})"
    needed = f"; number needed to treat {absolute.needed:,}" if absolute.needed else ""
    return f"{words}{needed}. Without it: {control.words}."


def _signed(count: int) -> str:
    return f"{abs(count):,} {'fewer' if count < 0 else 'more'}" if count else "none"


def _said(body: Body, in_words: Callable[[Collection[str]], str]) -> str:
    """What the sources say of studies from which nothing can be computed."""
    return (
        f"In the words of the sources: {in_words([one for line in body.lines for one in line.entry.id.split(' + ')])}"
    )


def _without_figures(
    standing: Standing,
    condition: str,
    entries: Collection[Entry],
    names: Names,
    in_words: Callable[[Collection[str]], str],
) -> Found:
    people = {one.study: one.people or 0 for one in entries}
    alone = standing is Standing.UNCONTROLLED
    return Found(
        condition=condition,
        condition_name=names.conditions.get(condition, ""),
        standing=standing.value,
        side=Side.UNKNOWN.value,
        sentence=uncontrolled(names, condition, len(people)) if alone else in_words([one.id for one in entries]),
        trials=len(people),
        people=sum(people.values()),
    )
