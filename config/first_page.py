"""The desk's first page: what waits for whoever asks, how far everything is, what is overdue and what is in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from evidence.admin.paging import CappedPaginator
from evidence.admin.who import curator
from evidence.admin.work import PARAMETER, asking
from evidence.models import Assessment, Report, Result, Study
from evidence.summaries.work import extractions
from evidence.summaries.work.all_cuts import CUTS as OF_EVIDENCE
from evidence.summaries.work.cut import Cut, Place, together
from wiki.models import Mention, Page
from wiki.summaries.work import CUTS as OF_WIKI
from wiki.summaries.work import OPEN, WHOLE, pages_with_most_open

CUTS = together((OF_EVIDENCE, OF_WIKI))
COVERED = (Mention, Page, Study, Report, Result, Assessment)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A number and the list that shows just these rows; `count` goes one beyond the lists' cap where there is more.

    `per_cent` is of the table's whole: 1 to 99 unless none or all are meant, None where not all were counted.
    """

    words: str
    address: str
    count: int
    per_cent: int | None = None

    @property
    def count_words(self) -> str:
        most = CappedPaginator.most
        return f"more than {most:,}" if self.count > most else f"{self.count:,}"


@dataclass(frozen=True, kw_only=True)
class Table:
    """How far the rows of one noun are; without lines where there are no rows."""

    whole: Line
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class FirstPage:
    mine: list[Line]
    coverage: list[Table]
    pages: list[Line]
    overdue: list[Line]
    doubt: list[Line]


def first_page(request: HttpRequest) -> FirstPage:
    """For whoever asks, and only of what that person may see or do; a fixed number of queries."""
    return FirstPage(
        mine=[*_lines(request, Place.MINE), *_extractions(request)],
        coverage=[table for model in COVERED for table in _table(request, model)],
        pages=list(_pages(request)),
        overdue=list(_lines(request, Place.OVERDUE)),
        doubt=list(_lines(request, Place.DOUBT)),
    )


def _lines(request: HttpRequest, place: Place) -> Iterator[Line]:
    """Those of one heading of which there are any."""
    for model, cuts in CUTS.items():
        for cut in cuts:
            if cut.place == place and _may(request, model, cut):
                line = _line(request, model, cut)
                if line.count:
                    yield line


def _table(request: HttpRequest, model: type[Model]) -> Iterator[Table]:
    cuts = [cut for cut in CUTS[model] if cut.place == Place.COVERAGE and _may(request, model, cut)]
    if not cuts:
        return
    named = next((cut for cut in cuts if cut.name == WHOLE), None)
    if named is not None:
        whole = _line(request, model, named)
    else:
        whole = Line(
            words=f"All {model._meta.verbose_name_plural}", address=_list(model), count=capped(_rows(request, model))
        )
    parts = [cut for cut in cuts if cut is not named] if whole.count else []
    yield Table(whole=whole, lines=[_share(_line(request, model, cut), whole) for cut in parts])


def _line(request: HttpRequest, model: type[Model], cut: Cut) -> Line:
    found = _rows(request, model).filter(cut.wanted(asking(request)))
    return Line(words=cut.words, address=_list(model, work=cut.name), count=capped(found))


def _share(line: Line, whole: Line) -> Line:
    per_cent = None
    if 0 < whole.count <= CappedPaginator.most:
        exact = 100 * line.count / whole.count
        per_cent = int(exact) if exact in (0, 100) else max(1, min(99, round(exact)))
    return Line(words=line.words, address=line.address, count=line.count, per_cent=per_cent)


def _pages(request: HttpRequest) -> Iterator[Line]:
    if admin.site.get_model_admin(Mention).has_view_permission(request):
        for page in pages_with_most_open():
            yield Line(words=page.title, address=_list(Mention, work=OPEN, page__id__exact=page.pk), count=page.count)


def _extractions(request: HttpRequest) -> Iterator[Line]:
    me = curator(request).pk
    if not request.user.has_perms(extractions.READING):
        return
    kinds: list[tuple[str, QuerySet[Any]]] = [
        ("Studies that I could extract a second time", extractions.waiting_for(me)),
        ("Studies that I began to extract a second time", extractions.begun_by(me)),
    ]
    if request.user.has_perms(extractions.SETTLING):
        kinds.append(("Studies read twice whose differences I may settle", extractions.settled_by(me)))
    address = reverse("admin:evidence_extraction_changelist")
    for words, rows in kinds:
        if number := capped(rows):
            yield Line(words=words, address=address, count=number)


def _may(request: HttpRequest, model: type[Model], cut: Cut) -> bool:
    desk = admin.site.get_model_admin(model)
    allowed = desk.has_change_permission(request) if cut.changing else desk.has_view_permission(request)
    return allowed and request.user.has_perms(cut.needs)


def _rows(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    """What the list of the noun would show this person, unfiltered."""
    return admin.site.get_model_admin(model).get_queryset(request)


def capped(rows: QuerySet[Any]) -> int:
    """Counted as the lists count: to one beyond their cap."""
    return rows.order_by()[: CappedPaginator.most + 1].count()


def _list(model: type[Model], **query: Any) -> str:
    work = {PARAMETER: query.pop("work")} if "work" in query else {}
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return reverse(name, query={**work, **query} or None)
