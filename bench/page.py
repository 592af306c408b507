"""An intervention's page with 20 results of its own, alone and beside 2,000 of others."""

from __future__ import annotations

import statistics
import time

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.data import fill
from bench.measuring import analyse

PAGE = "/interventions/page-0/"


class Undo(Exception):
    """Ends a round: what it entered is rolled back."""


def run(*, rounds: int) -> None:
    fill(results=20, name="page")
    client = Client(headers={"host": "localhost"})
    _visit(client)
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(rounds):
        analyse()
        alone += [_visit(client)[0] for _ in range(5)]
        try:
            with transaction.atomic():
                fill(results=2_000, name="others")
                analyse()
                _visit(client)
                beside += [_visit(client)[0] for _ in range(5)]
                queries = _visit(client)[1]
                raise Undo
        except Undo:
            pass
    few, many = statistics.median(alone), statistics.median(beside)
    print(f"Intervention page, 20 results, on {connection.vendor}")
    print(f"  alone in the database          {few * 1000:7.1f} ms  {_visit(client)[1]} queries")
    print(f"  beside 2,000 results of others {many * 1000:7.1f} ms  {queries} queries  ratio {many / few:.2f}")


def _visit(client: Client) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        response = client.get(PAGE)
        seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise SystemExit(f"{PAGE} answered {response.status_code}")
    return seconds, len(queries)
