"""ReferenceImport: one file of references, looked through, and perhaps applied."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence.models.change import Change
from evidence.models.stamped import one_of


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", "looked through, not applied"
    APPLIED = "applied", "applied"
    DISCARDED = "discarded", "discarded"


class ReferenceImport(models.Model):
    """What a file held when it was looked through; its records are its ImportedReferences.

    Whether it was undone is said by its changes: each of them can be undone wherever changes are shown.
    """

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveBigIntegerField()
    format = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.PREVIEWED)
    seen = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField("known, with more", default=0)
    doubtful = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # More than one where doubtful records were decided on after the others were applied.
    changes = models.ManyToManyField(Change, related_name="reference_imports", blank=True)

    class Meta:
        verbose_name = "import of references"
        verbose_name_plural = "imports of references"
        ordering = ["-pk"]
        constraints = [
            one_of("state", ImportState),
            models.CheckConstraint(
                condition=Q(seen=F("new") + F("known") + F("changed") + F("doubtful") + F("refused")),
                name="evidence_referenceimport_all_counted",
                violation_error_message="Every record is new, known, known with more, doubtful or refused.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.at:%Y-%m-%d}"

    @property
    def standing_changes(self) -> models.QuerySet[Change]:
        """What it changed and nobody has undone, the newest first."""
        return self.changes.filter(undone_by=None).order_by("-pk")

    @property
    def undone(self) -> bool:
        return self.state == ImportState.APPLIED and self.changes.exists() and not self.standing_changes.exists()
