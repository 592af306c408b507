"""Two texts side by side: the rows that differ with what stands around them, long equal runs folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, zip_longest

from evidence.comparing.differences import Change, changes

AROUND = 3
# Rows of one comparison, and characters of one line: beyond them nobody reads, and the page would be megabytes.
MOST_ROWS = 1000
LONGEST_EQUAL = 300
LONGEST_CHANGED = 5000
# Words that may differ within a line, before the line counts as another one.
MOST_WORDS = 60
WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Kind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    FOLDED = "folded"


@dataclass(frozen=True, kw_only=True)
class Piece:
    text: str
    differs: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the old text beside one of the new, numbered from 1; a folded row stands for `lines` equal ones."""

    kind: Kind
    old_line: int | None = None
    new_line: int | None = None
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()
    lines: int = 1


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """`coarse`: too much differs to be matched line by line. `left_out`: how many rows are not shown."""

    rows: list[Row]
    added: int
    removed: int
    coarse: bool
    left_out: int


def side_by_side(old: str, new: str) -> SideBySide:
    """What a reader sees of the difference; no row if there is none."""
    a, b = old.split("\n"), new.split("\n")
    found = changes(a, b)
    rows = list(islice(_rows(a, b, found), MOST_ROWS))
    differing = sum(row.kind not in {Kind.SAME, Kind.FOLDED} for row in rows)
    every = sum(max(one.old_to - one.old_from, one.new_to - one.new_from) for one in found)
    return SideBySide(
        rows=rows,
        added=sum(one.new_to - one.new_from for one in found),
        removed=sum(one.old_to - one.old_from for one in found),
        coarse=any(one.coarse for one in found),
        left_out=every - differing,
    )


def _rows(a: list[str], b: list[str], found: list[Change]) -> Iterator[Row]:
    i = j = 0
    for number, change in enumerate(found):
        yield from _equal(a, i, j, change.old_from - i, first=number == 0, last=False)
        yield from _changed(a, b, change)
        i, j = change.old_to, change.new_to
    if found:
        yield from _equal(a, i, j, len(a) - i, first=False, last=True)


def _equal(a: list[str], i: int, j: int, count: int, *, first: bool, last: bool) -> Iterator[Row]:
    """Equal lines from `i` and `j` on, all but those next to a change folded."""
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    folded = count - head - tail
    for offset in range(count):
        if folded > 1 and offset == head:
            yield Row(kind=Kind.FOLDED, old_line=i + offset + 1, new_line=j + offset + 1, lines=folded)
        if folded <= 1 or offset < head or offset >= head + folded:
            shown = (Piece(text=_shortened(_visible(a[i + offset]), LONGEST_EQUAL)),)
            yield Row(kind=Kind.SAME, old_line=i + offset + 1, new_line=j + offset + 1, old=shown, new=shown)


def _changed(a: list[str], b: list[str], change: Change) -> Iterator[Row]:
    old_lines, new_lines = range(change.old_from, change.old_to), range(change.new_from, change.new_to)
    for i, j in zip_longest(old_lines, new_lines):
        if i is None:
            yield Row(kind=Kind.ADDED, new_line=j + 1, new=_all(b[j]))
        elif j is None:
            yield Row(kind=Kind.REMOVED, old_line=i + 1, old=_all(a[i]))
        else:
            old, new = _within(a[i], b[j])
            yield Row(kind=Kind.CHANGED, old_line=i + 1, new_line=j + 1, old=old, new=new)


def _within(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both lines in pieces, those marked that differ; wholly, if they have little in common."""
    a, b = WORD.findall(old), WORD.findall(new)
    found = changes(a, b, most=MOST_WORDS)
    left: list[Piece] = []
    right: list[Piece] = []
    i = same = 0
    for change in [*found, Change(old_from=len(a), old_to=len(a), new_from=len(b), new_to=len(b))]:
        equal = "".join(a[i : change.old_from])
        same += len(equal.strip())
        for pieces, words in ((left, a[change.old_from : change.old_to]), (right, b[change.new_from : change.new_to])):
            pieces += [_piece(equal, differs=False), _piece("".join(words), differs=True)]
        i = change.old_to
    if 3 * same < min(len(old), len(new)):
        return _all(old), _all(new)
    return tuple(one for one in left if one.text), tuple(one for one in right if one.text)


def _all(line: str) -> tuple[Piece, ...]:
    return (_piece(line, differs=True),)


def _piece(text: str, *, differs: bool) -> Piece:
    return Piece(text=_shortened(_visible(text), LONGEST_CHANGED if differs else LONGEST_EQUAL), differs=differs)


def _visible(text: str) -> str:
    """A return at the end of a line is a difference, though no browser shows it."""
    return text.replace("\r", "␍")


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"
