"""What is compared, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    # An identifier agrees and none disagrees.
    SAME = "same"
    # An identifier agrees and another disagrees: one of them is wrong, and a person must say which.
    CONFLICT = "conflict"
    # Probably one, for a person to decide; never merged without one.
    ALIKE = "alike"
    # A preprint, or an abstract of a conference, and the article: two reports of one study.
    REPORTS = "reports"
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """A verdict, and the reason in a sentence for a curator; `veto` if something says that the two cannot be one."""

    verdict: Verdict
    reason: str
    veto: bool = False

    @property
    def worth_a_look(self) -> bool:
        return self.verdict is not Verdict.DIFFERENT


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One publication as a record gives it; identifiers in their canonical form, authors in their order.

    `kind` is that of a report: article, preprint, abstract, protocol …
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    pmid: str | None = None
    pmcid: str | None = None
    doi: str | None = None
    kind: str = "article"
