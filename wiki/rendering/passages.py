"""Safe HTML as passages: the words between two tags of blocks, with the links among them and the heading above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wiki.rendering.markup import BLOCKS, HEADINGS, pieces


@dataclass
class Passage:
    """A heading, a paragraph, an item or a cell.

    `section` counts the headings up to here; `links` holds (address, words).
    """

    section: int
    heading: bool = False
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


def passages(html: str) -> Iterator[Passage]:
    """Every passage with words or links, in order."""
    passage, address, words = Passage(section=0), "", ""
    for piece in pieces(html):
        if piece.tag in BLOCKS:
            if passage.text.strip() or passage.links:
                yield passage
            heading = piece.tag in HEADINGS and piece.opening
            passage = Passage(section=passage.section + heading, heading=heading)
        elif piece.tag == "a" and piece.opening:
            address, words = piece.attributes.get("href", ""), ""
        elif piece.tag == "a":
            passage.links += [(address, " ".join(words.split()))] if address else []
            address = ""
        else:
            text = " " if piece.tag in {"br", "img"} else piece.text
            passage.text, words = passage.text + text, words + text
    if passage.text.strip() or passage.links:
        yield passage
