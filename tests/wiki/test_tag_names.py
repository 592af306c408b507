"""Two spellings of one name are one tag, whatever Unicode does with capitals and spaces."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.tag_names import LONGEST_KEY, names_in, names_written, tag_key, tag_spelling, tag_word
from wiki.tag_words import WordsFound, find_words, words_listed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pain", "pAIN"),
        ("Back pain", " back\u00a0 Pain\n"),
        ("ÉNERGIE", "e\u0301nergie"),
        ("Straße", "STRASSE"),
        ("БОЛЬ", "боль"),
        ("ΠΟΝΟΣ", "πονος"),
        ("Ｄ３", "d3"),
        ("ﬁbre", "FIBRE"),
        ("vita\u00admin\u200b D", "Vitamin D"),
    ],
)
def test_names_that_look_alike_are_one(one: str, other: str) -> None:
    assert tag_key(one) == tag_key(other)


@pytest.mark.parametrize(("one", "other"), [("pain", "pains"), ("D3", "D2"), ("back pain", "backpain"), ("µg", "g")])
def test_names_that_differ_are_two(one: str, other: str) -> None:
    assert tag_key(one) != tag_key(other)


@given(st.text())
def test_a_key_is_its_own_key_and_that_of_its_spelling(name: str) -> None:
    key = tag_key(name)

    assert tag_key(key) == key
    assert tag_key(tag_spelling(name)) == key
    assert len(key) <= LONGEST_KEY
    assert key == " ".join(key.split())


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_latin_capitals_make_no_difference(name: str) -> None:
    assert tag_key(name.upper()) == tag_key(name.lower()) or "ı" in name  # Turkish has two letters there


@pytest.mark.parametrize(
    ("name", "word"),
    [("AU, NZ", "au-nz"), ("Chronic\u00a0pain", "chronic-pain"), ("Боль", "боль"), ("C++", "c"), ("???", ""), ("", "")],
)
def test_an_address_has_letters_of_any_script(name: str, word: str) -> None:
    assert tag_word(name) == word


def test_words_are_found_whole_in_any_capitals_with_what_is_around() -> None:
    text = "We gave\n\nVITAMIN\u00a0d to  people, and vitamin Dx to none."

    assert find_words("magnesium\nvitamin D", text) == WordsFound(
        before="We gave ", words="VITAMIN d", after=" to people, and vitamin Dx to none."
    )
    assert find_words("vitamin", "provitamin and vitamin3") is None
    assert find_words("", text) is None
    assert find_words("D (3)", "d (3)") == WordsFound(before="", words="d (3)", after="")


def test_the_first_text_comes_first_and_the_longer_words_before_the_shorter() -> None:
    found = find_words("vitamin D\nvitamin D 3", "A title", "The vitamin D 3 study")

    assert found == WordsFound(before="The ", words="vitamin D 3", after=" study")


def test_words_are_listed_once() -> None:
    assert words_listed(" back  pain \n\nBack pain\r\nlumbago") == ["back pain", "lumbago"]


@given(
    st.lists(st.text(alphabet="ab. (", min_size=1, max_size=5), max_size=4), st.text(alphabet="ab. (\n", max_size=80)
)
def test_what_is_found_stands_in_the_text(words: list[str], text: str) -> None:
    found = find_words("\n".join(words), text)

    assert found is None or found.words in re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("back pain", ["back pain"]),
        (' pain , "AU, NZ",, Pain', ["AU, NZ", "Pain"]),
        ('"unclosed, x', ["unclosed", "x"]),
        ("", []),
    ],
)
def test_a_field_holds_names_with_commas_between(field: str, names: list[str]) -> None:
    assert names_in(field) == names


@given(st.lists(st.text(alphabet="aB, é", min_size=1, max_size=6)))
def test_what_is_written_in_a_field_is_read_from_it(names: list[str]) -> None:
    kept = {tag_key(name): tag_spelling(name) for name in names if tag_spelling(name)}

    assert names_in(names_written(kept.values())) == sorted(kept.values())
