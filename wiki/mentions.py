"""Citations in safe HTML: links and bare identifiers that point at a study, the words round them, the quote beneath."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice
from typing import Literal

from evidence.identifiers import Found, Identifier, find, own_length
from wiki.rendering.markup import BLOCKS, HEADINGS, Piece, pieces

CONTEXT = 160
CLOSING = {"”", "’", "»", '"'}
CELLS = {"td", "th"}
# What leads from a footnote back to its mark is no word of the note; a selector asks for text or for colour.
WAYS_BACK = {"↩", "↩\ufe0e", "↩\ufe0f"}
WRITTEN_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
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
        quote = _quote_beneath(blocks, number) if block.marks else ""
        for mark in block.marks:
            found.append(
                Citation(
                    identifiers=mark.identifiers,
                    address=mark.address,
                    words=" ".join(block.text[mark.first : mark.last].split()),
                    context=_around(block.text, mark.first, mark.last),
                    quote=quote,
                    end=mark.end,
                )
            )
    return found


def opening_quote(html: str) -> str:
    """The quoted lines with which a section begins: what is said beneath a citation in its heading."""
    return _quoted(_blocks(html))


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
    sought = "".join(words.split())
    texts: list[Piece] = []
    starts, runs, total = [], [], 0
    for piece in pieces(html):
        if run := "".join(piece.text.split()):
            texts.append(piece)
            starts.append(total)
            runs.append(run)
            total += len(run)
    start = "".join(runs).find(sought) if sought else -1
    if start < 0:
        return None
    last = start + len(sought) - 1
    number = bisect_right(starts, last) - 1
    text = texts[number].text
    signs = (length for length, sign in enumerate(text, 1) if not sign.isspace())
    length = next(length for nth, length in enumerate(signs) if nth == last - starts[number])
    while text[length : length + 1] in CLOSING:
        length += 1
    return texts[number].place_after(length)


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
    """The words between two tags of blocks: a paragraph, an item, a row of a table."""

    quoted: bool
    empty: bool = True
    said: list[str] = field(default_factory=list)
    length: int = 0
    linked: int = 0
    marks: list[_Mark] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.said.append(words)
        self.length += len(words)
        self.empty = self.empty and not words.strip()

    @cached_property
    def text(self) -> str:
        """To be asked for when everything is said."""
        return "".join(self.said)

    @property
    def only_a_link(self) -> bool:
        """A line that says nothing but “Download the PDF”."""
        return self.linked >= len("".join(self.text.split()))


@dataclass
class _Link:
    """A link that is being read; `words` are those of its last block."""

    opening: Piece
    first: int
    words: list[str] = field(default_factory=list)


@dataclass
class _Reading:
    """Pieces taken one after another; `block` is the one that is being read."""

    block: _Block = field(default_factory=lambda: _Block(quoted=False))
    link: _Link | None = None
    quotes: int = 0

    def end_block(self, tag: Piece) -> Iterator[_Block]:
        if tag.tag == "blockquote":
            self.quotes += -1 if tag.closing else 1
        if not self.block.empty or tag.tag in HEADINGS | {"hr"}:
            yield self.block
        self.block = _Block(quoted=self.quotes > 0)
        self.link = _Link(self.link.opening, 0) if self.link else None

    def take_link(self, tag: Piece) -> None:
        if tag.opening:
            self.link = _Link(tag, self.block.length)
        elif self.link:
            self.block.marks += _linked(self.link, last=self.block.length, end=tag.end)
            self.link = None

    def take_text(self, piece: Piece) -> None:
        text = piece.text
        if text.strip() in WAYS_BACK:
            return
        if self.link is None:
            self.block.marks += _bare(piece, text, self.block.length)
        else:
            self.block.linked += len("".join(text.split()))
            self.link.words.append(text)
        self.block.say(text)


def _blocks(html: str) -> Iterator[_Block]:
    reading = _Reading()
    for piece in pieces(html):
        if piece.tag in CELLS:
            if piece.opening and not reading.block.empty:
                reading.block.say(" | ")
        elif piece.tag in BLOCKS:
            yield from reading.end_block(piece)
        elif piece.tag == "a":
            reading.take_link(piece)
        elif piece.tag == "br":
            reading.block.say("\n")
        elif not piece.tag:
            reading.take_text(piece)
    if not reading.block.empty:
        yield reading.block


def _linked(link: _Link, *, last: int, end: int) -> Iterator[_Mark]:
    address = link.opening.attributes.get("href", "")
    seen = [one.identifier for text in (address, "".join(link.words)) for one in find(text)]
    if seen:
        yield _Mark(identifiers=tuple(dict.fromkeys(seen)), address=address, first=link.first, last=last, end=end)


def _bare(piece: Piece, text: str, offset: int) -> Iterator[_Mark]:
    """Identifiers in running text; those inside a written-out address are one mark, with that address for its words."""
    seen = list(find(text))
    addresses = [_own_span(match) for match in WRITTEN_ADDRESS.finditer(text)] if seen else []
    begins = [start for start, _ in addresses]

    def span(one: Found) -> tuple[int, int, str]:
        number = bisect_right(begins, one.start) - 1
        if number >= 0 and one.start < addresses[number][1]:
            start, end = addresses[number]
            end = max(end, one.end)  # a DOI may hold a < that ends any other address
            return start, end, text[start:end]
        return one.start, one.end, ""

    for (start, end, address), group in groupby(seen, key=span):
        yield _Mark(
            identifiers=tuple(dict.fromkeys(one.identifier for one in group)),
            address=address,
            first=offset + start,
            last=offset + end,
            end=piece.place_after(end),
        )


def _own_span(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + own_length(match[0])


def _around(text: str, first: int, last: int) -> str:
    before, after = text[max(first - CONTEXT, 0) : first], text[last : last + CONTEXT]
    left = "…" if first > CONTEXT else ""
    right = "…" if last + CONTEXT < len(text) else ""
    return " ".join(f"{left}{before}{text[first:last]}{after}{right}".split())


def _quote_beneath(blocks: list[_Block], number: int) -> str:
    """The quoted lines that follow a block at once; a line that is only a link to a file is no finding."""
    return "" if blocks[number].quoted else _quoted(islice(blocks, number + 1, None))


def _quoted(blocks: Iterable[_Block]) -> str:
    """The words of the quoted blocks that come first, a line each."""
    lines = []
    for block in blocks:
        if not block.quoted:
            break
        if not block.only_a_link:
            lines.append(" ".join(block.text.split()))
    return "\n".join(lines)
