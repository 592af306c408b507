"""Comment: what somebody wrote beside a row for those who decide about it; only settling changes one."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from evidence.models.kept import label_of


class CommentQuerySet(models.QuerySet["Comment"]):
    def on(self, row: models.Model) -> Self:
        """What was said of one row, the newest first."""
        return self.filter(model=label_of(row), row=row.pk).select_related("by", "settled_by").order_by("-pk")

    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)

    def delete(self) -> Any:
        raise TypeError("A comment is settled, never deleted.")


class Comment(models.Model):
    """`model` and `row` name what it is about, since that can be a row of another application."""

    model = models.CharField(max_length=60, help_text="Application and noun: evidence.study.")
    row = models.PositiveBigIntegerField("number of the row")
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_default=Now())
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["model", "row", "-id"], name="evidence_comment_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="evidence_comment_says_something",
                violation_error_message="comment: expected some words.",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_by__isnull=True, settled_at__isnull=True)
                | models.Q(settled_by__isnull=False, settled_at__isnull=False),
                name="evidence_comment_settled_by_somebody",
                violation_error_message="comment: who settled it and when belong together.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} on {self.model} {self.row}"
