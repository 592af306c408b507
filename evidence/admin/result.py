"""One result with all its fields; the study's entry page shows the results as a grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from evidence.actions.checking import check
from evidence.actions.copying import copy_result
from evidence.actions.refused import RefusedError
from evidence.admin.comparison import NamedComparisonForm
from evidence.admin.deciding import DecidedAdmin
from evidence.admin.desk import CuratedInline, KeptAdmin, curator, only_readable
from evidence.admin.forms import CuratedForm
from evidence.admin.naming import name_of_result
from evidence.admin.searching import results_with
from evidence.admin.work import work_on
from evidence.models import Arm, ArmValue, Comparison, Report, Result, Study


def study_of(request: HttpRequest, result: Result | None) -> Study | None:
    """The study of a result; of a new one, the study named in the address."""
    if result is not None:
        return result.study
    number = request.GET.get("study", "")
    return Study.objects.filter(pk=number).first() if number.isdecimal() else None


class ResultForm(CuratedForm):
    study: Study | None = None
    slug = forms.SlugField(
        label="Name",
        max_length=80,
        required=False,
        help_text="Short and lasting, since the CSV’s ids are made of it. Left empty, it is made of outcome and time.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.study is not None and self.instance.study_id is None:
            self.instance.study = self.study

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        parts = ("outcome", "instrument", "kind", "time", "subgroup")
        sketch = Result(
            pk=self.instance.pk,
            study_id=self.instance.study_id,
            **{name: typed[name] for name in parts if name in typed},
        )
        if not typed.get("slug") and "outcome" in typed:
            typed["slug"] = self.instance.slug or name_of_result(sketch)
        return typed


class ArmsOfStudy(CuratedInline, admin.StackedInline):
    """Offers the arms of the study and no others."""

    # The fields that hold an arm.
    arms: tuple[str, ...] = ()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        study = study_of(request, obj)
        for name in self.arms:
            field: Any = formset.form.base_fields[name]
            field.queryset = study.arms.all() if study else Arm.objects.none()
        return formset


class ArmValueInline(ArmsOfStudy):
    model = ArmValue
    arms = ("arm",)
    extra = 1
    verbose_name_plural = "figures of each arm: leave empty what is not printed"
    fields = (
        ("arm", "n"),
        ("mean", "sd", "baseline_mean", "baseline_sd"),
        ("se", "ci_low", "ci_high"),
        ("events", "total", "percent"),
        ("median", "lower_quartile", "upper_quartile", "minimum", "maximum"),
        "note",
    )


class ComparisonInline(ArmsOfStudy):
    model = Comparison
    form = NamedComparisonForm
    arms = ("experimental", "reference")
    extra = 0
    min_num = 1
    verbose_name_plural = "comparisons: at least one; without a comparator, say so"
    fields = (
        ("experimental", "reference", "comparator"),
        ("intervention", "slug"),
        ("measure", "estimate", "se", "adjusted"),
        ("ci_low", "ci_high", "ci_level"),
        ("p", "direction"),
        ("trials", "people", "i_squared"),
    )

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(Result)
class ResultAdmin(DecidedAdmin, KeptAdmin):
    change_form_template = "admin/evidence/decided_form.html"
    form = ResultForm
    list_display = ("__str__", "outcome", "time", "instrument", "kind", "basis", "state", "checked_by")
    list_filter = ("state", "kind", "basis", ("checked_by", admin.EmptyFieldListFilter), work_on(Result))
    list_select_related = ("study", "outcome", "instrument", "checked_by")
    search_fields = ("study__slug", "slug", "outcome__name")
    search_help_text = "A study, an outcome or the name of a result."
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("outcome", "instrument")
    readonly_fields = ("study", "state", "entered_by", "checked_by")
    inlines = (ArmValueInline, ComparisonInline)
    actions = ("mark_as_checked", "copy_as_new")
    fieldsets = (
        (
            None,
            {
                "description": "One outcome at one time. The heading of the paper's table says what the figures are: "
                "scores at that time, or changes since the start. Never mix the two.",
                "fields": ("study", "outcome", "slug", ("time", "days"), "instrument", "kind", "primary", "subgroup"),
            },
        ),
        (
            "Where it is printed",
            {
                "description": "So that every figure leads to its paper.",
                "fields": (("report", "place"), "quote", "basis", "addresses"),
            },
        ),
        (
            "How far it can be relied on",
            {"fields": ("certainty", "derivation", "finding", "notes", ("state", "entered_by", "checked_by"))},
        ),
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        study = study_of(request, obj)
        form.study = study
        reports: QuerySet[Report] = study.reports.all() if study else Report.objects.none()
        if "report" in form.base_fields:
            form.base_fields["report"].queryset = reports
        return form

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if self.has_add_permission(request) and study_of(request, None) is None:
            said = "A result belongs to a study: open the study, then its results."
            self.message_user(request, said, messages.INFO)
            return HttpResponseRedirect(reverse("admin:evidence_study_changelist"))
        return super().add_view(request, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Result, form: Any, change: bool) -> None:
        if not change:
            obj.entered_by = curator(request)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        result: Result = form.instance
        if result.checked_by_id and any(one.has_changed() for one in (form, *formsets)):
            # Whoever compared it with the paper compared other figures.
            result.checked_by = None
            result.save(update_fields=["checked_by", "updated"])

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Result], search_term: str
    ) -> tuple[QuerySet[Result], bool]:
        return results_with(queryset, search_term), False

    @admin.action(description="I compared them with the paper", permissions=["change"])
    def mark_as_checked(self, request: HttpRequest, queryset: QuerySet[Result]) -> None:
        self._each(request, queryset, "{} is marked as compared with its paper.", check)

    @admin.action(description="Copy as new, without figures", permissions=["add"])
    def copy_as_new(self, request: HttpRequest, queryset: QuerySet[Result]) -> None:
        self._each(request, queryset, "{} was copied.", copy_result)

    def _each(self, request: HttpRequest, queryset: QuerySet[Result], said: str, act: Callable[..., object]) -> None:
        for result in only_readable(self, request, queryset.select_related("study")):
            try:
                act(result=result, by=curator(request))
            except RefusedError as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, said.format(result), messages.SUCCESS)
