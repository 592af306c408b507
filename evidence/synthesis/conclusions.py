"""Conclusions: for each condition one line, with its size, its certainty and the sentence that says both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.grading import (
    RULES_1,
    Absolute,
    ControlRisk,
    Deciding,
    Finding,
    Permission,
    Rating,
    Rules,
    Size,
    control_risk,
    deciding_studies,
    no_comparison,
    not_pooled,
    per_thousand,
    sentence,
)
from evidence.synthesis.bodies import Body
from evidence.synthesis.choices import Choices
from evidence.synthesis.rating import Question, Surroundings, rating_of, size_words, without_each
from evidence.synthesis.strata import UNKNOWN_TIME
from evidence.synthesis.units import Unit

COMPARATORS = {
    "against placebo": "placebo",
    "against sham treatment": "sham treatment",
    "against usual care": "usual care",
    "against no treatment": "no treatment",
    "against another treatment": "another treatment",
    "against another dose": "another dose",
    "against several kinds of comparators": "several kinds of comparators",
}
UNITS = {
    "MD": "points",
    "SMD": "standard deviations",
    "RR": "risk ratio",
    "OR": "odds ratio",
    "HR": "hazard ratio",
    "ROM": "ratio of means",
    "RD": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names for sentences, as a heading writes them; conditions by slug."""

    intervention: str
    outcome: str
    conditions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What one condition's strongest body says; `further` are its other bodies.

    `deciding` names studies that change it when left out, `withheld` why nothing favourable is said; empty if it is.
    """

    condition: str
    body: Body
    further: tuple[Body, ...]
    size: Size | None
    rating: Rating
    sentence: str
    absolute: Absolute | None
    control: ControlRisk | None
    deciding: tuple[Deciding, ...]
    withheld: str


def conclusions_of(
    unit: Unit,
    names: Names,
    choices: Choices,
    *,
    question: Question | None = None,
    around: Mapping[str, Surroundings] | None = None,
    rules: Rules = RULES_1,
) -> tuple[Conclusion, ...]:
    """A line for each condition, in the order of the unit's bodies; `around` by the condition's slug."""
    known = around or {}
    return tuple(
        _conclusion(
            condition,
            unit.of_condition(condition),
            names,
            choices,
            question or Question(),
            known.get(condition, Surroundings()),
            rules,
        )
        for condition in unit.conditions
    )


def _conclusion(
    condition: str,
    bodies: Sequence[Body],
    names: Names,
    choices: Choices,
    question: Question,
    around: Surroundings,
    rules: Rules,
) -> Conclusion:
    body = bodies[0]
    rating = rating_of(body, question, around, rules)
    size = size_words(body, rules)
    absolute, control = absolute_of(body)
    permission = rating.favourable_allowed(around.searched)
    deciding: tuple[Deciding, ...] = ()
    if size is not None:
        deciding = deciding_studies(rating, size, without_each(body, choices, question, around, rules))
    return Conclusion(
        condition=condition,
        body=body,
        further=tuple(bodies[1:]),
        size=size,
        rating=rating,
        sentence=_sentence(body, names, condition, rating, size, absolute, around),
        absolute=absolute,
        control=control,
        deciding=deciding,
        withheld=_withheld(size, permission),
    )


def _withheld(size: Size | None, permission: Permission) -> str:
    return permission.words if size is not None and size.is_favourable and not permission else ""


def absolute_of(body: Body) -> tuple[Absolute | None, ControlRisk | None]:
    """People per 1,000 at the median risk of the body's control groups; None where none of them is counted."""
    found = body.natural
    groups = [one.entry.reference for one in body.estimable if one.entry.reference is not None]
    counts = [(one.events, one.total) for one in groups if one.events is not None and one.total]
    if found is None or body.measure not in ("RR", "OR", "RD", "HR") or not counts:
        return None, None
    control = control_risk([events for events, _ in counts], [total for _, total in counts])
    return per_thousand(body.measure, found.estimate, found.low, found.high, control.risk), control


def _sentence(
    body: Body,
    names: Names,
    condition: str,
    rating: Rating,
    size: Size | None,
    absolute: Absolute | None,
    around: Surroundings,
) -> str:
    intervention, outcome = inside(names.intervention), inside(names.outcome)
    people = people_with(names, condition)
    found = body.natural
    if size is None or found is None:
        if len(body.lines) == 1:
            whom = f" in {people}" if people else ""
            return (
                f"1 study of {intervention} looked at {outcome}{whom}; no effect can be computed from it. "
                f"{body.lines[0].why_not}"
            )
        return not_pooled(
            intervention=intervention,
            outcome=outcome,
            people=people,
            studies=len(body.lines),
            reasons=body.reasons or tuple(one.why_not for one in body.lines if one.why_not),
        )
    counted = body.stratum.kind == "people with the event"
    return sentence(
        Finding(
            intervention=intervention,
            plural=is_plural(intervention),
            comparator=COMPARATORS.get(body.stratum.comparator, body.stratum.comparator),
            outcome=f"the number of people with “{outcome}”" if counted else outcome,
            people=people,
            time="" if body.stratum.band == UNKNOWN_TIME else f"({body.stratum.band})",
            level=rating.level,
            size=size,
            estimate=found.estimate,
            low=found.low,
            high=found.high,
            ratio=body.is_ratio,
            unit=unit_of_measure(body),
            scale=scale_words(body),
            smallest_important=body.smallest,
            absolute=absolute,
            studies=len(body.estimable),
            participants=body.people,
            searched=around.searched,
        )
    )


def inside(name: str) -> str:
    """A name as it stands within a sentence: `Magnesium` in lower case, `TENS` and `Vitamin D` as far as they allow."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def unit_of_measure(body: Body) -> str:
    """What a difference is counted in: `points`, `nmol/L`; of a ratio its name."""
    return body.scale.unit or "points" if body.measure == "MD" and body.scale else UNITS[body.measure]


def scale_words(body: Body) -> str:
    """The scale that points are points of; another unit says enough."""
    return body.scale.name if body.scale and body.scale.unit in ("", "points") else ""


def is_plural(name: str) -> bool:
    """Whether a name takes “reduce” and not “reduces”: NSAIDs and infusions do, TENS and massage do not."""
    head = name.partition(",")[0]
    return head.endswith("s") and not head.endswith(("ss", "us", "is"))


def uncontrolled(names: Names, condition: str, studies: int) -> str:
    """The sentence for what was measured without a comparison."""
    return no_comparison(
        intervention=inside(names.intervention),
        outcome=inside(names.outcome),
        people=people_with(names, condition),
        studies=studies,
    )


def people_with(names: Names, condition: str) -> str:
    return f"people with {inside(names.conditions[condition])}" if names.conditions.get(condition) else ""
