"""The forms of a mention: to decide about one, and to mark a sentence."""

from __future__ import annotations

from typing import Any

from django import forms

from evidence.admin.forms import CuratedForm
from wiki.actions.mentions import MentionError, find_words
from wiki.models import Mention, MentionState
from wiki.summaries.suggested import suggest_sentences

# Letters of a sentence that are shown in a list to choose from.
LONGEST = 300
TYPED = ("", "none of these: the words below")


class MentionForm(CuratedForm):
    class Meta:
        model = Mention
        fields = ("page", "words", "state", "report", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("report") and data.get("state", MentionState.OPEN) == MentionState.OPEN:
            data["state"] = self.instance.state = MentionState.LINKED  # choosing a report is linking
        return data


class MarkForm(CuratedForm):
    """A sentence chosen among those suggested for its page, or pasted from it."""

    page_named = ""
    suggested = forms.CharField(
        required=False,
        label="Sentences that speak of a study",
        help_text="Found by their words alone, so look at each.",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Mention
        fields = ("page", "words", "report", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.marked_by_hand = True
        self.fields["words"].required = False
        self.fields["words"].help_text = "The sentence, exactly as it stands on the page."
        self.fields["report"].help_text = "The report it points at; empty if you do not know it."
        self.fields["reason"].help_text = "How you know that it is this one: one sentence. Not needed without a report."
        found = suggest_sentences(page=self.page_named)
        if not found:
            self.fields["suggested"].widget = forms.HiddenInput()
            return
        self.fields["words"].help_text += " Leave it empty if you chose one above."
        choices = [(one.words, f"{shortened(one.words)} ({one.cue})") for one in found]
        self.fields["suggested"].widget.choices = [*choices, TYPED]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed, chosen = data.get("words", ""), data.get("suggested", "")
        data["words"] = self.instance.words = typed or chosen
        if typed and chosen and " ".join(typed.split()) != chosen:
            self.add_error("words", "One sentence is chosen above and another stands here: keep one.")
        elif not data["words"]:
            self.add_error("words", "This is needed: words of the page.")
        elif data.get("page"):
            self._find(data)
        data["state"] = self.instance.state = MentionState.LINKED if data.get("report") else MentionState.OPEN
        return data

    def _find(self, data: dict[str, Any]) -> None:
        try:
            find_words(page=data["page"], words=data["words"])
        except MentionError as error:
            self.add_error("words", str(error))


def shortened(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
