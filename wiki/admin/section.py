"""Sections of a page, to be looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from evidence.admin.desk import CuratedInline
from evidence.admin.forms import CuratedForm
from wiki.models import Section


class SectionForm(CuratedForm):
    looked_at = forms.BooleanField(
        required=False, help_text="Tick it to confirm that the lane is right, also where it stays empty."
    )

    class Meta:
        model = Section
        fields = ("lane", "date", "date_words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["looked_at"] = self.instance.confirmed


class SectionInline(CuratedInline, admin.TabularInline):
    model = Section
    form = SectionForm
    extra = 0
    can_delete = False
    fields = ("heading", "suggestion", "lane", "date", "date_words", "looked_at")
    readonly_fields = ("heading", "suggestion")
    ordering = ("order",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="suggested")
    def suggestion(self, section: Section) -> str:
        lane = section.perhaps_in_lane
        return f"{lane.label}: {section.suggestion_reason}" if lane and not section.confirmed else ""
