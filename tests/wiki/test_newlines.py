"""Line ends: what a browser sends back unchanged is unchanged."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wiki.making import post, save
from tests.wiki.test_debug_dump import DUMP
from wiki.newlines import as_received, same_but_for_line_ends, with_plain_ends
from wiki.reading.page_file import LossKind

TEXTS = st.text(st.sampled_from("ab \n\r"), max_size=12)


def as_a_browser_sends(text: str) -> str:
    return re.sub(r"\r\n|\r|\n", "\r\n", text)


@given(TEXTS)
def test_a_text_that_nobody_touched_comes_back_to_the_byte(text: str) -> None:
    assert as_received(as_a_browser_sends(text), text) == text


@given(TEXTS, TEXTS)
def test_nothing_but_line_ends_is_ever_different(typed: str, before: str) -> None:
    assert same_but_for_line_ends(as_received(as_a_browser_sends(typed), before), typed)


@pytest.mark.parametrize(
    ("before", "kept"),
    [("a\nb\n", "a\nb\nc"), ("a\r\nb\r\n", "a\r\nb\r\nc"), ("", "a\nb\nc"), ("a\r\nb\nc\nd", "a\nb\nc")],
)
def test_new_lines_end_as_most_of_the_old_ones(before: str, kept: str) -> None:
    assert as_received("a\r\nb\r\nc", before) == kept


def test_plain_ends_are_those_of_unix() -> None:
    assert with_plain_ends("a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_a_page_is_shown_and_its_losses_are_told_alike_whatever_its_lines_end_with(end: str) -> None:
    text = post(
        "\n#### One\n\n{{< x >}}\n\n[a](/posts/nowhere)\n\n<blink>b</blink>\n\n#### Two\n\n{BOX()}c{BOX}\n\n" + DUMP
    )
    plain = save(text).page
    shown = [(one.heading, one.html) for one in plain.sections.all()]
    told = plain.losses.told()

    page = save(text.replace("\n", end)).page

    assert len(shown) == 2
    assert {loss.kind for loss in told} == {
        LossKind.SHORTCODE, LossKind.WANTED_PAGE, LossKind.TAG, LossKind.MACRO, LossKind.DEBUG_DUMP
    }  # fmt: skip
    assert [(one.heading, one.html) for one in page.sections.all()] == shown
    assert page.losses.told() == told
