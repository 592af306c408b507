"""The history of an act on more rows than memory should hold: written down beside, then added to the chain at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.contrib.auth.models import User
from django.db import connection

from evidence.actions.bulk import insert, reserve, skip_to
from evidence.actions.findings import STUDY, follow_studies
from evidence.actions.recording import next_change
from evidence.actions.refused import RefusedError
from evidence.models.chain import checksum_of_lines, json_of
from evidence.models.change import Act, Change, RowChange

COLUMNS = ("change", "model", "row", "root_model", "root", "before", "after")
# From so many rows on the end of the chain is held for the checksum alone, and the change is numbered so far ahead
# that nobody comes by meanwhile.
MANY, AHEAD = 2_000, 10_000
# PostgreSQL's advisory lock for acts on many rows: any number that nothing else takes. Always before that of the chain.
LARGE = 7_203_119


class ManyRows:
    """The rows of one change, in a file until all are there.

    A line a row, of its columns as `RowChange` has them but for the change: JSON as the chain reads it, which has
    neither tabs nor line ends.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.rows = 0
        self.studies: set[int] = set()

    def add(self, row: RowChange) -> None:
        if row.root_model == STUDY:
            self.studies.add(row.root)
        self._add(row.model, row.row, row.root_model, row.root, json_of(row.before), json_of(row.after))

    def made(self, label: str, number: int, values: str) -> None:
        """A new row that is its own root, by its values as the chain reads them (`json_of`)."""
        self._add(label, number, label, number, "null", values)

    def _add(self, *columns: object) -> None:
        self.file.write("\t".join(map(str, columns)).encode() + b"\n")
        self.rows += 1

    def write(self, *, act: Act, by: User | None, reason: str, undoes: Change | None = None) -> Change | None:
        """The change, added to the end of the chain; None if there was no row. Must run in a transaction."""
        if not self.rows:
            return None
        _one_at_a_time()
        ahead = self._written_ahead() if self.rows >= MANY and connection.vendor == "postgresql" else None
        change = next_change(act=act, by=by, reason=reason, rows=self.rows, undoes=undoes)
        change.checksum = checksum_of_lines(change, self._lines())
        if ahead is not None:
            if Change.objects.filter(pk__gte=ahead).exists():
                raise RefusedError("So much was saved meanwhile that nothing of this was: do it again.")
            change.pk = ahead
            skip_to(Change, ahead)
        change.save(force_insert=True)
        if ahead is None:
            self._insert(change.pk)
        follow_studies(self.studies)
        return change

    def _written_ahead(self) -> int:
        """The number of a change whose rows are written already, so that others save while they are.

        Numbers are in the order of the chain: only who holds its end takes one, and nobody takes as many as are left.
        """
        with connection.cursor() as cursor:
            # What the database would check at the end, of all that this transaction wrote; that the change of its
            # rows is there is checked then.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        number = reserve(Change, 1)[0] + AHEAD
        self._insert(number)
        return number

    def _insert(self, change: int) -> None:
        insert(RowChange, COLUMNS, ((change, *row) for row in self._columns()))

    def _columns(self) -> Iterator[tuple[str | None, ...]]:
        for line in self._read():
            *names, before, after = line.decode().split("\t")
            yield (*names, None if before == "null" else before, None if after == "null" else after)

    def _lines(self) -> Iterator[bytes]:
        """As `line_of` makes them."""
        for line in self._read():
            yield b'["%b",%b,"%b",%b,%b,%b]\n' % tuple(line.split(b"\t"))

    def _read(self) -> Iterator[bytes]:
        self.file.seek(0)
        for line in self.file:
            yield line[:-1]


def _one_at_a_time() -> None:
    """Until the end of the transaction, so that of two acts the one with the smaller number ends first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LARGE])


@contextmanager
def many_rows() -> Iterator[ManyRows]:
    with tempfile.TemporaryFile() as file:
        yield ManyRows(file)
