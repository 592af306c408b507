"""One state: whatever is read inside sees the database as it stood at the first query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction


@contextmanager
def one_state(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Reads only, and none of them sees half an edit. Inside a transaction it is the outer one's to say.

    PostgreSQL: a transaction that repeats its reads. SQLite: a deferred one, which in WAL mode keeps to the state of
    its first read and waits for nobody; Django's own would take the writer's lock (`transaction_mode`).
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.rollback()
