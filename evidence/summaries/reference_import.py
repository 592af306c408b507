"""An import of references as the desk shows it: its lists, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from evidence.models import ImportedReference, ReferenceImport, Verdict

PAGE = 50
# A record of 10,000 authors is looked at in the report, not on the page.
SHOWN = 3_000


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One record with its own text, cut to what a page bears."""

    row: ImportedReference
    text: str
    cut: bool


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Records of one verdict in the order of the file; `after` is the number that the next page begins behind."""

    verdict: Verdict
    rows: list[Shown]
    after: int | None


def listed(source: ReferenceImport, *, verdict: Verdict, after: int = 0, words: str = "") -> Listed:
    """At most a page of an import's records, behind the one with the number `after`."""
    found = source.references.filter(verdict=verdict, number__gt=after)
    if words:
        found = found.filter(Q(text__icontains=words) | Q(reason__icontains=words))
    rows = list(found.select_related("report", "alike").order_by("number")[: PAGE + 1])
    more = len(rows) > PAGE
    shown = [Shown(row=row, text=row.text[:SHOWN], cut=len(row.text) > SHOWN) for row in rows[:PAGE]]
    return Listed(verdict=verdict, rows=shown, after=rows[PAGE - 1].number if more else None)


def counts(source: ReferenceImport) -> list[tuple[Verdict, int]]:
    return [(verdict, getattr(source, verdict.value)) for verdict in Verdict]
