"""InterventionSummary: all that the page of one intervention shows."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.models import Arm, Assessment, Comparison, Intervention, SearchLog, Study
from evidence.summaries.groups import Evidence, gather
from evidence.summaries.regimens import Regimen, regimens_with
from evidence.summaries.result_row import result_values


@dataclass(frozen=True, kw_only=True)
class InterventionSummary:
    intervention: Intervention
    above: tuple[Intervention, ...]
    below: tuple[Intervention, ...]
    synonyms: tuple[str, ...]
    evidence: Evidence
    regimens: tuple[Regimen, ...]
    without_results: tuple[Study, ...]
    searches: tuple[SearchLog, ...]
    assessments: tuple[Assessment, ...]


def summarise_intervention(intervention: Intervention) -> InterventionSummary:
    """What is known of an intervention and of everything below it, in a fixed number of queries."""
    # Read once: with the ids before it, PostgreSQL finds the rows of a page without a walk through all others.
    tree = tuple(Intervention.objects.under(intervention).order_by("name"))
    comparisons = result_values().published().testing(tree)
    return InterventionSummary(
        intervention=intervention,
        above=tuple(Intervention.objects.above(intervention)),
        below=tuple(one for one in tree if one != intervention),
        synonyms=tuple(intervention.synonyms.values_list("name", flat=True)),
        evidence=gather(comparisons, first=intervention.slug),
        regimens=regimens_with(Arm.objects.filter(study__state="published"), tree),
        without_results=tuple(
            Study.objects.published()
            .testing(tree)
            .exclude(pk__in=Comparison.objects.published().testing(tree).values("result__study"))
            .prefetch_related("reports", "registrations")[:100]
        ),
        searches=tuple(
            SearchLog.objects.filter(intervention__in=tree).select_related("intervention", "condition")[:50]
        ),
        assessments=tuple(
            Assessment.objects.published()
            .filter(intervention=intervention)
            .select_related("condition", "outcome")
            .order_by("outcome__name", "condition__name", "pk")[:50]
        ),
    )
