"""What is typed about a file of references: the file, what doubtful records are, and that an undo is meant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from evidence.models import Decision, ReferenceImport, Report
from evidence.reading import FORMATS

WORDS = {
    "auto": "told by its content",
    "ris": "RIS",
    "nbib": "NBIB (PubMed)",
    "ovid": "Ovid",
    "bibtex": "BibTeX",
    "pubmed-xml": "PubMed XML",
    "csl-json": "CSL-JSON",
}


class UploadForm(forms.Form):
    file = forms.FileField(label="File of references", help_text="RIS, NBIB, BibTeX, PubMed XML or CSL-JSON.")
    format = forms.ChoiceField(choices=[(one, WORDS.get(one, one)) for one in FORMATS], required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        most = settings.MAX_REFERENCES_BYTES
        if file.size > most:
            raise forms.ValidationError(
                f"Expected a file of at most {most // 1_000_000} MB, got {file.size / 1e6:,.1f} MB: "
                "ask for it to be imported with manage.py import_references."
            )
        return file

    def clean_format(self) -> str:
        return self.cleaned_data["format"] or "auto"


class DecisionForm(forms.Form):
    """On the records that are ticked, or on all that nobody has decided on."""

    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.RadioSelect, label="What they are")
    report = forms.CharField(
        required=False,
        max_length=100,
        label="Citation key of the report",
        help_text="For “it is the same report”: left empty, it is the one that each record looks like.",
    )
    every = forms.BooleanField(required=False, label="All that nobody has decided on, not only those ticked")

    def clean_report(self) -> Report | None:
        key = self.cleaned_data["report"].strip()
        if not key:
            return None
        report = Report.objects.standing().filter(slug=key).first()
        if report is None:
            raise forms.ValidationError(f"There is no report with the citation key “{key}”.")
        return report

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("report") and cleaned.get("every"):
            self.add_error("report", "All of them are hardly one report: tick the records that are.")
        return cleaned


class UndoForm(forms.Form):
    """The name of the file, typed, says that it is meant."""

    name = forms.CharField(label="Name of the file", max_length=255)
    reason = forms.CharField(label="Why", max_length=500, required=False)

    def __init__(self, *args: Any, source: ReferenceImport) -> None:
        super().__init__(*args)
        self.source = source

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.strip() != self.source.file_name:
            raise forms.ValidationError(f"Expected “{self.source.file_name}”, got “{name}”.")
        return name
