"""Where two texts differ, line by line and within lines, in a time that is bounded whatever the texts are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# So many lines may differ between two places where the texts agree, before the whole of it counts as replaced. It
# bounds the work: two texts of 5,000 lines each, however they repeat themselves, take a tenth of a second.
MOST_EDITS = 300


@dataclass(frozen=True, kw_only=True)
class Change:
    """`old[old_from:old_to]` became `new[new_from:new_to]`; `coarse` if what is alike within was not looked for."""

    old_from: int
    old_to: int
    new_from: int
    new_to: int
    coarse: bool = False


def changes(old: Sequence[str], new: Sequence[str], *, most: int = MOST_EDITS) -> list[Change]:
    """The places where two lists of lines differ, from the top; everything between them is equal."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(line, len(numbers)) for line in old]
    b = [numbers.setdefault(line, len(numbers)) for line in new]
    found: list[Change] = []
    for gap in _gaps(a, b):
        for change in _inside(a, b, gap, most):
            if found and (found[-1].old_to, found[-1].new_to) == (change.old_from, change.new_from):
                coarse = found[-1].coarse or change.coarse
                found[-1] = replace(found[-1], old_to=change.old_to, new_to=change.new_to, coarse=coarse)
            else:
                found.append(change)
    return found


def lines_changed(old: str, new: str) -> tuple[int, int]:
    """How many lines came and how many went, wherever they stand: a line that only moved did neither."""
    before, after = Counter(old.split("\n")), Counter(new.split("\n"))
    return (after - before).total(), (before - after).total()


def _gaps(a: list[int], b: list[int]) -> Iterator[Change]:
    """What lies between the lines that stand once in each list and in the same order: the patience difference."""
    where = _once(b)
    pairs = [
        (place, where[line]) for line, place in sorted(_once(a).items(), key=lambda item: item[1]) if line in where
    ]
    anchors = [(-1, -1), *_rising(pairs), (len(a), len(b))]
    for (i, j), (k, m) in pairwise(anchors):
        yield Change(old_from=i + 1, old_to=k, new_from=j + 1, new_to=m)


def _once(lines: list[int]) -> dict[int, int]:
    """The place of each line that stands there once."""
    times = Counter(lines)
    return {line: place for place, line in enumerate(lines) if times[line] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A longest part of the pairs in which the second numbers rise as the first do."""
    lowest: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, (_, value) in enumerate(pairs):
        place = bisect_left(lowest, value)
        before.append(ends[place - 1] if place else None)
        lowest[place : place + 1] = [value]
        ends[place : place + 1] = [index]
    chain = []
    last = ends[-1] if ends else None
    while last is not None:
        chain.append(pairs[last])
        last = before[last]
    return chain[::-1]


def _inside(a: list[int], b: list[int], gap: Change, most: int) -> list[Change]:
    """The differences within a gap, its equal head and tail left out."""
    i, k, j, m = gap.old_from, gap.old_to, gap.new_from, gap.new_to
    while i < k and j < m and a[i] == b[j]:
        i, j = i + 1, j + 1
    while i < k and j < m and a[k - 1] == b[m - 1]:
        k, m = k - 1, m - 1
    if (i, j) == (k, m):
        return []
    whole = Change(old_from=i, old_to=k, new_from=j, new_to=m)
    if i == k or j == m or set(a[i:k]).isdisjoint(b[j:m]):
        return [whole]
    matches = _matches(a[i:k], b[j:m], most)
    if matches is None:
        return [replace(whole, coarse=True)]
    places = [(i - 1, j - 1), *((i + x, j + y) for x, y in matches), (k, m)]
    return [
        Change(old_from=x + 1, old_to=u, new_from=y + 1, new_to=v)
        for (x, y), (u, v) in pairwise(places)
        if (x + 1, y + 1) != (u, v)
    ]


def _matches(a: list[int], b: list[int], most: int) -> list[tuple[int, int]] | None:
    """The pairs of equal lines that leave the fewest others; None if those are more than `most`.

    E. W. Myers, An O(ND) difference algorithm and its variations, Algorithmica 1986;1:251-266, figure 2.
    """
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(most, len(a) + len(b)) + 1):
        trace.append(furthest.copy())
        for diagonal in range(max(-edits, -len(b) + (edits + len(b)) % 2), min(edits, len(a)) + 1, 2):
            x = _step(furthest, diagonal)
            while x < len(a) and x - diagonal < len(b) and a[x] == b[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(a) and x - diagonal >= len(b):
                return _traced(trace, len(a), len(b))
    return None


def _step(furthest: dict[int, int], diagonal: int) -> int:
    """How far an edit leads on this diagonal: a line of the new text, or one of the old."""
    above, left = furthest.get(diagonal + 1, -1), furthest.get(diagonal - 1, -1)
    return above if left < above else left + 1


def _traced(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """The matches of a finished search, gone back from its end."""
    matches = []
    for furthest in reversed(trace):
        diagonal = x - y
        above, left = furthest.get(diagonal + 1, -1), furthest.get(diagonal - 1, -1)
        came_from = diagonal + 1 if left < above else diagonal - 1
        start = above if left < above else left + 1
        while x > start:
            x, y = x - 1, y - 1
            matches.append((x, y))
        x = furthest.get(came_from, 0)
        y = x - came_from
    return matches[::-1]
