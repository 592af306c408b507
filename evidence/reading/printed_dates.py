"""Dates as journals and reference managers print them: 2013/03//, Mar 2013, 2013 Mar 15, SEP 22."""

from __future__ import annotations

import re
from datetime import date

from evidence.dates import PartialDate

NAMES = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
MONTHS = {name[:length]: number for number, name in enumerate(NAMES, 1) for length in range(3, len(name) + 1)}
YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
PARTED = re.compile(
    rf"{YEAR}(?:[-/.](?P<month>[A-Za-z]{{3,9}}|\d{{1,2}})?(?:[-/.](?P<day>\d{{1,2}})?)?)?(?:[/T].*| \d\d?:.*)?", re.S
)
NAMED = (
    re.compile(rf"{YEAR}[\s,]+(?P<month>[A-Za-z]{{3,9}})\.?(?:\s+(?P<day>\d{{1,2}}))?"),
    re.compile(rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+)?(?P<month>[A-Za-z]{{3,9}})\.?[\s,-]+{YEAR}"),
    re.compile(rf"(?P<month>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{YEAR}"),
    re.compile(rf"{YEAR}(?P<month>\d\d)(?P<day>\d\d)"),
)
NUMBERS = re.compile(rf"(?P<one>\d{{1,2}})[./](?P<two>\d{{1,2}})[./]{YEAR}")
WITHOUT_YEAR = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?(?:[\s-]+(?P<day>\d{1,2}))?")
ANY_YEAR = re.compile(rf"(?<!\d){YEAR}(?!\d)")


def printed_date(text: str) -> PartialDate | None:
    """As precise as it can be read; a season or a range of months gives the year, no year gives None."""
    text = " ".join(text.split()).strip("[]()., ;")
    for pattern in (PARTED, *NAMED):
        if match := pattern.fullmatch(text):
            return _date(int(match["year"]), match["month"], match["day"])
    if match := NUMBERS.fullmatch(text):
        return _of_numbers(int(match["year"]), int(match["one"]), int(match["two"]))
    found = ANY_YEAR.search(text)
    return PartialDate(year=int(found["year"])) if found else None


def date_within(year: int, text: str) -> PartialDate | None:
    """`SEP 22` or `Mar`, as Web of Science prints the date beside the year."""
    match = WITHOUT_YEAR.fullmatch(text.strip())
    return _date(year, match["month"], match["day"]) if match and match["month"].lower() in MONTHS else None


def _of_numbers(year: int, one: int, two: int) -> PartialDate:
    """15/03/2013 and 03/15/2013; of 03/04/2013 nobody knows which is the month."""
    if one > 12 >= two:
        return _date(year, str(two), str(one))
    if two > 12 >= one:
        return _date(year, str(one), str(two))
    return PartialDate(year=year)


def _date(year: int, month: str | None, day: str | None) -> PartialDate:
    """Without the parts that are not in the calendar: a month 00 is how some write that there is none."""
    number = int(month) if month and month.isdecimal() else MONTHS.get((month or "").lower().removesuffix("."), 0)
    if not 1 <= number <= 12:
        return PartialDate(year=year)
    try:
        date(year, number, int(day or 0))
    except ValueError:
        return PartialDate(year=year, month=number)
    return PartialDate(year=year, month=number, day=int(day or 0))
