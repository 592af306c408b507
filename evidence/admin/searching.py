"""Identifiers in a search box find their report, in whatever form they were pasted."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from evidence.identifiers import REGISTRIES, Identifier, Scheme, find
from evidence.models import Outcome, Result, Study

COLUMNS = {Scheme.PMID: "pmid", Scheme.PMCID: "pmcid", Scheme.DOI: "doi"}
# Fewer digits are rather a year.
SHORTEST_BARE_PMID = 5
# Beyond so many rows a word is so common that walking the list meets enough of them soon.
FEW = 1_000


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


def words_in(text: str) -> list[str]:
    """As every search box of the desk takes them: what stands in quotation marks is one."""
    quoted = ('"', "'")
    return [
        unescape_string_literal(bit) if bit.startswith(quoted) and bit[0] == bit[-1] and len(bit) > 1 else bit
        for bit in smart_split(text)
    ]


def results_with(rows: QuerySet[Result], text: str) -> QuerySet[Result]:
    """Results each word of which is in the name of their study or outcome, or in their own. 2 queries a word.

    The studies and outcomes are looked up first: a condition across three tables has no index.
    """
    for word in words_in(text):
        studies = list(Study.objects.filter(slug__icontains=word).order_by().values_list("pk", flat=True)[: FEW + 1])
        outcomes = list(Outcome.objects.filter(name__icontains=word).order_by().values_list("pk", flat=True)[: FEW + 1])
        found = Q(slug__icontains=word)
        found |= Q(study__in=studies) if len(studies) <= FEW else Q(study__slug__icontains=word)
        found |= Q(outcome__in=outcomes) if len(outcomes) <= FEW else Q(outcome__name__icontains=word)
        rows = rows.filter(found)
    return rows
