"""Assessments: what is concluded of an intervention from all its studies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from evidence.admin.deciding import DecidedAdmin
from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.forms import CuratedForm
from evidence.admin.work import work_on
from evidence.models import Assessment


class AssessmentForm(CuratedForm):
    class Meta:
        model = Assessment
        fields = ()  # the admin names them
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "reasons": forms.Textarea(attrs={"rows": 5, "cols": 80}),
            "override_reason": forms.Textarea(attrs={"rows": 3, "cols": 80}),
        }


@admin.register(Assessment)
class AssessmentAdmin(DecidedAdmin, KeptAdmin):
    form = AssessmentForm
    change_form_template = "admin/evidence/decided_form.html"
    list_display = ("__str__", "direction", "grade", "reviewed_on", "due_on", "state", "entered_by")
    list_filter = ("state", "direction", "grade", work_on(Assessment))
    list_select_related = ("intervention", "condition", "outcome", "entered_by", "rules")
    search_fields = ("intervention__name", "condition__name", "outcome__name")
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("intervention", "condition", "outcome")
    readonly_fields = ("rule_grade", "rules", "state", "entered_by")
    fieldsets = (
        (
            None,
            {
                "description": "One intervention, one outcome, one condition or all. What all studies together say, "
                "and how sure one can be of it. One that favours is published only if a search is logged that looked "
                "for the contrary.",
                "fields": ("intervention", "condition", "outcome", ("direction", "grade"), "summary", "reasons"),
            },
        ),
        (
            "By the rules",
            {
                "description": "What the published rules of certainty give. A person may know better, and then says "
                "why below: readers see both.",
                "fields": (("rule_grade", "rules"), "override_reason"),
            },
        ),
        ("When", {"fields": (("reviewed_on", "due_on"), ("state", "entered_by"))}),
    )

    def save_model(self, request: HttpRequest, obj: Assessment, form: Any, change: bool) -> None:
        if not change:
            obj.entered_by = curator(request)
        super().save_model(request, obj, form, change)
