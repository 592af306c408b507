"""Mentions: the queue of what points at a study."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from evidence.admin.desk import KeptAdmin
from evidence.admin.forms import CuratedForm
from wiki.actions.mentions import MentionError, decide_mention, find_words, mark_sentence
from wiki.models import Authority, Mention, MentionState


class MentionForm(CuratedForm):
    class Meta:
        model = Mention
        fields = ("page", "words", "state", "report", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("report") and data.get("state", MentionState.OPEN) == MentionState.OPEN:
            data["state"] = self.instance.state = MentionState.LINKED  # choosing a report is linking
        if self.instance.pk is None:
            self._check_sentence(data)
        return data

    def _check_sentence(self, data: dict[str, Any]) -> None:
        self.instance.marked_by_hand = True
        if not data.get("report"):
            self.add_error("report", "Expected the report that these words point at.")
        if data.get("page") and data.get("words"):
            try:
                find_words(page=data["page"], words=data["words"])
            except MentionError as error:
                self.add_error("words", str(error))


@admin.register(Mention)
class MentionAdmin(KeptAdmin):
    form = MentionForm
    list_display = ("__str__", "page", "names", "state", "report", "authority")
    list_filter = ("state", "authority", "marked_by_hand", "scheme")
    list_select_related = ("page", "report")
    search_fields = ("words", "identifier", "page__title", "page__slug")
    search_help_text = "Words of the mention, its identifier, or the page. Choose “open” on the right for the queue."
    sortable_by = ()
    autocomplete_fields = ("page", "report")
    fieldsets = (
        (
            None,
            {
                "description": "Words of a page that point at a study. Link them to its report and say why the two are "
                "the same, or set them aside and say why. No import changes it afterwards.",
                "fields": ("page", "words", "state", "report", "reason"),
            },
        ),
        ("On the page", {"fields": ("section", "names", "address", "context", "quote", "authority", "decided_by")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Mention | None = None) -> tuple[str, ...]:
        found = ("section", "names", "address", "context", "quote", "authority", "decided_by")
        return (*found, "page", "words") if obj else (*found, "state")

    @admin.display(description="identifier")
    def names(self, mention: Mention) -> str:
        return str(mention.names or "marked by hand")

    def save_model(self, request: HttpRequest, obj: Mention, form: Any, change: bool) -> None:
        if change:
            decide_mention(
                mention=obj, state=MentionState(obj.state), report=obj.report, reason=obj.reason, by=request.user
            )
            return
        made, _ = mark_sentence(
            page=obj.page,
            words=obj.words,
            report=form.cleaned_data["report"],
            reason=obj.reason,
            authority=Authority.CURATOR,
            by=request.user,
        )
        obj.pk = made.pk
