"""InterventionSummary: all that the page of one intervention shows."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.models import Arm, Comparison, Intervention, SearchLog, Study
from evidence.summaries.groups import Evidence, gather
from evidence.summaries.regimens import Regimen, regimens_with


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


def summarise_intervention(intervention: Intervention) -> InterventionSummary:
    """What is known of an intervention and of everything below it, in a fixed number of queries."""
    comparisons = Comparison.objects.published().about(intervention)
    tree = Intervention.objects.under(intervention)
    return InterventionSummary(
        intervention=intervention,
        above=tuple(Intervention.objects.above(intervention)),
        below=tuple(tree.exclude(pk=intervention.pk).order_by("name")),
        synonyms=tuple(intervention.synonyms.values_list("name", flat=True)),
        evidence=gather(comparisons, first=intervention.slug),
        regimens=regimens_with(Arm.objects.filter(study__state="published"), tree),
        without_results=tuple(
            Study.objects.published()
            .about(intervention)
            .exclude(pk__in=comparisons.values("result__study"))
            .prefetch_related("reports", "registrations")[:100]
        ),
        searches=tuple(
            SearchLog.objects.filter(intervention__in=tree).select_related("intervention", "condition")[:50]
        ),
    )
