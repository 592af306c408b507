"""Links of pages as rows: tied to the pages they lead to, wanted where there is none, told to readers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_reader_pages import get, words
from wiki.actions.aliases import add_aliases
from wiki.actions.curation import curate_section
from wiki.actions.links import resolve_links
from wiki.actions.moving import move_page
from wiki.actions.pages import withdraw_pages
from wiki.actions.rendering import render_page
from wiki.models import Authority, Link, LinkCheck, Page, PageLoss

pytestmark = pytest.mark.django_db
BODY = """Before [one](/posts/one/) and [two](/posts/two/), [again](https://vitamindwiki.com/posts/one).

#### Heading with [a site](https://example.org/a)

[old](/Old+Words) [number](/77) [file](/attachments/pdf/a.pdf) [web](http://example.com/b?c=d&e=f) [here](#h-top)
[tag](/tags/pain/) [desk](/admin/) [home](/) [mail](mailto:a@b.example)"""


def rows(page: Page) -> list[tuple[Any, ...]]:
    links = page.links.select_related("section", "target").order_by("position")
    return [
        (one.position, one.section and one.section.anchor, one.kind, one.address, one.path, one.words, one.target)
        for one in links
    ]


def losses(page: Page) -> list[tuple[int, str]]:
    return [(loss.line, loss.sentence) for loss in page.losses.told()]


def test_every_link_to_a_page_a_file_or_the_web_is_a_row() -> None:
    one = make_public_page(slug="one", aliases=["/Old+Words"])
    numbered = make_public_page(slug="numbered", tiki_page_id=77)

    page = make_public_page(BODY)

    second = "h-heading-with-a-site"
    assert rows(page) == [
        (1, "h-top", "page", "/pages/one/", "posts/one", "one", one),
        (2, "h-top", "page", "/pages/two/", "posts/two", "two", None),
        (3, "h-top", "page", "/pages/one/", "posts/one", "again", one),
        (4, second, "web", "https://example.org/a", "", "a site", None),
        (5, second, "page", "/Old+Words", "Old Words", "old", one),
        (6, second, "page", "/77", "77", "number", numbered),
        (7, second, "file", "/attachments/pdf/a.pdf", "", "file", None),
        (8, second, "web", "http://example.com/b?c=d&e=f", "", "web", None),
    ]
    assert losses(page) == [(6, "page “posts/two” is wanted and not written yet (1 ×).")]
    section = page.sections.get(anchor=second)
    assert section.heading_html == (
        'Heading with <a href="https://example.org/a" rel="external nofollow noopener">a site</a>'
        '<span class="link" id="link-4"></span>'
    )


def test_rendering_again_writes_no_link_and_a_changed_one_keeps_the_others() -> None:
    page = make_public_page(BODY)
    before = list(Link.objects.order_by("pk").values())

    with CaptureQueriesContext(connection) as seen:
        render_page(page=page)
    assert list(Link.objects.order_by("pk").values()) == before
    wrote = [one["sql"] for one in seen if "wiki_link" in one["sql"] and not one["sql"].startswith("SELECT")]
    assert wrote == []

    save(post(BODY.replace("http://example.com/b", "http://example.com/changed"), slug="back-pain"))
    after = list(Link.objects.order_by("pk").values())
    assert [one["id"] for one in after] == [one["id"] for one in before]
    assert [new["address"] for old, new in zip(before, after, strict=True) if old != new] == [
        "http://example.com/changed?c=d&e=f"
    ]
    save(post("Nothing.", slug="back-pain"))
    assert Link.objects.count() == 0


def test_links_are_tied_when_their_page_comes_and_loosened_when_it_goes() -> None:
    page = make_public_page("[a](/posts/new/) [b](/Alias) [c](/5)")
    assert len(losses(page)) == 3

    new = save(post(slug="new", tiki_page_id=5, aliases=["/Alias"])).page
    assert [link.target for link in page.links.order_by("position")] == [new, new, new]
    assert losses(page) == []

    new.aliases.all().delete()
    Page.objects.filter(pk=new.pk).update(slug="renamed", tiki_page_id=None)
    assert resolve_links(page=Page.objects.get(pk=new.pk)) == 3
    assert [link.target for link in page.links.order_by("position")] == [None, None, None]
    assert losses(page) == [
        (6, "page “5” is wanted and not written yet (1 ×)."),
        (6, "page “Alias” is wanted and not written yet (1 ×)."),
        (6, "page “posts/new” is wanted and not written yet (1 ×)."),
    ]

    add_aliases(page=Page.objects.get(pk=new.pk), addresses=["pages/new"])
    assert (resolve_links(), resolve_links()) == (1, 0)
    assert page.links.get(position=1).target == new


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("[x](/posts/back-ache/)", "posts/back-ache"),
        ("[x](../Back-Ache.md)", "posts/Back-Ache"),
        ('<a href="https://vitamindwiki.com/Back+Ache">x</a>', "Back Ache"),
        ("<a href='/Back%20Ache'>x</a>", "Back Ache"),
        ("[x](/tiki-index.php?page=Back_Ache)", "Back_Ache"),
        ("[x](/R%C3%BCcken)", "Rücken"),
    ],
)
def test_the_line_of_a_wanted_page_is_found_however_it_is_written(written: str, path: str) -> None:
    page = make_public_page(f"back-ache and Rücken%0A back-ache-2 [y](/posts/back-aches/)\n\nMore.\n\n{written}")

    lines = {sentence.partition("” ")[0]: line for line, sentence in losses(page)}
    assert lines[f"page “{path}"] == 10


def test_a_link_to_an_old_name_leads_where_a_reader_is_led(client: Client) -> None:
    page = make_public_page("[a](/back+ache) [b](/TWO+NAMES) [c](/posts/former/)")
    old = make_public_page(slug="old", aliases=["/Back+Ache", "/Two+names"])
    make_public_page(slug="other", aliases=["/two+Names"])
    add_aliases(page=old, addresses=["posts/former"])

    resolve_links()

    assert [link.target for link in page.links.order_by("position")] == [old, None, old]
    for link in page.links.order_by("position"):
        end = client.get(link.address, follow=True)
        expected = (200, "/pages/old/") if link.target else (404, link.address)
        assert (end.status_code, end.request["PATH_INFO"]) == expected
    with CaptureQueriesContext(connection) as seen:
        render_page(page=page)
    assert [one["sql"] for one in seen if "wiki_link" in one["sql"] and not one["sql"].startswith("SELECT")] == []


def test_a_page_that_moves_takes_the_links_of_its_new_address_with_it() -> None:
    page = make_public_page("[a](/posts/before/) [b](/posts/after/)")
    moving = make_public_page(slug="before")

    move_page(page=moving, slug="after", by=None)

    assert [link.target for link in page.links.order_by("position")] == [moving, moving]
    assert losses(page) == []


def test_the_whole_pass_costs_no_more_when_there_are_more_pages() -> None:
    def queries(first: int, last: int) -> int:
        pages = last - first
        for number in range(first, last):
            make_public_page(f"[a](/posts/wanted-{number}/)\n\n[b](/posts/p-0/)", slug=f"p-{number}")
        Page.objects.bulk_create(
            Page(slug=f"wanted-{number}", title="W", source_format="hugo") for number in range(first, last)
        )
        with CaptureQueriesContext(connection) as seen:
            assert resolve_links() == pages
        assert PageLoss.objects.count() == 0
        with CaptureQueriesContext(connection) as again:
            assert resolve_links() == 0
        assert [one for one in again if one["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []
        return len(seen)

    assert queries(0, 3) == queries(3, 33)


def test_a_link_that_is_too_long_is_told_and_not_kept() -> None:
    page = make_public_page(f"[far](https://example.org/{'é' * 1000}) [wide](/posts/{'a' * 501}/) [ok](https://e.org/)")

    assert [one[3] for one in rows(page)] == ["https://e.org/"]
    assert losses(page) == [
        (
            0,
            f"link “far” to “https://example.org/{'é' * 60}…” has an address of 2,020 bytes: expected at most 2,000.",
        ),
        (0, f"link “wide” to “/pages/{'a' * 73}…” has an address of 507 letters: expected at most 500."),
    ]


def test_a_reader_is_told_what_leads_nowhere_and_what_is_gone(client: Client) -> None:
    draft = save(post("Draft.", slug="draft")).page
    there = make_public_page(slug="there", title="There")
    make_public_page(
        "[wanted](/posts/wanted/) [draft](/posts/draft/) [there](/posts/there/) [web](https://e.org/gone) "
        "[alive](https://e.org/alive)"
    )
    when = datetime(2026, 3, 5, tzinfo=UTC)
    LinkCheck.objects.create(address="https://e.org/gone", answer="gone", status=404, checked=when)
    LinkCheck.objects.create(address="https://e.org/alive", answer="alive", status=200, checked=when)

    assert words(get(client, "/pages/back-pain/")).endswith(
        "wanted no page yet draft no page yet there web gone when last asked, March 2026 alive"
    )
    withdraw_pages(pages=[there], by=None)
    assert "there no page yet web" in words(get(client, "/pages/back-pain/"))
    assert draft.links_here.count() == 1


def test_a_page_names_the_public_pages_that_link_to_it(client: Client) -> None:
    page = make_public_page("[self](/posts/back-pain/)")
    assert "Pages that link here" not in get(client, "/pages/back-pain/")

    make_public_page("[it](/posts/back-pain/) [again](/pages/back-pain)", slug="a", title="Alpha")
    save(post("[it](/posts/back-pain/)", slug="b", title="Secret"))
    assert words(get(client, "/pages/back-pain/")).endswith("self Pages that link here Alpha")

    others = Page.objects.bulk_create(
        Page(slug=f"p{n:02}", title=f"P{n}", state="published", source_format="hugo") for n in range(50)
    )
    Link.objects.bulk_create(
        Link(page=one, position=1, kind="page", address="/x", path="posts/back-pain", target=page) for one in others
    )
    assert words(get(client, "/pages/back-pain/")).endswith("P18 The first 20 are listed.")


def test_links_of_a_section_become_a_sellers_with_its_lane_and_cease_to_be(client: Client) -> None:
    page = make_public_page("[a](https://e.org/a)\n\n#### Shop\n\n[b](https://e.org/b)", lane="wiki")
    section = page.sections.get(anchor="h-shop")
    told = "Links to other sites are links of a seller."

    def lane(name: str) -> tuple[list[bool], int]:
        curate_section(
            section=page.sections.get(pk=section.pk),
            lane=name,
            date=None,
            date_words="",
            authority=Authority.CURATOR,
            by=None,
        )
        text = words(get(client, "/pages/back-pain/"))
        return ["sponsored" in one.html for one in page.sections.all()], text.count(told)

    assert lane("commercial") == ([False, True], 1)
    assert lane("news") == ([False, False], 0)
