"""Pictures in safe HTML: which they are, and their own copies and descriptions put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from wiki.rendering.markup import Piece, pieces


@dataclass(frozen=True, kw_only=True)
class PictureSeen:
    """A picture in safe HTML; `end` is the position behind its tag."""

    address: str
    alt: str
    end: int


@dataclass(frozen=True, kw_only=True)
class Held:
    """What this site has of a picture: an address of its own, a description; either may be empty."""

    src: str
    alt: str


def pictures_in(html: str) -> list[PictureSeen]:
    """Every picture of safe HTML that has an address, in order."""
    if "<img " not in html:
        return []
    return [
        PictureSeen(address=piece.attributes["src"], alt=piece.attributes.get("alt", ""), end=piece.end)
        for piece in pieces(html)
        if piece.tag == "img" and "src" in piece.attributes
    ]


def with_pictures(html: str, held: Mapping[str, Held]) -> str:
    """Safe HTML as readers get it: held pictures with their own address and description.

    A picture with a path of the old site that is not held keeps its description only, so that no reader's browser
    asks this site for what it has not.
    """
    if "<img" not in html:
        return html
    return "".join(_picture(piece, held) if piece.tag == "img" else piece.source for piece in pieces(html))


def _picture(piece: Piece, held: Mapping[str, Held]) -> str:
    attributes = piece.attributes
    address = attributes.get("src", "")
    own = held.get(address, Held(src="", alt=""))
    source = piece.source
    if own.src:
        source = _with(source, "src", own.src)
    elif not address.startswith("https://"):
        source = re.sub(r' src="[^"]*"', "", source, count=1)
    return _with(source, "alt", own.alt) if own.alt else source


def _with(source: str, name: str, value: str) -> str:
    """The tag with this attribute, escaped as the sanitiser writes it; < and > are no trouble within quotes."""
    without = re.sub(rf' {name}="[^"]*"', "", source, count=1)
    return f'<img {name}="{escape(value)}"{without.removeprefix("<img")}'
