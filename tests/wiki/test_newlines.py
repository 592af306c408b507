"""Line ends: what a browser sends back unchanged is unchanged."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.newlines import as_received, same_but_for_line_ends, with_plain_ends

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
