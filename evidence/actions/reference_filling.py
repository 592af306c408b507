"""What a record of a file adds to a report that is known: empty fields are filled, and nothing is overwritten."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from evidence.actions.reference_columns import DATES, TAKEN
from evidence.dates import PartialDate
from evidence.likeness import pages_key, title_key
from evidence.models import Report, State

# A kind is never empty, so it is never filled.
FILLED = tuple(name for name in TAKEN if name != "kind")
COMPARED: dict[str, Callable[[str], str]] = {
    "title": title_key,
    "journal": str.casefold,
    "year": str,
    "volume": str,
    "issue": str,
    "pages": pages_key,
}


def filled_by(report: Report, values: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The columns that are empty and would be filled; and why nothing is, where something could be."""
    fills = {name: values[name] for name in FILLED if values.get(name) and not getattr(report, name)}
    if not fills:
        return {}, ""
    names = ", ".join(name.replace("_", " ") for name in fills)
    if report.study is not None and report.study.state == State.PUBLISHED:
        return {}, f"It could fill in {names}, but {report.study} is published: reopen the study first."
    try:
        filled(report, fills).clean()
    except ValidationError as error:
        return {}, f"It could fill in {names}, but then: {' '.join(error.messages)}"
    return fills, ""


def filled(report: Report, fills: dict[str, Any]) -> Report:
    """A copy of the report as it would be, not saved."""
    other = copy.copy(report)
    for name, value in fills.items():
        setattr(other, name, PartialDate.parse(value) if name in DATES else value)
    return other


def kept_as_they_are(report: Report, values: dict[str, Any]) -> list[str]:
    """The names of the fields that hold something else than the file says."""
    return [
        name
        for name, key in COMPARED.items()
        if values.get(name) and getattr(report, name) and key(str(values[name])) != key(str(getattr(report, name)))
    ]
