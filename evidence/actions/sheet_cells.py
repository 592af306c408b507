"""One cell of a sheet that came back: whether it differs, and what its text means for its field."""

from __future__ import annotations

import math
import re
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from evidence.fields import PartialDateField
from evidence.models import Kept
from evidence.summaries.sheet_kinds import Place

YES_NO = {"true": True, "false": False}
# What spreadsheet programs make of 1-2 and of 2013-03.
MADE_A_DATE = re.compile(
    r"\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:-\d{2,4})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{2,4}|\d{1,2}/\d{1,2}/\d{2,4}",
    re.IGNORECASE,
)


def shown(value: Any) -> str:
    """A value as the download writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def differs(was: Any, cell: str) -> bool:
    """Whether a cell says something else than the row; 4.70 is 4.7, and line ends are line ends."""
    old, new = _plain(shown(was)), _plain(cell)
    if old == new:
        return False
    if isinstance(was, int | float) and not isinstance(was, bool):
        try:
            return float(new) != float(was)
        except ValueError:
            return True
    return not (isinstance(was, bool) and new.lower() == old)


def meant(field: Any, place: Place, cell: str, row: Kept) -> Any:
    """The value of a cell for its field. Raises ValidationError."""
    text = _plain(cell)
    if field.is_relation:
        return _links(field, place, text, row)
    if isinstance(field, models.BooleanField):
        return _yes_no(field, text)
    if text == "" and field.null:
        return None
    if isinstance(field, models.FloatField | models.IntegerField):
        return _number(field, text)
    return _text(field, "\n".join(_parts(text)) if place.lines else text)


def _text(field: Any, text: str) -> Any:
    if not isinstance(field, PartialDateField) and MADE_A_DATE.fullmatch(text.strip()):
        raise ValidationError(f"“{text}” looks like a date that a spreadsheet made: format the column as text.")
    if field.choices and text not in dict(field.flatchoices) and not (text == "" and field.blank):
        offered = ", ".join(str(value) for value, _ in field.flatchoices if value)
        raise ValidationError(f"Expected one of {offered}, got “{text[:60]}”.")
    return field.to_python(text)


def _links(field: Any, place: Place, text: str, row: Kept) -> Any:
    if field.many_to_many:
        return [_linked(field, place, part) for part in _parts(text)]
    return _linked(field, place, text.strip(), of=row) if text.strip() else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _yes_no(field: Any, text: str) -> bool | None:
    value = YES_NO.get(text.strip().lower())
    if value is None and not (field.null and not text.strip()):
        raise ValidationError(f"Expected true or false, got “{text[:60]}”.")
    return value


def _number(field: Any, text: str) -> Any:
    whole = isinstance(field, models.IntegerField)
    try:
        value = float(text)
        if not math.isfinite(value) or (whole and not value.is_integer()):
            raise ValueError  # infinity, or half a person
        return int(value) if whole else value
    except (ValueError, OverflowError):
        wanted = "a whole number" if whole else "a number such as 4.7"
        raise ValidationError(f"Expected {wanted}, or nothing if it is not reported, got “{text[:60]}”.") from None


def _linked(field: Any, place: Place, text: str, of: Kept | None = None) -> Any:
    model = field.related_model
    rows = model._base_manager.all()
    if of is not None and field.name == "report":
        rows = rows.filter(study=of.study_id)  # type: ignore[attr-defined]
    try:
        if not place.by:
            found = [model._default_manager.get_by_natural_key(*text.split("/"))]
        else:
            found = list(rows.filter(**{place.by: text})[:2])
    except (ObjectDoesNotExist, TypeError, ValueError):
        found = []
    noun = model._meta.verbose_name
    if not found:
        raise ValidationError(f"There is no {noun} “{text[:80]}”.")
    if len(found) > 1:
        raise ValidationError(f"“{text[:80]}” is the name of more than one {noun}: choose it at the desk.")
    return found[0]
