"""Keys that bring two ways to write one thing together, and keep apart what differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.likeness import author_key, first_page, is_preprint, near_years, pages_key, title_key, unversioned
from evidence.likeness.keys import LONGEST_KEY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The β-blocker and low back pain.", "Beta blocker and low-back pain"),
        ("Étude de la lombalgie", "Etude de la Lombalgie."),
        ("[Magnesium in back pain].", "Magnesium in back pain"),
        ("Magnesium in back pain [Article in German]", "Magnesium in back pain (abstract)"),
        ("Pain &amp; sleep in <i>1,200</i> adults", "Pain and sleep in 1200 adults"),
        ("Back pain: part II", "Back pain, Part 2"),
        ("Crohn’s disease", "Crohns disease"),
    ],
)
def test_two_ways_to_write_a_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Back pain: part I", "Back pain: part II"),
        ("A trial of magnesium", "A trial of magnesium: protocol"),
        ("Magnesium for pain", "Erratum: Magnesium for pain"),
        ("Follow-up at 12 months", "Follow-up at 24 months"),
        ("5 10 mg", "510 mg"),
        ("0.5 mg", "5 mg"),
    ],
)
def test_what_tells_two_titles_apart_stays_in_their_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_a_title_too_long_for_an_index_is_told_apart_by_its_whole() -> None:
    one, other = title_key("word " * 99 + "part I"), title_key("word " * 99 + "part II")
    assert one != other
    assert one[:LONGEST_KEY] == other[:LONGEST_KEY]


@given(st.text(max_size=700))
def test_a_key_is_short_whatever_the_title(title: str) -> None:
    assert len(title_key(title)) <= LONGEST_KEY + 17


@pytest.mark.parametrize(
    "name",
    [
        "Yousef AA",
        "Yousef, Ahmed A.",
        "A. A. Yousef",
        "AA Yousef",
        "Ahmed Yousef",
        "YOUSEF A",
        "Yousef AA Jr",
        "Yousef",
    ],
)
def test_a_family_name_is_found_in_any_order(name: str) -> None:
    assert author_key([name, "Al-deeb AE"]) == "yousef"


def test_particles_umlauts_and_groups() -> None:
    assert author_key(["van Tulder MW"]) == author_key(["Tulder MW van"]) == author_key(["Tulder, Maurits van"])
    assert author_key(["Müller K"]) == author_key(["Mueller K"]) == author_key(["Muller K"])
    assert author_key(["OPAL Study Group"]) == "opalstudygroup"
    assert (author_key(["LI X"]), author_key(["Le H"]), author_key([]), author_key([""])) == ("li", "le", "", "")


def test_pages_in_full() -> None:
    written = ["260-266", "pp. 260–6", "260--66", "p260-266", "S012", "e1234", "E12-E18", "9", "", "online first"]
    assert [pages_key(one) for one in written] == [
        *["260-266"] * 4, "s12", "e1234", "e12-18", "9", "", ""
    ]  # fmt: skip
    assert (first_page("260-6"), first_page("")) == ("260", "")


def test_a_year_online_and_the_year_of_the_issue_are_near() -> None:
    assert (near_years(2012, 2013), near_years(2012, 2014), near_years(None, 2012)) == (True, False, None)


def test_preprints_by_kind_or_by_their_server() -> None:
    assert is_preprint("preprint", None)
    assert is_preprint("article", "10.1101/2020.03.01.20029876")
    assert is_preprint("article", "10.21203/rs.3.rs-12345/v1")
    assert not is_preprint("article", "10.1101/gr.1239303")  # Genome Research, of the same publisher
    assert not is_preprint("article", "10.1111/anae.12107")
    assert unversioned("10.21203/rs.3.rs-12345/v2") == "10.21203/rs.3.rs-12345"
    assert unversioned("10.1111/x.v2") == "10.1111/x.v2"
