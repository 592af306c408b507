"""Presence: who has a row open at the desk just now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

from evidence.models.kept import label_of

# A page says every ten seconds that it is open, and asks as often who else is: whoever vanished without a word is gone
# for everybody within a minute. A tab long in the background says so once a minute only, and is shown off and on.
FRESH = timedelta(seconds=40)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def at(self, row: models.Model) -> Self:
        return self.filter(model=label_of(row), row=row.pk)

    def fresh(self, now: datetime) -> Self:
        return self.filter(seen__gt=now - FRESH)


class Presence(models.Model):
    """One person at one row; gone soon after the page is closed, and no part of any history."""

    model = models.CharField(max_length=60, help_text="Application and noun: evidence.study.")
    row = models.PositiveBigIntegerField("number of the row")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened = models.DateTimeField()
    seen = models.DateTimeField("seen last")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["model", "row", "who"], name="evidence_presence_once"),
            models.CheckConstraint(
                condition=models.Q(seen__gte=models.F("opened")),
                name="evidence_presence_order",
                violation_error_message="Somebody cannot have been seen before they came.",
            ),
        ]
        indexes = [models.Index(fields=["seen"], name="evidence_presence_seen")]

    def __str__(self) -> str:
        return f"{self.who} at {self.model} {self.row}"
