"""Registry changes: how a trial stands is taken from its registry; what it planned at first stays as entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from evidence.dates import PartialDate
from evidence.lookups import RegistryRecord
from evidence.models import Registration, Status

# The registry's own news.
NEWS = ("status", "actual_start", "actual_end", "people_recruited", "results_posted")
# What was promised at first: registries write over their own plans, and readers compare with the first ones.
PROMISES = ("registered", "planned_start", "planned_end", "people_planned")


def take_over(*, registrations: list[Registration], found: Mapping[str, RegistryRecord], told: list[str]) -> int:
    """How many changed; `told` is added what differs from what was entered. Must run inside a recording."""
    return sum(_take(one, found[one.number], told) for one in registrations)


def _take(registration: Registration, record: RegistryRecord, told: list[str]) -> bool:
    changed = False
    for name in (*NEWS, *PROMISES):
        now, entered = getattr(record, name), getattr(registration, name)
        if now is None or now == entered or (name == "status" and now == Status.UNKNOWN):
            continue
        if name in PROMISES and entered is not None:
            told.append(f"{registration}: {_called(name)} is {now} in the registry; entered is {entered}.")
            continue
        setattr(registration, name, now)
        changed = True
    if changed:
        registration.last_looked = PartialDate.on(timezone.localdate())
        registration.save()
    return changed


def _called(name: str) -> Any:
    return getattr(Registration._meta.get_field(name), "verbose_name", name)
