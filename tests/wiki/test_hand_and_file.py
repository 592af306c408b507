"""A page that curators worked on, and a newer file of it: what they wrote stays, and what the file brings is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import factories as make
from tests.wiki.making import post, save
from wiki.actions.importing import import_pages
from wiki.actions.moving import move_page
from wiki.actions.pages import Outcome, save_page, withdraw_pages
from wiki.actions.versions import editing
from wiki.models import Alias, Authority, Page, Section, tags_of
from wiki.reading import plain_text
from wiki.reading.page_file import LossKind, PageFileError

pytestmark = pytest.mark.django_db
OTHER = "expected another slug for another page."


def by_hand(page: Page, **values: Any) -> Page:
    """What the desk does: the page changed by a curator, its fields closed to imports."""
    page = Page.objects.get(pk=page.pk)
    with editing(page=page, authority=Authority.CURATOR, by=make.make_user(), reason="Mended."):
        for name, value in values.items():
            setattr(page, name, value)
        page.by_hand = sorted({*page.by_hand, *values})
        page.save()
    return page


def held_back(page: Page) -> list[str]:
    return [loss.sentence for loss in page.losses.told() if loss.kind == LossKind.HELD_BACK]


def test_the_fields_that_a_curator_set_are_not_the_files_any_more() -> None:
    page = save(post("One.", slug="old", title="File", date="2014", aliases=["/A"], categories=["a"])).page
    page = by_hand(page, title="Mine", date=None, slug="mine")
    Page.objects.update(by_hand=[*page.by_hand, "categories", "aliases"])
    Alias.objects.create(page=page, path="pages/old")

    again = save(post("Two.", slug="old", title="File 2", date="2015", aliases=["/B"], categories=["b"], tags=["t"]))

    page = Page.objects.get()
    assert (again.outcome, page.title, page.date, page.slug, page.body) == (
        Outcome.UPDATED,
        "Mine",
        None,
        "mine",
        "\n\nTwo.\n",
    )
    assert [alias.path for alias in page.aliases.all()] == ["A", "pages/old"]
    assert [one.name for one in page.categories.all()] == ["a"]
    assert tags_of(page) == [("t", "t")]


def test_a_newer_text_is_held_back_told_once_and_not_offered_again() -> None:
    page = by_hand(save(post("One.", slug="a")).page, body="\n\nMine.\n")
    newer = post("Two.", slug="a", title="New")

    assert save(newer).outcome == Outcome.HELD_BACK

    page = Page.objects.get()
    assert (page.title, page.body, page.version) == ("New", "\n\nMine.\n", 3)
    assert page.offered is not None
    assert page.offered.body == "\n\nTwo.\n"
    assert [one.html for one in Section.objects.all()] == ["<p>Mine.</p>"]
    assert len(held_back(page)) == 1
    before = Page.objects.values().get()
    assert save(newer).outcome == Outcome.UNCHANGED
    assert Page.objects.values().get() == before


def test_a_held_text_that_the_curator_takes_over_is_held_no_longer() -> None:
    page = by_hand(save(post("One.", slug="a")).page, body="\n\nMine.\n")
    save(post("Two.", slug="a"))
    by_hand(page, body="\n\nTwo.\n")

    assert save(post("Two.", slug="a", date="2016")).outcome == Outcome.UPDATED

    page = Page.objects.get()
    assert (page.offered, held_back(page), str(page.date)) == (None, [], "2016")


def test_new_front_matter_alone_holds_nothing_back() -> None:
    page = save(post("One.", slug="a")).page
    by_hand(page, body="\n\nMine.\n")

    assert save(post("One.", slug="a", date="2016")).outcome == Outcome.UPDATED

    page = Page.objects.get()
    assert (page.offered, str(page.date), page.body) == (None, "2016", "\n\nMine.\n")
    assert [one.html for one in Section.objects.all()] == ["<p>Mine.</p>"]


@pytest.mark.parametrize("body", ["One.", "Two."])
def test_what_was_rendered_ahead_of_a_file_is_not_shown_in_place_of_a_curators_text(tmp_path: Path, body: str) -> None:
    by_hand(save(post("One.", slug="a")).page, body="\n\nMine.\n")
    (tmp_path / "a.md").write_text(post(body, slug="a", date="2016"), encoding="utf-8")

    import_pages(paths=[tmp_path], by=None)

    assert [(one.html, str(one.page.date)) for one in Section.objects.all()] == [("<p>Mine.</p>", "2016")]


def test_a_page_edited_by_hand_is_unchanged_for_its_old_file() -> None:
    text = post("One.", slug="a")
    page = by_hand(save(text).page, body="\n\nMine.\n")
    withdraw_pages(pages=[page], by=None)

    assert save(text, publish=True).outcome == Outcome.UNCHANGED
    assert save(post("Two.", slug="a"), publish=True).outcome == Outcome.HELD_BACK
    assert (Page.objects.get().state, Page.objects.get().entered_by) == ("withdrawn", None)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (
            {"slug": "one", "tiki_page_id": 9},
            f"slug “one” is that of the page with number 1 in the old wiki, and this file has number 9: {OTHER}",
        ),
        (
            {"slug": "two", "tiki_page_id": 1},
            "slug “two” and number 1 belong to two pages, “two” and “one”: expected those of one page.",
        ),
        (
            {"slug": "plain"},
            f"slug “plain” is that of a page imported from plain.txt, and this file is of another format: {OTHER}",
        ),
    ],
)
def test_a_page_is_never_overwritten_by_another_of_its_address(keys: dict[str, Any], sentence: str) -> None:
    save(post("One.", slug="one", tiki_page_id=1))
    save(post("Two.", slug="two"))
    save_page(file=plain_text.read("Plain\n\nWords.", file="plain.txt"), by=None)
    before = list(Page.objects.values())

    with pytest.raises(PageFileError) as refused:
        save(post("Other.", **keys))

    assert (refused.value.sentence, refused.value.line) == (sentence, 3)
    assert list(Page.objects.values()) == before


def test_a_restored_text_is_a_curators_too() -> None:
    page = by_hand(save(post("One.", slug="a")).page, body="\n\nOld.\n")
    Page.objects.update(by_hand=["body", "tiki_page_id"], tiki_page_id=7)

    assert save(post("Two.", slug="a")).outcome == Outcome.HELD_BACK

    page.refresh_from_db()
    assert (page.body, page.tiki_page_id) == ("\n\nOld.\n", 7)


def test_a_page_takes_the_address_that_another_had_and_that_one_is_told() -> None:
    first = save(post(slug="x", tiki_page_id=1)).page
    save(post(slug="y", tiki_page_id=1))
    save(post(slug="x", tiki_page_id=2))

    moved = save(post(slug="z", tiki_page_id=2))

    assert (moved.outcome, moved.page.slug) == (Outcome.UPDATED, "z")
    assert [(alias.path, alias.page) for alias in Alias.objects.all()] == [("pages/x", moved.page)]
    assert [loss.sentence for loss in first.losses.told()] == [
        "alias “/pages/x” is the address of the page “x”: an address leads to one page; left out."
    ]


def test_an_address_that_only_a_file_asked_for_makes_no_other_file_the_pages_own() -> None:
    page = save(post("Mine.", slug="a", aliases=["/pages/x"])).page
    move_page(page=page, slug="b", by=make.make_user(), reason="A better name.")

    other = save(post("Another page.", slug="x"))
    same = save(post("Mine, later.", slug="a", aliases=["/pages/x"]))

    assert (other.outcome, same.outcome, same.page.pk) == (Outcome.CREATED, Outcome.UPDATED, page.pk)
    assert Page.objects.get(slug="b").body.strip() == "Mine, later."
