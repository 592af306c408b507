"""Ovid's own exports: records that begin with their number in angle brackets, fields with names or with tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.identifiers import Scheme
from evidence.reading.decoding import Text
from evidence.reading.draft import Draft, tidy, title_of
from evidence.reading.kinds import kind_of
from evidence.reading.pages import whole
from evidence.reading.reference import ReadReference
from evidence.reading.ris_identity import DIGITS, OF_PUBMED
from evidence.reading.tagged import Layout, Record, by_tag, read_tagged

NUMBER = re.compile(r"<\s*(\d+)\s*\.?\s*>\s*")
TAG = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)", re.DOTALL)
NAME = re.compile(r"[A-Z][A-Za-z()/&' -]{1,60}\.?")
BEGIN = "<>"
# Ovid's names of fields, by its tags.
TAGS = {
    "accession number": "AN", "unique identifier": "UI", "pmid": "PM", "pubmed id": "PM", "pubmed identifier": "PM",
    "title": "TI", "article title": "TI", "original title": "OT", "authors": "AU", "author": "AU", "author(s)": "AU",
    "authors full name": "FA", "source": "SO", "journal": "JN", "journal name": "JN", "publication title": "JN",
    "abstract": "AB", "volume": "VO", "issue": "IP", "issue part": "IP", "page": "PG", "pagination": "PG",
    "pages": "PG", "year of publication": "YR", "publication year": "YR", "year": "YR", "date of publication": "DP",
    "publication date": "DP", "issn": "IS", "issn print": "IS", "issn electronic": "ES", "doi": "DO",
    "digital object identifier": "DO", "publication type": "PT", "language": "LG", "database": "DB",
    "subject headings": "SH", "mesh subject headings": "SH", "keyword heading": "KW", "keywords": "KW",
    "clinical trial number": "CN", "clinical trial registry": "CN", "clinical trial registration": "CN",
}  # fmt: skip
SOURCE = re.compile(
    r"(?P<journal>.+?)\.\s+(?P<volume>[^\s(:,;]*)(?:\s?\((?!pp)(?P<issue>[^)]*)\))?"
    r"(?::\s?(?P<pages>[^,;]*)|\s\(pp?\.? (?P<between>[^)]*)\))?[,;]\s*(?P<date>[^.]+)(?P<more>.*)"
)


def split(line: str) -> tuple[str, str] | None:
    if match := NUMBER.fullmatch(line):
        return BEGIN, match[1]
    if match := TAG.fullmatch(line):
        return match[1], match[2]
    if NAME.fullmatch(line.rstrip()):
        name = line.strip().rstrip(".")
        return TAGS.get(name.lower(), name), ""
    return None


LAYOUT = Layout(split=split, first=frozenset({BEGIN}), last="", blank_parts=False, expected="a line “<1>” before it")


def read(text: Text) -> Iterator[ReadReference]:
    """Every record, read or refused."""
    return read_tagged(text, LAYOUT, _fill)


def _fill(draft: Draft, record: Record) -> None:
    values = by_tag(record)
    values.pop(BEGIN, None)
    _people(draft, values)
    draft.title = title_of(_one(values, "TI", "OT"))
    draft.abstract = _one(values, "AB")
    draft.registrations_in(draft.abstract)
    _source(draft, values)
    _identity(draft, values)
    draft.language = _one(values, "LG", "LA")
    for tag in ("KW", "SH"):
        draft.keywords += [tidy(one).strip("* ") for value in values.pop(tag, []) for one in re.split(r"[\n;]", value)]
    draft.keywords = [one for one in dict.fromkeys(draft.keywords) if one]
    for kind in re.split(r"[\n;]\s*", "\n".join(values.get("PT", []))):
        draft.kind = draft.kind or (kind_of(kind) if kind_of(kind) not in {"", "article"} else "")
        draft.retracted = draft.retracted or kind.lower().startswith("retracted publication")
    for tag, left in values.items():
        for value in left:
            draft.keep(tag, value)


def _people(draft: Draft, values: dict[str, list[str]]) -> None:
    """Whole names where Ovid gives them; what stands in square brackets behind a name is a role or an address."""
    names = values.pop("FA", []) or values.pop("AU", [])
    for value in names:
        for name in re.split(r"[;\n]", re.sub(r"\s*\[[^\]]*\]", "", value)):
            draft.author(name.rstrip("."))
    for value in values.pop("AU", []):
        draft.keep("AU", value)


def _source(draft: Draft, values: dict[str, list[str]]) -> None:
    """Each part from a field of its own, else from “Anaesthesia. 68(3):260-6, 2013 Mar.”"""
    draft.journal = _one(values, "JN", "JT")
    draft.volume, draft.issue = _one(values, "VO"), _one(values, "IP")
    draft.pages = whole(_one(values, "PG"))
    for tag in ("YR", "DP"):
        for value in values.pop(tag, []):
            draft.dated(tag, value)
    source = tidy(_one(values, "SO"))
    match = SOURCE.fullmatch(source) if len(source) <= 1000 else None
    if match is None:
        draft.keep("SO", source)
        return
    draft.journal = draft.journal or match["journal"]
    draft.volume, draft.issue = draft.volume or match["volume"] or "", draft.issue or match["issue"] or ""
    draft.pages = draft.pages or whole(match["pages"] or match["between"] or "")
    if draft.published_issue is None:
        draft.dated("SO", match["more"].rpartition(":")[2].strip(" .") or match["date"])


def _identity(draft: Draft, values: dict[str, list[str]]) -> None:
    draft.database = re.sub(r"\s*<.*", "", _one(values, "DB"))
    for value in values.pop("PM", []):
        number = DIGITS.match(value)
        draft.identifier("PM", number[0] if number else value, Scheme.PMID)
    draft.accession = _one(values, "UI", "AN")
    of_pubmed = OF_PUBMED.search(draft.database) or not draft.database
    if not draft.pmid and of_pubmed and DIGITS.fullmatch(draft.accession):
        draft.identifier("UI", draft.accession, Scheme.PMID)
    for value in values.pop("DO", []):
        draft.identifier("DO", value, Scheme.DOI)
    for tag in ("IS", "ES"):
        for value in values.pop(tag, []):
            draft.issns(value)
    for value in values.pop("CN", []):
        draft.registration("CN", value)


def _one(values: dict[str, list[str]], *tags: str) -> str:
    """The first of these that is there; the others stay for what is kept."""
    for tag in tags:
        if said := values.get(tag):
            text = tidy(said.pop(0))
            if not said:
                del values[tag]
            return text
    return ""
