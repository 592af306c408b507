"""Rules that tag pages by their words: looked at before they are made, withdrawn with what they did."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from evidence.admin.desk import KeptAdmin, curator
from evidence.admin.own_page import own_page
from wiki.actions.tag_rules import RulePreview, make_rule, preview_rule, tags_by, withdraw_rule
from wiki.actions.tag_states import TagError
from wiki.admin.counting import count
from wiki.models import TagRule


class RuleForm(forms.Form):
    tag = forms.CharField(max_length=100, help_text="A new one, or one that is there, in any capitals.")
    words = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 6, "cols": 60}), max_length=5000, help_text="One a line, whole words."
    )
    where = forms.ChoiceField(
        choices=[("title", "the title"), ("text", "the title and the whole text, which finds more")],
        widget=forms.RadioSelect,
        initial="title",
        label="Looked for in",
    )
    reason = forms.CharField(label="Why", max_length=300, help_text="Say why a page with these words deserves the tag.")

    def rule(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"tag": data["tag"], "words": data["words"], "in_title_only": data["where"] == "title"}

    def preview(self) -> RulePreview | None:
        """What the rule would do; None if it cannot be, with the reason at the top of the form."""
        try:
            return preview_rule(**self.rule())
        except TagError as error:
            self.add_error(None, str(error))
            return None


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=300)


@admin.register(TagRule)
class TagRuleAdmin(KeptAdmin):
    list_display = ("__str__", "in_title_only", "withdrawn", "made_by", "created")
    list_filter = ("withdrawn",)
    list_select_related = ("tag", "made_by")
    search_fields = ("tag__name", "words")
    sortable_by = ()
    fields = ("tag", "words", "in_title_only", "reason", "withdrawn", "made_by", "tagged")
    readonly_fields = fields
    change_form_template = "admin/wiki/tag/rule_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.withdraw)
        return [path("<int:pk>/withdraw/", view, name="wiki_tagrule_withdraw"), *super().get_urls()]

    @admin.display(description="pages tagged by it")
    def tagged(self, rule: TagRule) -> int:
        return tags_by(rule)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A rule is not changed but withdrawn, and another made: its tags would no longer be its own."""
        return obj is None and super().has_change_permission(request, obj)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RuleForm(request.POST if request.method == "POST" else None)
        seen = form.preview() if form.is_valid() else None
        if seen and "_apply" in request.POST:
            rule = make_rule(**form.rule(), reason=form.cleaned_data["reason"], by=curator(request))
            messages.success(request, f"The rule was applied: it tagged {count(tags_by(rule), 'page')}.")
            return HttpResponseRedirect(reverse("admin:wiki_tagrule_changelist"))
        template = "admin/wiki/tag/add_rule.html"
        return own_page(request, TagRule, template, "Add a rule", form=form, preview=seen)

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says how many tags go, asks why, and does it when posted."""
        rule = get_object_or_404(TagRule.objects.select_related("tag"), pk=pk)
        if not super().has_change_permission(request, rule):
            raise PermissionDenied
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                lost = withdraw_rule(rule=rule, by=curator(request), reason=form.cleaned_data["reason"])
            except TagError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, f"The rule was withdrawn, and with it the tag of {count(lost, 'page')}.")
            return HttpResponseRedirect(reverse("admin:wiki_tagrule_changelist"))
        template = "admin/wiki/tag/withdraw_rule.html"
        return own_page(request, TagRule, template, "Withdraw a rule", form=form, rule=rule, tagged=tags_by(rule))
