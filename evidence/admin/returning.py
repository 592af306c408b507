"""What was typed at rows that somebody removed meanwhile comes back as new rows, so that it can still be saved."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.http import QueryDict


def as_new(data: QueryDict, prefix: str, there: Collection[int], *, above: str = "") -> QueryDict:
    """The same rows of a formset, those that are gone put behind the others and without their numbers.

    `there` are the numbers of the rows that still are. What hangs on a row that is gone has gone with it; `above` is
    the field by which it hung.
    """
    initial, total = (_number(data.get(f"{prefix}-{name}_FORMS")) for name in ("INITIAL", "TOTAL"))
    standing = [row for row in range(initial) if _number(data.get(f"{prefix}-{row}-id"), -1) in there]
    gone = [row for row in range(initial) if row not in standing]
    if not gone:
        return data
    places = {row: place for place, row in enumerate([*standing, *gone, *range(initial, total)])}
    row_of = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)", re.DOTALL)
    moved = QueryDict(mutable=True)
    for name, values in data.lists():
        found = row_of.fullmatch(name)
        if found is None or int(found[1]) not in places:
            moved.setlist(name, values)
            continue
        number, rest = int(found[1]), found[2]
        new = _without_numbers(rest, values, above) if number in gone else values
        moved.setlist(f"{prefix}-{places[number]}-{rest}", new)
    moved[f"{prefix}-INITIAL_FORMS"] = str(len(standing))
    return moved


def _without_numbers(rest: str, values: list[str], above: str) -> list[str]:
    if rest == "id" or rest.endswith("-id") or (above and rest.endswith(f"-{above}")):
        return [""]
    return ["0"] if rest.endswith("-INITIAL_FORMS") else values


def _number(text: str | None, otherwise: int = 0) -> int:
    """What a formset counts: at most a thousand fields come with one form."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else otherwise
