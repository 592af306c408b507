"""Choices: how a reader wants the evidence put together, as the address says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

METHODS = ("REML", "DL", "PM", "FE", "MH", "Peto")
INTERVALS = ("hksj", "wald", "adhoc")
MEASURES = ("MD", "SMD", "RR", "OR", "RD", "HR", "ROM")
PARAMETERS = ("without", "with", "once", "measure", "method", "ci", "as_of")
EARLIEST = date(1800, 1, 1)


class LeaveOut(StrEnum):
    """What `without=` can name, in the order of the form."""

    HIGH_BIAS = "high-bias"
    UNCONTROLLED = "uncontrolled"
    SELLER = "seller"
    UNCHECKED = "unchecked"
    ABSTRACT = "abstract"
    DERIVED = "derived"


LABELS = {
    LeaveOut.HIGH_BIAS: "studies at high risk of bias",
    LeaveOut.UNCONTROLLED: "figures without a comparator",
    LeaveOut.SELLER: "studies paid for by the seller",
    LeaveOut.UNCHECKED: "figures that no second person checked",
    LeaveOut.ABSTRACT: "figures from abstracts only",
    LeaveOut.DERIVED: "figures that had to be derived",
}


class ChoiceError(ValueError):
    """A parameter of the address that means nothing; its text is a sentence for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The default is what a page shows when its address says nothing."""

    without: frozenset[LeaveOut] = frozenset()
    with_retracted: bool = False
    once: bool = False
    measure: str = ""
    method: str = "REML"
    interval: str = "hksj"
    as_of: date | None = None

    @property
    def is_default(self) -> bool:
        return self == Choices()

    @property
    def query(self) -> str:
        """The one spelling of these choices in an address, without its question mark; empty for the default."""
        pairs = [("without", one.value) for one in LeaveOut if one in self.without]
        pairs += [("with", "retracted")] if self.with_retracted else []
        pairs += [("once", "1")] if self.once else []
        pairs += [("measure", self.measure)] if self.measure else []
        pairs += [("method", self.method)] if self.method != "REML" else []
        pairs += [("ci", self.interval)] if self.interval != "hksj" else []
        pairs += [("as_of", self.as_of.isoformat())] if self.as_of else []
        return urlencode(pairs)


def choices_of(query: Mapping[str, Sequence[str]], *, today: date) -> Choices:
    """Read a query's lists of values; other parameters and empty values are passed over.

    Several words may stand in one parameter with commas between them. Raises ChoiceError.
    """
    words = {name: _words(query.get(name, ())) for name in PARAMETERS}
    return Choices(
        without=frozenset(LeaveOut(one) for one in _known("without", words["without"], [*LeaveOut])),
        with_retracted=bool(_known("with", words["with"], ["retracted"])),
        once=_single("once", words["once"], ["1", "0"], "0") == "1",
        measure=_single("measure", words["measure"], MEASURES, ""),
        method=_single("method", words["method"], METHODS, "REML"),
        interval=_single("ci", words["ci"], INTERVALS, "hksj"),
        as_of=_day(words["as_of"], today),
    )


def _words(values: Sequence[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _known(name: str, words: list[str], known: Sequence[str]) -> list[str]:
    for word in words:
        if word not in known:
            raise ChoiceError(f"{name}: expected {_or(known)}, got “{word[:40]}”.")
    return words


def _single(name: str, words: list[str], known: Sequence[str], otherwise: str) -> str:
    given = set(_known(name, words, known))
    if len(given) > 1:
        raise ChoiceError(f"{name}: expected one of {_or(known)}, got {len(given)} of them.")
    return given.pop() if given else otherwise


def _day(words: list[str], today: date) -> date | None:
    if not words:
        return None
    try:
        day = date.fromisoformat(words[0]) if len(words) == 1 and len(words[0]) == 10 else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= today:
        raise ChoiceError(
            f"as_of: expected a day such as 2016-03-24, not later than today, got “{', '.join(words)[:40]}”."
        )
    return day


def _or(known: Sequence[str]) -> str:
    return f"{', '.join(known[:-1])} or {known[-1]}" if len(known) > 1 else known[0]
