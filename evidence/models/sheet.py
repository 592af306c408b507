"""Sheet: a spreadsheet that somebody brought back, from its preview to its undoing."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evidence.models.change import Change
from evidence.models.stamped import Stamped, one_of


class SheetState(models.TextChoices):
    PREVIEWED = "previewed", "looked at"
    APPLIED = "applied", "applied"
    DISCARDED = "discarded", "thrown away"


class Sheet(Stamped):
    """The file is kept as it came, so that what was applied can be held against it."""

    kind = models.CharField(max_length=60, help_text="The noun of the list: evidence.study.")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField("SHA-256 of the file", max_length=64)
    data = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=SheetState.choices, default=SheetState.PREVIEWED)
    change = models.OneToOneField(Change, null=True, blank=True, on_delete=models.PROTECT, related_name="sheet")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_of("state", SheetState),
            models.CheckConstraint(
                condition=models.Q(state=SheetState.APPLIED, change__isnull=False)
                | (~models.Q(state=SheetState.APPLIED) & models.Q(change__isnull=True)),
                name="evidence_sheet_applied_has_a_change",
                violation_error_message="A sheet that was applied has a change, and no other has.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
