"""Interventions: the list, one with its evidence, and its tables as CSV."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence.exports.tables import RESULTS, STUDIES
from evidence.models import Intervention
from evidence.summaries.intervention import summarise_intervention
from evidence.summaries.result_row import result_values
from evidence.summaries.study_row import study_values
from evidence.views.choosing import chosen
from evidence.views.csv_file import csv_response
from evidence.views.remembered import remembered


@require_safe
@remembered
def intervention_list(request: HttpRequest) -> HttpResponse:
    """Every intervention below its wider one, with how many published studies test or review it itself."""
    interventions = Intervention.objects.annotate(
        number=Count("studies", filter=Q(studies__state="published"), distinct=True)
    ).order_by("name")
    children: dict[int | None, list[Intervention]] = {}
    for one in interventions:
        children.setdefault(one.parent_id, []).append(one)
    return render(request, "evidence/interventions.html", {"tops": _nested(children, None)})


def _nested(
    children: dict[int | None, list[Intervention]], parent: int | None
) -> list[tuple[Intervention, list[object]]]:
    return [(one, list(_nested(children, one.pk))) for one in children.get(parent, [])]


@require_safe
@remembered
def intervention_detail(request: HttpRequest, slug: str) -> HttpResponse:
    intervention = get_object_or_404(Intervention, slug=slug)
    choosing = chosen(request)
    summary = summarise_intervention(intervention, choosing.choices)
    context = {"summary": summary, "choosing": choosing, "choices": choosing.choices}
    return render(request, "evidence/intervention.html", context, status=choosing.status)


@require_safe
def intervention_results(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    intervention = get_object_or_404(Intervention, slug=slug)
    return csv_response(RESULTS, result_values().published().about(intervention), about=slug)


@require_safe
def intervention_studies(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    intervention = get_object_or_404(Intervention, slug=slug)
    return csv_response(STUDIES, study_values().published().about(intervention), about=slug)
