"""What reports and studies have in common at the desk: what was merged is out of sight, and leads to what was kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from evidence.admin.duplicates import DecidingAdmin, urls_of


class MergeableAdmin(DecidingAdmin):
    change_list_template = "admin/evidence/duplicates/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [*urls_of(self), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(merged_into=None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        merged = (
            self.model._base_manager.filter(pk=object_id) if object_id.isdecimal() and len(object_id) < 19 else None
        )
        row: Any = (
            merged.exclude(merged_into=None).select_related("merged_into").first() if merged is not None else None
        )
        if row is None or not self.has_view_permission(request, row.merged_into):
            return super().change_view(request, object_id, form_url, extra_context)
        messages.info(request, f"{row.slug} was merged into {row.merged_into.slug}, which you see here.")
        return HttpResponseRedirect(reverse(f"admin:evidence_{self.opts.model_name}_change", args=[row.merged_into_id]))
