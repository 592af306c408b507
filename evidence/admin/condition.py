"""Conditions."""

from __future__ import annotations

from django.contrib import admin

from evidence.admin.desk import CuratedAdmin
from evidence.models import Condition


@admin.register(Condition)
class ConditionAdmin(CuratedAdmin):
    save_as = True
    list_display = ("name", "parent", "weeks_from", "weeks_to")
    list_select_related = ("parent",)
    search_fields = ("name", "slug")
    ordering = ("name",)
    sortable_by = ("name",)
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (
            None,
            {
                "description": "Who is treated, and for what. Give the weeks only where the condition is defined "
                "by how long it lasts.",
                "fields": ("name", "slug", "parent", "description", ("weeks_from", "weeks_to")),
            },
        ),
    )
