"""The records of a PubMed file, cut out of its text one by one, each to be parsed alone.

So memory stays flat, a broken record spoils no other, and nothing that the file's head declares can reach one: a
document type is passed over, an entity declaration refuses the file, and no address in it is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.reading.decoding import LONGEST, Text
from evidence.reading.reference import Fault
from evidence.reading.tagged import SHOWN, Record, checked

NAMES = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "DeleteCitation", "DeleteDocument")
BEGIN = re.compile(rf"<({'|'.join(NAMES)})(?=[\s>/])")
DECLARATION = re.compile(r"<!\s*ENTITY", re.I)
ENTITY = "It declares an entity (<!ENTITY …>), which no file of PubMed does: the whole file is refused."
# What stands between records and says nothing: the sets, the head, comments.
BETWEEN = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>|</?\w+Set\b[^>]*>|\s+", re.DOTALL)
LONGEST_HEAD = 10_000
# As much as the longest opening tag; it may be cut by the end of a piece.
TAIL = 40


class _Window:
    """The text that is not yet read: from `start` on, which is in line `line` of the file."""

    def __init__(self, text: Text) -> None:
        self.pieces = text.pieces()
        self.held, self.start, self.line = "", 0, 1

    def more(self) -> bool:
        """Adds the next piece; whether there was one."""
        piece = next(self.pieces, None)
        if piece is None:
            return False
        self.held, self.start = self.held[self.start :] + piece, 0
        return True

    def take(self, end: int) -> str:
        """The text up to this place of what is held."""
        taken = self.held[self.start : max(self.start, end)]
        self.start = max(self.start, end)
        self.line += taken.count("\n")
        return taken


def records(text: Text) -> Iterator[Record]:
    """Each record's text and place; what is between records and no part of a set is refused as a record of its own."""
    window = _Window(text)
    while True:
        first, between = window.line, ""
        while (begin := BEGIN.search(window.held, window.start)) is None:
            between = (between + window.take(len(window.held) - TAIL))[-LONGEST:]
            if not window.more():
                yield from _between(between + window.take(len(window.held)), first)
                return
        apart = list(_between(between + window.take(begin.start()), first))
        yield from apart
        if any(fault.sentence == ENTITY for one in apart for fault in one.faults):
            return
        yield _record(text, window, begin[1])


def _record(text: Text, window: _Window, name: str) -> Record:
    """The record where the window begins, up to its closing tag or as far as a record may go."""
    first, closing, size, shown = window.line, f"</{name}>", 0, ""
    if alone := re.compile(rf"<{name}[^>]*/>").match(window.held, window.start):
        return checked(text, first, window.take(alone.end()), 0)
    searched = window.start
    while (end := window.held.find(closing, searched)) < 0:
        if size + len(window.held) - window.start > LONGEST:
            shown = shown or window.held[window.start : window.start + SHOWN]
            size += len(window.take(len(window.held) - len(closing)))
        # As it will stand when more has come.
        searched = max(0, len(window.held) - window.start - len(closing))
        if not window.more():
            whole = window.take(len(window.held))
            record = checked(text, first, shown or whole, size + len(whole))
            if not record.faults:
                sentence = f"The record has no end ({closing}): the file is cut off there."
                record.faults.append(Fault(line=first, field="", sentence=sentence))
            return record
    whole = window.take(end + len(closing))
    return checked(text, first, shown or whole, size + len(whole))


def _between(between: str, first: int) -> Iterator[Record]:
    if DECLARATION.search(between):
        yield Record(first, between[:SHOWN], faults=[Fault(line=first, field="", sentence=ENTITY)])
        return
    # No head is longer, and in a long text each sign that opens something would be sought its end.
    rest = BETWEEN.sub("", between) if len(between) <= LONGEST_HEAD else between.strip()
    if rest:
        line = first + between.count("\n", 0, between.find(rest[:20]))
        sentence = f"Expected <PubmedArticle> or <PubmedBookArticle>, got “{rest[:80]}”."
        yield Record(line, between.strip()[:SHOWN], faults=[Fault(line=line, field="", sentence=sentence)])
