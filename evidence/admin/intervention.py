"""Interventions and their synonyms."""

from __future__ import annotations

from django.contrib import admin

from evidence.admin.desk import CuratedAdmin, CuratedInline
from evidence.models import Intervention, Synonym


class SynonymInline(CuratedInline, admin.TabularInline):
    model = Synonym
    extra = 2
    verbose_name_plural = "synonyms: other names people use for it, each leading to one intervention only"


@admin.register(Intervention)
class InterventionAdmin(CuratedAdmin):
    save_as = True
    list_display = ("name", "kind", "parent", "updated")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "slug", "synonyms__name")
    search_help_text = "A name or a synonym."
    ordering = ("name",)
    sortable_by = ("name",)
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (SynonymInline,)
    fieldsets = (
        (
            None,
            {
                "description": "One row for each thing that can be tried. Enter the substance first, then each form "
                "and route below it: evidence on one is never counted for another.",
                "fields": ("name", "slug", "parent", "kind", "description"),
            },
        ),
        (
            "Form and route",
            {
                "description": "So that a cream is never judged by tablets. Left empty, those of what it is a kind of "
                "hold.",
                "fields": (("form", "route"), ("daily_amount", "daily_unit")),
            },
        ),
        (
            "Dose",
            {
                "description": "Only for a compound whose element is counted, from its molecular weight or the label; "
                "and for what is dosed in international units.",
                "fields": (("elemental_fraction", "counted_as"), "micrograms_per_iu"),
            },
        ),
        (
            "Mechanism",
            {
                "description": "Readers see this in a place of its own, below the evidence.",
                "fields": ("mechanism",),
            },
        ),
    )
