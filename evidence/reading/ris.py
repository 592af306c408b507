"""RIS, as EndNote, Zotero, Mendeley, Ovid, Embase, Web of Science, Scopus and Cochrane write it.

The format: two letters or digits, two spaces, a hyphen, a space, the value; first TY, last ER (Research Information
Systems). What the tags mean differs from tool to tool; where two of them contradict each other a comment says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.reading.decoding import Text
from evidence.reading.draft import Draft, tidy, title_of
from evidence.reading.kinds import is_registration, kind_of
from evidence.reading.pages import joined
from evidence.reading.printed_dates import date_within, printed_date
from evidence.reading.reference import ReadReference
from evidence.reading.ris_identity import identify
from evidence.reading.tagged import Layout, Record, by_tag, read_tagged

# One space before the hyphen is read too, but only behind a tag that RIS has: “CD - players” goes on with a text.
NARROW = frozenset(
    [
        "TY", "AU", "A1", "A2", "A3", "A4", "TI", "T1", "T2", "T3", "JO", "JF", "JA", "J1", "J2", "PY", "Y1", "Y2",
        "DA", "N1", "N2", "AB", "KW", "DO", "UR", "SP", "EP", "VL", "IS", "SN", "AN", "DB", "ER", "LA", "PB", "CY",
        "AD", "ID", "M1", "M3", "C1", "C2", "L1", "L2", "ST", "ET",
    ]
)  # fmt: skip
LINE = re.compile(r"\ufeff? ?([A-Z][A-Z0-9])( {1,3}|\t)-(?:\s*)(.*)", re.DOTALL)
# Of these EndNote writes each further value on a line of its own, without a tag.
MANY = ("KW", "SN", "UR", "AU", "A1", "L1", "L2")
ITSELF = {"erratum", "retraction", "retraction notice", "tombstone", "published erratum", "expression of concern"}


def split(line: str) -> tuple[str, str] | None:
    """Tag and value of a line as most tools write it, or nearly so."""
    if line[2:6] == "  - " and line[:2].isupper():
        return line[:2], line[6:]
    match = LINE.match(line)
    if match is None or (match[2] == " " and match[1] not in NARROW):
        return None
    return match[1], match[3]


LAYOUT = Layout(split=split, first=frozenset({"TY"}), last="ER", blank_parts=False, expected="a line “TY  - ”")


def read(text: Text) -> Iterator[ReadReference]:
    """Every record, read or refused."""
    return read_tagged(text, LAYOUT, _fill)


def _fill(draft: Draft, record: Record) -> None:
    values = by_tag(record)
    _kind(draft, values)
    _people(draft, values)
    _texts(draft, values)
    _dates(draft, values)
    identify(draft, values)
    for tag, left in values.items():
        draft.extra.setdefault(tag, []).extend(left)


def _kind(draft: Draft, values: dict[str, list[str]]) -> None:
    said = values.pop("TY", [""])[0].strip()
    draft.kind = kind_of(said)
    if not draft.kind:
        draft.kind = "article"
        draft.notes.append(f"TY: “{said[:40]}” says no kind that is known here; taken as a journal article.")
    for form in values.get("M3", []) + values.get("PT", []):
        # CENTRAL and Embase call all things JOUR and say here what they are.
        if draft.kind in {"article", "thesis"} and (kind := kind_of(form)) not in {"", "article", "thesis"}:
            draft.kind = kind
        if form.lower() in ITSELF:
            draft.notes.append(f"The record is itself a notice ({form.lower()}) about another publication.")
    places = [*values.get("M3", []), *values.get("PB", []), *values.get("T2", []), *values.get("JA", [])]
    if draft.kind in {"article", "thesis"} and is_registration(*places):
        draft.kind = "registry"


def _people(draft: Draft, values: dict[str, list[str]]) -> None:
    names = values.pop("AU", []) + values.pop("A1", [])
    if not names and "A2" in values:
        names = values.pop("A2")
        draft.notes.append("It names no authors; those of A2, its editors, were taken.")
    seen = set()
    for value in names:
        for name in re.split(r"[;\n]", value) if ";" in value or "\n" in value else (value,):
            if name not in seen:
                seen.add(name)
                draft.author(name)


def _texts(draft: Draft, values: dict[str, list[str]]) -> None:
    draft.title = title_of(_one(draft, values, "TI", "T1", "CT", "BT"))
    if draft.title and values.get("ST") == [draft.title]:
        del values["ST"]
    # JO is the whole name with some tools, the short one beside JF with others (Embase, Reference Manager).
    journal = _one(draft, values, "JF", "T2", "BT")
    other = _one(draft, values, "JO")
    short = _one(draft, values, "J2", "JA", "JI", "J1", "J9")
    draft.journal = journal or other or short
    draft.journal_abbreviation = short or (other if journal and other != journal else "")
    draft.abstract = _one(draft, values, "AB", "N2")
    draft.registrations_in(draft.abstract)
    draft.language = _one(draft, values, "LA")
    draft.keywords = list(dict.fromkeys(_keywords(values.pop("KW", []))))
    draft.volume = _one(draft, values, "VL")
    draft.issue = _one(draft, values, "IS")
    if not draft.issue and values.get("M1", [""])[0].isdecimal():
        draft.issue = values.pop("M1")[0]
    draft.pages = joined(_one(draft, values, "SP"), _one(draft, values, "EP"))
    draft.pages = draft.pages or joined(_one(draft, values, "C7", "PG"), "")


def _keywords(values: list[str]) -> Iterator[str]:
    for value in values:
        for word in value.split("\n"):
            if word := tidy(word).strip("*;, "):
                yield word


def _dates(draft: Draft, values: dict[str, list[str]]) -> None:
    for tag in ("PY", "Y1"):
        for value in values.pop(tag, []):
            draft.dated(tag, value)
    for value in values.pop("DA", []):
        if draft.year and (date := date_within(draft.year, value)):
            draft.published_issue = date
        else:
            draft.dated("DA", value)
    # EndNote puts the date of the electronic publication into the field for editions.
    edition = values.get("ET", [""])[0]
    if (date := printed_date(edition) if edition else None) and date.month:
        del values["ET"]
        draft.published_online = date


def _one(draft: Draft, values: dict[str, list[str]], *tags: str) -> str:
    """The first of these that says anything; what another says beside it is kept by its tag."""
    said = ""
    for tag in tags:
        for value in values.pop(tag, ()):
            text = tidy(value)
            if not said:
                said = text
            elif text != said:
                draft.keep(tag, text)
    return said
