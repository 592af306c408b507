"""Words in the raw text of all pages: in which lines of which pages they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from wiki.models import Page

SHORTEST, LONGEST = 2, 200
A_SCREEN = 50
LINES_A_PAGE = 5
# So many pages are looked through by one statement: a scan of all at once could take longer than the database allows.
AT_ONCE = 1_000
AROUND = 120
# Marked in one line; a line can be the whole page.
MARKS_A_LINE = 20


@dataclass(frozen=True, kw_only=True)
class Part:
    text: str
    marked: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the file in parts, those marked that were looked for; a long one is cut around the first."""

    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page whose text holds the words; `more` is how many other lines do."""

    page: Page
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Screen:
    """`next` is the address word behind which the next screen begins; empty on the last."""

    found: list[Found]
    next: str = ""


def pages_with(words: str, *, after: str = "") -> Screen:
    """The pages behind a slug whose file holds the words, in any capitals and any state; as many as fit a screen."""
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    found: list[Found] = []
    for page in _candidates(words, after):
        if lines := _lines(page.source_text, pattern):
            if len(found) == A_SCREEN:
                return Screen(found=found, next=found[-1].page.slug)
            shown = tuple(_line(number, line, pattern) for number, line in lines[:LINES_A_PAGE])
            found.append(Found(page=page, lines=shown, more=len(lines) - len(shown)))
    return Screen(found=found)


def _candidates(words: str, after: str) -> Iterator[Page]:
    """Pages that may hold the words, by slug: databases disagree about capitals beyond ASCII, so Python decides."""
    ascii_words = max(re.findall(r"[\x20-\x7e]+", words), key=len, default="")
    holds = Q(front_matter__icontains=ascii_words) | Q(body__icontains=ascii_words)
    every = Page.objects.order_by("slug")
    while batch := list(every.filter(slug__gt=after).values_list("slug", flat=True)[:AT_ONCE]):
        here = every.filter(slug__gt=after, slug__lte=batch[-1])
        wanted = (here.filter(holds) if ascii_words else here).only("slug", "title", "state", "front_matter", "body")
        yield from wanted.iterator(chunk_size=A_SCREEN)
        after = batch[-1]


def _lines(text: str, pattern: re.Pattern[str]) -> list[tuple[int, str]]:
    if not pattern.search(text):
        return []
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if pattern.search(line)]


def _line(number: int, line: str, pattern: re.Pattern[str]) -> Line:
    first = next(pattern.finditer(line))
    begin, end = max(first.start() - AROUND, 0), min(first.end() + 2 * AROUND, len(line))
    parts = [Part(text="… ", marked=False)] if begin else []
    place = begin
    for count, match in enumerate(pattern.finditer(line, begin, end)):
        if count == MARKS_A_LINE:
            break
        parts += [Part(text=line[place : match.start()], marked=False), Part(text=match[0], marked=True)]
        place = match.end()
    parts += [Part(text=line[place:end], marked=False), Part(text=" …" if end < len(line) else "", marked=False)]
    return Line(number=number, parts=tuple(part for part in parts if part.text))
