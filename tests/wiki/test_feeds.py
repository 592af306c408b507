"""The feed of changes, read as RFC 4287 says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.db.models import QuerySet
from django.test import Client

from tests import factories as make
from tests.wiki.making import make_public_page
from wiki.actions.moving import move_page
from wiki.actions.pages import withdraw_pages
from wiki.models import Page, Version

pytestmark = pytest.mark.django_db
FEED = "/feeds/changes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client: Client) -> ElementTree.Element:
    response = client.get(FEED)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own)


def text(element: ElementTree.Element, name: str) -> str:
    (found,) = element.findall(f"{ATOM}{name}")
    return found.text or ""


def test_the_feed_has_what_the_standard_asks_for(client: Client) -> None:
    page = make_public_page("One.", title="Pain & <b>backs</b>")
    make_public_page("Two.", title="Pain & <b>backs</b>", tags=["x"])

    feed = read(client)

    assert feed.tag == f"{ATOM}feed"
    assert text(feed, "id") == "tag:testserver,2026-01-01:changes"
    assert text(feed, "title") == "Tracewell: changes of source pages"
    assert datetime.fromisoformat(text(feed, "updated")).utcoffset() is not None
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    links = [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")]
    assert links == [("alternate", "http://testserver/changes/"), ("self", f"http://testserver{FEED}")]
    newest, first = feed.findall(f"{ATOM}entry")
    assert text(newest, "id") == f"tag:testserver,2026-01-01:page/{page.pk}/version/2"
    assert text(newest, "title") == "Pain & <b>backs</b>"
    assert text(newest, "updated") == page.versions.get(number=2).made.isoformat()
    assert text(newest, "summary") == "Imported again from back-pain.md. (an import; text, tags)"
    links = [(link.get("rel"), link.get("href")) for link in newest.findall(f"{ATOM}link")]
    assert links == [("alternate", "http://testserver/pages/back-pain/history/1..2/")]
    assert text(first, "summary") == "Imported from back-pain.md. (an import; new here)"
    assert first.find(f"{ATOM}link") is not None


def test_ids_stay_when_a_page_moves(client: Client) -> None:
    page = make_public_page()
    before = [text(entry, "id") for entry in read(client).findall(f"{ATOM}entry")]

    move_page(page=page, slug="backache", by=make.make_user(), reason="<i>Shorter</i> & \x01 better.")

    feed = read(client)
    assert [text(entry, "id") for entry in feed.findall(f"{ATOM}entry")][1:] == before
    # Summaries are HTML, so that words of ours that look like it must be escaped once more.
    assert text(feed.findall(f"{ATOM}entry")[0], "summary") == (
        "&lt;i&gt;Shorter&lt;/i&gt; &amp; \ufffd better. (a curator; address, old addresses)"
    )


def test_who_has_the_newest_is_told_that_nothing_changed(client: Client) -> None:
    page = make_public_page()
    first = client.get(FEED)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]

    again = client.get(FEED, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(FEED, headers={"If-Modified-Since": modified}).status_code == 304
    assert client.head(FEED).headers["ETag"] == etag

    # A page that is withdrawn makes no public version, and yet leaves the feed.
    withdraw_pages(pages=[page], by=make.make_user())
    changed = client.get(FEED, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert b"<entry>" not in changed.content


def test_the_feed_is_as_old_as_the_last_change_of_any_page(client: Client) -> None:
    page = make_public_page()
    withdraw_pages(pages=[page], by=make.make_user())
    make_public_page(slug="other")
    withdraw_pages(pages=[Page.objects.get(slug="other")], by=make.make_user())
    # Past the rule that history is not rewritten: a day between the versions.
    for number, version in enumerate(Version.objects.order_by("pk"), 1):
        QuerySet(Version).filter(pk=version.pk).update(made=datetime(2026, 3, number, tzinfo=UTC))
    Page.objects.filter(slug="back-pain").update(state="published")

    assert client.get(FEED).headers["Last-Modified"] == "Wed, 04 Mar 2026 00:00:00 GMT"


def test_an_empty_feed_is_a_feed_and_a_long_one_ends(client: Client) -> None:
    assert read(client).findall(f"{ATOM}entry") == []
    page = make_public_page()
    version = page.versions.get()
    Version.objects.bulk_create(
        Version(page=page, number=number, text=version.text, values={}, reason="R.", state="published",
                authority="import")
        for number in range(2, 80)
    )  # fmt: skip

    assert len(read(client).findall(f"{ATOM}entry")) == 50


def test_the_feed_names_the_host_that_was_asked_if_it_is_one_of_ours(client: Client) -> None:
    make_public_page()

    ours = client.get(FEED, headers={"Host": "localhost:8000"}).content.decode()
    assert "http://localhost:8000/changes/" in ours
    assert "tag:localhost,2026-01-01:page/" in ours
    assert client.get(FEED, headers={"Host": "evil.example"}).status_code == 400


def test_every_page_tells_where_the_feed_is(client: Client) -> None:
    make_public_page()
    assert Page.objects.count() == 1

    for address in ("/", "/pages/", "/pages/back-pain/", "/changes/"):
        html = client.get(address).content.decode()
        assert re.search(r'<link rel="alternate" href="/feeds/changes.atom" type="application/atom\+xml"', html)
