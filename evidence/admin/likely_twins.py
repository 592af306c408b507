"""The warning, before a report is saved, that it may be entered already."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evidence.actions.duplicates import note_possible
from evidence.likeness import Likeness, Verdict
from evidence.models import Report
from evidence.summaries.candidates import known_like

# What is compared; a report of which nothing of this was touched was asked about before.
COMPARED = {"title", "authors", "year", "journal", "volume", "pages", "pmid", "pmcid", "doi", "kind"}


class LooksForTwins(forms.ModelForm):
    """A form of a report that asks once, and is content when told that it is another paper, or settled in the queue."""

    alike: list[Report]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.alike = []
        if not COMPARED & set(self.changed_data) or COMPARED & set(self.errors):
            return
        # One with the same identifier is refused by the identifier itself.
        found = [(one, like) for one, like in known_like(self.instance) if like.verdict is not Verdict.SAME]
        self.alike = [one for one, _ in found]
        if {str(one.pk) for one in self.alike} - set(self._accepted()):
            self.add_error("title", ValidationError(self._question(found), code="alike"))

    def _accepted(self) -> list[str]:
        """The reports of which the curator was told and said that this is another."""
        return str(self.data.get(self.add_prefix("another_paper"), "")).split()

    def _question(self, found: list[tuple[Report, Likeness]]) -> SafeString:
        listed = format_html_join(
            " ",
            '<a href="{}">{}</a>: {}',
            ((reverse("admin:evidence_report_change", args=[one.pk]), one.slug, like.reason) for one, like in found),
        )
        return format_html(
            'This may be entered already. {} <label><input type="checkbox" name="{}" value="{}"> '
            "It is another paper, or another report: save it all the same.</label>",
            listed,
            self.add_prefix("another_paper"),
            " ".join(str(one.pk) for one, _ in found),
        )

    def _save_m2m(self) -> None:
        """The last step of every form: by now the report has its number, and the pair can wait for a decision."""
        super()._save_m2m()  # type: ignore[misc]
        if self.alike:
            note_possible(report=self.instance, others=self.alike)
