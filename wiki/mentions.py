"""Citations in safe HTML: links and bare identifiers that point at a study, the words round them, the quote beneath."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from evidence.identifiers import Identifier, find
from wiki.markup import BLOCKS, HEADINGS, Piece, pieces

CONTEXT = 160
CLOSING = {"”", "’", "»", '"'}
Kind = Literal["cite", "link"]
# The sanitiser lets no class through, so no page can bring a placeholder of its own.
PLACEHOLDER = re.compile(r'<span class="(?P<kind>cite|link)" id="(?P=kind)-(?P<number>\d+)"></span>')


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Something that points at a study; `end` is where in the HTML its badge belongs."""

    identifiers: tuple[Identifier, ...]
    address: str
    words: str
    context: str
    quote: str
    end: int


def citations(html: str) -> list[Citation]:
    """Every link or bare text with a known identifier in it, in order; a link counts once."""
    blocks = list(_blocks(html))
    found = []
    for number, block in enumerate(blocks):
        for mark in block.marks:
            found.append(
                Citation(
                    identifiers=mark.identifiers,
                    address=mark.address,
                    words=" ".join(block.text[mark.first : mark.last].split()),
                    context=_around(block.text, mark.first, mark.last),
                    quote="" if block.quoted else _quote_beneath(blocks[number + 1 :]),
                    end=mark.end,
                )
            )
    return found


def placeholder(number: int, kind: Kind = "cite") -> str:
    """An empty element that marks where something belongs: the badge of a citation, what is said of a link."""
    return f'<span class="{kind}" id="{kind}-{number}"></span>'


def with_placeholders(html: str, numbers: Mapping[int, list[int]], kind: Kind = "cite") -> str:
    """An empty element at each place of the HTML, one for each number that belongs there."""
    parts, last = [], 0
    for place in sorted(numbers):
        parts += [html[last:place], *(placeholder(number, kind) for number in numbers[place])]
        last = place
    return "".join([*parts, html[last:]])


def without_placeholders(html: str, kind: Kind | None = None) -> str:
    """The HTML without its placeholders of one kind; without a kind, as the sanitiser wrote it."""
    return PLACEHOLDER.sub(lambda match: "" if kind in {None, match["kind"]} else match[0], html)


def locate(html: str, words: str) -> int | None:
    """Where in the HTML `words` end, whatever tags and line breaks stand among them; None if they are not there.

    A quotation mark that closes behind them belongs to them.
    """
    sought = re.sub(r"\s+", "", words)
    signs: list[str] = []
    places: list[tuple[Piece, int]] = []
    for piece in pieces(html):
        for length, sign in enumerate(piece.text, 1):
            if not sign.isspace():
                signs.append(sign)
                places.append((piece, length))
    start = "".join(signs).find(sought) if sought else -1
    if start < 0:
        return None
    piece, length = places[start + len(sought) - 1]
    while piece.text[length : length + 1] in CLOSING:
        length += 1
    return piece.place_after(length)


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """An identifier at text[first:last] of its block; in a link, the words of the link."""

    identifiers: tuple[Identifier, ...]
    address: str
    first: int
    last: int
    end: int


@dataclass
class _Block:
    """The words between two tags of blocks: a paragraph, an item, a cell."""

    quoted: bool
    text: str = ""
    linked: int = 0
    marks: list[_Mark] = field(default_factory=list)

    @property
    def only_a_link(self) -> bool:
        """A line that says nothing but “Download the PDF”."""
        return self.linked >= len(re.sub(r"\s", "", self.text))


def _blocks(html: str) -> Iterator[_Block]:
    quotes, block = 0, _Block(quoted=False)
    link: tuple[Piece, int] | None = None
    for piece in pieces(html):
        if piece.tag in BLOCKS:
            if piece.tag == "blockquote":
                quotes += -1 if piece.closing else 1
            if block.text.strip() or piece.tag in HEADINGS | {"hr"}:
                yield block
            block = _Block(quoted=quotes > 0)
            link = (link[0], 0) if link else None
        elif piece.tag == "a":
            if piece.opening:
                link = (piece, len(block.text))
            elif link:
                _mark_link(block, *link, end=piece.end)
                link = None
        elif piece.tag == "br":
            block.text += "\n"
        else:
            if link is None:
                block.marks += _bare(piece, len(block.text))
            else:
                block.linked += len(re.sub(r"\s", "", piece.text))
            block.text += piece.text
    if block.text.strip():
        yield block


def _mark_link(block: _Block, opening: Piece, first: int, *, end: int) -> None:
    address = opening.attributes.get("href", "")
    seen = [one.identifier for text in (address, block.text[first:]) for one in find(text)]
    if seen:
        identifiers = tuple(dict.fromkeys(seen))
        block.marks.append(_Mark(identifiers=identifiers, address=address, first=first, last=len(block.text), end=end))


def _bare(piece: Piece, offset: int) -> Iterator[_Mark]:
    """Identifiers in running text; one inside a written-out address takes the whole address for its words."""
    text = piece.text
    for one in find(text):
        start = max(text.rfind(space, 0, one.start) for space in " \n\t\u00a0(") + 1
        address = text[start : one.end] if text.startswith(("http://", "https://"), start) else ""
        yield _Mark(
            identifiers=(one.identifier,),
            address=address,
            first=offset + (start if address else one.start),
            last=offset + one.end,
            end=piece.place_after(one.end),
        )


def _around(text: str, first: int, last: int) -> str:
    before, after = text[max(first - CONTEXT, 0) : first], text[last : last + CONTEXT]
    left = "…" if first > CONTEXT else ""
    right = "…" if last + CONTEXT < len(text) else ""
    return " ".join(f"{left}{before}{text[first:last]}{after}{right}".split())


def _quote_beneath(blocks: list[_Block]) -> str:
    """The quoted lines that follow at once; a line that is only a link to a file is no finding."""
    lines = []
    for block in blocks:
        if not block.quoted:
            break
        if not block.only_a_link:
            lines.append(" ".join(block.text.split()))
    return "\n".join(lines)
