"""What readers see of a page's past: only what was public, who in general, why, and what differs."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from evidence.models import Report
from tests import factories as make
from tests.wiki.making import make_public_page, make_yousef, post, save
from tests.wiki.test_reader_pages import HOSTILE, get, words
from wiki.actions.curation import curate_section
from wiki.actions.mentions import decide_mention
from wiki.actions.moving import move_page
from wiki.actions.pages import publish_pages, withdraw_pages
from wiki.models import Authority, MentionState, Page, Version
from wiki.rendering.raw_html import RawHTML

pytestmark = pytest.mark.django_db
NEW_ADDRESSES = ("/pages/back-pain/history/", "/pages/back-pain/history/1..2/", "/changes/")


def two_versions() -> Page:
    """A public page whose text, title and tags an import changed, and whose section a curator looked at."""
    make_public_page("#### One\n\nMagnesium helps a little.\n\nEnd.", tags=["pain"])
    page = make_public_page("#### One\n\nMagnesium helps a lot.\n\nEnd.", tags=["Back"])
    section = page.sections.get()
    curate_section(
        section=section,
        lane="news",
        date=None,
        date_words="",
        authority=Authority.CURATOR,
        by=make.make_user(username="jo-surname"),
    )
    return page


def without_times(text: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "WHEN", text)


def test_the_history_says_when_who_why_and_what(client: Client) -> None:
    two_versions()

    html = get(client, "/pages/back-pain/history/")

    assert without_times(words(html)) == (
        "Source pages › Back Pain History of “Back Pain” Every version of this page that readers could see, "
        "newest first. All recent changes . Versions of this page: when, who, why and what changed "
        "Version When Who Why What changed Differences "
        "3 WHEN a curator Looked at “One”. lanes and dates of sections from version 2 to version 3 "
        "2 WHEN an import Imported again from back-pain.md. text, tags text: +2 −2 lines "
        "from version 1 to version 2 from version 2 to the newest "
        "1 WHEN an import Imported from back-pain.md. the first version from version 1 to the newest"
    )
    assert "jo-surname" not in html
    made = Version.objects.get(number=3).made
    assert f'<time datetime="{made:%Y-%m-%dT%H:%M:%S}' in html


def test_a_comparison_shows_the_text_and_everything_else(client: Client) -> None:
    two_versions()

    html = get(client, "/pages/back-pain/history/1..3/")

    assert without_times(words(html)).split("Besides")[1] == (
        " the text Tags − gone: pain + new: Back Lanes and dates of sections + new: “one”: news "
        "Text 2 lines new (+), 2 gone (−), as in the file: front matter first. − version 1 + version 3 "
        '1 { 1 { 2 "title": "Back Pain", 2 "title": "Back Pain", 3 "slug": "back-pain", 3 "slug": "back-pain", '
        '4 "tags": [ 4 "tags": [ 5 − gone: "pain" 5 + new: "Back" 6 ] 6 ] 7 } 7 } 8 8 9 #### One 9 #### One 10 10 '
        "11 − gone: Magnesium helps a little . 11 + new: Magnesium helps a lot . 12 12 13 End. 13 End. 14 14"
    )
    assert "<mark>little</mark>" in html
    assert "<mark>lot</mark>" in html


def test_long_equal_runs_are_folded_and_one_step_of_the_text_alone_has_no_values(client: Client) -> None:
    lines = "\n\n".join(f"Paragraph {number}." for number in range(40))
    make_public_page(f"{lines}\n\nOld end.")
    make_public_page(f"{lines}\n\nNew end.")

    text = words(get(client, "/pages/back-pain/history/1..2/"))

    assert "Besides the text" not in text
    assert "… 82 equal lines" in text
    assert "Paragraph 30." not in text


def test_equal_versions_say_so_and_the_older_stands_first(client: Client) -> None:
    page = two_versions()
    version = page.versions.get(number=3)
    Version.objects.bulk_create(
        [
            Version(
                page=page, number=4, text=version.text, values=version.values, reason="A.", state="published",
                authority="import",
            )
        ]
    )  # fmt: skip

    assert words(get(client, "/pages/back-pain/history/3..4/")).endswith("These two versions are equal.")
    assert client.get("/pages/back-pain/history/4..3/").status_code == 404
    assert client.get("/pages/back-pain/history/3..3/").status_code == 404


def test_what_was_no_public_version_is_never_shown(client: Client) -> None:
    user = make.make_user()
    page = save(post("A secret draft.")).page
    publish_pages(pages=[page], by=user)
    withdraw_pages(pages=[page], by=user, reason="Secret reason.")
    page = save(post("Another secret.")).page
    save(post("Public again."))
    publish_pages(pages=[Page.objects.get()], by=user)

    assert list(Version.objects.public().values_list("number", flat=True)) == [2, 6]
    html = get(client, "/pages/back-pain/history/") + get(client, "/changes/") + get(client, "/feeds/changes.atom")
    assert "Secret reason." not in html
    assert "from version 2 to version 6" in words(get(client, "/pages/back-pain/history/"))
    for old, new in ((1, 2), (2, 3), (4, 6), (5, 6), (1, 6), (2, 7), (0, 2), (2, 99999999999999999999)):
        assert client.get(f"/pages/back-pain/history/{old}..{new}/").status_code == 404
    assert "Another secret." not in get(client, "/pages/back-pain/history/2..6/")


@pytest.mark.parametrize("state", ["draft", "in review", "withdrawn"])
def test_a_page_that_is_not_public_has_no_public_history(client: Client, state: str) -> None:
    two_versions()
    Page.objects.update(state=state)

    for address in NEW_ADDRESSES[:2]:
        assert client.get(address).status_code == 404
    assert words(get(client, "/changes/")).endswith("Nothing has changed yet.")
    assert "Back Pain" not in get(client, "/feeds/changes.atom")


def test_the_history_of_a_moved_page_moves_with_it(client: Client) -> None:
    page = two_versions()
    move_page(page=page, slug="backache", by=make.make_user())

    for rest in ("", "1..2/"):
        response = client.get(f"/pages/back-pain/history/{rest}", follow=True)
        assert response.redirect_chain == [(f"/pages/backache/history/{rest}", 301)]
        assert response.status_code == 200
    assert client.get("/pages/nowhere/history/").status_code == 404


def test_a_study_that_is_not_public_is_not_named_in_a_decision(client: Client) -> None:
    for slug, number, state in (("known-1", "1", "published"), ("hidden-2", "2", "draft")):
        study = make.make_study(slug=slug, state=state)
        make.make_report(slug=slug, study=study, pmid=number)
    page = make_public_page("PMID: 98 and PMID: 99")
    user = make.make_user()
    for mention, slug in zip(page.mentions.order_by("position"), ("known-1", "hidden-2"), strict=True):
        report = Report.objects.get(slug=slug)
        decide_mention(mention=mention, state=MentionState.LINKED, report=report, reason="A misprint.", by=user)

    html = get(client, "/pages/back-pain/history/1..3/")

    assert "linked to known-1: A misprint." in unescape(html)
    assert "linked to a report: A misprint." in unescape(html)
    assert "hidden-2" not in html


def test_hostile_words_are_words_in_histories_and_differences(client: Client) -> None:
    make_public_page(HOSTILE, title="One", tags=["x"])
    make_public_page(f"{HOSTILE} more", title=HOSTILE, publisher=HOSTILE, tags=[HOSTILE], categories=[HOSTILE])

    for address in NEW_ADDRESSES:
        assert {"script", "onerror of <img>"}.isdisjoint(RawHTML(get(client, address)).seen)


def test_long_histories_go_on_by_the_last_version(client: Client) -> None:
    page = make_public_page()
    version = page.versions.get()
    Version.objects.bulk_create(
        Version(page=page, number=number, text=version.text, values=version.values, reason="R.", state="published",
                authority="import")
        for number in range(2, 61)
    )  # fmt: skip

    first = get(client, "/pages/back-pain/history/")
    (address,) = re.findall(r'href="([^"]*)" rel="next"', first)
    second = get(client, address)

    assert (first.count("<tr id"), second.count("<tr id")) == (25, 25)
    assert 'id="version-36"' in first
    assert 'id="version-35"' in second
    assert "from version 35 to version 36" in words(first)
    assert words(get(client, "/pages/back-pain/history/?before=0")).endswith("No earlier version. From the newest")
    assert get(client, "/pages/back-pain/history/?before=x").count("<tr id") == 25
    assert get(client, "/changes/").count("<time") == 50


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        # The page, its versions, the number of the newest.
        ("/pages/back-pain/history/", 3),
        # The page and both versions; once more for the reports in their decisions, if there are any.
        ("/pages/back-pain/history/1..2/", 2),
        # The versions, and those before them.
        ("/changes/", 2),
        # The newest change, for the answer's age and its mark; then the same.
        ("/feeds/changes.atom", 4),
    ],
)
def test_histories_cost_the_same_however_long_they_are(
    client: Client, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    make_yousef()
    for number in range(6):
        make_public_page(f"PMID: 23384256, {number}", tags=[str(number)], categories=[str(number)])
        make_public_page(f"{number}", slug=f"page-{number}")

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_the_page_says_which_version_it_is(client: Client) -> None:
    page = make_public_page("One.")
    assert "history</a></dd>" in get(client, "/pages/back-pain/")
    make_public_page("Two.")

    html = get(client, "/pages/back-pain/")

    made = page.versions.get(number=2).made
    assert f"Version here 2, of {made.day} {made:%B %Y} · history · differences" in words(html)
    assert 'href="/pages/back-pain/history/1..2/"' in html
    assert 'type="application/atom+xml"' in html


@pytest.mark.parametrize("address", [*NEW_ADDRESSES, "/feeds/changes.atom"])
def test_histories_know_no_session(client: Client, address: str) -> None:
    two_versions()

    response = client.get(address)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.post(address).status_code == 405
