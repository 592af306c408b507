"""Studies: the list, and one with its reports, arms and results."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evidence.exports.tables import RESULTS
from evidence.models import Study
from evidence.summaries.result_row import result_values
from evidence.summaries.study import summarise_study
from evidence.summaries.study_row import StudyRow, study_rows, study_values
from evidence.views.csv_file import csv_response
from evidence.views.remembered import remembered

PAGE = 50


@require_safe
@remembered
def study_list(request: HttpRequest) -> HttpResponse:
    """Studies by their address, one page after another; `?after=` is the last one of the page before."""
    after = request.GET.get("after", "")[:100]
    studies = study_values().published().filter(slug__gt=after).order_by("slug")
    rows: list[StudyRow] = list(study_rows(studies[: PAGE + 1]))
    more = rows[PAGE - 1].study_id if len(rows) > PAGE else ""
    return render(request, "evidence/studies.html", {"rows": rows[:PAGE], "more": more, "after": after})


@require_safe
@remembered
def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    public = Study.objects.published().prefetch_related("conditions", "interventions")
    study = public.filter(slug=slug).first()
    if study is None:
        return _merged(slug, "evidence:study")
    return render(request, "evidence/study.html", {"summary": summarise_study(study)})


@require_safe
def study_results(request: HttpRequest, slug: str) -> StreamingHttpResponse | HttpResponsePermanentRedirect:
    study = Study.objects.published().filter(slug=slug).first()
    if study is None:
        return _merged(slug, "evidence:study-results")
    return csv_response(RESULTS, result_values().published().filter(result__study=study), about=slug)


def _merged(slug: str, page: str) -> HttpResponsePermanentRedirect:
    """To the same page of the public study that the one of this address was merged into; raises Http404."""
    kept = get_object_or_404(Study.objects.published(), merged_from__slug=slug)
    moved = HttpResponsePermanentRedirect(reverse(page, args=[kept.slug]))
    # A merge can be undone, and browsers would keep a permanent redirect for good.
    moved["Cache-Control"] = "no-cache"
    return moved
