"""Outcomes and the instruments they are read on."""

from __future__ import annotations

from django.contrib import admin

from evidence.admin.desk import CuratedAdmin
from evidence.models import Instrument, Outcome


@admin.register(Outcome)
class OutcomeAdmin(CuratedAdmin):
    save_as = True
    list_display = ("name", "domain", "effect", "better", "smallest_important_difference")
    list_filter = ("domain", "effect")
    search_fields = ("name", "slug")
    ordering = ("name",)
    sortable_by = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("smallest_important_instrument",)
    fieldsets = (
        (
            None,
            {
                "description": "What is measured, in a reader's words. The scale is an instrument of its own, so that "
                "one outcome can be read on several.",
                "fields": ("name", "slug", "domain", "effect", "better", "description"),
            },
        ),
        (
            "Smallest important difference",
            {
                "description": "The change that people notice. Leave it empty unless somebody has published it.",
                "fields": (
                    ("smallest_important_difference", "smallest_important_instrument"),
                    "smallest_important_source",
                ),
            },
        ),
    )


@admin.register(Instrument)
class InstrumentAdmin(CuratedAdmin):
    save_as = True
    list_display = ("short_name", "name", "family", "unit", "minimum", "maximum", "better")
    search_fields = ("short_name", "name", "slug")
    ordering = ("name",)
    sortable_by = ("name",)
    prepopulated_fields = {"slug": ("short_name",)}
    fieldsets = (
        (
            None,
            {
                "description": "From the methods section. Its ends are what catches a mistyped figure: 47 cannot be "
                "read on a scale from 0 to 10.",
                "fields": ("name", "short_name", "slug", "unit", ("minimum", "maximum"), "better", "family"),
            },
        ),
    )
