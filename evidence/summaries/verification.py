"""Whether the log of changes is whole, and tells of every row what the row is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Max

from evidence.models.chain import checksum_of
from evidence.models.change import Change, RowChange
from evidence.models.kept import Kept, kept_models, label_of
from evidence.models.snapshot import agree, values_of

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Verified:
    """How many changes and rows were looked at, and what was wrong first; "" if nothing was."""

    changes: int
    rows: int
    fault: str


def verify_history() -> Verified:
    """The chain from its beginning, then every row that has a history; memory stays flat, nothing is written."""
    changes = 0
    previous = ""
    for change in Change.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        if fault := _fault_of(change, previous):
            return Verified(changes=changes, rows=0, fault=fault)
        previous = change.checksum
        changes += 1
    rows = 0
    for model in kept_models():
        for some, fault in _differing(model):
            rows += some
            if fault:
                return Verified(changes=changes, rows=rows, fault=fault)
    return Verified(changes=changes, rows=rows, fault="")


def _fault_of(change: Change, previous: str) -> str:
    where = f"Change {change.pk} of {change.at:%Y-%m-%d %H:%M} UTC"
    if change.previous != previous:
        return f"{where}: expected the checksum of the change before, {previous or 'none'}, got {change.previous}."
    computed = checksum_of(change, change.row_changes.order_by("pk").iterator(chunk_size=AT_ONCE))
    if computed != change.checksum:
        return f"{where}: expected the checksum {computed} of what it says, got {change.checksum}."
    return ""


def _differing(model: type[Kept]) -> Iterator[tuple[int, str]]:
    """So many rows at a time, with the first of them that is not what its history says."""
    label = label_of(model)
    newest = RowChange.objects.filter(model=label).order_by().values("row").annotate(newest=Max("pk")).order_by("row")
    for chunk in _chunks(newest.values_list("newest", flat=True).iterator(chunk_size=AT_ONCE)):
        said = {one.row: one.after for one in RowChange.objects.filter(pk__in=chunk)}
        now = values_of(model, said)
        wrong = [pk for pk, after in said.items() if not agree(after, now.get((label, pk)))]
        yield len(said), _told(model, min(wrong), said[min(wrong)], now.get((label, min(wrong)))) if wrong else ""


def _told(model: type[Kept], pk: int, said: dict[str, object] | None, now: dict[str, object] | None) -> str:
    row = f"{str(model._meta.verbose_name).capitalize()} {pk}"
    if said is None:
        return f"{row}: its history says that it was deleted, and it is there."
    if now is None:
        return f"{row}: its history does not say that it was deleted, and it is not there."
    name = next(one for one in said if one in now and said[one] != now[one])
    return f"{row}: {name} is {now.get(name)!r}, and its history says {said.get(name)!r}."


def _chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    left = iter(numbers)
    while chunk := list(islice(left, AT_ONCE)):
        yield chunk
