"""The evidence map: what is known of what, at one look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evidence.models import Condition, Domain, Grade, Intervention
from evidence.summaries.evidence_map import Filters, evidence_map
from evidence.views.remembered import remembered


@require_safe
@remembered
def map_page(request: HttpRequest) -> HttpResponse:
    filters, faults = _filters(request)
    context = {
        "map": evidence_map(filters),
        "filters": filters,
        "faults": faults,
        "domains": Domain.choices,
        "levels": Grade.choices,
    }
    return render(request, "evidence/map.html", context, status=400 if faults else 200)


def _filters(request: HttpRequest) -> tuple[Filters, list[str]]:
    """What the address asks for, and a sentence for each part of it that there is not; that part is passed over."""
    asked = {
        name: request.GET.get(name, "")[:100].replace("\0", "")
        for name in ("condition", "under", "domain", "level", "after")
    }
    faults = []
    condition = Condition.objects.filter(slug=asked["condition"]).first() if asked["condition"] else None
    under = Intervention.objects.filter(slug=asked["under"]).first() if asked["under"] else None
    if asked["condition"] and condition is None:
        faults.append(f"condition: there is none with the address “{asked['condition'][:40]}”.")
    if asked["under"] and under is None:
        faults.append(f"under: there is no intervention with the address “{asked['under'][:40]}”.")
    for name, known in (("domain", Domain.values), ("level", Grade.values)):
        if asked[name] and asked[name] not in known:
            faults.append(f"{name}: expected one of {', '.join(known)}, got “{asked[name][:40]}”.")
            asked[name] = ""
    return Filters(
        condition=condition, under=under, domain=asked["domain"], level=asked["level"], after=asked["after"]
    ), faults
