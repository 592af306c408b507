"""MEDLINE text, which PubMed calls NBIB and Ovid Medlars.

A tag of up to four letters, a hyphen in the fifth column, folded lines indented by six (NLM, MEDLINE/PubMed Data
Element (Field) Descriptions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.identifiers import Scheme
from evidence.reading.decoding import Text
from evidence.reading.draft import Draft, tidy, title_of
from evidence.reading.medline import BANKS, NOTICES, RELATED, linked, typed
from evidence.reading.pages import whole
from evidence.reading.printed_dates import printed_date
from evidence.reading.reference import ReadReference
from evidence.reading.tagged import Layout, Record, read_tagged

LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)", re.DOTALL)
LOCATED = re.compile(r"(.+?)\s*\[(\w+)\]")
# Fields of which there is one, and those of which each says one thing more.
TEXTS = {"JT": "journal", "TA": "journal_abbreviation", "VI": "volume", "IP": "issue", "AB": "abstract"}


def split(line: str) -> tuple[str, str] | None:
    if line[4:6] == "- " and not line[0].isspace():
        tag, value = line[:4].rstrip(), line[6:]
    elif match := LINE.fullmatch(line):
        tag, value = match[1], match[2]
    else:
        return None
    # RIS keeps its tags in the first two columns as well.
    return None if tag in {"TY", "ER"} or not tag.isalnum() else (tag, value)


LAYOUT = Layout(
    split=split, first=frozenset({"PMID", "UI"}), last="", blank_parts=True, expected="a line “PMID- ” and a number"
)


def read(text: Text) -> Iterator[ReadReference]:
    """Every record, read or refused."""
    return read_tagged(text, LAYOUT, _fill)


def _fill(draft: Draft, record: Record) -> None:
    types: list[str] = []
    for tag, value, _ in record.fields:
        text = tidy(value)
        if not text:
            continue
        if tag == "PT":
            types.append(text)
        elif tag in TEXTS and not getattr(draft, TEXTS[tag]):
            setattr(draft, TEXTS[tag], text)
        elif tag in NOTICES or tag in RELATED:
            linked(draft, tag, text)
        elif not (_numbers(draft, tag, text) or _people(draft, tag, text) or _rest(draft, tag, text)):
            draft.keep(tag, text)
    typed(draft, types)
    draft.database, draft.accession = "PubMed", draft.pmid
    draft.registrations_in(draft.abstract)
    if not draft.title and "TT" in draft.extra:
        draft.title = draft.extra.pop("TT")[0]


def _numbers(draft: Draft, tag: str, text: str) -> bool:
    """Identifiers, and registrations among the numbers of data banks."""
    if tag in {"PMID", "UI"}:
        draft.identifier(tag, text, Scheme.PMID)
    elif tag == "PMC":
        draft.identifier(tag, text, Scheme.PMCID)
    elif tag in {"LID", "AID"}:
        return _located(draft, tag, text)
    elif tag == "SI":
        bank, _, number = text.partition("/")
        if bank.lower().replace(" ", "") not in BANKS:
            return False
        draft.registration(tag, number)
    elif tag == "IS":
        return draft.issns(text)
    else:
        return False
    return True


def _located(draft: Draft, tag: str, text: str) -> bool:
    match = LOCATED.fullmatch(text)
    if match and match[2] == "doi":
        draft.identifier(tag, match[1], Scheme.DOI)
    elif match and match[2] == "pii" and tag == "LID" and not draft.pages:
        draft.pages = match[1]  # an article number; a range of pages overwrites it
        draft.keep(tag, text)
    else:
        return False
    return True


def _people(draft: Draft, tag: str, text: str) -> bool:
    """FAU is the whole name and the AU behind it the same one in short; older records have AU alone."""
    if tag in {"FAU", "CN"}:
        draft.author(text, short=text if tag == "CN" else "")
    elif tag == "AU":
        same = len(draft.authors) - 1
        if same >= 0 and draft.full_names[same] != text and _same_person(draft.full_names[same], text):
            draft.authors[same] = text
        else:
            draft.author(text, short=text)
    else:
        return False
    return True


def _same_person(full: str, short: str) -> bool:
    """Whether `Yousef, Ayman A` and `Yousef AA` are one: the short form has no comma and begins with the family."""
    return "," in full and short.startswith(full.split(",", maxsplit=1)[0])


def _rest(draft: Draft, tag: str, text: str) -> bool:
    if tag in {"TI", "BTI"} and not draft.title:
        draft.title = title_of(text)
    elif tag == "DP":
        draft.dated(tag, text)
        return draft.published_issue is not None
    elif tag == "DEP" and (date := printed_date(text)):
        draft.published_online = date
    elif tag == "PG":
        draft.pages = whole(text)
    elif tag in {"MH", "OT"}:
        draft.keywords.append(text.lstrip("*"))
    elif tag == "LA":
        draft.language = draft.language or text
    else:
        return False
    return True
