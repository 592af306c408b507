"""The filter of a list by what the desk's first page counts of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from evidence.admin.desk import curator
from evidence.summaries.work.all_cuts import CUTS
from evidence.summaries.work.cut import Asking, Cut, wanted

PARAMETER = "work"


class Work(admin.SimpleListFilter):
    title = "what the first page counts"
    parameter_name = PARAMETER
    cuts: Iterable[Cut] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(cut.name, cut.words) for cut in self.cuts]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        cut = wanted(self.cuts, self.value())
        return queryset if cut is None else queryset.filter(cut.wanted(asking(request)))


def asking(request: HttpRequest) -> Asking:
    return Asking(by=curator(request), today=timezone.now().date())


def work_filter(cuts: Iterable[Cut]) -> type[Work]:
    return type("Work", (Work,), {"cuts": tuple(cuts)})


def work_on(model: type[Model]) -> type[Work]:
    return work_filter(CUTS[model])
