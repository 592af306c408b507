"""What several benchmarks need: another database beside the own one, its statistics, and percentiles."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection


def percentiles(times: list[float]) -> tuple[float, float]:
    """The 50th and the 95th."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def analyse() -> None:
    """What PostgreSQL does by itself within a minute of such a change."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def database_beside(name: str) -> Iterator[str]:
    """The address of another database beside that of the benchmark, empty at first and gone afterwards."""
    url = os.environ["DATABASE_URL"]
    if connection.vendor != "postgresql":
        yield f"{url}-{name}"
        return
    own = f"{urlsplit(url).path.removeprefix('/')}_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}"')
        cursor.execute(f'CREATE DATABASE "{own}"')
    yield urlsplit(url)._replace(path=f"/{own}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{own}" WITH (FORCE)')
