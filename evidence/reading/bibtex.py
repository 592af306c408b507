"""BibTeX and BibLaTeX, as Zotero, Mendeley, JabRef, Papers and Google Scholar write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.identifiers import Scheme
from evidence.reading.bibtex_entry import OPENING, Entry, EntryError, parsed
from evidence.reading.decoding import LONGEST, Text
from evidence.reading.draft import REGISTRATION, Draft, title_of
from evidence.reading.kinds import is_registration, kind_of
from evidence.reading.latex import plain
from evidence.reading.pages import whole
from evidence.reading.printed_dates import printed_date
from evidence.reading.reference import ReadReference
from evidence.reading.tagged import Record, Strays, checked

EXPECTED = "an entry such as @article{key, title = {…}}"
AND = re.compile(r"[{}]|\s+and\s+", re.IGNORECASE)
RIS_LINE = re.compile(r"[A-Z][A-Z0-9]{1,3} {0,2}- ")
TEXTS = {
    "volume": ("volume",), "issue": ("number", "issue"), "abstract": ("abstract", "annote"),
    "language": ("language", "langid"), "journal_abbreviation": ("shortjournal", "journal-iso", "journalabbr"),
}  # fmt: skip
NUMBERS = {"pmid": Scheme.PMID, "pubmedid": Scheme.PMID, "pmcid": Scheme.PMCID, "pmc": Scheme.PMCID, "doi": Scheme.DOI}


def read(text: Text) -> Iterator[ReadReference]:
    """Every entry, read or refused; comments and preambles are no entries, and @string defines what later ones use."""
    number = 0
    macros: dict[str, str] = {}
    for record in _entries(text):
        for draft, own in _read_from(record, macros):
            number += 1
            yield draft.read(number, own)


def _read_from(record: Record, macros: dict[str, str]) -> Iterator[tuple[Draft, str]]:
    """What a stretch of text from one @ to the next says, mostly one entry; each with its own text."""
    draft = Draft(line=record.line, faults=record.faults, notes=record.notes)
    if record.faults:
        yield draft, record.text
        return
    text, place, line = record.text, 0, record.line
    while True:
        try:
            entry = parsed(text, place, macros)
        except EntryError as error:
            draft.refuse(error.field, str(error), line=line + text.count("\n", place, error.place))
            yield draft, text[place:]
            return
        another = OPENING.match(text, entry.end)
        if entry.type not in {"comment", "preamble", "string"}:
            _fill(draft, entry)
            behind = "" if another else " ".join(text[entry.end :].split())
            if behind and not behind.startswith("%"):
                draft.notes.append(f"Passed over behind it: “{behind[:200]}”.")
            yield draft, text[place : entry.end].strip()
        if not another:
            return
        begin = text.index("@", entry.end)
        line += text.count("\n", place, begin)
        place, draft = begin, Draft(line=line)


def _entries(text: Text) -> Iterator[Record]:
    """The text cut where a line begins an entry, so that a broken one ends where the next begins."""
    lines: list[str] = []
    first = size = 0
    strays = Strays(EXPECTED)
    number = 0
    for number, line in enumerate(text.lines(), 1):
        begins = "@" in line and OPENING.match(line)
        if begins or (first and RIS_LINE.match(line) and _complete(lines)):
            if first:
                yield _record(text, first, lines, size)
            notes, apart = strays.passed_over(text, at_end=False)
            if apart:
                yield apart
            lines, first, size = [], number if begins else 0, 0
            if notes:
                # A file's heading; it says nothing about the first entry.
                strays = Strays(EXPECTED)
        if first:
            size += len(line) + 1
            if size <= LONGEST:
                lines.append(line)
        elif line.strip() and not line.lstrip().startswith("%"):
            strays.add(line, number, tagged=bool(RIS_LINE.match(line)))
    if first:
        yield _record(text, first, lines, size)
    _, apart = strays.passed_over(text, at_end=True)
    if apart:
        yield apart


def _complete(lines: list[str]) -> bool:
    return any(line.rstrip().endswith(("}", ")")) for line in lines[-2:])


def _record(text: Text, first: int, lines: list[str], size: int) -> Record:
    return checked(text, first, "\n".join(lines).rstrip(), size, "an entry")


def _fill(draft: Draft, entry: Entry) -> None:
    values: dict[str, str] = {}
    draft.keep("key", entry.key)
    draft.notes += [f"“{name}” is not defined by any @string; it was taken as text." for name in entry.unknown]
    for name, value in entry.fields:
        if name in values:
            draft.notes.append(f"{name}: it stands there twice; the first was taken.")
            draft.keep(name, value)
        else:
            values[name] = value
    _people(draft, values)
    texts = {name: _plain(draft, name, value) for name, value in values.items()}
    _kind(draft, entry, texts)
    _described(draft, texts)
    _dated(draft, texts)
    _identified(draft, texts, values)
    if "crossref" in texts:
        draft.notes.append(f"crossref: what the entry “{texts['crossref']}” says was not added to this one.")
    for name, said in texts.items():
        draft.keep(name, said)


def _plain(draft: Draft, name: str, value: str) -> str:
    text, unknown = plain(value)
    if unknown and name in {"title", "journal", "journaltitle", "abstract"}:
        draft.notes.append(f"{name}: {', '.join(dict.fromkeys(unknown))} is not known here and stands as it was.")
    return text


def _people(draft: Draft, values: dict[str, str]) -> None:
    """Names apart by “and”; a name wholly in braces is a group's."""
    said = values.pop("author", "")
    for name in _apart(" ".join(said.split())):
        text, _ = plain(name)
        if text == "others":
            draft.notes.append("author: there are others, whom the entry does not name.")
        else:
            draft.author(text, short=text if re.fullmatch(r"\{[^{}]+\}", name) and "," not in text else "")


def _apart(names: str) -> Iterator[str]:
    start = depth = 0
    for match in AND.finditer(names):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0:
            yield names[start : match.start()].strip()
            start = match.end()
    if names[start:].strip():
        yield names[start:].strip()


def _kind(draft: Draft, entry: Entry, texts: dict[str, str]) -> None:
    draft.kind = kind_of(texts.get("type", "")) or kind_of(entry.type)
    if not draft.kind:
        draft.kind = "article"
        draft.notes.append(f"@{entry.type} says no kind that is known here; taken as a journal article.")
    places = (texts.get("type", ""), texts.get("institution", ""), texts.get("publisher", ""))
    if draft.kind in {"article", "thesis", "registry"} and is_registration(*places):
        draft.kind = "registry"


def _described(draft: Draft, texts: dict[str, str]) -> None:
    title = texts.pop("title", "")
    draft.title = title_of(f"{title}: {texts.pop('subtitle')}" if title and "subtitle" in texts else title)
    for name in ("journal", "journaltitle", "booktitle", "fjournal"):
        if not draft.journal:
            draft.journal = texts.pop(name, "")
    if draft.kind in {"thesis", "registry", "guideline", "book"} and "number" in texts:
        draft.other_number = texts.pop("number")
    for field, names in TEXTS.items():
        for name in names:
            if not getattr(draft, field):
                setattr(draft, field, texts.pop(name, ""))
    draft.pages = whole(texts.pop("pages", ""))
    words = texts.pop("keywords", "")
    draft.keywords = [word for one in re.split(";" if ";" in words else ",", words) if (word := one.strip())]
    draft.registrations_in(draft.abstract)


def _dated(draft: Draft, texts: dict[str, str]) -> None:
    year, month, day = texts.pop("year", ""), texts.pop("month", ""), texts.pop("day", "")
    if year:
        date = printed_date(f"{year}-{month}") if month.isdecimal() else printed_date(f"{year} {month} {day}")
        draft.dated("year", str(date) if date else f"{year} {month}".strip())
        if month and not (date and date.month):
            draft.keep("month", month)
    if date_said := texts.pop("date", ""):
        draft.dated("date", date_said.split("/")[0])


def _identified(draft: Draft, texts: dict[str, str], values: dict[str, str]) -> None:
    """Identifiers and addresses from what was written, before LaTeX's signs were read in it."""
    for name, scheme in NUMBERS.items():
        if texts.pop(name, ""):
            draft.identifier(name, re.sub(r"\\([_&%#$])|[{}]", r"\1", values[name]), scheme)
    if texts.get("eprinttype", texts.get("archiveprefix", "")).lower() in {"pubmed", "pmid"} and "eprint" in texts:
        draft.identifier("eprint", texts.pop("eprint"), Scheme.PMID)
    for value in re.split(r"[\s;]+", texts.pop("issn", "")):
        draft.issns(value)
    if texts.pop("url", ""):
        address = re.sub(r"\\([_&%#$~])|[{}]|\\url", r"\1", values["url"]).strip()
        draft.identifiers_in(address)
        if not draft.address and address.startswith(("http://", "https://")) and "doi.org/" not in address:
            draft.address = address
        else:
            draft.keep("url", address)
    if draft.kind == "registry" and REGISTRATION.search(draft.other_number):
        draft.registration("number", draft.other_number)
