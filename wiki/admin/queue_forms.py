"""What a curator asks of the queue, and what they decide about an identity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from evidence.admin.choosing import ChoiceByName
from evidence.admin.searching import identifiers, reports_with
from evidence.identifiers import Identifier, Scheme, find
from evidence.models import Report, State
from wiki.models import Lane, Mention, MentionState
from wiki.summaries.queue import Wanted

ANY = ("", "any")


class WantedForm(forms.Form):
    """The filters of the queue, from its address; what is no filter is told and left out."""

    q = forms.CharField(required=False, max_length=200, label="Words or identifier")
    scheme = forms.ChoiceField(required=False, choices=[ANY, *((one.value, one.name) for one in Scheme)], label="Kind")
    lane = forms.ChoiceField(required=False, choices=[ANY, *Lane.choices], label="Where it is mentioned")
    page = forms.ChoiceField(required=False, choices=[ANY, *State.choices], label="Page is")
    without_sealed = forms.BooleanField(required=False, label="Not in shops’, AI-written or personal texts")
    doubtful = forms.BooleanField(required=False, label="Only where identifiers disagree")

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = self.cleaned_data
        words = given.get("q", "")
        return Wanted(
            words=words,
            identifiers=tuple(identifiers(words)),
            scheme=given.get("scheme", ""),
            lane=given.get("lane", ""),
            page_state=given.get("page", ""),
            without_sealed=given.get("without_sealed", False),
            doubtful=given.get("doubtful", False),
        )


class ChoiceOfReport(ChoiceByName):
    """Also by a pasted identifier in any form, where no script runs; digits alone are the number of a row."""

    def to_python(self, value: Any) -> Any:
        seen = [one.identifier for one in find(str(value or "")[:2000])]
        rows = list(Report.objects.filter(reports_with(seen))[:2]) if seen else []
        return rows[0] if len(rows) == 1 else super().to_python(value)


class DecisionForm(forms.Form):
    """Link every open mention of an identity to one report, or set them all aside."""

    state = forms.ChoiceField(
        label="Decision",
        widget=forms.RadioSelect,
        choices=[
            (MentionState.LINKED.value, "link all to the report below"),
            (MentionState.SET_ASIDE.value, "set all aside"),
        ],
        error_messages={"required": "Say what is to become of them: link them, or set them aside."},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Why these are the same paper, or why this is no study for us. Readers see it.",
        error_messages={"required": "Say why, in a sentence."},
    )

    def __init__(self, *args: Any, identifier: Identifier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begun = f"The paper of {identifier} is that of this report:"
        self.fields["report"] = ChoiceOfReport(Mention, "report")
        self.fields[
            "report"
        ].help_text = "Only to link: type a few letters of its key or title, or any of its identifiers."
        self.order_fields(["state", "report", "reason"])
        if self.initial.get("state") == MentionState.LINKED:
            self.initial.setdefault("reason", f"{self.begun} ")

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if reason.strip() == self.begun:
            raise ValidationError("The sentence is only begun: say how you know.")
        return reason

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("state") == MentionState.LINKED and not data.get("report") and "report" not in self.errors:
            self.add_error("report", "Expected the report that they point at.")
        if data.get("state") == MentionState.SET_ASIDE and data.get("report"):
            self.add_error("report", "What is set aside has no report: leave it empty, or link.")
        return data
