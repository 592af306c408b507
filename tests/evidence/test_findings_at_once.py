"""Findings while several people write and read: the cell ends right, and nobody reads half an edit."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from evidence.actions.findings import rebuild
from evidence.actions.recording import recording
from evidence.actions.states import move
from evidence.models import Act, ArmValue, Comparison, Finding, State, Study
from evidence.summaries.one_state import one_state
from tests import factories as make
from tests.evidence.pooled_trials import asked, three, trial
from tests.evidence.test_findings_follow import anew, kept
from tests.evidence.test_races_of_acts import assert_history_is_whole, at_once

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
    pytest.mark.django_db(transaction=True),
]
OUTCOME = "/interventions/magnesium/pain-intensity/"


def reopened(study: Study) -> None:
    move(row=study, to=State.DRAFT, by=make.make_member("reviewer"), reason="A figure is wrong.")


def typing(comparison: Comparison, mean: float) -> Callable[[], None]:
    """Somebody puts in another mean, and a reviewer publishes it."""
    curator, reviewer = make.make_member("curator"), make.make_member("reviewer")

    def act() -> None:
        value = ArmValue.objects.get(arm=comparison.experimental)
        study = Study.objects.get(pk=comparison.result.study_id)
        with recording(act=Act.EDITED, by=curator) as recorder:
            recorder.watch(value)
            value.mean = mean
            value.save()
        move(row=study, to=State.IN_REVIEW, by=curator)
        move(row=study, to=State.PUBLISHED, by=reviewer)

    return act


def test_two_at_two_studies_of_one_cell_leave_it_right() -> None:
    """Each works out the cell from what the other has saved, whoever comes last."""
    trials = three(asked())
    rebuild()
    for turn in range(6):
        for one in trials:
            reopened(Study.objects.get(pk=one.result.study_id))
        assert not Finding.objects.exists()
        at_once(*(typing(one, 3 + (turn + at) / 10) for at, one in enumerate(trials)))
        assert Finding.objects.get().trials == 3
        assert kept() == anew()
    assert_history_is_whole()


def test_no_reader_of_page_or_map_sees_half_an_edit() -> None:
    """A study comes and goes with its results: rows, findings, page and map always tell of as many studies."""
    question = asked()
    three(question)
    coming = trial(question, "Dunn", study={"state": "draft"}, result={"state": "draft"}).result.study
    rebuild()
    curator, reviewer = make.make_member("curator"), make.make_member("reviewer")
    ended = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with closing(connection):
                for _ in range(25):
                    study = Study.objects.get(pk=coming.pk)
                    move(row=study, to=State.IN_REVIEW, by=curator)
                    move(row=study, to=State.PUBLISHED, by=reviewer)
                    move(row=study, to=State.DRAFT, by=reviewer, reason="A figure is wrong.")
        except BaseException as error:
            failed.append(error)
        finally:
            ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen: set[tuple[int, int]] = set()
    reads = 0
    client = Client()
    while not ended.is_set() or reads < 1_000:
        with one_state():
            seen.add((Comparison.objects.published().count(), Finding.objects.get().trials))
        reads += 1
        if reads % 25 == 0:
            seen.add(as_page_and_map_say(client))
    writer.join()
    assert failed == []
    assert seen == {(3, 3), (4, 4)}


def as_page_and_map_say(client: Client) -> tuple[int, int]:
    """How many studies a page draws, and how many it and the map count, each from its own page."""
    page = client.get(OUTCOME)
    outcome: Any = page.context["outcome"]
    (line,) = outcome.found
    drawn = len([one for one in outcome.plots[0].sections[0].rows if one.mark])
    mark = re.search(r"([\d,]+) people in (\d+)", client.get("/map/").content.decode())
    assert mark is not None
    assert int(mark[1]) == 245 + 80 * (int(mark[2]) - 3)
    return drawn, line.trials
