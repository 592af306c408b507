"""Searches for evidence."""

from __future__ import annotations

from django.contrib import admin

from evidence.admin.desk import CuratedAdmin
from evidence.models import SearchLog


@admin.register(SearchLog)
class SearchLogAdmin(CuratedAdmin):
    save_as = True
    list_display = ("intervention", "condition", "date", "where", "who", "found", "looked_for_contrary")
    list_filter = ("looked_for_contrary",)
    list_select_related = ("intervention", "condition")
    search_fields = ("intervention__name", "who", "where")
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("intervention", "condition")
    fieldsets = (
        (
            None,
            {
                "description": "Who looked for evidence, and how. Methods section of a review, or your own search. "
                "A search that found nothing is worth as much as one that did.",
                "fields": ("intervention", "condition", "date", "who", "where", "words", "source"),
            },
        ),
        (
            "What came of it",
            {"fields": ("found", "looked_for_contrary", "notes")},
        ),
    )
