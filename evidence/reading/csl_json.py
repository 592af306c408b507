"""CSL-JSON (csl-data.json of the Citation Style Language), as Zotero, Mendeley, Crossref and Papers write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from evidence.dates import PartialDate
from evidence.identifiers import Scheme
from evidence.reading.decoding import LOST, ODD, Text
from evidence.reading.draft import REGISTRATION, Draft, tidy, title_of
from evidence.reading.json_items import Item, items
from evidence.reading.kinds import is_registration, kind_of
from evidence.reading.names import person
from evidence.reading.pages import whole
from evidence.reading.printed_dates import printed_date
from evidence.reading.reference import ReadReference

TEXTS = {
    "journal": ("container-title", "journal"), "journal_abbreviation": ("container-title-short", "journalAbbreviation"),
    "volume": ("volume",), "issue": ("issue",), "language": ("language",), "abstract": ("abstract",),
}  # fmt: skip
# “PMID: 23384256” on a line of its own is how Zotero keeps what CSL has no field for.
NOTE_LINE = re.compile(r"^\s*(PMID|PMCID|DOI)\s*:\s*(\S+)\s*$", re.I | re.M)
SHOWN = 300


def read(text: Text) -> Iterator[ReadReference]:
    """Every item, read or refused."""
    for number, item in enumerate(items(text), 1):
        draft = Draft(line=item.line)
        faults, notes = text.taken(item.line, item.text)
        draft.notes += notes
        for line, sentence in faults:
            draft.refuse("", sentence, line=line)
        if item.sentence:
            draft.refuse("", item.sentence, line=item.line + item.at)
        elif _is_damaged(item.value):
            draft.refuse("", LOST)
        if not draft.faults:
            _fill(draft, item)
        yield draft.read(number, item.text)


def _is_damaged(value: object) -> bool:
    """Whether it spells what no text may hold: NUL and its like, half of a pair, the sign for a lost letter."""
    said = json.dumps(value, ensure_ascii=False)
    return bool(ODD.search(said) or re.search(r"(?<!\\)(?:\\\\)*\\u00[01]", said))


def _fill(draft: Draft, item: Item) -> None:
    values = dict(item.value) if isinstance(item.value, dict) else {}
    draft.kind = kind_of(_text(values.pop("type", "")))
    genre = _text(values.get("genre", ""))
    if kind_of(genre) not in {"", "article"}:
        draft.kind = kind_of(genre)
    draft.title = title_of(_text(values.pop("title", "")))
    for field, names in TEXTS.items():
        for name in names:
            if not getattr(draft, field):
                setattr(draft, field, tidy(_text(values.pop(name, ""))))
    draft.pages = whole(_text(values.pop("page", "")))
    words = values.pop("keyword", values.pop("categories", ""))
    said = words if isinstance(words, list) else re.split(r"[,;]", _text(words))
    draft.keywords = [word for one in said if (word := _text(one).strip())]
    draft.registrations_in(draft.abstract)
    _people(draft, values.pop("author", []))
    _dates(draft, values)
    _identified(draft, values)
    if not draft.kind:
        draft.kind = "article"
        draft.notes.append("Its type is none that is known here; taken as a journal article.")
    for name, value in values.items():
        draft.keep(name, _text(value))


def _text(value: object) -> str:
    """A value as text; Crossref wraps titles in a list."""
    if isinstance(value, list) and len(value) == 1:
        return _text(value[0])
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) else json.dumps(value, ensure_ascii=False)


def _people(draft: Draft, people: object) -> None:
    for one in people if isinstance(people, list) else []:
        if not isinstance(one, dict):
            draft.author(_text(one))
            continue
        group = _text(one.get("literal") or one.get("name"))
        family, given = _text(one.get("family")), _text(one.get("given"))
        suffix = _text(one.get("suffix"))
        particles = " ".join(p for key in ("dropping-particle", "non-dropping-particle") if (p := _text(one.get(key))))
        if group or not family:
            draft.author(group or given, short="" if "," in group else group or given)
        else:
            whole_family = f"{particles} {family}".strip()
            full = ", ".join(part for part in (whole_family, given, suffix) if part)
            draft.author(full, short=person(whole_family, given, suffix))


def _dates(draft: Draft, values: dict[str, object]) -> None:
    for name in ("issued", "published", "published-print"):
        if name not in values:
            continue
        value = values.pop(name)
        said = str(date) if (date := _date(value)) else _text(value.get("raw") if isinstance(value, dict) else value)
        if said:
            draft.dated(name, said)
        elif value:
            draft.notes.append(f"{name}: “{_text(value)[:SHOWN]}” is no date that is understood.")
            draft.keep(name, _text(value))
        if isinstance(value, dict) and (value.get("circa") or value.get("season")):
            draft.keep(name, _text(value))
            if draft.published_issue and value.get("circa"):
                draft.published_issue = replace(draft.published_issue, uncertain=True)
    for name in ("available-date", "published-online"):
        if name in values and (date := _date(values[name])) and not draft.published_online:
            del values[name]
            draft.published_online = date


def _date(value: object) -> PartialDate | None:
    """Of date-parts the first, which begins a range; numbers may be written as text."""
    if isinstance(value, str):
        return printed_date(value)
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return printed_date("-".join(_text(part) for part in parts[0][:3]))
    said = _text(value.get("raw") or value.get("literal") or "")
    return printed_date(said) if said else None


def _identified(draft: Draft, values: dict[str, object]) -> None:
    for name, scheme in (("DOI", Scheme.DOI), ("PMID", Scheme.PMID), ("PMCID", Scheme.PMCID)):
        if name in values:
            draft.identifier(name, _text(values.pop(name)), scheme)
    for name, said in NOTE_LINE.findall(_text(values.get("note", ""))):
        draft.identifier(f"note {name}", said, Scheme(name.lower()))
    numbers = values.pop("ISSN", "")
    for value in numbers if isinstance(numbers, list) else [numbers]:
        draft.issns(_text(value))
    if address := _text(values.pop("URL", "")):
        draft.identifiers_in(address)
        if address.startswith(("http://", "https://")) and "doi.org/" not in address:
            draft.address = address
        else:
            draft.keep("URL", address)
    draft.database = _text(values.pop("source", "")) or _text(values.pop("archive", ""))
    places = (_text(values.get("genre")), _text(values.get("publisher")), _text(values.get("authority")))
    if draft.kind in {"thesis", "article", "registry", ""} and is_registration(*places):
        draft.kind = "registry"
    if number := _text(values.pop("number", "")):
        draft.other_number = number
        if draft.kind == "registry" or REGISTRATION.match(number):
            draft.registration("number", number)
