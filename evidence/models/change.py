"""Change and RowChange: what happened to curated rows, by whom, when and why; only ever added to."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models

from evidence.models.kept import Kept, label_of
from evidence.models.stamped import one_of


class Door(models.TextChoices):
    """Which way a change came in."""

    DESK = "desk", "the desk"
    COMMAND = "command", "a command"


class Act(models.TextChoices):
    """What was done, as the log names and filters it."""

    ENTERED = "entered", "entered"
    EDITED = "edited", "edited"
    DELETED = "deleted", "deleted"
    COPIED = "copied", "copied"
    STATE = "state", "changed state"
    LOADED = "loaded", "loaded from files"
    IMPORTED = "imported", "imported references"
    LOOKED_UP = "looked up", "looked up"
    MERGED = "merged", "merged"
    SHEET = "sheet", "applied a spreadsheet"
    SETTLED = "settled", "settled differences"
    RESTORED = "restored", "restored"
    UNDONE = "undone", "undone"


class AppendOnlyError(Exception):
    """Something tried to rewrite history."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("What happened is never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("What happened is never deleted.")


class ChangeQuerySet(AppendOnlyQuerySet):
    def of(self, root: Kept) -> Self:
        """The changes that touched a row or any part of it, the newest first."""
        touched = RowChange.objects.of(root).values("change")
        return self.filter(pk__in=touched).order_by("-pk")


class Change(models.Model):
    """One act, be it of one row or of thousands. Each carries the checksum of the one before: a chain."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=10, choices=Door.choices)
    act = models.CharField(max_length=20, choices=Act.choices)
    reason = models.CharField(max_length=500, blank=True)
    request = models.CharField("request", max_length=64, blank=True, help_text="As the server's log names it.")
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    rows = models.PositiveIntegerField("rows changed")
    previous = models.CharField("checksum of the change before", max_length=64, blank=True)
    checksum = models.CharField(max_length=64)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "log of all activity"
        permissions = [("undo_change", "Can undo imports and other acts")]
        constraints = [one_of("door", Door), one_of("act", Act)]
        indexes = [
            models.Index(fields=["by", "-id"], name="evidence_change_by"),
            models.Index(fields=["act", "-id"], name="evidence_change_act"),
            models.Index(fields=["at"], name="evidence_change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} on {self.at:%Y-%m-%d}"


class RowChangeQuerySet(AppendOnlyQuerySet):
    def of(self, root: Kept) -> Self:
        """All that happened to a row and to its parts, the oldest first."""
        return self.filter(root_model=label_of(root), root=root.pk).order_by("pk")

    def of_row(self, row: models.Model) -> Self:
        return self.filter(model=label_of(row), row=row.pk).order_by("pk")


class RowChange(models.Model):
    """One row before and after; nothing before it was made, nothing after it was deleted."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="row_changes")
    model = models.CharField(max_length=60, help_text="Application and noun: evidence.arm.")
    row = models.PositiveBigIntegerField("number of the row")
    root_model = models.CharField(max_length=60)
    root = models.PositiveBigIntegerField("number of the row it is part of")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    objects = RowChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False),
                name="evidence_rowchange_changes",
            )
        ]
        indexes = [
            models.Index(fields=["root_model", "root", "id"], name="evidence_rowchange_root"),
            models.Index(fields=["model", "row", "id"], name="evidence_rowchange_row"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"

    @property
    def changed(self) -> list[str]:
        """The names of the fields that differ; of a new or deleted row, all that held something."""
        before, after = self.before or {}, self.after or {}
        return [name for name in {**before, **after} if before.get(name) != after.get(name)]
