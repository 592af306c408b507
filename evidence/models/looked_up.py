"""LookedUp: when a report or a registration was last looked up, so that the longest not looked up come first."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

from evidence.models.registration import Registration
from evidence.models.report import Report

Row = TypeVar("Row", Report, Registration)


class LookedUpQuerySet(models.QuerySet["LookedUp"]):
    def note(self, rows: list[Row], at: datetime) -> None:
        """That these were looked up now."""
        if rows:
            name = rows[0]._meta.model_name or ""
            self.bulk_create(
                [LookedUp(at=at, **{name: row}) for row in rows],
                update_conflicts=True,
                unique_fields=[name],
                update_fields=["at"],
            )


class LookedUp(models.Model):
    """No part of what was curated: it has no history, and goes with its row."""

    report = models.OneToOneField(Report, null=True, blank=True, on_delete=models.CASCADE, related_name="looked_up")
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.CASCADE, related_name="looked_up"
    )
    at = models.DateTimeField(db_index=True)

    objects = LookedUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, registration__isnull=True)
                | Q(report__isnull=True, registration__isnull=False),
                name="evidence_lookedup_one_row",
                violation_error_message="It is about either a report or a registration.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report or self.registration} on {self.at:%Y-%m-%d}"


def longest_not_looked_up(rows: models.QuerySet[Row], before: datetime) -> models.QuerySet[Row]:
    """Those never looked up or not since `before`, the longest first."""
    due = rows.filter(Q(looked_up__isnull=True) | Q(looked_up__at__lt=before))
    return due.order_by(F("looked_up__at").asc(nulls_first=True), "pk")
