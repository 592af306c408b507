"""The history of a row with its parts: who changed what, when and why, and any two versions of it compared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.db.models import Q

from evidence.models.change import Change, RowChange, RowChangeQuerySet
from evidence.models.kept import Kept, label_of, parts_of, root_of
from evidence.summaries.differences import RowDifference, of_changes

# Changes of one screen, and rows of it that are shown: a merge can touch hundreds.
SCREEN = 20
MOST_ROWS = 300


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change, with the rows it touched of those looked at; `more` are not shown."""

    change: Change
    who: str
    rows: list[RowDifference]
    more: int


@dataclass(frozen=True, kw_only=True)
class History:
    """`newest` is the version of now, `next` what to ask for to see earlier ones."""

    steps: list[Step]
    newest: int
    next: int | None


def who(change: Change) -> str:
    return str(change.by) if change.by else "nobody at the desk"


def history_of(row: models.Model, *, before: int | None = None) -> History:
    """The newest changes of a root and its parts, or of a part alone, before a number. Some 5 queries and names."""
    if isinstance(row, Kept):
        rows = RowChange.objects.of(row) if root_of(row) == row else _of_part(row)
    else:
        rows = RowChange.objects.of_row(row)
    numbers = rows.order_by("-change_id").values_list("change_id", flat=True).distinct()
    newest = numbers.first() or 0
    if before is not None:
        numbers = numbers.filter(change_id__lt=before)
    found = list(numbers[: SCREEN + 1])
    return History(
        steps=_steps(rows, found[:SCREEN]),
        newest=newest,
        next=found[SCREEN - 1] if len(found) > SCREEN else None,
    )


def _of_part(part: Kept) -> RowChangeQuerySet:
    """What happened to a part and to what is part of it now."""
    rows = Q(model=label_of(part), row=part.pk)
    for model, path in parts_of(type(part)):
        if path:
            rows |= Q(model=label_of(model), row__in=model._base_manager.filter(**{path: part.pk}).values("pk"))
    return RowChange.objects.filter(rows)


def _steps(rows: RowChangeQuerySet, numbers: list[int]) -> list[Step]:
    changes = {one.pk: one for one in Change.objects.filter(pk__in=numbers).select_related("by")}
    of_these = rows.filter(change__in=numbers).order_by("-change_id", "pk")
    touched = list(of_these[:MOST_ROWS])
    words = dict(zip((one.pk for one in touched), of_changes(touched), strict=True))
    shown = {number: list(some) for number, some in groupby(touched, key=lambda one: one.change_id)}
    left = of_these.count() - len(touched) if len(touched) == MOST_ROWS else 0
    return [
        Step(
            change=changes[number],
            who=who(changes[number]),
            rows=[words[one.pk] for one in shown.get(number, [])],
            more=left if number == numbers[-1] else 0,
        )
        for number in numbers
    ]
