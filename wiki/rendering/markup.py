"""Safe HTML, read piece by piece: the form in which the sanitiser writes it, and no other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

# The sanitiser writes every attribute in double quotes and every < and > of a text as an entity
# (ammonia, which nh3 wraps), so a regular expression reads its output without guessing.
PIECE = re.compile(r'<(?P<close>/)?(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z-]+="[^"]*")*)>|(?P<text>[^<]+)')
ATTRIBUTE = re.compile(r' (?P<name>[a-z-]+)="(?P<value>[^"]*)"')
ENTITY = re.compile(r"&[a-z0-9#]+;", re.IGNORECASE)
VOID = {"br", "hr", "img"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# What ends a run of words: two of these side by side are two statements, not one.
BLOCKS = HEADINGS | {
    "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol", "p", "pre",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


@dataclass
class Piece:
    """A start tag, an end tag or a run of text, at html[start:end]; not frozen, which would take twice the time."""

    source: str
    start: int
    tag: str = ""
    closing: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.source)

    @property
    def opening(self) -> bool:
        return bool(self.tag) and not self.closing

    @property
    def text(self) -> str:
        return "" if self.tag else unescape(self.source)

    @property
    def attributes(self) -> dict[str, str]:
        return {one["name"]: unescape(one["value"]) for one in ATTRIBUTE.finditer(self.source)} if self.opening else {}

    def place_after(self, length: int) -> int:
        """Where in the HTML the first `length` signs of this text end; an entity is one sign."""
        signs, surplus = self._entities
        return self.start + length + surplus[bisect_left(signs, length)]

    @cached_property
    def _entities(self) -> tuple[list[int], list[int]]:
        """Which signs of the text are written as entities, and how much longer the HTML is before each, and at the end.

        Read once: a long text with many places in it would otherwise be read again for each.
        """
        signs, surplus = [], [0]
        for entity in ENTITY.finditer(self.source):
            signs.append(entity.start() - surplus[-1])
            surplus.append(surplus[-1] + len(entity[0]) - 1)
        return signs, surplus


class NotSafeHTML(ValueError):
    """HTML that did not come out of the sanitiser: a fault of this program, never of a file."""


def pieces(html: str) -> Iterator[Piece]:
    position = 0
    for match in PIECE.finditer(html):
        if match.start() != position:
            break
        yield Piece(match[0], position, match["tag"] or "", bool(match["close"]))
        position = match.end()
    if position < len(html):
        raise NotSafeHTML(html[position : position + 80])


def text_of(html: str) -> str:
    """The words alone, blocks apart, white space as a reader sees it."""
    words = "".join(" " if piece.tag in BLOCKS or piece.tag == "br" else piece.text for piece in pieces(html))
    return " ".join(words.split())
