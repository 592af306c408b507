"""Dates as precise as their source, read from one form and written in the same."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.dates import PartialDate, PartialDateError

NOT_A_DATE = "“{}” is not a date: write 2013, 2013-03 or 2013-03-01, with a ? behind it if the source is unsure."


@pytest.mark.parametrize(
    ("text", "date", "words"),
    [
        ("2012-12-17", PartialDate(year=2012, month=12, day=17), "17 December 2012"),
        ("2013-03", PartialDate(year=2013, month=3), "March 2013"),
        ("2013", PartialDate(year=2013), "2013"),
        ("2020-02?", PartialDate(year=2020, month=2, uncertain=True), "February 2020 (date uncertain)"),
        ("2020-02-29", PartialDate(year=2020, month=2, day=29), "29 February 2020"),
        (" 2013 ", PartialDate(year=2013), "2013"),
        ("1753?", PartialDate(year=1753, uncertain=True), "1753 (date uncertain)"),
    ],
)
def test_a_date_is_read_and_said(text: str, date: PartialDate, words: str) -> None:
    assert PartialDate.parse(text) == date
    assert (str(date), date.words) == (text.strip(), words)


@pytest.mark.parametrize(
    "text",
    ["", "March 2013", "17.12.2012", "2013-3", "13-03-01", "2013-03-01?x", "2013-03-01T10:00", "２０１３", "2013/03"],
)
def test_another_form_gets_a_sentence(text: str) -> None:
    with pytest.raises(PartialDateError) as caught:
        PartialDate.parse(text)
    assert str(caught.value) == NOT_A_DATE.format(text)


@pytest.mark.parametrize("text", ["2013-13", "2013-00", "2013-02-29", "2013-02-00", "2013-04-31", "0000"])
def test_a_day_that_never_was_is_named(text: str) -> None:
    with pytest.raises(PartialDateError) as caught:
        PartialDate.parse(text)
    assert str(caught.value).startswith(f"“{text}” is not in the calendar: ")


@st.composite
def dates(draw: st.DrawFn) -> PartialDate:
    year, uncertain = draw(st.integers(1, 9999)), draw(st.booleans())
    month = draw(st.none() | st.integers(1, 12))
    if month is None:
        return PartialDate(year=year, uncertain=uncertain)
    day = draw(st.none() | st.integers(1, calendar.monthrange(year, month)[1]))
    return PartialDate(year=year, month=month, day=day, uncertain=uncertain)


@given(dates())
def test_what_is_written_is_read_again(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_gets_a_sentence(text: str) -> None:
    try:
        date = PartialDate.parse(text)
    except PartialDateError:
        return
    assert str(date) == text.strip()


@given(st.dates())
def test_a_day_of_the_calendar_is_known_to_the_day(day: date) -> None:
    assert str(PartialDate.on(day)) == day.isoformat()
    assert PartialDate.parse(day.isoformat()) == PartialDate.on(day)
