"""Extraction: a study read a second time by somebody who does not see what the first one entered."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from evidence.models.stamped import Stamped
from evidence.models.study import Study


class ExtractionQuerySet(models.QuerySet["Extraction"]):
    def running(self) -> Self:
        """Those whose second reader has not handed in yet."""
        return self.filter(submitted__isnull=True, given_up__isnull=True)

    def to_settle(self) -> Self:
        return self.filter(submitted__isnull=False, settled__isnull=True)

    def compared(self) -> Self:
        """Both have handed in, so both may be shown."""
        return self.filter(submitted__isnull=False)


class Extraction(Stamped):
    """Not Kept: a study's history would show one reader what the other one read.

    `first` and `second` are what each entered, by the names of `evidence.summaries.extraction`; they stay as they are
    after both are in, whatever is settled later.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="extractions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.JSONField(default=dict, blank=True)
    first = models.JSONField(default=dict, blank=True)
    submitted = models.DateTimeField("handed in", null=True, blank=True)
    settled = models.DateTimeField(null=True, blank=True)
    given_up = models.DateTimeField(null=True, blank=True)

    objects = ExtractionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study"],
                condition=models.Q(given_up__isnull=True),
                name="evidence_extraction_once_a_study",
                violation_error_message="This study is being extracted a second time already, or was.",
            ),
            models.CheckConstraint(
                condition=models.Q(settled__isnull=True)
                | models.Q(settled__isnull=False, submitted__isnull=False, given_up__isnull=True),
                name="evidence_extraction_handed_in_before_settled",
                violation_error_message="An extraction is handed in before it is settled.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study}, by {self.by}"


class Settlement(Stamped):
    """What a third person decided where two readers differ, and why."""

    extraction = models.ForeignKey(Extraction, on_delete=models.PROTECT, related_name="settlements")
    name = models.CharField(max_length=200, help_text="The name of the figure, as in what was entered.")
    value = models.TextField(blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["extraction", "name"],
                name="evidence_settlement_once",
                violation_error_message="This difference is settled already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="evidence_settlement_has_a_reason",
                violation_error_message="reason: a decision needs one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


def hidden_from(viewer: User | AnonymousUser) -> models.QuerySet[Extraction, int]:
    """The numbers of the studies that somebody is extracting blind, and must not see at any address meanwhile."""
    return Extraction.objects.running().filter(by=viewer.pk).values_list("study_id", flat=True)
