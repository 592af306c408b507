"""Citations in the text and in the list."""

from __future__ import annotations

import pytest

from evidence.citations import place, short, vancouver
from evidence.dates import PartialDate


@pytest.mark.parametrize(
    ("authors", "year", "text"),
    [
        (["Yousef AA", "Al-deeb AE"], 2013, "Yousef and Al-deeb 2013"),
        (["Ashar YK", "Gordon A", "Schubiner H"], 2022, "Ashar et al. 2022"),
        (["Vormann J"], 2001, "Vormann 2001"),
        (["van der Windt D"], None, "van der Windt"),
        (["US Food and Drug Administration"], 2023, "US Food and Drug Administration 2023"),
        ([], 2016, "a title 2016"),
    ],
)
def test_short(authors: list[str], year: int | None, text: str) -> None:
    assert short(authors, year, otherwise="a title") == text


def test_vancouver_with_both_dates() -> None:
    assert (
        vancouver(
            authors=["Yousef AA", "Al-deeb AE"],
            title="Magnesium in back pain",
            journal="Anaesthesia",
            date=PartialDate.parse("2013-03"),
            year=2013,
            place=place("68", "3", "260-266"),
            online=PartialDate.parse("2012-12-17"),
        )
        == "Yousef AA, Al-deeb AE. Magnesium in back pain. Anaesthesia. 2013 Mar;68(3):260-266. Epub 2012 Dec 17."
    )


def test_vancouver_with_little_known() -> None:
    many = [f"Doe {letter}" for letter in "ABCDEFG"]
    assert vancouver(authors=many, title="Why?", journal="", date=None, year=None, place="", online=None) == (
        "Doe A, Doe B, Doe C, Doe D, Doe E, Doe F, et al. Why?"
    )
    assert vancouver(authors=[], title="", journal="", date=None, year=2013, place="", online=None) == (
        "[title not seen]. 2013."
    )
