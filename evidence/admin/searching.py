"""Identifiers in a search box find their report, in whatever form they were pasted."""

from __future__ import annotations

from django.db.models import Q

from evidence.identifiers import REGISTRIES, Identifier, Scheme, find

COLUMNS = {Scheme.PMID: "pmid", Scheme.PMCID: "pmcid", Scheme.DOI: "doi"}
# Fewer digits are rather a year.
SHORTEST_BARE_PMID = 5


def identifiers(text: str) -> list[Identifier]:
    """Those in a text; digits alone are taken for a PMID."""
    seen = [one.identifier for one in find(text)]
    bare = text.strip()
    if not seen and bare.isdecimal() and bare.isascii() and SHORTEST_BARE_PMID <= len(bare) <= 8:
        seen = [Identifier(Scheme.PMID, bare.lstrip("0"))]
    return seen


def reports_with(seen: list[Identifier]) -> Q:
    """Reports that carry one of the identifiers; matches nothing if there are none."""
    wanted = Q(pk__in=[])
    for one in seen:
        if one.scheme in COLUMNS:
            wanted |= Q(**{COLUMNS[one.scheme]: one.value})
    return wanted


def registrations_with(seen: list[Identifier]) -> Q:
    return Q(number__in=[one.value for one in seen if one.scheme in REGISTRIES])
