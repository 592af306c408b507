"""Notice: what a journal said later about a report."""

from __future__ import annotations

from django.db import models

from evidence.fields import IdentifierField, PartialDateField
from evidence.identifiers import Identifier, Scheme
from evidence.models.kept import Kept
from evidence.models.report import Report
from evidence.models.stamped import one_of


class NoticeKind(models.TextChoices):
    RETRACTION = "retraction", "retraction"
    REPLACED = "replaced", "retracted and replaced"
    CONCERN = "concern", "expression of concern"
    ERRATUM = "erratum", "erratum"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def get_by_natural_key(self, report: str, kind: str, date: str | None) -> Notice:
        return self.get(report__slug=report, kind=kind, date=date)


class Notice(Kept):
    part_of = "report"
    locked_with = None

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    date = PartialDateField(null=True, blank=True)
    pmid = IdentifierField("PMID of the notice", scheme="pmid")
    doi = IdentifierField("DOI of the notice", scheme="doi")
    citation = models.CharField(max_length=300, blank=True, help_text="Journal, volume, page of the notice.")
    reason = models.TextField(blank=True, help_text="What it corrects or why; say so if it was not read.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        constraints = [
            one_of("kind", NoticeKind),
            # Two constraints, because a unique constraint takes every NULL for another value.
            models.UniqueConstraint(
                fields=["report", "kind", "date"],
                condition=models.Q(date__isnull=False),
                name="evidence_notice_once",
                violation_error_message="This notice is entered already.",
            ),
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=models.Q(date__isnull=True),
                name="evidence_notice_undated_once",
                violation_error_message="An undated notice of this kind is entered already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.report}"

    def natural_key(self) -> tuple[str, str, str | None]:
        return (self.report.slug, self.kind, str(self.date) if self.date else None)

    @property
    def links(self) -> list[Identifier]:
        pairs = ((Scheme.DOI, self.doi), (Scheme.PMID, self.pmid))
        return [Identifier(scheme, value) for scheme, value in pairs if value]
