"""Line ends: a browser sends its own, and a page keeps those that it was received with."""

from __future__ import annotations

import re

ANY = re.compile(r"\r\n|\r|\n")


def same_but_for_line_ends(one: str, other: str) -> bool:
    return with_plain_ends(one) == with_plain_ends(other)


def as_received(typed: str, before: str) -> str:
    """What was typed, with the line ends of the text before; the text before itself if nothing else was changed.

    Browsers end every line of a form with CR LF (HTML, "form-data set", newline normalisation).
    """
    if same_but_for_line_ends(typed, before):
        return before
    windows = before.count("\r\n") * 2 > before.count("\n") + before.count("\r") - before.count("\r\n")
    return ANY.sub("\r\n" if windows else "\n", typed)


def with_plain_ends(text: str) -> str:
    return ANY.sub("\n", text)
