"""Studies: the list, and one with its reports, arms and results."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence.exports.tables import RESULTS
from evidence.models import Study
from evidence.summaries.result_row import result_values
from evidence.summaries.study import summarise_study
from evidence.summaries.study_row import StudyRow, study_rows, study_values
from evidence.views.csv_file import csv_response

PAGE = 50


@require_safe
def study_list(request: HttpRequest) -> HttpResponse:
    """Studies by their address, one page after another; `?after=` is the last one of the page before."""
    after = request.GET.get("after", "")[:100]
    studies = study_values().published().filter(slug__gt=after).order_by("slug")
    rows: list[StudyRow] = list(study_rows(studies[: PAGE + 1]))
    more = rows[PAGE - 1].study_id if len(rows) > PAGE else ""
    return render(request, "evidence/studies.html", {"rows": rows[:PAGE], "more": more, "after": after})


@require_safe
def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study.objects.published().prefetch_related("conditions", "interventions"), slug=slug)
    return render(request, "evidence/study.html", {"summary": summarise_study(study)})


@require_safe
def study_results(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    study = get_object_or_404(Study.objects.published(), slug=slug)
    return csv_response(RESULTS, result_values().published().filter(result__study=study), about=slug)
