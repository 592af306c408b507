"""The desk's first page: the work that waits, for those who may do it, with counts that cost little."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_reader_pages import words
from wiki.models import Page
from wiki.summaries import waiting

pytestmark = pytest.mark.django_db
STORY = "#### My story\n\nPMID: 12345678, [x](/posts/y), ![](https://w.example/a.png), PMID: 12345678"


def come_in(client: Client, *permissions: str) -> None:
    user = make.make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)


def told(client: Client) -> list[tuple[str, str]]:
    return [(one.count_words, one.words) for one in client.get("/admin/").context["waits"]]


def everything(_: str) -> bool:
    return True


def test_each_kind_of_work_is_counted_and_leads_to_its_list(client: Client) -> None:
    make_public_page(STORY)
    save(post("Words.", slug="draft", title="Draft"))
    page = Page.objects.get(slug="draft")
    page.by_hand = ["body"]
    page.save()
    save(post("Newer words.", slug="draft", title="Draft"))
    client.force_login(make.make_user(is_superuser=True))

    waits = client.get("/admin/").context["waits"]

    assert [(one.count, one.words) for one in waits] == [
        (1, "Papers that pages point at and nobody has entered"),
        (1, "Newer files of pages that a curator has changed"),
        (1, "Sections with a suggested lane"),
        (1, "Pages that are drafts"),
        (1, "Wanted pages, which links lead to and nobody has written"),
        (1, "Pictures without description"),
        (3, "Things that imports could not carry over"),
    ]
    for one in waits:
        assert client.get(one.address).status_code == 200, one
    html = client.get("/admin/wiki/page/?waits=newer").content.decode()
    assert "Draft" in words(html)


def test_nobody_is_told_of_work_that_they_may_not_see(client: Client) -> None:
    make_public_page(STORY)
    come_in(client, "view_section")
    assert told(client) == [("1", "Sections with a suggested lane")]
    assert "Search the text" not in client.get("/admin/").content.decode()


def test_an_empty_desk_says_that_nothing_waits(client: Client) -> None:
    come_in(client, "view_page")
    shown = words(client.get("/admin/").content.decode())
    assert "What waits for me Nothing waits. Search the text of all pages" in shown


def test_who_has_nothing_to_do_with_pages_is_told_of_none(client: Client) -> None:
    make_public_page(STORY)
    come_in(client, "view_study")
    assert "What waits for me Nothing waits. Coverage" in words(client.get("/admin/").content.decode())


def test_counts_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MOST", 1)
    for slug in ("a", "b", "c"):
        save(post("Words.", slug=slug))
    work = waiting.work_that_waits(may=everything, by=make.make_user())
    drafts = [one.count_words for one in work if "drafts" in one.words]
    assert drafts == ["more than 1"]


def test_it_asks_once_for_each_kind_and_never_writes() -> None:
    for slug in ("a", "b", "c"):
        make_public_page(STORY, slug=slug)
    user = make.make_user(is_superuser=True)
    with CaptureQueriesContext(connection) as seen:
        waiting.work_that_waits(may=everything, by=user)
    assert [one["sql"][:6] for one in seen] == ["SELECT"] * 15
