"""From what was read of a record to the columns of a report, by the rules that its form has."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from evidence.actions.derived import derived_fields
from evidence.dates import PartialDate
from evidence.identifiers import Scheme
from evidence.identifiers.doi import LONGEST
from evidence.models import Report, ReportKind, Study
from evidence.models.report import together
from evidence.reading import ReadReference, Reference
from evidence.reading.draft import plain_identifier

# Without these as they should be a record is refused; of the others it is said that they were not taken.
NEEDED = ("kind", "title", "authors", "year", "pmid", "doi", "pmcid")
OPTIONAL = ("journal", "volume", "issue", "pages", "published_online", "published_issue", "other_number", "address")
TAKEN = (*NEEDED, *OPTIONAL)
MOST_NAMED = 12
DATES = ("published_online", "published_issue")
# Names that a file may give to what is not its to say.
NOT_A_FILES = {field.name for model in (Report, Study) for field in model._meta.get_fields()} - {*TAKEN, "notes"}
NOT_A_FILES |= {"pk", "entered_by_id", "study_id", "reviewer", "owner", "status", "checked_by"}
FIELDS: dict[str, models.Field[Any, Any]] = {name: Report._meta.get_field(name) for name in TAKEN}  # type: ignore[misc]
# Columns of text that have no rule but how long they may be.
PLAIN = {
    name: field.max_length or sys.maxsize
    for name, field in FIELDS.items()
    if type(field) in {models.CharField, models.TextField} and not field.choices
}
KINDS = frozenset(ReportKind.values)
FIRST_YEAR, LAST_YEAR = (one.limit_value for one in FIELDS["year"].validators[:2])  # type: ignore[attr-defined]
PLAIN_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9]{1,40}\.){1,4}(?:com|org|net|gov|edu)/(?:[A-Za-z0-9]{1,60}/){0,8}[A-Za-z0-9]{0,60}"
)
DERIVED = derived_fields(Report)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns of a report that a record fills, as plain values; what has no column; and what is wrong with it.

    `faults` refuse the record; `left` says what of it was not taken into a column, each in a sentence.
    """

    values: dict[str, Any]
    beyond: dict[str, Any]
    left: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def columns_of(read: ReadReference) -> Columns:
    """Of a record that was read; one without a title and an identifier is refused: nothing would tell it again."""
    reference = read.reference
    if reference is None:
        return Columns(values={}, beyond={}, faults=tuple(str(fault) for fault in read.faults))
    found: dict[str, Any] = {}
    left, faults = list(_not_a_files(reference)), list[str]()
    for name, value in _given(reference):
        try:
            found[name] = _cleaned(name, value)
        except ValidationError as error:
            sentence = f"{name.replace('_', ' ')}: {' '.join(error.messages)}"
            (faults if name in NEEDED else left).append(sentence)
    _judge_together(found, left, faults)
    if not faults and not any(found.get(name) for name in ("title", "pmid", "doi", "pmcid")):
        faults.append("Expected a title or an identifier, got neither.")
    values = {name: str(value) if name in DATES else value for name, value in found.items()}
    beyond = _beyond(reference, found) | ({"notes": list(read.notes)} if read.notes else {})
    return Columns(
        values=values, beyond=beyond, left=tuple(left), faults=tuple(f"line {read.line}, {one}" for one in faults)
    )


def _given(reference: Reference) -> Iterator[tuple[str, Any]]:
    for name in TAKEN:
        value = "\n".join(reference.authors) if name == "authors" else getattr(reference, name)
        if value:
            yield name, value


def _cleaned(name: str, value: Any) -> Any:
    """As the form has it, by the field's own rules unless it plainly keeps them. Raises ValidationError."""
    if plainly_right(name, value):
        return value
    field = FIELDS[name]
    cleaned = field.clean(value, None)
    if name == "address" and not cleaned.startswith(("http://", "https://")):
        raise ValidationError("Expected an address that begins with http:// or https://.")
    return cleaned


def plainly_right(name: str, value: Any) -> bool:
    """Whether a column's own rules would let a value through as it is: true of most, and told much faster.

    False says nothing: the rules are asked.
    """
    if name == "year":
        return type(value) is int and FIRST_YEAR <= value <= LAST_YEAR
    if name in DATES:
        return isinstance(value, PartialDate)
    return type(value) is str and value != "" and _plain_text(name, value)


def _plain_text(name: str, value: str) -> bool:
    if name in PLAIN:
        return len(value) <= PLAIN[name]
    if name == "kind":
        return value in KINDS
    if name == "address":
        return PLAIN_ADDRESS.fullmatch(value) is not None
    return len(value) <= LONGEST and plain_identifier(value, Scheme(name)) == value


def _judge_together(found: dict[str, Any], left: list[str], faults: list[str]) -> None:
    """What the form says of fields that do not go together: dates give way to the year."""
    printed = found.get("published_issue") or found.get("published_online")
    said = together(found.get("pmid"), found.get("year"), printed)
    if "pmid" in said:
        faults.append(f"pmid: {said['pmid']}")
    if "year" in said:
        left.append(f"Its dates were not taken. {said['year']}")
        for name in DATES:
            found.pop(name, None)


def _not_a_files(reference: Reference) -> Iterator[str]:
    """What became of the fields that no reference has: all of them are kept beside the report, none is set on it."""
    aside = []
    for name in reference.extra:
        if name.casefold().replace("-", "_") in NOT_A_FILES:
            yield f"{name[:60]}: not a file's to say, so it was not taken."
        else:
            aside.append(name[:60])
    if aside:
        yield f"Kept aside: {', '.join(aside[:MOST_NAMED])}{', …' if len(aside) > MOST_NAMED else ''}."


def _beyond(reference: Reference, found: dict[str, Any]) -> dict[str, Any]:
    """What a report has no column for, or what was not fit for its column; as JSON has it."""
    names = [one.name for one in fields(reference) if one.name not in found and one.name != "authors"]
    return {name: _plain(value) for name in names if (value := getattr(reference, name))}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if hasattr(value, "items"):
        return {str(name): _plain(one) for name, one in value.items()}
    if hasattr(value, "citation"):  # a publication that the record names
        return {name: str(one) for name, one in asdict(value).items() if one}
    return value if isinstance(value, bool | int | float) else str(value)


def derived(values: dict[str, Any]) -> dict[str, str]:
    """The keys that likely duplicates are found by, which the database keeps beside the columns."""
    known = {name: values.get(name) or "" for field in DERIVED for name in field.of}
    return {field.attname: field.worked_out(known) for field in DERIVED}
