"""ImportedReference: one record of a file, in its own words, and what became of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from evidence.likeness import IDENTIFIERS
from evidence.models.reference_import import ReferenceImport
from evidence.models.report import Report
from evidence.models.stamped import one_of

# A column with an index; empty for what is not given, so that none is found by it.
KEYS = (*IDENTIFIERS, "title_key")


class Verdict(models.TextChoices):
    """What a record is to the reports that are there; each record has one."""

    NEW = "new", "new"
    KNOWN = "known", "known"
    CHANGED = "changed", "known, with more"
    DOUBTFUL = "doubtful", "doubtful"
    REFUSED = "refused", "refused"


class Decision(models.TextChoices):
    """What a curator made of a doubtful record."""

    NEW = "new", "take it as new"
    SAME = "same", "it is the same report"
    OUT = "out", "leave it out"


class ImportedReferenceQuerySet(models.QuerySet["ImportedReference"]):
    def to_enter(self) -> Self:
        """Those that make a report as soon as their import is applied."""
        return self.filter(Q(verdict=Verdict.NEW) | Q(verdict=Verdict.DOUBTFUL, decision=Decision.NEW), done=False)

    def to_fill(self) -> Self:
        """Those that would add to a report that is known."""
        same = Q(verdict=Verdict.DOUBTFUL, decision=Decision.SAME)
        return self.filter(Q(verdict=Verdict.CHANGED) | same, done=False)

    def undecided(self) -> Self:
        return self.filter(verdict=Verdict.DOUBTFUL, decision="", done=False)


class ImportedReference(models.Model):
    """A record stays as it was read, also what a report has no column for (`beyond`), and the file's own text.

    `report` is what it made, or is known as; `alike` what a doubtful one might be, `like_number` the record of the
    same file; `fills` what it would add to the known report, by column.
    """

    source = models.ForeignKey(ReferenceImport, on_delete=models.CASCADE, related_name="references")
    number = models.PositiveIntegerField(help_text="In its file, from 1.")
    line = models.PositiveIntegerField(help_text="Where it begins.")
    text = models.TextField(help_text="As the file had it.")
    digest = models.CharField("sum of the text", max_length=32, db_index=True)
    values = models.JSONField(default=dict, blank=True, help_text="The columns of a report.")
    beyond = models.JSONField(default=dict, blank=True, help_text="What a report has no column for.")
    keys = models.JSONField(default=dict, blank=True, help_text="What a report is found by, worked out once.")
    pmid = models.CharField(max_length=20, blank=True)
    doi = models.CharField(max_length=200, blank=True)
    pmcid = models.CharField(max_length=20, blank=True)
    title_key = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported_from")
    alike = models.ForeignKey(Report, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    like_number = models.PositiveIntegerField("record of this file that it is like", null=True, blank=True)
    fills = models.JSONField(default=dict, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    done = models.BooleanField("applied", default=False)

    objects = ImportedReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["source", "number"]
        constraints = [
            one_of("verdict", Verdict),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decision__in=Decision.values, verdict=Verdict.DOUBTFUL),
                name="evidence_importedreference_decision",
                violation_error_message="decision: only a doubtful record is decided on.",
            ),
            models.UniqueConstraint(
                fields=["source", "number"],
                name="evidence_importedreference_once",
                violation_error_message="This record of the file is here already.",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "verdict", "number"], name="evidence_imported_verdict"),
            *(models.Index(fields=["source", name], name=f"evidence_imported_{name}") for name in KEYS),
        ]

    def __str__(self) -> str:
        return f"record {self.number} (line {self.line})"

    @property
    def name(self) -> str:
        """How a list calls it: first author, year and title, as far as they were read."""
        authors = str(self.values.get("authors") or "").splitlines()
        year = self.values.get("year")
        first = f"{authors[0]} et al." if len(authors) > 1 else "".join(authors)
        return ", ".join(str(part) for part in (first, year, self.values.get("title")) if part) or str(self)
