"""Rules of certainty: a draft is written as a form, and put in force by an administrator on a page of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from evidence.actions.certainty_rules import PERMISSION, put_in_force
from evidence.actions.recording import ChangedError, version_of
from evidence.actions.refused import RefusedError
from evidence.admin.deciding import told
from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.forms import CuratedForm
from evidence.admin.history import WhyForm
from evidence.admin.own_page import own_page
from evidence.models import CertaintyRules


class InForceForm(WhyForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class RulesForm(CuratedForm):
    class Meta:
        model = CertaintyRules
        fields = ()  # the admin names them
        widgets = {"thresholds": forms.Textarea(attrs={"rows": 20, "cols": 60, "class": "code"})}
        error_messages = {"thresholds": {"invalid": 'Expected JSON, names with numbers: {"people": 400}.'}}


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
    readonly_fields = ("state",)
    fieldsets = (
        (
            None,
            {
                "description": "By these every certainty is worked out. What is or was in force stays as it is: to "
                "change a threshold, save it as a new version, and say what changed and why.",
                "fields": ("version", "notes", "thresholds", "state"),
            },
        ),
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
        was = before.thresholds if before else {}
        context = {
            "form": form,
            "object": rules,
            "before": before,
            "thresholds": [(one, was.get(one), rules.thresholds.get(one)) for one in {**was, **rules.thresholds}],
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
