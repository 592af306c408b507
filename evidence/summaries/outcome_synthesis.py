"""OutcomePage: one outcome of one intervention with everything that is done to its figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from evidence.grading import never_searched, none_found
from evidence.models import Intervention, Outcome, SearchLog
from evidence.summaries.groups import Evidence, grouped
from evidence.summaries.result_row import result_rows, result_values
from evidence.summaries.shown import show
from evidence.summaries.synthesis import OutcomeSynthesis, Plots, frame_of, syntheses
from evidence.synthesis.bodies import Body
from evidence.synthesis.choices import Choices
from evidence.synthesis.conclusions import inside
from evidence.synthesis.plot import section_name
from evidence.synthesis.sensitivity import Sensitivity, sensitivity_of

# Results of one outcome that a page puts together; the kept findings and the CSV have no such limit.
MOST = 2_000


@dataclass(frozen=True, kw_only=True)
class BodyTables:
    name: str
    body: Body
    sensitivity: Sensitivity


@dataclass(frozen=True, kw_only=True)
class OutcomePage:
    intervention: Intervention
    outcome: Outcome
    above: tuple[Intervention, ...]
    synthesis: OutcomeSynthesis
    bodies: tuple[BodyTables, ...]
    evidence: Evidence
    # Whether there are more results than were put together.
    cut: bool


def outcome_page(intervention: Intervention, outcome: Outcome, choices: Choices) -> OutcomePage | None:
    """None if nothing of the intervention or below it measures the outcome."""
    tree = tuple(Intervention.objects.under(intervention).order_by("name"))
    above = tuple(Intervention.objects.above(intervention))
    comparisons = result_values().published().testing(tree).measuring(outcome).order_by("result__days", "pk")
    lines = tuple(show(row) for row in result_rows(comparisons[: MOST + 1]))
    if not lines:
        return None
    frame = frame_of(intervention, tree, above)
    (synthesis,) = syntheses(lines[:MOST], frame, choices, plots=Plots.ALL)
    tables = [(body, sensitivity_of(body, choices)) for body in synthesis.unit.bodies]
    return OutcomePage(
        intervention=intervention,
        outcome=outcome,
        above=above,
        synthesis=synthesis,
        bodies=tuple(
            BodyTables(name=section_name(body), body=body, sensitivity=found) for body, found in tables if found
        ),
        evidence=grouped(lines, first=intervention.slug),
        cut=len(lines) > MOST,
    )


def nothing_known(intervention: Intervention, outcome: Outcome) -> str:
    """The sentence for an outcome without any result: whether somebody looked, and when last."""
    names = {"intervention": inside(intervention.name), "outcome": inside(outcome.name), "people": ""}
    above = Intervention.objects.above(intervention)
    searches = SearchLog.objects.filter(Q(intervention=intervention) | Q(intervention__in=above))
    last = searches.order_by("-date").first()
    return none_found(searched=last.date.words, **names) if last else never_searched(**names)
