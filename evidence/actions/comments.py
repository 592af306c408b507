"""Comments beside a row: written, and settled; never rewritten."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from evidence.actions.refused import RefusedError
from evidence.models import Comment
from evidence.models.kept import label_of

LONGEST = 5000


def comment(*, row: models.Model, text: str, by: User) -> Comment:
    """Say something to those who work on a row. Raises RefusedError for nothing, for too much, and for strangers."""
    text = text.strip()
    if not text:
        raise RefusedError("The comment is empty: write what the others should know.")
    if len(text) > LONGEST:
        raise RefusedError(f"The comment has {len(text):,} letters; at most {LONGEST:,} are kept.")
    _refuse_strangers(label_of(row), by)
    return Comment.objects.create(model=label_of(row), row=row.pk, text=text, by=by)


@transaction.atomic
def settle(*, number: int, by: User) -> Comment:
    """Note that what a comment asks for is done. Settled twice, the first who did it stays noted."""
    one = Comment.objects.select_for_update().filter(pk=number).first()
    if one is None:
        raise RefusedError("There is no such comment.")
    _refuse_strangers(one.model, by)
    if one.settled_at is None:
        one.settled_by, one.settled_at = by, timezone.now()
        one.save(update_fields=["settled_by", "settled_at"])
    return one


def _refuse_strangers(label: str, by: User) -> None:
    app, noun = label.split(".")
    if not by.has_perm(f"{app}.change_{noun}"):
        raise RefusedError("Comments are for those who may change the row.")
