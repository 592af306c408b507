"""The same evidence cut the other way: by condition and by outcome."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence.exports.tables import RESULTS
from evidence.models import Condition, Outcome, SearchLog, Study
from evidence.summaries.finding_lines import lines_in, lines_on
from evidence.summaries.groups import gather
from evidence.summaries.result_row import result_values
from evidence.views.csv_file import csv_response
from evidence.views.remembered import remembered


@require_safe
@remembered
def condition_list(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/conditions.html", {"conditions": Condition.objects.select_related("parent")})


@require_safe
@remembered
def condition_detail(request: HttpRequest, slug: str) -> HttpResponse:
    condition = get_object_or_404(Condition.objects.select_related("parent"), slug=slug)
    return render(
        request,
        "evidence/condition.html",
        {
            "condition": condition,
            "above": Condition.objects.above(condition),
            "below": Condition.objects.under(condition).exclude(pk=condition.pk),
            "evidence": gather(result_values().published().treating(condition)),
            "lines": lines_in(condition),
            "studies": Study.objects.published().treating(condition).order_by("slug")[:200],
            "searches": SearchLog.objects.filter(condition=condition).select_related("intervention", "condition")[:50],
        },
    )


@require_safe
def condition_results(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    condition = get_object_or_404(Condition, slug=slug)
    return csv_response(RESULTS, result_values().published().treating(condition), about=slug)


@require_safe
@remembered
def outcome_list(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/outcomes.html", {"outcomes": Outcome.objects.order_by("domain", "name")})


@require_safe
@remembered
def outcome_detail(request: HttpRequest, slug: str) -> HttpResponse:
    outcome = get_object_or_404(Outcome, slug=slug)
    evidence = gather(result_values().published().measuring(outcome))
    context = {"outcome": outcome, "evidence": evidence, "lines": lines_on(outcome)}
    return render(request, "evidence/outcome.html", context)


@require_safe
def outcome_results(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    outcome = get_object_or_404(Outcome, slug=slug)
    return csv_response(RESULTS, result_values().published().measuring(outcome), about=slug)
