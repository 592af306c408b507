"""Who else has a row open: said by pages while they are open, forgotten soon after."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evidence.actions.presence import leave, stay
from evidence.models import Presence, Study
from evidence.models.presence import FRESH
from evidence.summaries.presence import others_at
from tests import factories as make
from tests.evidence.desk import page

pytestmark = pytest.mark.django_db
PRESENCE = reverse("admin:presence")
NOW = datetime.fromisoformat("2026-11-25T14:03:00+00:00")


def at(client: Client, study: Study, **more: str) -> list[str]:
    answer = client.post(PRESENCE, {"model": "evidence.study", "row": study.pk, **more})
    assert answer.status_code == 200
    others: list[str] = answer.json()["others"]
    return others


def desk(**overrides: str) -> tuple[Client, User]:
    client, user = Client(), make.make_user(can="*", **overrides)
    client.force_login(user)
    return client, user


def test_others_are_told_with_the_time_and_nobody_is_told_of_themselves() -> None:
    study, ayse, ben = make.make_study(), make.make_user(first_name="Ayşe"), make.make_user(username="ben")
    stay(row=study, by=ayse, now=NOW)
    stay(row=study, by=ayse, now=NOW + timedelta(seconds=10))
    stay(row=study, by=ben, now=NOW + timedelta(seconds=20))
    now = NOW + timedelta(seconds=25)
    assert others_at(row=study, but=ben, now=now) == ["Ayşe has had this open since 14:03."]
    assert others_at(row=study, but=ayse, now=now) == ["ben has had this open since 14:03."]
    assert others_at(row=make.make_study(), but=ben, now=now) == []


def test_yesterday_is_told_with_its_date() -> None:
    study, ayse = make.make_study(), make.make_user(username="ayşe")
    make.make_presence(row=study.pk, who=ayse, opened=NOW, seen=NOW + timedelta(days=1))
    later = NOW + timedelta(days=1, seconds=5)
    assert others_at(row=study, but=make.make_user(), now=later) == [
        "ayşe has had this open since 25 November 2026, 14:03."
    ]


def test_whoever_closed_it_or_fell_silent_is_gone_within_a_minute() -> None:
    study, silent, closed, other = make.make_study(), make.make_user(), make.make_user(), make.make_user()
    stay(row=study, by=silent, now=NOW)
    stay(row=study, by=closed, now=NOW - timedelta(seconds=90))
    stay(row=study, by=closed, now=NOW)
    leave(row=study, by=closed, now=NOW)
    assert len(others_at(row=study, but=other, now=NOW + timedelta(seconds=5))) == 2
    assert len(others_at(row=study, but=other, now=NOW + timedelta(seconds=20))) >= 1
    assert others_at(row=study, but=other, now=NOW + timedelta(seconds=60)) == []
    stay(row=study, by=other, now=NOW + FRESH)
    assert list(Presence.objects.values_list("who", flat=True)) == [other.pk]


def test_whoever_goes_from_one_page_of_a_study_to_the_next_was_there_all_the_time() -> None:
    study, ayse = make.make_study(), make.make_user()
    for seconds in (0, 10, 20, 30, 40, 50):
        stay(row=study, by=ayse, now=NOW + timedelta(seconds=seconds))
    leave(row=study, by=ayse, now=NOW + timedelta(seconds=52))
    stay(row=study, by=ayse, now=NOW + timedelta(seconds=53))
    assert Presence.objects.get().opened == NOW
    stay(row=study, by=ayse, now=NOW + timedelta(seconds=120))
    assert Presence.objects.get().opened == NOW + timedelta(seconds=120)


@pytest.mark.parametrize("name", ["change", "arms", "results", "bias", "entry"])
def test_a_page_shows_on_load_who_else_is_there_and_writes_nothing(name: str) -> None:
    study, (anna, user) = make.make_study(), desk(username="anna")
    stay(row=study, by=user, now=timezone.now())
    ben, _ = desk()
    assert "anna has had this open since" in ben.get(page(name, study)).content.decode()
    assert "has had this open" not in anna.get(page(name, study)).content.decode()
    assert Presence.objects.count() == 1


def test_an_arm_that_is_open_is_its_study_that_is_open() -> None:
    arm = make.make_arm()
    (anna, _), (ben, _) = desk(username="anna"), desk(username="ben")
    answer = anna.post(PRESENCE, {"model": "evidence.arm", "row": arm.pk})
    assert answer.json() == {"others": []}
    (said,) = at(ben, arm.study)
    assert said.startswith("anna has had this open since ")
    assert at(anna, arm.study, gone="1") == []


@pytest.mark.parametrize(
    ("model", "row"),
    [
        ("", ""),
        ("evidence.study", ""),
        ("evidence.study", "-1"),
        ("evidence.study", "9" * 30),
        ("auth.user", "1"),
        ("evidence.change", "1"),
        ("evidence.study", "999999"),
        ("sessions.session", "1"),
        ("x", "²"),
    ],
)
def test_what_is_no_row_that_one_may_see_is_not_found(model: str, row: str) -> None:
    make.make_study()
    client, _ = desk()
    assert client.post(PRESENCE, {"model": model, "row": row}).status_code == 404
    assert not Presence.objects.exists()


def test_a_name_is_a_name_and_no_html() -> None:
    study, user = make.make_study(), make.make_user(first_name="<b>Ayşe</b>")
    stay(row=study, by=user, now=timezone.now())
    client, _ = desk()
    html = client.get(page("change", study)).content.decode()
    assert "&lt;b&gt;Ayşe&lt;/b&gt; has had" in html
    assert "<b>Ayşe" not in html


def test_two_pings_that_overtake_each_other_leave_the_later_time() -> None:
    study, user, now = make.make_study(), make.make_user(), timezone.now()
    stay(row=study, by=user, now=now)
    stay(row=study, by=user, now=now - timedelta(milliseconds=7))
    (one,) = Presence.objects.all()
    assert (one.opened, one.seen) == (now, now)
