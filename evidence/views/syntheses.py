"""One outcome of one intervention: how its studies are put together, and everything of it to take away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence.drawing import png, svg
from evidence.exports.forest import forest_csv
from evidence.grading import RULES_1
from evidence.models import Intervention, Outcome
from evidence.summaries.outcome_synthesis import OutcomePage, nothing_known, outcome_page
from evidence.summaries.synthesis import rules_in_force
from evidence.views.choosing import Chosen, chosen
from evidence.views.remembered import remembered

SCRIPTS = Path(__file__).resolve().parent.parent / "exports" / "scripts"


@require_safe
@remembered
def synthesis(request: HttpRequest, slug: str, outcome: str) -> HttpResponse:
    intervention, measured, choosing = _asked(request, slug, outcome)
    page = outcome_page(intervention, measured, choosing.choices)
    if page is None:
        nothing = {"intervention": intervention, "outcome": measured, "said": nothing_known(intervention, measured)}
        return render(request, "evidence/synthesis_none.html", nothing, status=404)
    context = {"page": page, "outcome": page.synthesis, "choosing": choosing, "choices": choosing.choices}
    return render(request, "evidence/synthesis.html", context, status=choosing.status)


@require_safe
@remembered
def forest(request: HttpRequest, slug: str, outcome: str, number: int, kind: str) -> HttpResponse:
    """A plot as a file, by its place on the page."""
    page, choosing = _page(request, slug, outcome)
    if choosing.fault:
        return _refused(choosing)
    plots = page.synthesis.plots
    if not 1 <= number <= len(plots):
        raise Http404(f"There is no plot {number}: {page.synthesis.name} has {len(plots)}.")
    plot = plots[number - 1]
    draw: dict[str, Callable[[], tuple[str | bytes, str]]] = {
        "svg": lambda: (svg(plot, standalone=True), "image/svg+xml"),
        "png": lambda: (png(plot), "image/png"),
    }
    content, media_type = draw[kind]()
    return _file(content, media_type, f"tracewell-{slug}-{outcome}-forest-{number}.{kind}")


@require_safe
@remembered
def forest_table(request: HttpRequest, slug: str, outcome: str) -> HttpResponse:
    page, choosing = _page(request, slug, outcome)
    if choosing.fault:
        return _refused(choosing)
    content = forest_csv(page.synthesis.unit)
    return _file(content, "text/csv; charset=utf-8; header=present", f"tracewell-{slug}-{outcome}-forest.csv")


@require_safe
def script(request: HttpRequest, slug: str, outcome: str, name: str) -> HttpResponse:
    """The programs that make the pooled figures again; they are the same for every plot."""
    get_object_or_404(Intervention, slug=slug)
    get_object_or_404(Outcome, slug=outcome)
    return _file((SCRIPTS / name).read_bytes(), "text/plain; charset=utf-8", name)


@require_safe
def certainty(request: HttpRequest) -> HttpResponse:
    rules = rules_in_force()
    context = {"rules": rules, "first": rules == RULES_1}
    return render(request, "evidence/certainty.html", context)


def _asked(request: HttpRequest, slug: str, outcome: str) -> tuple[Intervention, Outcome, Chosen]:
    return get_object_or_404(Intervention, slug=slug), get_object_or_404(Outcome, slug=outcome), chosen(request)


def _page(request: HttpRequest, slug: str, outcome: str) -> tuple[OutcomePage, Chosen]:
    """Raises Http404 for what is not there, and for an outcome that nothing of the intervention measures."""
    intervention, measured, choosing = _asked(request, slug, outcome)
    page = outcome_page(intervention, measured, choosing.choices)
    if page is None:
        raise Http404(f"No result of {intervention} on {measured} is entered.")
    return page, choosing


def _refused(choosing: Chosen) -> HttpResponse:
    """A file has no place to say that it shows the usual view instead of what was asked for."""
    return HttpResponse(choosing.fault, content_type="text/plain; charset=utf-8", status=choosing.status)


def _file(content: str | bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
