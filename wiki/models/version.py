"""Version: what a page was at some time, who made it so, and why."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from evidence.models import State
from evidence.models.stamped import one_of
from wiki.models.lane import Authority
from wiki.models.page import Page


class SourceText(models.Model):
    """Front matter and body of a page to the byte; versions that differ in other things share one."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="texts")
    checksum = models.CharField("SHA-256 of both", max_length=64)
    front_matter = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "checksum"], name="wiki_sourcetext_once_a_page")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.checksum[:12]}"


class HistoryError(TypeError):
    """Somebody tried to change the past: a fault of this program, never of a user."""


class VersionQuerySet(models.QuerySet["Version"]):
    def public(self) -> Self:
        """Those that the public could read when they were made, of pages that it can read now."""
        return self.filter(state=State.PUBLISHED, page__state=State.PUBLISHED)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def before(self, number: int) -> Self:
        """Those made before a version: the next screen of a list, without counting what came before."""
        return self.filter(pk__lt=number)

    def update(self, **values: Any) -> int:
        raise HistoryError("A version is never changed: make another.")


class Version(models.Model):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="1 for the first of its page.")
    made = models.DateTimeField(auto_now_add=True, db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField("made by", max_length=10, choices=Authority.choices)
    reason = models.CharField("why", max_length=500)
    state = models.CharField(max_length=20, choices=State.choices)
    text = models.ForeignKey(SourceText, on_delete=models.PROTECT, related_name="versions")
    values = models.JSONField("everything but the text", default=dict, blank=True)
    changed = models.JSONField("what differs from the version before", default=list, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["page", "number"]
        constraints = [
            one_of("state", State),
            one_of("authority", Authority),
            models.UniqueConstraint(fields=["page", "number"], name="wiki_version_number_once_a_page"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="wiki_version_number_from_one",
                violation_error_message="number: expected 1 or more.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="wiki_version_has_a_reason",
                violation_error_message="why: say in a sentence why this was changed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever adds a row: history is not rewritten."""
        if self.pk is not None:
            raise HistoryError("A version is never changed: make another.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{reverse('wiki:history', args=[self.page.slug])}#version-{self.number}"
