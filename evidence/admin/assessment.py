"""Assessments: what is concluded of an intervention from all its studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.admin.deciding import DecidedAdmin
from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.forms import CuratedForm
from evidence.admin.work import work_on
from evidence.models import Assessment
from evidence.summaries.by_rules import ByRules, by_rules


class AssessmentForm(CuratedForm):
    class Meta:
        model = Assessment
        fields = ()  # the admin names them
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2, "cols": 80}),
            "reasons": forms.Textarea(attrs={"rows": 5, "cols": 80}),
            "override_reason": forms.Textarea(attrs={"rows": 3, "cols": 80}),
        }

    def clean(self) -> dict[str, Any]:
        """What the rules say is looked up here, whatever was sent, and kept with the verdict."""
        cleaned = super().clean() or self.cleaned_data
        rated = by_rules_of(cleaned)
        if rated is None:
            return cleaned
        self.instance.rules = rated.rules
        self.instance.rule_grade = rated.level if rated.rules else ""
        self.instance.as_assessed = rated.kept
        grade = cleaned.get("grade")
        if grade and rated.level not in ("", grade) and not cleaned.get("override_reason"):
            self.add_error(
                "override_reason", f"The rules give {rated.level}, and you chose {grade}: say why yours is right."
            )
        return cleaned


def by_rules_of(values: Mapping[str, Any]) -> ByRules | None:
    """None unless it is said of what and for what."""
    intervention, outcome = values.get("intervention"), values.get("outcome")
    if intervention is None or outcome is None:
        return None
    return by_rules(intervention=intervention, condition=values.get("condition"), outcome=outcome)


def _standing(row: Assessment | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {"intervention": row.intervention, "condition": row.condition, "outcome": row.outcome}


@admin.register(Assessment)
class AssessmentAdmin(DecidedAdmin, KeptAdmin):
    form = AssessmentForm
    change_form_template = "admin/evidence/assessment/change_form.html"
    list_display = (
        "__str__",
        "direction",
        "grade",
        "by_rules",
        "evidence",
        "reviewed_on",
        "due_on",
        "state",
        "entered_by",
    )
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
                "description": "What the published rules of certainty gave when this was saved last; what they give "
                "now stands above. A person may know better, and then says why below: readers see both.",
                "fields": (("rule_grade", "rules"), "override_reason"),
            },
        ),
        ("When", {"fields": (("reviewed_on", "due_on"), ("state", "entered_by"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        rows: Any = super().get_queryset(request)
        return rows.telling_changes()  # type: ignore[no-any-return]

    @admin.display(description="by the rules")
    def by_rules(self, one: Assessment) -> str:
        return one.rule_grade

    @admin.display(description="its evidence")
    def evidence(self, one: Any) -> str:
        return "! changed since" if one.has_changed else ""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """With what the rules say now of what is in the form, as far as it says of what."""
        form = context["adminform"].form
        rated = by_rules_of(form.cleaned_data if form.is_bound else _standing(context.get("original")))
        return super().render_change_form(request, context | {"rated": rated}, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Assessment, form: Any, change: bool) -> None:
        if not change:
            obj.entered_by = curator(request)
        super().save_model(request, obj, form, change)
