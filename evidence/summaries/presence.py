"""Who else has a row open, in sentences."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from evidence.models.kept import Kept, root_of
from evidence.models.presence import Presence

# More names would push the form off the screen.
MOST = 10


def subject_of(row: models.Model) -> models.Model:
    """What people are told to be at: the study, be it open at its arms or its results."""
    return root_of(row) if isinstance(row, Kept) else row


def others_at(*, row: models.Model, but: User, now: datetime) -> list[str]:
    """A sentence for each, those who came first at the beginning: “Ayşe has had this open since 14:03.”"""
    there = Presence.objects.at(row).fresh(now).exclude(who=but).select_related("who").order_by("opened", "pk")
    return [_sentence(one, now) for one in there[:MOST]]


def _sentence(one: Presence, now: datetime) -> str:
    opened, today = timezone.localtime(one.opened), timezone.localtime(now)
    name = one.who.get_full_name() or one.who.get_username()
    day = "" if opened.date() == today.date() else f"{opened.day} {opened:%B %Y}, "
    return f"{name} has had this open since {day}{opened:%H:%M}."
