"""Safe HTML, read piece by piece: the form in which the sanitiser writes it, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

# The sanitiser writes every attribute in double quotes and every < and > of a text as an entity
# (ammonia, which nh3 wraps), so a regular expression reads its output without guessing.
PIECE = re.compile(r'<(?P<close>/)?(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z-]+="[^"]*")*)>|(?P<text>[^<]+)')
ATTRIBUTE = re.compile(r' (?P<name>[a-z-]+)="(?P<value>[^"]*)"')
VOID = {"br", "hr", "img"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# What ends a run of words: two of these side by side are two statements, not one.
BLOCKS = HEADINGS | {
    "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol", "p", "pre",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A start tag, an end tag or a run of text, at html[start:end]."""

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
        signs = re.finditer(r"&[a-z0-9#]+;|.", self.source, re.DOTALL | re.IGNORECASE)
        return self.start + next((sign.end() for n, sign in enumerate(signs, 1) if n == length), 0)


class NotSafeHTML(ValueError):
    """HTML that did not come out of the sanitiser: a fault of this program, never of a file."""


def pieces(html: str) -> Iterator[Piece]:
    position = 0
    while position < len(html):
        match = PIECE.match(html, position)
        if match is None:
            raise NotSafeHTML(html[position : position + 80])
        yield Piece(match[0], position, match["tag"] or "", bool(match["close"]))
        position = match.end()


def text_of(html: str) -> str:
    """The words alone, blocks apart, white space as a reader sees it."""
    words = "".join(" " if piece.tag in BLOCKS or piece.tag == "br" else piece.text for piece in pieces(html))
    return " ".join(words.split())
