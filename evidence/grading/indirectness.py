"""Whether the studies are of the thing that is asked about: its substance, form, route and dose, and for whom."""

from __future__ import annotations

from evidence.grading.body import Aspect, Body, Directness
from evidence.grading.rules import Rules
from evidence.grading.step import Domain, Inputs, Step
from evidence.grading.wording import capital, joined, percent

WORDS = {
    Aspect.SUBSTANCE: "another substance",
    Aspect.FORM: "another form",
    Aspect.ROUTE: "another route",
    Aspect.DOSE: "another dose",
    Aspect.PEOPLE: "other people",
    Aspect.COMPARATOR: "another comparator",
    Aspect.OUTCOME: "a stand-in for the outcome",
}


def indirectness(body: Body, rules: Rules) -> Step:
    """After GRADE guidelines 8, with aspects of a product added, since a cream is not a tablet.

    One level for one aspect that differs in most of the weight, two for several or for another substance; one for
    several aspects that are unknown.
    """
    differing = [each for each in body.directness if each.differs >= rules.indirect_share]
    unclear = [each for each in body.directness if each.differs + each.unknown >= rules.indirect_share]
    change, because = 0, ""
    if len(differing) >= rules.indirect_aspects_very_serious or any(
        each.aspect is Aspect.SUBSTANCE for each in differing
    ):
        change = -2
    elif differing or len(unclear) >= rules.unknown_aspects_serious:
        change = -1
    if change:
        because = _because(body, differing, unclear)
    reason = f"{capital(because)}." if because else _fine(body, unclear)
    return Step(domain=Domain.INDIRECTNESS, change=change, reason=reason, because=because, inputs=_inputs(body))


def _because(body: Body, differing: list[Directness], unclear: list[Directness]) -> str:
    if not differing:
        unknown = joined([each.aspect.value for each in unclear])
        return f"the {unknown} in most of the {body.nouns} {'is' if len(unclear) == 1 else 'are'} unknown"
    what = joined([WORDS[each.aspect] + (f" ({each.words})" if each.words else "") for each in differing])
    return f"most of the evidence is of {what}"


def _fine(body: Body, unclear: list[Directness]) -> str:
    if unclear:
        return (
            f"Nothing is known to differ; unknown in most of the weight: {joined([e.aspect.value for e in unclear])}."
        )
    if any(each.differs for each in body.directness):
        return "Some studies differ from what is asked, but most of the weight does not."
    if not body.directness:
        return "Nothing was noted that differs from what is asked."
    return "The studies are of what is asked."


def _inputs(body: Body) -> Inputs:
    return tuple((each.aspect.value, _words(each)) for each in body.directness)


def _words(each: Directness) -> str:
    parts = [
        f"{percent(weight)} of the weight {word}"
        for weight, word in ((each.differs, "differs"), (each.unknown, "unknown"))
        if weight
    ]
    return "; ".join([*(parts or ["same"]), *([each.words] if each.words else [])])
