"""The log as CSV: a line for each field of each row that a change touched, however hostile what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from evidence.exports.stream import PIECE, cell, lines
from evidence.models import Change, RowChange

COLUMNS = (
    "who", "when", "door", "act", "reason", "request", "change", "model", "row", "root_model", "root", "field",
    "before", "after",
)  # fmt: skip


def stream_activity(changes: QuerySet[Change]) -> Iterator[bytes]:
    """The changes and what they changed, the newest first; memory stays flat. Times are UTC, in ISO 8601.

    What is a list is written as JSON. A line end or a control character in a cell is written as an escape, so a change
    has as many lines as it has fields whatever reads them.
    """
    yield lines([COLUMNS])
    told = (line for change in changes.select_related("by").iterator(chunk_size=500) for line in _lines_of(change))
    while piece := list(islice(told, PIECE)):
        yield lines(map(cell, row) for row in piece)


def _lines_of(change: Change) -> Iterator[list[object]]:
    at = change.at.astimezone(UTC).isoformat(timespec="microseconds")
    who = change.by.get_username() if change.by else ""
    said: list[object] = [one_line(one) for one in (who, at, change.door, change.act, change.reason, change.request)]
    for row in change.row_changes.order_by("pk").iterator(chunk_size=500):
        which: list[object] = [change.pk, row.model, row.row, row.root_model, row.root]
        for field, before, after in _fields(row):
            yield [*said, *which, field, _value(before), _value(after)]


def _fields(row: RowChange) -> Iterable[tuple[str, Any, Any]]:
    before, after = row.before or {}, row.after or {}
    return [(name, before.get(name), after.get(name)) for name in row.changed]


def _value(value: Any) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value)
    return one_line(value) if isinstance(value, str) else value


def one_line(words: str) -> str:
    r"""Line ends and control characters as in Python: \n, \x1b, \u2028; a backslash twice, so that it reads back."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in words.replace("\\", "\\\\"))
