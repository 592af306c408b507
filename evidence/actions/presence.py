"""Who is where at the desk: said by the pages themselves while they are open."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.models.functions import Greatest

from evidence.models.kept import label_of
from evidence.models.presence import FRESH, Presence

# Whoever goes from one page of a study to the next closes one and opens the other: they are not gone in between.
GRACE = timedelta(seconds=15)


@transaction.atomic
def stay(*, row: models.Model, by: User, now: datetime) -> None:
    """Somebody has a row open; whoever was silent for too long has opened it anew."""
    _forget_the_gone(now)
    Presence.objects.at(row).filter(who=by, seen__lte=now - FRESH).delete()
    key = {"model": label_of(row), "row": row.pk, "who": by}
    # Of two windows the ping that was sent first can be the second to be written.
    later = Greatest("seen", models.Value(now, output_field=models.DateTimeField()))
    Presence.objects.update_or_create(**key, defaults={"seen": later}, create_defaults={"opened": now, "seen": now})


def leave(*, row: models.Model, by: User, now: datetime) -> None:
    """Somebody closed a row: they count as there for a moment still."""
    soon = Greatest("opened", models.Value(now - FRESH + GRACE, output_field=models.DateTimeField()))
    Presence.objects.at(row).filter(who=by).update(seen=soon)


def _forget_the_gone(now: datetime) -> None:
    """A few at a time, those that nobody else is about to forget."""
    gone = Presence.objects.filter(seen__lte=now - FRESH).order_by("pk")
    held = gone.select_for_update(skip_locked=True) if _skips() else gone
    Presence.objects.filter(pk__in=list(held.values_list("pk", flat=True)[:100])).delete()


def _skips() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)
