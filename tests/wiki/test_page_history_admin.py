"""The desk's history: who may look, who may restore, and what a second curator is told."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from evidence.models import Change
from tests import factories as make
from tests.wiki.making import make_public_page
from tests.wiki.test_reader_pages import HOSTILE
from wiki.actions.moving import move_page
from wiki.actions.pages import publish_pages, withdraw_pages
from wiki.models import Page, Version
from wiki.rendering.raw_html import RawHTML

pytestmark = pytest.mark.django_db


def somebody(codename: str, **values: Any) -> User:
    user = make.make_user(**values)
    user.user_permissions.set(Permission.objects.filter(codename=codename))
    return user


@pytest.fixture
def kept() -> Page:
    """Two texts; a draft in between, of a curator with a name."""
    page = make_public_page("One.", tags=["pain"])
    jo = make.make_user(username="jo")
    withdraw_pages(pages=[page], by=jo, reason="Looks wrong.")
    publish_pages(pages=[page], by=jo, reason="It is right.")
    return make_public_page("Two.", title="New title")


def addresses(page: Page) -> list[str]:
    base = f"/admin/wiki/page/{page.pk}/history/"
    return [base, f"{base}1..2/", f"{base}1/restore/"]


def test_every_version_is_told_with_names_and_states(client: Client, kept: Page) -> None:
    client.force_login(somebody("change_page"))

    html = client.get(addresses(kept)[0]).content.decode()

    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)[1:]
    told = [" ".join(unescape(re.sub(r"<time.*?</time>|<[^>]+>", " ", row, flags=re.DOTALL)).split()) for row in rows]
    from_1, from_3 = "from version 1 to the newest Restore version 1", "from version 3 to version 4"
    assert told == [
        f"4 an import published Imported again from back-pain.md. text, title, tags text: +3 −6 lines {from_3}",
        "3 jo published It is right. state from version 2 to version 3 from version 3 to the newest Restore version 3",
        "2 jo withdrawn Looks wrong. state from version 1 to version 2 from version 2 to the newest Restore version 2",
        f"1 an import published Imported from back-pain.md. the first version {from_1}",
    ]


def test_a_comparison_at_the_desk_shows_drafts(client: Client, kept: Page) -> None:
    client.force_login(somebody("view_page"))

    html = client.get(addresses(kept)[1]).content.decode()

    assert "<dt>State</dt>" in html
    assert "<bdi>withdrawn</bdi>" in html


def test_what_would_change_names_nothing_that_restoring_leaves_alone(client: Client, kept: Page) -> None:
    client.force_login(somebody("change_page"))
    withdrawn = client.get(f"{addresses(kept)[0]}2/restore/").content.decode()
    assert "<h2>What would change</h2>" in withdrawn
    assert "<dt>State</dt>" not in withdrawn
    newest = client.get(f"{addresses(kept)[0]}4/restore/").content.decode()
    assert "Nothing: the page is what that version says already." in newest


def test_a_version_is_restored_with_a_reason(client: Client, kept: Page) -> None:
    user = somebody("change_page")
    client.force_login(user)
    address = addresses(kept)[2]
    before = Version.objects.count()
    assert client.get(address).status_code == 200
    assert Version.objects.count() == before

    refused = client.post(address, {"reason": "", "seen": 4})
    assert refused.status_code == 422
    assert "Say in a sentence why this is restored." in refused.content.decode()

    response = client.post(address, {"reason": "It was better.", "seen": 4}, follow=True)

    assert response.redirect_chain == [(addresses(kept)[0], 302)]
    assert "Version 1 is restored, as version 5." in response.content.decode()
    kept.refresh_from_db()
    assert (kept.title, kept.body, kept.state, kept.version) == ("Back Pain", "\n\nOne.\n", "published", 5)
    change = Change.objects.get(by=user)
    assert (change.act, change.reason, change.door) == ("edited", "It was better.", "desk")
    assert [(one.model, (one.after or {})["number"]) for one in change.row_changes.all()] == [("wiki.version", 5)]

    again = client.post(address, {"reason": "Twice.", "seen": 5}, follow=True)
    assert "nothing was changed" in again.content.decode()
    assert Version.objects.filter(page=kept).count() == 5


def test_who_saw_an_older_version_is_told_and_keeps_the_reason_typed(client: Client, kept: Page) -> None:
    client.force_login(somebody("change_page"))

    response = client.post(addresses(kept)[2], {"reason": "My reason.", "seen": 3})

    html = response.content.decode()
    assert response.status_code == 409
    assert "Somebody saved this page meanwhile" in html
    assert "You saw version 3; version 4 is by an import" in html
    assert f'href="{addresses(kept)[0]}3..4/"' in html
    assert 'value="My reason."' in html
    assert '<input type="hidden" name="seen" value="4"' in html
    kept.refresh_from_db()
    assert kept.version == 4


def test_an_address_that_is_taken_is_asked_for_and_taken(client: Client, kept: Page) -> None:
    move_page(page=kept, slug="moved", by=make.make_user())
    kept.aliases.all().delete()
    make_public_page(slug="back-pain")
    client.force_login(somebody("change_page"))

    refused = client.post(addresses(kept)[2], {"reason": "R.", "seen": 5})
    assert refused.status_code == 422
    assert "address “back-pain” is that of another page: give another." in refused.content.decode()

    client.post(addresses(kept)[2], {"reason": "R.", "seen": 5, "slug": "back-pain-2"})
    kept.refresh_from_db()
    assert kept.slug == "back-pain-2"


@pytest.mark.parametrize(
    ("codename", "expected"),
    [("change_page", [200, 200, 200]), ("view_page", [200, 200, 403]), ("change_section", [403, 403, 403])],
)
def test_who_may_look_and_who_may_restore(client: Client, kept: Page, codename: str, expected: list[int]) -> None:
    assert [client.get(one).status_code for one in addresses(kept)] == [302, 302, 302]
    client.force_login(somebody(codename))

    assert [client.get(one).status_code for one in addresses(kept)] == expected
    posted = client.post(addresses(kept)[2], {"reason": "R.", "seen": 4})
    assert posted.status_code == (302 if codename == "change_page" else 403)


@pytest.mark.parametrize(
    "rest", ["0/history/", "x/history/", "99999999999999999999/history/", "{}/history/1..99/", "{}/history/9/restore/"]
)
def test_what_is_not_there_is_not_found(client: Client, kept: Page, rest: str) -> None:
    client.force_login(somebody("change_page"))

    assert client.get(f"/admin/wiki/page/{rest.format(kept.pk)}").status_code == 404


def test_hostile_words_are_words_at_the_desk(client: Client) -> None:
    make_public_page(HOSTILE)
    page = make_public_page(f"{HOSTILE} more", title=HOSTILE, tags=[HOSTILE])
    client.force_login(somebody("change_page"))

    for address in addresses(page):
        html = client.get(address).content.decode()
        assert "onerror of <img>" not in RawHTML(html).seen
        assert "<script>alert" not in html
