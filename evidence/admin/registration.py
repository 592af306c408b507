"""Registrations: what was promised beforehand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.admin.desk import CuratedAdmin, CuratedInline
from evidence.admin.look_up import rows_for
from evidence.admin.searching import identifiers, registrations_with
from evidence.admin.work import work_on
from evidence.models import Registration

LOOKED_UP = (
    "number", "status", "registered", "planned_start", "actual_start", "planned_end", "actual_end", "people_planned",
    "people_recruited", "results_posted", "last_looked",
)  # fmt: skip
DATES = (("registered", "last_looked"), ("planned_start", "actual_start"), ("planned_end", "actual_end"))


class RegistrationInline(CuratedInline, admin.TabularInline):
    """The registrations of a study, on its page."""

    model = Registration
    extra = 1
    show_change_link = True
    fields = ("number", "status", "registered", "people_planned", "last_looked")
    verbose_name_plural = "registrations: end of the abstract, or the methods section"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return self.extra + (0 if obj else len(rows_for(request, self)))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a registry said is shown whole, since what is not shown is not saved."""
        return LOOKED_UP if rows_for(request, self) else self.fields


@admin.register(Registration)
class RegistrationAdmin(CuratedAdmin):
    list_display = ("number", "study", "status", "registered", "results_posted", "last_looked")
    list_filter = ("status", "results_posted", work_on(Registration))
    list_select_related = ("study",)
    search_fields = ("number", "study__slug")
    search_help_text = "A number or an address of the registry, in any form."
    ordering = ("number",)
    sortable_by = ("number",)
    autocomplete_fields = ("study",)
    fieldsets = (
        (
            None,
            {
                "description": "One entry of one registry. A study can have several, and they can disagree: enter "
                "each as it stands there.",
                "fields": ("study", "number", "status"),
            },
        ),
        ("Dates", {"description": "As precise as the registry gives them.", "fields": DATES}),
        ("People and results", {"fields": (("people_planned", "people_recruited"), "results_posted", "notes")}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Registration], search_term: str
    ) -> tuple[QuerySet[Registration], bool]:
        found = queryset.filter(registrations_with(identifiers(search_term)))
        return (found, False) if found.exists() else super().get_search_results(request, queryset, search_term)
