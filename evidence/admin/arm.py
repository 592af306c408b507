"""Arms and their regimens, one arm at a time; the study's entry page shows all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.actions.copying import copy_arm
from evidence.actions.refused import RefusedError
from evidence.admin.desk import CuratedAdmin, CuratedInline, curator, is_locked, only_readable
from evidence.admin.forms import CuratedForm
from evidence.admin.naming import name_of_arm
from evidence.admin.work import work_on
from evidence.models import Arm, RegimenStep


class NamedArmForm(CuratedForm):
    """Makes the arm's slug of its name, once."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.instance.slug and self.cleaned_data.get("name"):
            self.instance.slug = name_of_arm(self.cleaned_data["name"])
        return self.cleaned_data


class ArmInline(CuratedInline, admin.TabularInline):
    """The arms of a study, on its page."""

    model = Arm
    form = NamedArmForm
    extra = 2
    show_change_link = True
    fields = ("name", "role", "people", "analysed")
    verbose_name_plural = "arms: what each group got follows on the next page"

    def get_extra(self, request: HttpRequest, obj: object = None, **kwargs: object) -> int:
        return 1 if obj else self.extra

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not is_locked(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_locked(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_locked(obj)


class RegimenStepInline(CuratedInline, admin.StackedInline):
    model = RegimenStep
    extra = 1
    autocomplete_fields = ("intervention",)
    fields = (("step", "intervention", "co_intervention"), ("route", "amount", "unit", "times_a_day", "days"), "words")
    verbose_name_plural = "regimen: steps in order"


@admin.register(Arm)
class ArmAdmin(CuratedAdmin):
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "study", "role", "people", "analysed")
    list_filter = ("role", work_on(Arm))
    list_select_related = ("study",)
    search_fields = ("study__slug", "name")
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("study",)
    inlines = (RegimenStepInline,)
    actions = ("copy_as_new",)
    fieldsets = (
        (
            None,
            {
                "description": "One group of one study. All arms of a study are easier to enter on its own page.",
                "fields": ("study", ("name", "slug"), "role", ("people", "analysed"), "order", "words"),
            },
        ),
    )

    @admin.action(description="Copy as new, with the regimen", permissions=["add"])
    def copy_as_new(self, request: HttpRequest, queryset: QuerySet[Arm]) -> None:
        for arm in only_readable(self, request, queryset.select_related("study")):
            try:
                copy = copy_arm(arm=arm, by=curator(request))
            except RefusedError as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, f"{copy} was copied from {arm.name}.", messages.SUCCESS)
