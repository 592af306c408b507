"""A file of references: read, looked through, applied with its history, imported again, undone; and a plain COPY."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction

from bench.measuring import analyse
from bench.references import write_ris
from evidence.actions.bulk import insert
from evidence.actions.recording import CHAIN
from evidence.actions.reference_applying import apply_import, look_again
from evidence.actions.reference_deciding import undo_import
from evidence.actions.reference_staging import stage_file
from evidence.models import Change, ImportedReference, ReferenceImport, Report, RowChange
from evidence.reading import read_references

TABLES = (ImportedReference, ReferenceImport.changes.through, ReferenceImport, RowChange, Change, Report)


def run(*, records: int) -> None:
    print(f"Import of references, on {connection.vendor}")
    times: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {size: Path(folder, f"{size}.ris") for size in (records // 10, records)}
        # Before anything large is in this process, whose memory a new one begins with.
        for size, path in paths.items():
            write_ris(path, records=size, seed=7)
            print(f"  {size:,} records, {path.stat().st_size / 1e6:.0f} MB of RIS, by the command")
            _in_processes(path, size)
        for size, path in paths.items():
            print(f"  {size:,} records, step by step")
            times[size] = _measure(path, size)
    few, many = (times[size] for size in (records // 10, records))
    grown = ", ".join(f"{what} {many[what] / few[what]:.1f}" for what in ("staging", "matching", "applying", "undoing"))
    print(f"  ten times the records take so many times as long: {grown}")


def _measure(path: Path, size: int) -> dict[str, float]:
    times: dict[str, float] = {}

    def timed(what: str, act: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = act()
        times[what] = time.perf_counter() - start
        print(f"    {what:<12} {size / times[what]:9,.0f} records/s  {times[what]:7.1f} s")
        return result

    _empty()
    by = User.objects.filter(username="bench-references").first() or User.objects.create_user("bench-references")
    with path.open("rb") as file:
        timed("reading", lambda: sum(1 for _ in read_references(file, name=path.name)))
    with path.open("rb") as file:
        source = timed("staging", lambda: stage_file(file=file, name=path.name, by=None))
    analyse()
    timed("matching", lambda: look_again(source=source))
    with _end_of_the_chain() as held:
        timed("applying", lambda: apply_import(source=source, by=None, fresh=True))
    if connection.vendor == "postgresql":
        print(f"    for {sum(held):.2f} s of it nobody else could save, of {size:,} records")
    names = [field.name for field in Report._meta.concrete_fields]
    rows = list(_raw(names))
    timed("undoing", lambda: undo_import(source=source, by=by))
    _empty()
    timed("plain copy", lambda: _copy(names, rows))
    ratio = times["plain copy"] / (times["matching"] + times["applying"])
    print(f"    matching and applying with history run at {ratio:.2f} of the rate of the plain copy of the same rows")
    return times


@contextmanager
def _end_of_the_chain() -> Iterator[list[float]]:
    """The seconds for which the end of the chain of changes was held, looked at a hundred times a second."""
    held: list[float] = []
    if connection.vendor != "postgresql":
        yield held
        return
    over = threading.Event()
    thread = threading.Thread(target=_look_on, args=(held, over))
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


def _look_on(held: list[float], over: threading.Event) -> None:
    since = time.perf_counter()
    with connection.cursor() as cursor:
        while not over.wait(0.01):
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s)", [CHAIN])
            now = time.perf_counter()
            held += [now - since] if cursor.fetchone()[0] else []
            since = now
    connection.close()


def _raw(names: list[str]) -> list[tuple[Any, ...]]:
    fields = [field for field in Report._meta.concrete_fields if field.name in names]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {Report._meta.db_table} ORDER BY id")  # noqa: S608
        return list(cursor.fetchall())


@transaction.atomic
def _copy(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    insert(Report, names, rows)


def _in_processes(path: Path, size: int) -> None:
    """The command, three times, each time in a fresh process: the time, and the most memory it took."""
    _empty()
    for what in ("first run", "second run", "with --report"):
        # To write a report all records are read again, as those of another file would be that holds the same.
        more = ["--report", os.devnull] if what == "with --report" else []
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "import_references", str(path), *more],
            env=dict(os.environ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            raise SystemExit(f"import_references ended with {os.waitstatus_to_exitcode(status)}")
        used = usage.ru_utime + usage.ru_stime
        print(
            f"    {what:<12} {size / seconds:9,.0f} records/s  {seconds:7.1f} s  {used:6.1f} s of processor time, "
            f"at most {usage.ru_maxrss / 1024:.0f} MB"
        )


def _empty() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in TABLES)} CASCADE")
        else:
            for model in TABLES:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608
