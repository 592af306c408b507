"""CSV as a stream: RFC 4180, UTF-8, flat memory, no formula that a spreadsheet would run.

Both databases give the same bytes: PostgreSQL writes the cells itself (COPY), for SQLite Python does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connections, transaction
from django.db.models import QuerySet

from evidence.exports.tables import Table
from evidence.summaries.columns import Column

# A spreadsheet takes a text cell that begins so for a formula; the last four are their full-width forms.
FORMULA_STARTS = "=+-@\t\r＝＋－＠"
# Rows of one COPY: the first arrives after one chunk is sorted, not after all are.
CHUNK = 50_000
# Rows joined into one piece for the socket: one write a row halves the rate.
PIECE = 500


def stream_csv(table: Table, values: QuerySet[Any]) -> Iterator[bytes]:
    """The table's file for these of its values: a header, then a line a row, in the order they were entered.

    A fault on the way is raised, so that the connection breaks: a part never looks like the whole.
    """
    yield lines([[one.name for one in table.columns]])
    write = _copied if connections[values.db].vendor == "postgresql" else _written
    yield from write(table, values.order_by("pk"))


def _written(table: Table, values: QuerySet[Any]) -> Iterator[bytes]:
    """One query, read row by row: in SQLite a running query sees one state of the database."""
    rows = values.values_list(*(f"c_{one.name}" for one in table.columns)).iterator(chunk_size=2_000)
    while piece := list(islice(rows, PIECE)):
        yield lines(map(cell, row) for row in piece)


def lines(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows of cells as RFC 4180 has them."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def cell(value: object) -> object:
    """A value as it is written: a text that a spreadsheet would run is defused, a whole number has no point."""
    if isinstance(value, str):
        return f"'{value}" if value and value[0] in FORMULA_STARTS else value
    return repr(value).removesuffix(".0") if isinstance(value, float) else value


def _copied(table: Table, values: QuerySet[Any]) -> Iterator[bytes]:
    """Chunks in order of the primary key, all from one snapshot of the database."""
    cells = ", ".join(_copied_cell(one) for one in table.columns)
    last: int | None = 0
    with _snapshot(values.db) as cursor:
        while last is not None:
            rest = values.filter(pk__gt=last)
            last = next(iter(rest.values_list("pk", flat=True)[CHUNK - 1 : CHUNK]), None)
            sql, params = (rest if last is None else rest.filter(pk__lte=last))[:CHUNK].query.sql_with_params()
            # The LIMIT keeps PostgreSQL from writing a cell's expression into each place that reads it.
            with cursor.copy(f"COPY (SELECT {cells} FROM ({sql}) AS rows) TO STDOUT (FORMAT csv)", params) as copy:  # noqa: S608
                lines = (bytes(line)[:-1] + b"\r\n" for line in copy)
                while piece := b"".join(islice(lines, PIECE)):
                    yield piece


def _copied_cell(column: Column) -> str:
    """A cell in SQL: an empty text is no cell, and a text that begins like a formula is defused."""
    name = f'"c_{column.name}"'
    if not column.is_text:
        return name
    if not column.free:
        return f"NULLIF({name}, '')"
    # The code point of the first letter, 0 for none: cheaper than cutting the letter out.
    codes = ", ".join(str(ord(one)) for one in FORMULA_STARTS)
    defused = f"WHEN ASCII({name}) IN ({codes}) THEN CHR(39) || {name}"
    return f"CASE WHEN ASCII({name}) = 0 THEN NULL {defused} ELSE {name} END"


@contextmanager
def _snapshot(using: str) -> Iterator[Any]:
    """A cursor in a transaction that sees one state of the database from first to last row."""
    connection = connections[using]
    own = not connection.in_atomic_block
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if own:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = '60s'")
        # Django counts and times queries in a wrapper that does not pass on COPY.
        yield cursor.cursor
