"""The front page, the words of the pages, and the whole data set."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evidence.exports.tables import TABLES
from evidence.models import Intervention, Result, Study
from evidence.summaries.evidence_map import Filters, evidence_map
from evidence.summaries.figures import SYMBOLS
from evidence.views.csv_file import csv_response
from evidence.views.remembered import remembered


@require_safe
@remembered
def home(request: HttpRequest) -> HttpResponse:
    """What this is, what it holds, and where to begin."""
    return render(
        request,
        "evidence/home.html",
        {
            "interventions": Intervention.objects.tops_tried(),
            "studies": Study.objects.published().order_by("-updated", "-pk").prefetch_related("reports")[:5],
            "study_count": Study.objects.published().count(),
            "result_count": Result.objects.published().count(),
            "map": evidence_map(Filters(), rows=12, columns=8),
            "intervention_count": Intervention.objects.tried().count(),
        },
    )


@require_safe
def how_to_read(request: HttpRequest) -> HttpResponse:
    symbols = [(symbol, direction.label) for direction, symbol in SYMBOLS.items()]
    return render(request, "evidence/how_to_read.html", {"symbols": symbols})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Every table with its download, and the codebook made of the same columns."""
    return render(request, "evidence/export.html", {"tables": TABLES})


@require_safe
def export_table(request: HttpRequest, name: str) -> StreamingHttpResponse:
    table = next((one for one in TABLES if one.name == name), None)
    if table is None:
        raise Http404(f"There is no table “{name}”: there are {', '.join(one.name for one in TABLES)}.")
    return csv_response(table, table.values())
