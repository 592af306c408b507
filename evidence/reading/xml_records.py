"""The records of a PubMed file, cut out of its text one by one, each to be parsed alone.

So memory stays flat, a broken record spoils no other, and nothing that the file's head declares can reach one: a
document type is passed over, an entity declaration refuses the file, and no address in it is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.reading.decoding import LONGEST, Text
from evidence.reading.reference import Fault
from evidence.reading.tagged import SHOWN, Record

NAMES = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "DeleteCitation", "DeleteDocument")
BEGIN = re.compile(rf"<({'|'.join(NAMES)})(?=[\s>/])")
DECLARATION = re.compile(r"<!\s*ENTITY", re.I)
ENTITY = "It declares an entity (<!ENTITY …>), which no file of PubMed does: the whole file is refused."
# What stands between records and says nothing: the sets, the head, comments.
BETWEEN = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>|</?\w+Set\b[^>]*>|\s+", re.DOTALL)
# As much as the longest opening tag; it may be cut by the end of a piece.
TAIL = 40


class _Window:
    """The text that is not yet read, and where it begins."""

    def __init__(self, text: Text) -> None:
        self.pieces = text.pieces()
        self.held = ""
        self.line = 1

    def more(self) -> bool:
        """Adds the next piece; whether there was one."""
        piece = next(self.pieces, None)
        if piece is None:
            return False
        self.held += piece
        return True

    def drop(self, length: int) -> str:
        gone, self.held = self.held[:length], self.held[length:]
        self.line += gone.count("\n")
        return gone


def records(text: Text) -> Iterator[Record]:
    """Each record's text and place; what is between records and no part of a set is refused as a record of its own."""
    window = _Window(text)
    while True:
        first, between, begin = window.line, "", BEGIN.search(window.held)
        while begin is None:
            between = (between + window.drop(max(0, len(window.held) - TAIL)))[-LONGEST:]
            if not window.more():
                between += window.drop(len(window.held))
                yield from _between(between, first)
                return
            begin = BEGIN.search(window.held)
        between += window.drop(begin.start())
        apart = list(_between(between, first))
        yield from apart
        if any(ENTITY in str(fault) for one in apart for fault in one.faults):
            return
        yield _record(text, window, f"</{begin[1]}>", empty=re.compile(rf"<{begin[1]}[^>]*/>"))


def _record(text: Text, window: _Window, closing: str, *, empty: re.Pattern[str]) -> Record:
    """The record at the beginning of the window, up to its closing tag or as far as a record may go."""
    first, size, shown, searched = window.line, 0, "", 0
    if alone := empty.match(window.held):
        return _checked(text, window.drop(alone.end()), first, window.line, 0)
    while (end := window.held.find(closing, max(0, searched - len(closing)))) < 0:
        searched = len(window.held)
        if size + searched > LONGEST:
            shown = shown or window.held[:SHOWN]
            size += len(window.drop(searched - len(closing)))
            searched = 0
        if not window.more():
            whole = window.drop(len(window.held))
            record = _checked(text, shown or whole, first, window.line, size + len(whole))
            if not record.faults:
                sentence = f"The record has no end ({closing}): the file is cut off there."
                record.faults.append(Fault(line=first, field="", sentence=sentence))
            return record
    whole = window.drop(end + len(closing))
    return _checked(text, shown or whole, first, window.line, size + len(whole))


def _checked(text: Text, own: str, first: int, last: int, size: int) -> Record:
    faults, notes = text.taken(first, last)
    record = Record(first, own, notes=notes)
    if size > LONGEST:
        record.text = own[:SHOWN] + "…"
        faults.append((first, f"Expected a record of at most {LONGEST:,} characters, got {size:,}."))
    record.faults = [Fault(line=line, field="", sentence=sentence) for line, sentence in faults]
    return record


def _between(between: str, first: int) -> Iterator[Record]:
    if DECLARATION.search(between):
        yield Record(first, between[:SHOWN], faults=[Fault(line=first, field="", sentence=ENTITY)])
        return
    rest = BETWEEN.sub("", between)
    if rest:
        line = first + between.count("\n", 0, between.find(rest[:20]))
        sentence = f"Expected <PubmedArticle> or <PubmedBookArticle>, got “{rest[:80]}”."
        yield Record(line, between.strip()[:SHOWN], faults=[Fault(line=line, field="", sentence=sentence)])
