"""TagChange: one change of tags over many pages, which can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evidence.models.stamped import Stamped


class TagChange(Stamped):
    """One change of tags over many pages, with all that is needed to take it back."""

    sentence = models.CharField("what was done", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField("pages changed")
    undo = models.JSONField(default=dict, editable=False)
    undone = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "change of tags"
        verbose_name_plural = "changes of tags"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone__isnull=False) | models.Q(undone_by__isnull=True),
                name="wiki_tagchange_undone_by_somebody",
                violation_error_message="undone by: only what was undone was undone by somebody.",
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def undoable(self) -> bool:
        """Whether it can be taken back by itself: what a rule did goes with the rule."""
        return self.undone is None and self.undo.get("kind") in {"pages", "rename", "merge"}
