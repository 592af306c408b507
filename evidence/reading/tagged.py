"""Records of lines that begin with a tag, as RIS, MEDLINE and Ovid write them: gathered one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from evidence.reading.decoding import LONGEST, Text
from evidence.reading.draft import Draft
from evidence.reading.reference import Fault, ReadReference

# What is shown of a record that is too long to be kept.
SHOWN = 2_000
# Lines of another format within this one.
FOREIGN = re.compile(r"@[A-Za-z]+\s*[{(]|PMID- ?\d|TY {1,2}-|ER {1,2}-\s*$|<\?xml|<!DOCTYPE|<PubmedArticle|<html|%0 \w")
# What tools write between records: a number, and Cochrane's three lines.
FURNITURE = re.compile(r"\W*\d*\W*|Record #\d+ of \d+|Provider: .*|Content: .*|<\s*\d+\s*\.?\s*>")
FEW = 10

Split = Callable[[str], tuple[str, str] | None]


@dataclass(slots=True)
class Record:
    """The fields of one record in their order: tag, value (folded lines joined by line ends) and line."""

    line: int
    text: str
    fields: list[tuple[str, str, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def checked(text: Text, first: int, own: str, size: int, what: str = "a record") -> Record:
    """A record of this text, from this line on, with what is wrong with it: signs that are lost, or its `size`."""
    faults, notes = text.taken(first, own)
    if size > LONGEST:
        own = own[:SHOWN] + "…"
        faults.append((first, f"Expected {what} of at most {LONGEST:,} characters, got {size:,}."))
    found = [Fault(line=line, field="", sentence=sentence) for line, sentence in faults]
    return Record(first, own, faults=found, notes=notes)


class Gathered:
    """A record while its lines come in."""

    def __init__(self, line: int) -> None:
        self.first = line
        self.raw: list[str] = []
        self.fields: list[tuple[str, str, int]] = []
        self.folded: dict[int, list[str]] = {}
        self.size = 0
        self.notes: list[str] = []

    def add(self, tag: str, value: str, line: str, number: int) -> None:
        self.size += len(line) + 1
        if self.size > LONGEST:
            self._too_long(line)
        else:
            self.raw.append(line)
            self.fields.append((tag, value, number))

    def go_on(self, line: str) -> None:
        """A line without a tag: the last field goes on."""
        self.size += len(line) + 1
        if self.size > LONGEST:
            self._too_long(line)
            return
        self.raw.append(line)
        if self.fields:
            self.folded.setdefault(len(self.fields) - 1, []).append(line.strip())

    def _too_long(self, line: str) -> None:
        """Nothing of it is kept but its beginning."""
        self.raw = ["\n".join(self.raw)[:SHOWN] or line[:SHOWN]]
        self.fields, self.folded = [], {}

    def record(self, text: Text) -> Record:
        record = checked(text, self.first, "\n".join(self.raw), self.size)
        record.fields, record.notes = self.fields, self.notes + record.notes
        for index, parts in self.folded.items():
            tag, value, line = self.fields[index]
            self.fields[index] = (tag, "\n".join([value, *parts]), line)
        record.faults = [replace(one, field=self._tag_at(one.line)) for one in record.faults]
        return record

    def _tag_at(self, line: int) -> str:
        return next((tag for tag, _, number in reversed(self.fields) if number <= line), "")


class Strays:
    """Lines that belong to no record."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        self.lines: list[str] = []
        self.first = self.last = 0
        self.tagged = False

    def add(self, line: str, number: int, *, tagged: bool) -> None:
        if not self.lines and not tagged and FURNITURE.fullmatch(line.strip()):
            return
        self.first = self.first or number
        self.last = number
        self.tagged = self.tagged or tagged or bool(FOREIGN.match(line))
        if len(self.lines) < 100:
            self.lines.append(line[:SHOWN])

    def passed_over(self, text: Text, *, at_end: bool) -> tuple[list[str], Record | None]:
        """A note for the next record if they are few and say nothing; else a record of their own that is refused."""
        if not self.lines:
            return [], None
        lines, first, last, tagged = self.lines, self.first, self.last, self.tagged
        self.lines, self.first, self.tagged = [], 0, False
        faults, _ = text.taken(first, "\n".join(lines))
        seen = [line.strip() for line in lines if not FURNITURE.fullmatch(line.strip())]
        if not (seen or faults):
            return [], None
        if not (tagged or at_end or faults or last - first > FEW):
            return [f"Passed over before it: “{' / '.join(seen)[:200]}”."], None
        where = f"Lines {first:,} to {last:,} belong" if last > first else f"Line {first:,} belongs"
        sentence = f"{where} to no record: expected {self.expected}, got “{(seen or lines)[0][:80]}”."
        shown = "\n".join(lines)[:SHOWN]
        return [], Record(first, shown, faults=[Fault(line=first, field="", sentence=sentence)])


@dataclass(frozen=True)
class Layout:
    """How a format sets its records apart."""

    # Tag and value of a line; None for a line that has none, or another format's.
    split: Split
    # The tags that begin a record, and the one that ends it (or none).
    first: frozenset[str]
    last: str
    # Whether a tag behind an empty line begins a record too.
    blank_parts: bool
    expected: str


class _Reading:
    """Between two lines: the record that is open, what belongs to none, and the records that are done."""

    def __init__(self, text: Text, layout: Layout) -> None:
        self.text, self.layout = text, layout
        self.first, self.last, self.parts = layout.first, layout.last, layout.blank_parts
        self.open: Gathered | None = None
        self.strays = Strays(layout.expected)
        self.done: list[Record] = []
        self.blank = False

    def untagged(self, line: str, number: int) -> None:
        self.blank = not line or line.isspace()
        if self.blank:
            return
        if self.open is not None and not FOREIGN.match(line):
            self.open.go_on(line)
        else:
            self._close("another format began")
            self.strays.add(line, number, tagged=False)

    def tagged(self, tag: str, value: str, line: str, number: int) -> None:
        if tag in self.first or (self.parts and self.blank):
            self._close("the next one began")
            notes, apart = self.strays.passed_over(self.text, at_end=False)
            if apart:
                self.done.append(apart)
            self.open = Gathered(number)
            self.open.notes += notes
        self.blank = False
        if self.open is None:
            self.strays.add(line, number, tagged=True)
            return
        self.open.add(tag, value, line, number)
        if tag == self.last:
            self.done.append(self.open.record(self.text))
            self.open = None

    def finish(self) -> None:
        self._close("the file may be cut off there")
        _, apart = self.strays.passed_over(self.text, at_end=True)
        if apart:
            self.done.append(apart)

    def _close(self, why: str) -> None:
        """A record whose end nobody wrote."""
        if self.open is not None:
            if self.layout.last:
                self.open.notes.append(f"The record has no end ({self.layout.last}): {why}.")
            self.done.append(self.open.record(self.text))
            self.open = None


def records(text: Text, layout: Layout) -> Iterator[Record]:
    """Every record of the text and every run of lines that is none, in their order."""
    reading = _Reading(text, layout)
    split, done = layout.split, reading.done
    for number, line in enumerate(text.lines(), 1):
        pair = split(line)
        if pair is None:
            reading.untagged(line, number)
        else:
            reading.tagged(*pair, line, number)
        if done:
            yield from done
            done.clear()
    reading.finish()
    yield from done


def read_tagged(text: Text, layout: Layout, fill: Callable[[Draft, Record], None]) -> Iterator[ReadReference]:
    """Every record, read or refused; `fill` puts the fields of one that is whole into its draft."""
    for number, record in enumerate(records(text, layout), 1):
        draft = Draft(line=record.line, faults=record.faults, notes=record.notes)
        if not record.faults:
            fill(draft, record)
        yield draft.read(number, record.text)


def by_tag(record: Record) -> dict[str, list[str]]:
    """The values of each tag that says anything."""
    values: dict[str, list[str]] = {}
    for tag, value, _ in record.fields:
        if not (text := value.strip()):
            continue
        if tag in values:
            values[tag].append(text)
        else:
            values[tag] = [text]
    return values
