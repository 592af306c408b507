"""Risk of bias, for a study or for one of its results; and the domains it is judged in."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from evidence.admin.desk import CuratedAdmin, curator
from evidence.models import BiasDomain, RiskOfBias


@admin.register(RiskOfBias)
class RiskOfBiasAdmin(CuratedAdmin):
    list_display = ("study", "result", "domain", "judgement", "assessed_by")
    list_filter = ("judgement", ("result", admin.EmptyFieldListFilter))
    list_select_related = ("study", "result__study", "domain", "assessed_by")
    search_fields = ("study__slug", "study__acronym")
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("study", "result", "domain")
    readonly_fields = ("assessed_by",)
    fieldsets = (
        (
            None,
            {
                "description": "The study as a whole is judged on its entry page. Come here where one result is "
                "judged otherwise, such as an outcome that was not registered.",
                "fields": ("study", "result", "domain", "judgement", "reason", "quote", "assessed_by"),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: RiskOfBias, form: Any, change: bool) -> None:
        obj.assessed_by = curator(request)
        super().save_model(request, obj, form, change)


@admin.register(BiasDomain)
class BiasDomainAdmin(CuratedAdmin):
    list_display = ("tool", "code", "name", "order")
    list_filter = ("tool",)
    search_fields = ("tool", "code", "name")
    ordering = ("tool", "order")
    sortable_by = ()
    fields = ("tool", "code", "name", "order")
