"""The curators' decisions in a file: lanes, interests, dates and sentences that point at a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import yaml

from evidence.dates import PartialDate, PartialDateError

T = TypeVar("T")


class OverlayError(ValueError):
    """A curation file that is not read; prints as `file: page: sentence`."""


@dataclass(frozen=True, kw_only=True)
class SectionDecision:
    """`date` and `date_words` are None where the file says nothing about them."""

    heading: str
    lane: str = ""
    date: PartialDate | None = None
    date_words: str | None = None


@dataclass(frozen=True, kw_only=True)
class MarkedSentence:
    """Words of the page that point at a study though they hold no identifier."""

    words: str
    report: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PageDecision:
    slug: str
    lane: str = ""
    publisher: str = ""
    conflict_of_interest: str = ""
    source_url: str = ""
    sections: tuple[SectionDecision, ...] = ()
    mentions: tuple[MarkedSentence, ...] = ()


def read(text: str, *, file: str) -> list[PageDecision]:
    """The decisions of a file, page by page. Raises OverlayError with what was expected where."""
    try:
        # Every value stays a text: a date is read below, and a "no" is a word.
        pages = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  BaseLoader makes texts, lists and maps only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise OverlayError(f"{file}:{line}: not YAML: {getattr(error, 'problem', error)}.") from error
    if not isinstance(pages, dict):
        raise OverlayError(f"{file}:1: expected the slug of a page, a colon, and its decisions beneath.")
    return [_page(_Place(f"{file}: {slug}"), slug, values) for slug, values in pages.items()]


@dataclass(frozen=True)
class _Place:
    """Where in the file we are, for the sentence of a fault."""

    words: str

    def fault(self, sentence: str) -> OverlayError:
        return OverlayError(f"{self.words}: {sentence}")

    def entry(self, value: object, *, needed: tuple[str, ...], known: tuple[str, ...]) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise self.fault(f"expected an entry with {', '.join(needed or known)}.")
        if unknown := sorted(set(value) - {*needed, *known}):
            raise self.fault(f"“{unknown[0]}” is not known here: expected {', '.join((*needed, *known))}.")
        if missing := [key for key in needed if not value.get(key)]:
            raise self.fault(f"“{missing[0]}” is missing.")
        return value

    def text(self, values: Mapping[str, object], key: str) -> str:
        value = values.get(key, "")
        if not isinstance(value, str):
            raise self.fault(f"{key}: expected a text.")
        return " ".join(value.split())

    def each(self, values: Mapping[str, object], key: str, read_one: Callable[[object], T]) -> tuple[T, ...]:
        entries = values.get(key, [])
        if not isinstance(entries, list):
            raise self.fault(f"{key}: expected a list, each entry with a hyphen before it.")
        return tuple(read_one(entry) for entry in entries)


def _page(place: _Place, slug: str, value: object) -> PageDecision:
    texts = ("lane", "publisher", "conflict_of_interest", "source_url")
    values = place.entry(value, needed=(), known=(*texts, "sections", "mentions"))
    return PageDecision(
        slug=slug,
        lane=place.text(values, "lane"),
        publisher=place.text(values, "publisher"),
        conflict_of_interest=place.text(values, "conflict_of_interest"),
        source_url=place.text(values, "source_url"),
        sections=place.each(values, "sections", lambda entry: _section(place, entry)),
        mentions=place.each(values, "mentions", lambda entry: _sentence(place, entry)),
    )


def _section(place: _Place, value: object) -> SectionDecision:
    values = place.entry(value, needed=("heading",), known=("lane", "date", "date_words"))
    date = place.text(values, "date")
    try:
        parsed = PartialDate.parse(date) if date else None
    except PartialDateError as error:
        raise place.fault(f"section “{values['heading']}”: {error}") from error
    return SectionDecision(
        heading=place.text(values, "heading"),
        lane=place.text(values, "lane"),
        date=parsed,
        date_words=place.text(values, "date_words") if "date" in values or "date_words" in values else None,
    )


def _sentence(place: _Place, value: object) -> MarkedSentence:
    values = place.entry(value, needed=("words", "report", "reason"), known=())
    return MarkedSentence(
        words=place.text(values, "words"), report=place.text(values, "report"), reason=place.text(values, "reason")
    )
