"""Reader pages remembered by the state of the data: cheap the second time, and never stale."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evidence.actions.recording import recording
from evidence.actions.states import move
from evidence.models import Act, Intervention, Result, State, Study
from evidence.summaries.one_state import one_state
from tests import factories as make
from tests.evidence import trials

PAGE = "/interventions/magnesium/"


@pytest.fixture(autouse=True)
def memory(settings: Any) -> Iterator[None]:
    kept = {"BACKEND": settings.MEMORY, "LOCATION": "test", "OPTIONS": {"MAX_ENTRIES": 10}}
    settings.CACHES = {**settings.CACHES, "pages": kept}
    yield
    caches["pages"].clear()


@pytest.fixture
def magnesium(db: None) -> Intervention:
    top = trials.magnesium()
    trials.yousef(top=top)
    return top


def say(intervention: Intervention, description: str) -> None:
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(intervention)
        intervention.description = description
        intervention.save()


@pytest.mark.django_db
def test_the_second_reader_pays_one_query(
    client: Client, magnesium: Intervention, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(PAGE)
    with django_assert_num_queries(1):
        second = client.get(PAGE)
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])
    assert (second.status_code, second["Cache-Control"]) == (200, "public, no-cache")


@pytest.mark.django_db
def test_a_browser_that_has_the_page_gets_no_second_copy(
    client: Client, magnesium: Intervention, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tag = client.get(PAGE)["ETag"]
    with django_assert_num_queries(1):
        again = client.get(PAGE, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


@pytest.mark.django_db
def test_whatever_is_saved_shows_at_once(client: Client, magnesium: Intervention) -> None:
    tag = client.get(PAGE)["ETag"]
    say(magnesium, "Said since.")
    again = client.get(PAGE, headers={"if-none-match": tag})
    assert again.status_code == 200
    assert "Said since." in again.content.decode()
    assert again["ETag"] != tag


@pytest.mark.django_db
def test_the_day_and_the_address_make_another_page(
    client: Client, magnesium: Intervention, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = {client.get(address)["ETag"] for address in (PAGE, f"{PAGE}?once=1", "/interventions/")}
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert len(tags | {client.get(PAGE)["ETag"]}) == 4


@pytest.mark.django_db
def test_what_is_not_there_is_not_remembered(client: Client, magnesium: Intervention) -> None:
    assert client.get("/interventions/none/").status_code == 404
    make.make_intervention(slug="none", name="None")
    assert client.get("/interventions/none/").status_code == 200


@pytest.mark.django_db
def test_a_page_never_carries_a_cookie_and_does_not_differ_by_who_asks(client: Client, magnesium: Intervention) -> None:
    anonymous = client.get(PAGE)
    client.force_login(make.make_member("curator"))
    curator = client.get(PAGE)
    assert curator.content == anonymous.content
    assert not anonymous.cookies
    assert "Cookie" not in anonymous.get("Vary", "")


@pytest.mark.django_db(transaction=True)
def test_no_reader_sees_half_an_edit() -> None:
    """A study and its result are published and withdrawn again and again: readers see both or neither."""
    if connection.vendor == "sqlite" and "memory" in str(settings.DATABASES["default"]["NAME"]):
        pytest.skip("a database in memory has one connection; the lane on PostgreSQL reads from several")
    study = make.make_study(state=State.PUBLISHED)
    make.make_comparison(result=make.make_result(study=study, state=State.PUBLISHED))
    ended = threading.Event()

    def write() -> None:
        for turn in range(60):
            state = State.WITHDRAWN if turn % 2 == 0 else State.PUBLISHED
            with transaction.atomic():
                Study.objects.filter(pk=study.pk).update(state=state)
                Result.objects.filter(study=study).update(state=state)
        ended.set()
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    reads = 0
    while not ended.is_set() or reads < 200:
        with one_state():
            seen.add(
                (
                    Study.objects.filter(state=State.PUBLISHED).count(),
                    Result.objects.filter(state=State.PUBLISHED).count(),
                )
            )
        reads += 1
    writer.join()
    assert seen <= {(0, 0), (1, 1)}


@pytest.mark.django_db(transaction=True)
def test_reading_one_state_leaves_nothing_behind() -> None:
    with one_state():
        assert Study.objects.count() == 0
    study = make.make_study()
    assert Study.objects.get() == study
    with pytest.raises(ZeroDivisionError), one_state():
        1 / 0  # noqa: B018
    assert Study.objects.get() == study


@pytest.mark.django_db
def test_publishing_a_study_makes_another_page(client: Client) -> None:
    study = make.make_study(entered_by=make.make_member("curator"))
    study.interventions.add(make.make_intervention(slug="magnesium", name="Magnesium"))
    before = client.get(PAGE)["ETag"]
    curator, reviewer = make.make_member("curator"), make.make_member("reviewer")
    move(row=study, to=State.IN_REVIEW, by=curator)
    move(row=study, to=State.PUBLISHED, by=reviewer)
    after = client.get(PAGE)
    assert after["ETag"] != before
    assert study.title in after.content.decode()
