"""Deleting at the desk: looked at first, and where much would go, confirmed with a typed number or name."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from evidence.admin.seen import mark_of

MOST_UNTYPED = 10


def confirmed(request: HttpRequest, count: int, name: str = "") -> bool:
    """Whether the number of rows that go, or the name of the one they hang on, was typed; few rows need neither."""
    typed = request.POST.get("_typed", "").strip().replace(",", "")
    return count <= MOST_UNTYPED or typed == str(count) or (bool(name) and typed.casefold() == name.casefold())


@admin.action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
def delete_chosen(desk: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
    """The list's own action: shows what would go with what, and deletes it when that page is sent."""
    # Before the rows are read, so that the page shows no older text than it says.
    marks = [(row.pk, mark_of(row)) for row in queryset]
    rows = list(queryset.all())
    listed, counts, lacking, protected = desk.get_deleted_objects(rows, request)
    count = sum(counts.values())
    untyped = False
    if request.POST.get("post") and rows and not protected:
        if lacking:
            raise PermissionDenied
        if confirmed(request, count):
            desk.log_deletions(request, queryset)
            desk.delete_queryset(request, queryset)
            said = f"{count:,} {'row was' if count == 1 else 'rows were'} deleted."
            desk.message_user(request, said, messages.SUCCESS)
            return None
        untyped = True
    if not rows:
        return None
    context = {
        **desk.admin_site.each_context(request),
        "title": f"Delete {len(rows)} {queryset.model._meta.verbose_name_plural}?",
        "opts": queryset.model._meta,
        "listed": listed,
        "counts": counts.items(),
        "count": count,
        "must_type": count > MOST_UNTYPED,
        "untyped": untyped,
        "lacking": lacking,
        "protected": protected,
        "marks": marks,
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/delete_chosen.html", context, status=422 if untyped else 200)
