"""Sessions end in time, with the password, and with the role."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from config.login.sessions import IDLE, LONGEST, RECENT, RECENT_TO_SEND
from tests.evidence.typing_in import typed

DESK = "/admin/"
PASSWORD = "an old password of nobody"


@pytest.fixture
def owner(client: Client, db: None) -> User:
    user = User.objects.create_superuser("ayse", password=PASSWORD)
    client.force_login(user)
    return user


def ago(client: Client, **seconds: int) -> None:
    session = client.session
    for name, value in seconds.items():
        session[name] = int(time.time()) - value
    session.save()


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def test_logging_in_gives_the_session_a_new_name(client: Client, db: None) -> None:
    User.objects.create_superuser("ayse", password=PASSWORD)
    session = client.session
    session["before"] = 1
    session.save()
    old = session.session_key
    client.post("/admin/login/", {"username": "ayse", "password": PASSWORD})
    assert client.session.session_key != old
    assert is_in(client)


def test_logging_out_ends_it_for_whoever_kept_a_copy(client: Client, owner: User) -> None:
    copy = Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(copy)
    client.post("/admin/logout/")
    assert not is_in(copy)


@pytest.mark.parametrize(
    ("seconds", "stays"),
    [
        ({"seen": IDLE - 60}, True),
        ({"seen": IDLE + 60}, False),
        ({"began": LONGEST - 60}, True),
        ({"began": LONGEST + 60}, False),
    ],
)
def test_it_ends_after_hours_without_a_request_and_after_a_week(
    client: Client, owner: User, seconds: dict[str, int], stays: bool
) -> None:
    ago(client, **seconds)
    assert is_in(client) is stays


def test_whoever_is_sent_to_the_door_is_told_why(client: Client, owner: User) -> None:
    ago(client, seen=IDLE + 60)
    page: Any = client.get("/admin/evidence/study/?state=draft", follow=True)
    assert page.redirect_chain == [("/admin/login/?next=%2Fadmin%2Fevidence%2Fstudy%2F%3Fstate%3Ddraft", 302)]
    assert "You were logged out, because some hours have passed." in page.content.decode()


def test_a_new_password_ends_the_other_sessions(client: Client, owner: User) -> None:
    other = Client()
    other.force_login(owner)
    new = "another password of nobody"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", form).status_code == 302
    assert (is_in(client), is_in(other)) == (True, False)


def test_a_new_role_ends_it(client: Client, owner: User) -> None:
    owner.groups.add(Group.objects.create(name="night shift"))
    assert not is_in(client)


def test_readers_pages_never_look_at_it(client: Client, owner: User) -> None:
    ago(client, seen=IDLE + 60)
    page = client.get("/interventions/")
    assert page.status_code == 200
    assert "Cookie" not in page.get("Vary", "")


@pytest.mark.parametrize(("method", "limit"), [("GET", RECENT), ("POST", RECENT_TO_SEND)])
def test_accounts_are_changed_by_whoever_typed_the_password_lately(
    client: Client, owner: User, method: str, limit: int
) -> None:
    ago(client, confirmed=limit - 60)
    assert client.generic(method, "/admin/auth/user/").status_code == 200
    ago(client, confirmed=limit + 60)
    answer = client.generic(method, "/admin/auth/user/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/confirm/?next=%2Fadmin%2Fauth%2Fuser%2F")
    assert client.get("/admin/evidence/study/").status_code == 200


def test_the_password_once_more_leads_on(client: Client, owner: User) -> None:
    ago(client, confirmed=RECENT + 60)
    wrong = client.post("/admin/confirm/", {"password": "wrong", "next": "/admin/auth/user/"})
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.content.decode()
    right = client.post("/admin/confirm/", {"password": PASSWORD, "next": "/admin/auth/user/"})
    assert (right.status_code, right["Location"]) == (302, "/admin/auth/user/")
    assert client.get("/admin/auth/user/").status_code == 200


@pytest.mark.parametrize("stop", ["confirmed", "seen"])
def test_a_form_that_was_stopped_comes_back_filled_in(client: Client, owner: User, stop: str) -> None:
    """Without the password that was asked once more, or after hours: what was typed is not gone."""
    address = f"/admin/auth/user/{owner.pk}/change/"
    typed_in = typed(client.get(address), {"first_name": "Ayşe Gül", "_save": ""})
    ago(client, **{stop: IDLE + 60})
    stopped = client.post(address, typed_in)
    door = stopped["Location"].partition("?")[0]
    client.post(door, {"username": "ayse", "password": PASSWORD, "next": address})
    page: Any = client.get(address)
    assert page.context["adminform"].form["first_name"].value() == "Ayşe Gül"
    assert User.objects.get().first_name == ""


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(client: Client, owner: User, next_: str) -> None:
    answer = client.post("/admin/confirm/", {"password": PASSWORD, "next": next_})
    assert answer["Location"] == DESK
