"""A body of which nothing is shown, or not its foot, is kept and told once, by line of the body."""

from dataclasses import replace

import pytest

from tests.wiki.making import make_public_page
from tests.wiki.test_debug_dump import DUMP
from wiki.actions.editing import edit_page, values_of
from wiki.reading.page_file import SourceFormat
from wiki.rendering import TO_HTML, render
from wiki.rendering.unshown import unshown

EMPTY = "the page has no text: kept without one."
DUMP_TOLD = "a dump of 18 lines by the program that converted the wiki: kept, not shown."
HIDDEN = "the whole text stands inside a comment: kept, and nothing of it is shown."


def losses(body: str, source_format: SourceFormat = SourceFormat.HUGO) -> list[tuple[str, int, str]]:
    rendered = render(body, to_html=TO_HTML[source_format])
    return [(loss.kind.name, loss.line, loss.sentence) for loss in rendered.losses]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", [("EMPTY_BODY", 0, EMPTY)]),
        ("\n \n\u00a0\n", [("EMPTY_BODY", 0, EMPTY)]),
        ("\n\n<!-- Words. -->\n", [("COMMENT", 2, HIDDEN)]),
        ("\n<!-- One -->\n\n<!-- Two\n", [("COMMENT", 1, HIDDEN)]),
        ("\n<!-- One --> Words. <!-- Two -->", [("COMMENT", 1, "2 × comment left out.")]),
        (f"\nWords.\n\n{DUMP}", [("DEBUG_DUMP", 3, DUMP_TOLD)]),
        (f"\r\n\r\n{DUMP}\n\n", [("EMPTY_BODY", 0, EMPTY), ("DEBUG_DUMP", 2, DUMP_TOLD)]),
        (f"\n<!-- One -->\n{DUMP}", [("COMMENT", 1, HIDDEN), ("DEBUG_DUMP", 2, DUMP_TOLD)]),
    ],
)
def test_a_body_of_which_nothing_is_shown_is_told_once(body: str, told: list[tuple[str, int, str]]) -> None:
    assert losses(body) == told


def test_a_plain_text_is_empty_below_its_title_and_has_no_comments() -> None:
    assert losses("Leg cramps\n\n", SourceFormat.TEXT) == [("EMPTY_BODY", 0, EMPTY)]
    assert losses("<!-- Leg cramps -->\n\nWords.", SourceFormat.TEXT) == []


def test_a_body_of_nothing_but_comment_signs_takes_no_time() -> None:
    for body in ("<!--" * 400_000, "<!---->" * 200_000):
        assert [loss.sentence for loss in unshown(body, body, marked=True)] == [HIDDEN]


@pytest.mark.django_db
def test_what_was_told_of_an_empty_page_is_over_when_a_curator_writes_it() -> None:
    page = make_public_page("")
    before = [loss.sentence for loss in page.losses.told()]
    edit_page(page=page, values=replace(values_of(page), body="Words."), by=None, reason="Written.", seen=1)

    assert (before, page.losses.told()) == ([EMPTY], [])
