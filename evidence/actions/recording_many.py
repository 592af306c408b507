"""The history of an act on more rows than memory should hold: written down beside, then added to the chain at once."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.contrib.auth.models import User

from evidence.actions.bulk import insert
from evidence.actions.recording import next_change
from evidence.models.chain import checksum_of_lines, line_of
from evidence.models.change import Act, Change, RowChange

COLUMNS = ("change", "model", "row", "root_model", "root", "before", "after")


class ManyRows:
    """The rows of one change, in a file until all are there; the end of the chain is held only while they are added."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.rows = 0

    def add(self, row: RowChange) -> None:
        self.file.write(line_of(row))
        self.rows += 1

    def write(self, *, act: Act, by: User | None, reason: str, undoes: Change | None = None) -> Change | None:
        """The change, added to the end of the chain; None if there was no row. Must run in a transaction."""
        if not self.rows:
            return None
        change = next_change(act=act, by=by, reason=reason, rows=self.rows, undoes=undoes)
        change.checksum = checksum_of_lines(change, self._lines())
        change.save(force_insert=True)
        insert(RowChange, COLUMNS, (self._row(change, line) for line in self._lines()))
        return change

    def _lines(self) -> Iterator[bytes]:
        self.file.seek(0)
        yield from self.file

    def _row(self, change: Change, line: bytes) -> tuple[Any, ...]:
        model, row, root_model, root, before, after = json.loads(line)
        return (change.pk, model, row, root_model, root, _json(before), _json(after))


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


@contextmanager
def many_rows() -> Iterator[ManyRows]:
    with tempfile.TemporaryFile() as file:
        yield ManyRows(file)
