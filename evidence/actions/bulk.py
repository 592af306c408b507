"""Many rows at once, past the models: what is written so was checked before, by the same rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=models.Model)


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Numbers for so many new rows, which no other process gets. Must run in a transaction."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, %s)"
            cursor.execute(
                f"SELECT nextval({sequence}::regclass) FROM generate_series(1, %s)",  # noqa: S608
                [table, column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
        numbers = list(range(last + 1, last + count + 1))
        # So that a second reservation in this transaction goes on from here.
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + count])
        return numbers


def in_parts(rows: QuerySet[Row], size: int, *, by: str = "pk") -> Iterator[list[Row]]:
    """All rows, so many at once, each part as it stands when its turn comes; `by` is a number above 0, told of each."""
    last = 0
    while part := list(rows.filter(**{f"{by}__gt": last}).order_by(by)[:size]):
        yield part
        last = getattr(part[-1], by)


def skip_to(model: type[models.Model], number: int) -> None:
    """Let PostgreSQL number the next new row higher than this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
            [model._meta.db_table, model._meta.pk.column, number],
        )


def among(values: Iterable[str]) -> RawSQL:
    """What `column__in` takes for many texts: one array or list, which costs neither Django nor the planner a piece."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::text[])", [list(values)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(values))])


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as tuples of what the columns hold: PostgreSQL copies them, SQLite runs one prepared statement."""
    quote = connection.ops.quote_name
    columns = ", ".join(_column(model, name) for name in names)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django counts and times queries in a wrapper that does not pass on COPY.
            with connection.wrap_database_errors, cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(rows))  # noqa: S608


def set_columns(
    model: type[models.Model], name: str, values: Sequence[tuple[int, int]], *, alike: tuple[str, bool]
) -> None:
    """One column of many rows, given as pairs of a row's number and a number to put there; and another for all."""
    table, column, other = (
        connection.ops.quote_name(model._meta.db_table),
        _column(model, name),
        _column(model, alike[0]),
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} SET {column} = given.value, {other} = %s"  # noqa: S608
                f" FROM unnest(%s::bigint[], %s::bigint[]) AS given (id, value) WHERE {table}.id = given.id",
                [alike[1], [pk for pk, _ in values], [value for _, value in values]],
            )
        else:
            sets = [(value, alike[1], pk) for pk, value in values]
            cursor.executemany(f"UPDATE {table} SET {column} = %s, {other} = %s WHERE id = %s", sets)  # noqa: S608


def tell_planner(model: type[models.Model]) -> None:
    """Let PostgreSQL count a table that this transaction fills: nobody else can, and unknown it would be read whole."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    return connection.ops.quote_name(str(getattr(field, "column", name)))
