"""Names, pages, dates and LaTeX's letters, each by its own rules."""

from __future__ import annotations

import pytest

from evidence.reading.latex import plain
from evidence.reading.names import from_text
from evidence.reading.pages import joined, whole
from evidence.reading.printed_dates import date_within, printed_date


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Yousef, Ayman A.", "Yousef AA"),
        ("Yousef AA", "Yousef AA"),
        ("Ayman A. Yousef", "Yousef AA"),
        ("Brownstein C D", "Brownstein CD"),
        ("McNamara, M.E.", "McNamara ME"),
        ("Jalil, N. -E", "Jalil NE"),
        ("Dubois, Jean-Paul", "Dubois JP"),
        ("World Health Organization,", "World Health Organization"),
        ("RECOVERY Collaborative Group", "RECOVERY Collaborative Group"),
        ("Department of Health, Social Care, Study Group", "Department of Health, Social Care, Study Group"),
        ("Heuvel, Michel M. van den", "van den Heuvel MM"),
        ("Ludwig van Beethoven", "van Beethoven L"),
        ("Smith, John, Jr.", "Smith J Jr"),
        ("Smith, III, John", "Smith J 3rd"),
        ("Smith JA Jr", "Smith JA Jr"),
        ("王, 小明", "王 小明"),
        ("*Smith, J.", "Smith J"),
        ("Hern, Matt, Ed", "Hern M"),
        ("Plato", "Plato"),
        ("", ""),
    ],
)
def test_a_name_in_any_order_becomes_family_and_initials(text: str, name: str) -> None:
    assert from_text(text) == name


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("260-6", "260-266"),
        ("260--266", "260-266"),
        ("1279‐1297", "1279-1297"),
        ("S12-8", "S12-S18"),
        ("260-6, 270-1", "260-266, 270-271"),
        ("e226", "e226"),
        ("39-39", "39"),
        ("iv-ix", "iv-ix"),
        ("No Pagination Specified", ""),
    ],
)
def test_pages_are_written_in_full(text: str, pages: str) -> None:
    assert whole(text) == pages


def test_first_and_last_page_may_each_hold_both() -> None:
    assert joined("260", "6") == "260-266"
    assert joined("260-6", "6") == "260-266"
    assert joined("260-266", "") == "260-266"
    assert joined("", "266") == "266"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2013/03//", "2013-03"),
        ("2013/03/15/Epub", "2013-03-15"),
        ("2013/Mar", "2013-03"),
        ("2013///", "2013"),
        ("1983-03//", "1983-03"),
        ("Mar 2013", "2013-03"),
        ("2013 Mar 15", "2013-03-15"),
        ("2013 Mar-Apr", "2013"),
        ("2013 Winter", "2013"),
        ("March 15th, 2013", "2013-03-15"),
        ("15 March 2013", "2013-03-15"),
        ("20130315", "2013-03-15"),
        ("2013-03-15T10:00:00Z", "2013-03-15"),
        ("15/03/2013", "2013-03-15"),
        ("03/04/2013", "2013"),
        ("2013-02-31", "2013-02"),
        ("2013/00/00", "2013"),
        ("[c2013]", "2013"),
        ("in press", "None"),
        ("0000", "None"),
    ],
)
def test_a_printed_date_is_as_precise_as_it_can_be_read(text: str, date: str) -> None:
    assert str(printed_date(text)) == date


def test_a_date_without_its_year_stands_beside_one() -> None:
    assert str(date_within(2010, "SEP 22")) == "2010-09-22"
    assert str(date_within(2010, "DEC")) == "2010-12"
    assert date_within(2010, "JUL-DEC") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"M{\"u}ller and \"{U}ber", "Müller and Über"),
        (r"Stra{\ss}e, \O resund, {\AA}s", "Straße, Øresund, Ås"),
        (r"Garc{\'\i}a \v{S}ev\v c\'ik \c{c}a \H{o}", "García Ševčík ça ő"),
        (r"a \& b, 5\%, \$5", "a & b, 5%, $5"),
        (r"$\alpha$-tocopherol, $p<0.05$, CO$_{2}$, 50~mg", "α-tocopherol, p<0.05, CO2, 50 mg"),
        (r"``x'' {\em in vivo} \textit{in vitro} 1--2", "“x” in vivo in vitro 1–2"),
        ("{{A {M}agnesium} study}", "A Magnesium study"),
    ],
)
def test_latex_becomes_plain_letters(text: str, said: str) -> None:
    assert plain(text) == (said, [])


def test_a_command_that_is_not_known_stays_and_is_told() -> None:
    assert plain(r"a \strange{thing}") == (r"a \strangething", [r"\strange"])
