"""Two people at one page: the slower one is told, and loses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from evidence.models import State
from tests import factories as make
from tests.wiki.desk import address_of, errors, form, make_curator, make_reviewer, values_in
from tests.wiki.making import make_public_page, post, save
from wiki.actions.publishing import set_states
from wiki.models import Page

TYPED = {
    "title": "Mine",
    "slug": "mine",
    "date": "2011-01",
    "body": "#### Dose\r\n\r\nMine, with <b>HTML</b> & \u00e9.\r\n",
    "tags": "mine",
    "aliases": "Mine\r\nMine too",
    "lane": "news",
    "publisher": "Mine",
    "conflict_of_interest": "Mine.",
    "source_url": "https://example.org/mine",
    "section-h-dose-lane": "wiki",
    "section-h-dose-date": "2012",
    "section-h-dose-date_words": "Mine 2012",
    "section-h-dose-looked_at": "on",
}


def two_clients() -> tuple[Client, Client]:
    anna, ben = Client(), Client()
    anna.force_login(make_curator(username="anna"))
    ben.force_login(make_curator(username="ben"))
    return anna, ben


@pytest.mark.django_db
def test_every_field_of_the_form_is_in_the_loop(client: Client) -> None:
    page = make_public_page("#### Dose\n\nWords.")
    client.force_login(make_curator())
    shown = client.get(address_of(page)).context["adminform"].form.fields
    assert set(shown) == {*TYPED, "categories", "reason", "seen"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TYPED)
def test_the_slower_one_gets_everything_back_and_can_save_on_purpose(name: str) -> None:
    page = make_public_page("#### Dose\n\nWords.")
    anna, ben = two_clients()
    bens = form(ben, address_of(page)) | {name: TYPED[name], "reason": "Ben’s reason."}
    annas = form(anna, address_of(page)) | {"publisher": "Anna’s", "reason": "She asked the publisher."}
    assert anna.post(address_of(page), annas).status_code == 302

    refused = ben.post(address_of(page), bens)

    html = refused.content.decode()
    assert refused.status_code == 200
    assert "Anna saved version 2" in html
    assert "“She asked the publisher.”" in html
    assert errors(html) == []
    back = values_in(refused)
    assert back == {**bens, "seen": "2"}
    assert Page.objects.values_list("publisher", "version").get(pk=page.pk) == ("Anna’s", 2)

    assert ben.post(address_of(page), back).status_code == 302
    newest = page.versions.last()
    assert newest is not None
    assert (newest.number, newest.reason) == (3, "Ben’s reason.")


@pytest.mark.django_db
def test_the_differences_stand_side_by_side() -> None:
    page = make_public_page("Words.")
    anna, ben = two_clients()
    bens = form(ben, address_of(page)) | {"body": "Ben’s words.", "reason": "B."}
    anna.post(address_of(page), form(anna, address_of(page)) | {"body": "Anna’s words.", "reason": "A."})

    shown = ben.post(address_of(page), bens).context["conflict"]

    assert [one.label for one in shown.differences] == ["Text"]
    (row,) = [one for one in shown.differences[0].sides.rows if one.kind == "changed"]
    assert ("".join(piece.text for piece in row.old), "".join(piece.text for piece in row.new)) == (
        "Anna’s words.",
        "Ben’s words.",
    )


@pytest.mark.django_db
def test_what_was_typed_at_a_section_that_is_gone_is_still_told() -> None:
    page = make_public_page("#### Dose\n\nWords.")
    anna, ben = two_clients()
    bens = form(ben, address_of(page)) | {"section-h-dose-date_words": "Ben’s date", "reason": "B."}
    anna.post(address_of(page), form(anna, address_of(page)) | {"body": "#### Amount\n\nWords.", "reason": "A."})

    refused = ben.post(address_of(page), bens)

    assert "Ben’s date" in refused.content.decode()
    assert "h-dose-date_words, of a section that is not in the newer text" in [
        one.label for one in refused.context["conflict"].differences
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seen", ["", "x", "0"])
def test_a_form_that_does_not_say_what_it_saw_is_refused(client: Client, seen: str) -> None:
    page = make_public_page()
    client.force_login(make_curator())
    response = client.post(address_of(page), form(client, address_of(page)) | {"publisher": "P", "seen": seen})
    assert response.status_code == 200
    assert "Not saved: somebody was faster" in response.content.decode()
    assert Page.objects.get(pk=page.pk).publisher == ""


@pytest.mark.django_db
def test_pages_saved_since_they_were_looked_at_are_neither_published_nor_withdrawn(client: Client) -> None:
    client.force_login(make_reviewer())
    stays, goes = save(post(slug="stays")).page, save(post(slug="goes")).page
    set_states(seen={stays.pk: 1, goes.pk: 1}, state=State.IN_REVIEW, by=make_curator(), reason="")
    selected = {"action": "publish", "_selected_action": [stays.pk, goes.pk]}
    asked = client.post("/admin/wiki/page/", selected)
    client.post(address_of(stays), form(client, address_of(stays)) | {"publisher": "New"})

    told = client.post(
        "/admin/wiki/page/states/", {"state": "published", "seen": asked.context["seen"], "reason": "R."}, follow=True
    )

    assert list(Page.objects.order_by("slug").values_list("slug", "state")) == [
        ("goes", "published"),
        ("stays", "draft"),  # since it was edited in review
    ]
    assert [str(one) for one in told.context["messages"]][-2:] == [
        "1 page is public now.",
        "1 page stays as it is. Back Pain is draft: it cannot become published at once.",
    ]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_of_saves_at_the_same_moment_one_wins_and_the_others_are_told(client: Client) -> None:
    page = make_public_page()
    client.force_login(make_curator())
    values = form(client, address_of(page))
    hands = 5
    start = Barrier(hands)

    def save_mine(number: int) -> Any:
        hand = Client(raise_request_exception=False)
        hand.cookies = client.cookies
        start.wait()
        try:
            answer = hand.post(address_of(page), values | {"publisher": f"hand {number}"})
            return answer.status_code, "somebody was faster" in answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        answers = sorted(pool.map(save_mine, range(hands)))
    assert answers == [(200, True)] * (hands - 1) + [(302, False)]
    assert page.versions.count() == 2


def test_the_maker_of_curators_makes_no_more_than_it_says(db: None) -> None:
    assert not make_curator("view").has_perm("wiki.change_page")
    assert not make.make_user().has_perm("wiki.view_page")
