"""Conditions on dates that are known to the year, month or day, as texts in the database."""

from __future__ import annotations

from datetime import date

from django.db.models import Expression, ExpressionWrapper, F, Q, TextField
from django.db.models.lookups import EndsWith, LessThan, StartsWith


def past(field: str, day: date) -> Q:
    """All of the date lies before a day: a date known to the month is past when the month is over.

    Compared by its beginnings, of one length each, since a database may sort `-` and `?` in its own way.
    """
    year, month = f"{day:%Y}", f"{day:%Y-%m}"
    this_year = Q(StartsWith(_text(field), f"{year}-"), LessThan(_text(field), month))
    this_month = Q(StartsWith(_text(field), f"{month}-"), LessThan(_text(field), day.isoformat()))
    return Q(LessThan(_text(field), year)) | this_year | this_month


def doubted(*fields: str) -> Q:
    """One of the dates has a question mark behind it."""
    found = Q()
    for field in fields:
        found |= Q(EndsWith(_text(field), "?"))
    return found


def _text(field: str) -> Expression:
    """The column as it is: its own field would read the beginning of a date as a date."""
    return ExpressionWrapper(F(field), output_field=TextField())
