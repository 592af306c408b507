"""The CSV of all results: rows a second, peak memory, and PostgreSQL's own COPY of the same query."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from django.db import connection

from bench.data import fill
from bench.measuring import analyse
from bench.peak import drain
from evidence.exports.tables import RESULTS
from evidence.models import Comparison

FEW = 1_000


def run(*, rows: int, rounds: int) -> None:
    fill(results=rows, name="export")
    analyse()
    total = Comparison.objects.published().count()
    ours: list[float] = []
    copies: list[float] = []
    for _ in range(rounds):
        ours.append(_seconds(lambda: drain(total)))
        if connection.vendor == "postgresql":
            copies.append(_seconds(_copy))
    middle = statistics.median(ours)
    print(f"results.csv, {total:,} rows of {len(RESULTS.columns)} columns, on {connection.vendor}")
    print(f"  {total / middle:,.0f} rows/s ({middle:.2f} s, median of {rounds})")
    if copies:
        copied = statistics.median(copies)
        print(f"  COPY of the same query: {total / copied:,.0f} rows/s ({copied:.2f} s); ratio {copied / middle:.2f}")
    few, many = _peak(FEW), _peak(total)
    print(f"  peak memory: {few:.0f} MB for {FEW:,} rows, {many:.0f} MB for {total:,}; ratio {many / few:.2f}")


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def _copy() -> None:
    """The query as it stands, written by PostgreSQL in one go: no chunks, no guard against formulas."""
    sql, params = RESULTS.values().order_by("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        with cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copy:
            for _ in copy:
                pass


def _peak(rows: int) -> float:
    """Peak resident memory, in megabytes, of a fresh process that streams so many rows."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench.peak", str(rows)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)
