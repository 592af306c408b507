"""What the list of pages can be narrowed to, and what it counts beside each page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from wiki.models import Authority, Mention, Page, PageLoss, Section


def with_counts(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Each page with how many things were not carried over, and how much waits for a decision; in one query."""
    return pages.annotate(
        loss_count=_count(PageLoss.objects.all()),
        open_count=_count(Mention.objects.open()),
        waiting_count=_count(Section.objects.unconfirmed()),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(page=OuterRef("pk")).order_by().values("page").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class WhatWaits(admin.SimpleListFilter):
    title = "what waits"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("newer", "a newer file is held back"),
            ("losses", "something was not carried over"),
            ("mentions", "mentions are open"),
            ("sections", "sections wait for a look"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Page]) -> QuerySet[Page]:
        here = OuterRef("pk")
        wanted = {
            "newer": Q(offered__isnull=False),
            "losses": Q(Exists(PageLoss.objects.filter(page=here))),
            "mentions": Q(Exists(Mention.objects.open().filter(page=here))),
            "sections": Q(Exists(Section.objects.unconfirmed().filter(page=here))),
        }.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


class ByHand(admin.SimpleListFilter):
    title = "changed by a curator"
    parameter_name = "by_hand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "yes"), ("no", "no")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Page]) -> QuerySet[Page]:
        changed = Q(authority=Authority.CURATOR) | ~Q(by_hand=[])
        return {"yes": queryset.filter(changed), "no": queryset.exclude(changed)}.get(self.value() or "", queryset)
