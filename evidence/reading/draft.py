"""Draft: what one record has said so far, and the reference that comes of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from evidence.dates import PartialDate
from evidence.identifiers import REGISTRIES, IdentifierError, Scheme, find, parse, parse_registration
from evidence.reading import names
from evidence.reading.kinds import is_preprint, states_retraction
from evidence.reading.printed_dates import printed_date
from evidence.reading.reference import Fault, Linked, ReadReference, Reference

# The longest that a report keeps. What is longer is refused, or set aside where the rest is good without it.
LONGEST = {"title": 500, "journal": 300}
SET_ASIDE = {"volume": 20, "issue": 20, "pages": 40, "journal_abbreviation": 300, "other_number": 100, "address": 1000}
LONGEST_NAME = 300
LONGEST_ABSTRACT = 100_000
FIRST_YEAR, LAST_YEAR = 1800, 2100
MARKUP = re.compile(r"</?(?:i|b|em|strong|u|su[bp]|scp|italic|bold|span)(?:\s[^<>]{0,200})?/?>", re.I)
# The DOIs that are canonical in lower case as they stand, of which there are most: nothing in them could be a page's
# address, a version or punctuation. Everything else takes the slower way.
PLAIN_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/)?(10\.[0-9]{4,5}/(?!cd)[a-z0-9]+(?:[.-][a-z0-9]+){0,8})", re.ASCII
)
NOT_PLAIN = re.compile(r"10\.1101/|10\.1186/isrctn|pm|\.(?:full|abstract|short|long|extract|pdf|html?|xml|epub)")
ISSN = re.compile(r"(?<![\dXx-])E?(\d{4})-?(\d{3}[\dXx])(?![\dXx-])")
REGISTRATION = re.compile(r"NCT|ACTRN|ANZCTR|ISRCTN", re.I)
SAYS_REGISTERED = re.compile(r"regist|clinicaltrials\.gov|controlled-trials|identifier|isrctn|anzctr", re.I)


def tidy(text: str) -> str:
    """One line without markup: entities of HTML and tags of emphasis come with what was copied from web pages."""
    if "&" in text and ";" in text:
        meant = html.unescape(text)
        # Some entities mean no letter at all (&#0;): they stay as they are.
        text = text if "\ufffd" in meant else meant
    if "<" in text:
        text = MARKUP.sub("", text)
    # Most texts are one clean line already, and abstracts are long.
    return " ".join(text.split()) if "  " in text or not text.isprintable() else text.strip()


def title_of(text: str) -> str:
    """Without the full stop that PubMed and Ovid add."""
    title = tidy(text)
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


@dataclass(slots=True)
class Draft:
    """Fields as in Reference; `extra` holds what none of them takes, by the source's own name for it."""

    line: int
    kind: str = ""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    full_names: list[str] = field(default_factory=list)
    journal: str = ""
    journal_abbreviation: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published_online: PartialDate | None = None
    published_issue: PartialDate | None = None
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    registrations: list[str] = field(default_factory=list)
    other_number: str = ""
    abstract: str = ""
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    issn: list[str] = field(default_factory=list)
    address: str = ""
    database: str = ""
    accession: str = ""
    notices: list[Linked] = field(default_factory=list)
    related: list[Linked] = field(default_factory=list)
    retracted: bool = False
    extra: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def keep(self, name: str, text: str) -> None:
        """What has no field of its own."""
        if text:
            self.extra.setdefault(name, []).append(text)

    def refuse(self, name: str, sentence: str, *, line: int = 0) -> None:
        self.faults.append(Fault(line=line or self.line, field=name, sentence=sentence))

    def author(self, text: str, *, short: str = "") -> None:
        """A person or group as the source writes them; `short` where it gives that form itself."""
        full = tidy(text).strip(" ;*")
        if len(full) > LONGEST_NAME:
            self.refuse("author", f"Expected a name of at most {LONGEST_NAME} characters, got {len(full):,}.")
        elif full:
            self.full_names.append(full.rstrip(","))
            self.authors.append(short or names.from_text(full))

    def identifier(self, name: str, text: str, scheme: Scheme) -> None:
        """A PMID, PMCID or DOI: what is none is kept by the source's name and noted, as is a second one."""
        text = text.strip()
        if not text:
            return
        try:
            value = canonical(text, scheme)
        except IdentifierError as error:
            self.notes.append(f"{name}: {error}")
            self.keep(name, text)
            return
        known = getattr(self, scheme.value)
        if known and known != value:
            self.notes.append(f"{name}: {scheme.name} {value} stands beside {known}; the first was taken.")
            self.keep(name, text)
        elif not known:
            setattr(self, scheme.value, value)

    def registration(self, name: str, text: str) -> None:
        """The number of a trial registration; a placeholder or an unknown registry's is kept and noted."""
        try:
            self._registered(parse_registration(text))
        except IdentifierError as error:
            self.notes.append(f"{name}: {error}")
            self.keep(name, text)

    def registrations_in(self, text: str) -> None:
        """Those that running text gives as its own, such as the last line of an abstract."""
        # A plain look first, since abstracts are long and few of them name a registration.
        if "NCT" in text or "CTRN" in text or "ISRCTN" in text or "ANZCTR" in text:
            for one in find(text):
                if one.identifier.scheme in REGISTRIES and SAYS_REGISTERED.search(
                    text, max(0, one.start - 120), one.end
                ):
                    self._registered(one.identifier.value)

    def issns(self, text: str) -> bool:
        """Those of a text that are not noted yet; whether it has any at all."""
        found = [f"{one}-{two.upper()}" for one, two in ISSN.findall(text)]
        self.issn += [one for one in found if one not in self.issn]
        return bool(found)

    def identifiers_in(self, address: str) -> None:
        """PMID and PMCID that a web address leads to; several of a kind say nothing sure."""
        found = {one.identifier for one in find(address)}
        for scheme in (Scheme.PMID, Scheme.PMCID, Scheme.DOI):
            values = [one.value for one in found if one.scheme is scheme]
            if len(values) == 1 and not getattr(self, scheme.value):
                setattr(self, scheme.value, values[0])
        for one in sorted(found):
            if one.scheme in REGISTRIES:
                self._registered(one.value)

    def dated(self, name: str, text: str) -> None:
        """The date of publication; its year counts if there is no other."""
        year_alone = len(text) == 4 and text.isascii() and text.isdecimal()
        date = PartialDate(year=int(text)) if year_alone else printed_date(text)
        if date is None or not FIRST_YEAR <= date.year <= LAST_YEAR:
            self.notes.append(f"{name}: “{text[:60]}” is no date that is understood.")
            self.keep(name, text)
            return
        self.year = self.year or date.year
        if date.year != self.year:
            self.notes.append(f"{name}: the date {date} is not of the year {self.year}; it was set aside.")
            self.keep(name, text)
        elif date.month:
            if self.published_issue is None or (date.day and not self.published_issue.day):
                self.published_issue = date
        elif not text.strip("/ .,[]()").isdecimal():
            self.keep(name, text)

    def _registered(self, value: str) -> None:
        if value not in self.registrations:
            self.registrations.append(value)

    def finished(self) -> Reference | None:
        """The reference; None, with faults, if it is too little or too much to be one."""
        self._measure()
        if not (self.faults or self.title or self.doi or self.pmid or self.pmcid or self.registrations):
            self.refuse("", "Expected at least a title or an identifier, got neither.")
        if self.faults:
            return None
        kind = self.kind or "article"
        if kind == "article" and is_preprint(journal=self.journal, doi=self.doi):
            kind = "preprint"
        return Reference(
            kind=kind,
            title=self.title,
            authors=tuple(self.authors),
            full_names=tuple(self.full_names),
            journal=self.journal or self.journal_abbreviation,
            journal_abbreviation=self.journal_abbreviation,
            year=self.year,
            volume=self.volume,
            issue=self.issue,
            pages=self.pages,
            published_online=self.published_online,
            published_issue=self.published_issue,
            pmid=self.pmid,
            pmcid=self.pmcid,
            doi=self.doi,
            registrations=tuple(self.registrations),
            other_number=self.other_number,
            abstract=self.abstract,
            keywords=tuple(self.keywords),
            language=self.language,
            issn=tuple(self.issn),
            address=self.address,
            database=self.database,
            accession=self.accession,
            notices=tuple(self.notices),
            related=tuple(self.related),
            retracted=self.retracted or states_retraction(self.title),
            extra={name: tuple(texts) for name, texts in self.extra.items()},
        )

    def read(self, number: int, text: str) -> ReadReference:
        """What came of the record of that number and text; the sign for a lost letter is nowhere in it."""
        reference = self.finished()
        if "\ufffd" in text:
            text = text.replace("\ufffd", "·")
            self.faults = [replace(one, sentence=one.sentence.replace("\ufffd", "·")) for one in self.faults]
        return ReadReference(
            number=number,
            line=self.line,
            text=text,
            reference=reference,
            faults=tuple(self.faults),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _measure(self) -> None:
        """What is longer than a report keeps."""
        for name, most in LONGEST.items():
            if len(text := getattr(self, name)) > most:
                self.refuse(name, f"Expected at most {most} characters, got {len(text):,}: “{text[:60]}…”.")
        if len(self.abstract) > LONGEST_ABSTRACT:
            self.refuse("abstract", f"Expected at most {LONGEST_ABSTRACT:,} characters, got {len(self.abstract):,}.")
        for name, most in SET_ASIDE.items():
            if len(text := getattr(self, name)) > most:
                self.notes.append(
                    f"The {name.replace('_', ' ')} has {len(text):,} characters where at most {most} are kept; "
                    "it was set aside."
                )
                self.keep(name, text)
                setattr(self, name, "")


def canonical(text: str, scheme: Scheme) -> str:
    """As the identifiers' own `parse`, without its search where the text is plainly one. Raises IdentifierError."""
    return plain_identifier(text, scheme) or parse(text, scheme)


def plain_identifier(text: str, scheme: Scheme) -> str:
    """What `parse` would make of a text that is plainly one identifier; empty for what must be looked at closely."""
    if scheme is Scheme.DOI:
        lower = text.lower()
        if (plain := PLAIN_DOI.fullmatch(lower)) and not NOT_PLAIN.search(lower, plain.start(1)):
            return plain[1]
    elif scheme is Scheme.PMID and text.isascii() and text.isdecimal() and len(text) <= 8 and text[0] != "0":
        return text
    return ""
