"""One import at a time: held by the database's server or by the kernel, so that it ends with its process."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

# The advisory locks of PostgreSQL are numbers; these are the letters of the names.
NUMBER = int.from_bytes(b"wiki")
REFERENCES = int.from_bytes(b"refs")
# A server learns a moment late that a process was killed, and so lets go of what it held; an import is longer.
PATIENCE, PAUSE = 1.0, 0.1
HOLDER = """
    SELECT activity.pid, activity.backend_start FROM pg_locks JOIN pg_stat_activity activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s AND objsubid = 1
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class ImportRunningError(Exception):
    """Another import has not ended; the sentence says since when it has been running."""

    def __init__(self, process: int, since: str) -> None:
        super().__init__(f"another import has been running since {since} (process {process}): wait for it to end.")


@contextmanager
def only_import(number: int = NUMBER) -> Iterator[None]:
    """Nobody else imports what this number stands for meanwhile. Raises ImportRunningError within a second or so."""
    if connection.vendor == "postgresql":
        with _advisory_lock(number):
            yield
    elif _file := _lock_file(number):
        with _locked_file(_file):
            yield
    else:
        yield


@contextmanager
def _advisory_lock(number: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        if not _taken(cursor, number):
            cursor.execute(HOLDER, [number])
            process, since = cursor.fetchone() or (0, None)
            raise ImportRunningError(process, _time(since or datetime.now(UTC)))
    try:
        yield
    finally:
        # A session that is broken holds no lock any more.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _taken(cursor: CursorWrapper, number: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while True:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if cursor.fetchone()[0]:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)


def _lock_file(number: int) -> Path | None:
    """Beside the database; a database in memory belongs to one process anyway."""
    name = str(connection.settings_dict["NAME"])
    if name == ":memory:" or "mode=memory" in name:
        return None
    return Path(f"{name}-import.lock" if number == NUMBER else f"{name}-import-{number}.lock")


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    """The file stays when the lock is gone: to remove it would let two have one of that name each."""
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            process, _, since = file.read(100).strip().partition(" ")
            raise ImportRunningError(int(process or 0), since or _time(datetime.now(UTC))) from error
        file.truncate(0)
        file.write(f"{os.getpid()} {_time(datetime.now(UTC))}")
        file.flush()
        yield


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%H:%M:%S UTC")
