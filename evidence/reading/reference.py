"""Reference: a publication as a file or a service describes it, and what was read of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evidence.dates import PartialDate


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """Another publication that a record names: a notice about it, or a work that it belongs with.

    `kind` of a notice is retraction, replaced, concern or erratum; of a related work it is what the source
    calls the relation in plain words, such as “update of” (a preprint's article) or “comment on”.
    """

    kind: str
    citation: str = ""
    pmid: str = ""
    doi: str = ""
    date: PartialDate | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A publication as its source describes it; identifiers are canonical, all else is as printed.

    Texts that the source does not give are empty. `kind` is a value of the kinds of a report.
    """

    kind: str = "article"
    title: str = ""
    # Family name and initials without dots: "Yousef AA"; a group's name stays whole.
    authors: tuple[str, ...] = ()
    # The same people in the same order as the source has them: "Yousef, Ayman A."
    full_names: tuple[str, ...] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    # In full: 260-266, never 260-6.
    pages: str = ""
    published_online: PartialDate | None = None
    published_issue: PartialDate | None = None
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    # Numbers of trial registrations: NCT, ACTRN or ISRCTN.
    registrations: tuple[str, ...] = ()
    # Of a report, guideline or thesis: NG59.
    other_number: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    issn: tuple[str, ...] = ()
    address: str = ""
    # The database it comes from and its number there: PubMed, 23384256; Embase, 2007123456.
    database: str = ""
    accession: str = ""
    notices: tuple[Linked, ...] = ()
    related: tuple[Linked, ...] = ()
    retracted: bool = False
    # All that has no field above, by the source's own name for it.
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Why a record is refused: the line where it was seen, the field's own name (or none), and a sentence."""

    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}{f', {self.field}' if self.field else ''}: {self.sentence}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadReference:
    """One record of a file: its number from 1, the line where it begins, its own text, and what was read.

    Either there is a reference or there are faults, never both. Notes say what was mended or not understood.
    """

    number: int
    line: int
    text: str
    reference: Reference | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
