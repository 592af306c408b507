"""The page of an intervention with 200 results, split into its parts and remembered; and the evidence map."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from bench.data import fill
from bench.measuring import analyse
from evidence.actions.findings import rebuild
from evidence.drawing import svg
from evidence.models import Finding, Intervention, Outcome
from evidence.summaries.evidence_map import Filters, evidence_map
from evidence.summaries.finding_lines import kept_outcomes
from evidence.summaries.groups import gather
from evidence.summaries.intervention import summarise_intervention
from evidence.summaries.result_row import result_values
from evidence.summaries.synthesis import Plots, frame_of, syntheses
from evidence.synthesis.choices import Choices

RESULTS, LARGE = 200, 20_000
PAGE = "/interventions/synthesis-0/"
MANY = 50


class Undo(Exception):
    """Ends a measurement: what it entered is rolled back."""


def run(*, rounds: int, findings: int) -> None:
    try:
        with transaction.atomic():
            fill(results=RESULTS, name="synthesis", interventions=1)
            rebuild()
            analyse()
            _page(rounds)
            _large(rounds)
            _map(rounds, findings)
            raise Undo
    except Undo:
        pass


def _page(rounds: int) -> None:
    client = Client(headers={"host": "localhost"})
    one = Intervention.objects.get(slug="synthesis-0")
    tree, choices = (one,), Choices()
    evidence = gather(result_values().published().testing(tree), first=one.slug)
    frame = frame_of(one, tree, ())
    drawn = [plot for part in syntheses(evidence.lines, frame, choices, plots=Plots.COMPARED) for plot in part.plots]
    summary = summarise_intervention(one, choices)
    print(f"Page of an intervention with {RESULTS} results and {len(drawn)} plots, on {connection.vendor}")
    with CaptureQueriesContext(connection) as queries:
        summarise_intervention(one, choices)
    sql = sum(float(query["time"]) for query in queries.captured_queries)
    print(f"  {len(queries)} queries, in the database {sql * 1000:.1f} ms")
    _told("rows read and put in words", lambda: gather(result_values().published().testing(tree)), rounds)
    _told("statistics and certainty", lambda: syntheses(evidence.lines, frame, choices, plots=Plots.NONE), rounds)
    _told("drawing, wide and narrow", lambda: [(svg(plot), svg(plot, narrow=True)) for plot in drawn], rounds)
    context = {"summary": summary, "choices": choices, "choosing": None}
    _told("template, drawing included", lambda: render_to_string("evidence/intervention.html", context), rounds)
    forgetful = {**settings.CACHES, "pages": {"BACKEND": settings.FORGETFUL}}
    with override_settings(CACHES=forgetful):
        _told("the whole page, made anew", lambda: client.get(PAGE), rounds)
    kept = {**settings.CACHES, "pages": {"BACKEND": settings.MEMORY, "LOCATION": "bench"}}
    with override_settings(CACHES=kept):
        tag, size = client.get(PAGE)["ETag"], len(client.get(PAGE).content)
        _told("the same, remembered", lambda: client.get(PAGE), rounds)
        _told("asked for again by a browser (304)", lambda: client.get(PAGE, headers={"if-none-match": tag}), rounds)
        caches["pages"].clear()
    print(f"  {size / 1000:,.0f} kB")


def _large(rounds: int) -> None:
    """A hundred times as many results on one intervention: its lines are kept, its rows are the first of them."""
    start = time.perf_counter()
    fill(results=LARGE, name="large", interventions=1)
    filled = time.perf_counter()
    rebuild()
    rebuilt = time.perf_counter()
    analyse()
    one = Intervention.objects.get(slug="large-0")
    print(
        f"Intervention with {LARGE:,} results: filled in {filled - start:.1f} s, findings in {rebuilt - filled:.1f} s"
    )
    forgetful = {**settings.CACHES, "pages": {"BACKEND": settings.FORGETFUL}}
    client = Client(headers={"host": "localhost"})
    with override_settings(CACHES=forgetful):
        _told("its page, made anew", lambda: client.get(one.get_absolute_url()), rounds)
    _told("all its pooled lines, as kept", lambda: kept_outcomes(one), rounds)


def _map(rounds: int, findings: int) -> None:
    """A map of 50 by 50 beside many more findings."""
    per = max(1, findings // MANY)
    interventions = Intervention.objects.bulk_create(
        [Intervention(name=f"map {i}", slug=f"map-{i:06}", kind="drug") for i in range(per)], 2_000
    )
    outcomes = Outcome.objects.bulk_create(
        [Outcome(name=f"map {i}", slug=f"map-{i}", domain="pain", better="lower") for i in range(MANY)]
    )
    for start in range(0, per, 200):
        Finding.objects.bulk_create(
            [
                Finding(
                    intervention=one,
                    outcome=outcome,
                    place=0,
                    standing="pooled",
                    side="favours it",
                    level="low",
                    trials=3,
                    people=240,
                    line={},
                )
                for one in interventions[start : start + 200]
                for outcome in outcomes
            ],
            2_000,
        )
    analyse()
    with CaptureQueriesContext(connection) as queries:
        found = evidence_map(Filters())
    sql = sum(float(query["time"]) for query in queries.captured_queries)
    cells = sum(len(row.cells) for row in found.rows)
    print(
        f"Map of {len(found.rows)} by {len(found.outcomes)} ({cells:,} cells) of {Finding.objects.count():,} findings"
    )
    print(f"  {len(queries)} queries, in the database {sql * 1000:.1f} ms")
    _told("the map, without its template", lambda: evidence_map(Filters()), rounds)


def _told(name: str, job: Callable[[], object], rounds: int) -> None:
    job()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    print(f"  {name:<38} {statistics.median(times) * 1000:8.1f} ms")
