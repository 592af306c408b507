"""Rules of certainty: a draft is written as a form, and put in force by an administrator on a page of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from evidence.actions.certainty_rules import PERMISSION, put_in_force
from evidence.actions.recording import ChangedError, version_of
from evidence.actions.refused import RefusedError
from evidence.admin.deciding import told
from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.history import WhyForm
from evidence.admin.own_page import own_page
from evidence.admin.thresholds import GROUPS, RulesForm
from evidence.admin.who import number_in
from evidence.grading import RULES_1, RulesError
from evidence.models import CertaintyRules
from evidence.summaries.one_state import one_state
from evidence.summaries.rules_preview import RulesPreview, preview_of

FIELDSETS: Any = (
    (
        None,
        {
            "description": "By these every certainty is worked out. What is or was in force stays as it is: to change "
            "a threshold, write a new version, and say what changed and why. Before it is put in force, a page shows "
            "what it would change.",
            "fields": ("version", "notes", "state"),
        },
    ),
    *((name, {"fields": thresholds}) for name, thresholds in GROUPS.items()),
)


class InForceForm(WhyForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


@admin.register(CertaintyRules)
class CertaintyRulesAdmin(KeptAdmin):
    form = RulesForm
    change_form_template = "admin/evidence/certaintyrules/change_form.html"
    save_as = True
    list_display = ("version", "state", "notes")
    list_filter = ("state",)
    search_fields = ("version", "notes")
    ordering = ("-pk",)
    sortable_by = ()
    readonly_fields = ("state", "standing")
    fieldsets = FIELDSETS

    def get_fieldsets(self, request: HttpRequest, obj: CertaintyRules | None = None) -> Any:
        """Fields to type into, or a table for whoever may only read."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("version", "notes", "state", "standing")}),)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins with the thresholds of the rules in the address, `?from=3`, else of those in force."""
        number = number_in(request.GET.get("from", ""))
        source = CertaintyRules.objects.filter(pk=number).first() if number is not None else None
        source = source or CertaintyRules.objects.in_force().first()
        return {"notes": "", **(source.numbers if source else RULES_1.values)}

    @admin.display(description="thresholds")
    def standing(self, rules: CertaintyRules) -> str:
        known = {one.name: one for one in RULES_1.thresholds}
        rows = [(known[name].label if name in known else name, value) for name, value in rules.numbers.items()]
        return format_html(
            '<table><caption class="visually-hidden">Thresholds</caption>{}</table>',
            format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows),
        )

    def has_change_permission(self, request: HttpRequest, obj: CertaintyRules | None = None) -> bool:
        """What is no draft is shown to be read; copied, it is sent as a form all the same."""
        fixed = obj is not None and not obj.is_draft and "_saveasnew" not in request.POST
        return super().has_change_permission(request, obj) and not fixed

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.in_force_view)
        return [path("<int:pk>/in-force/", view, name="evidence_certaintyrules_in_force"), *super().get_urls()]

    def in_force_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is asked before rules are put in force, and what follows."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        rules = CertaintyRules.objects.filter(pk=pk).first()
        if rules is None:
            raise Http404("There are no rules with this number.")
        form = InForceForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._put_in_force(request, rules, form):
            return HttpResponseRedirect(reverse("admin:evidence_certaintyrules_changelist"))
        before = CertaintyRules.objects.in_force().first()
        with one_state():
            preview, faults = _preview(rules)
        context = {
            "form": form,
            "preview": preview,
            "faults": faults,
            "object": rules,
            "before": before,
            "thresholds": _side_by_side(before.numbers if before else RULES_1.values, rules.numbers),
            "seen": version_of(rules),
        }
        status = 422 if form.errors else 200
        template = "admin/evidence/certaintyrules/in_force.html"
        return own_page(request, self.model, template, f"Put in force: {rules}", status=status, **context)

    def _put_in_force(self, request: HttpRequest, rules: CertaintyRules, form: Any) -> bool:
        try:
            put_in_force(rules=rules, by=curator(request), **form.cleaned_data)
        except ChangedError as refusal:
            form.add_error(None, told(refusal))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{str(rules).capitalize()} are in force.")
            return True
        return False


def _preview(rules: CertaintyRules) -> tuple[RulesPreview | None, tuple[str, ...]]:
    """What the rules would change, or why nothing can be rated by them."""
    try:
        return preview_of(rules.as_rules), ()
    except RulesError as error:
        return None, error.faults


def _side_by_side(was: dict[str, Any], becomes: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Each threshold by its label, those that differ first."""
    labels = {one.name: one.label for one in RULES_1.thresholds}
    names = sorted({**was, **becomes}, key=lambda name: was.get(name) == becomes.get(name))
    return [(labels.get(name, name), was.get(name), becomes.get(name)) for name in names]
