"""Sentences that speak of a study without naming it, told from those that only use the word."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.mentions import locate, placeholder
from wiki.study_sentences import study_sentences
from wiki.title_words import likely_title


def words(html: str) -> list[str]:
    return [one.words for one in study_sentences(html)]


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("One study found that six weeks of walking helped.", "speaks of a study and says what it found"),
        ("In a 2012 double-blind RCT nobody got better.", "speaks of a study and says how it was done"),
        ("A meta-analysis of 12 trials leaves it open.", "speaks of a study and says how many it counted"),
        ("The trial was small (n = 80) and short.", "n = a number"),
        ("Pain was halved (n=12).", "n = a number"),
        ("It was published in the Journal of Backs.", "published in a journal"),
        ("It was published last year in The Lancet.", "published in a journal"),
        ("Researchers at Leiden asked nurses.", "researchers somewhere"),
        ("There was a clinical trial of it.", "speaks of a study and says how it was done"),
        ("A cohort from 1998 says otherwise.", "speaks of a study and says when"),
    ],
)
def test_a_sentence_about_a_study_is_noticed_and_says_why(sentence: str, cue: str) -> None:
    (found,) = study_sentences(f"<p>Backs hurt. {escape(sentence)} That is all.</p>")
    assert (found.words, found.cue) == (sentence, cue)


@pytest.mark.parametrize(
    "sentence",
    [
        "I study at home.",
        "Ask your doctor about trials.",
        "We found our keys.",
        "Take 2000 IU of it while you study.",
        "More research is needed.",
        "One study found it, see PMID: 23384256.",
        "One study found it: doi:10.1111/anae.12107.",
    ],
)
def test_what_is_no_study_or_has_its_identifier_is_passed_over(sentence: str) -> None:
    assert words(f"<p>{sentence}</p>") == []


def test_a_sentence_with_a_citation_is_passed_over_and_its_neighbours_are_not() -> None:
    html = (
        "<p>One study found that it helped. Another study"
        f" showed <a>it</a>{placeholder(1)} does not. A third study found nothing.{placeholder(2)}"
        " A fourth study reported pain.</p>"
    )
    assert words(html) == ["One study found that it helped.", "A fourth study reported pain."]


def test_sentences_end_where_blocks_and_lines_do_and_not_at_abbreviations() -> None:
    html = (
        "<h3>One study found</h3><ul><li>Smith et al. 2012: one study found pain</li><li>and rest</li></ul>"
        "<p>One trial vs. None was double-blind<br>and long.</p>"
    )
    assert words(html) == ["Smith et al. 2012: one study found pain", "One trial vs. None was double-blind"]


def test_a_sentence_runs_through_emphasis_and_links_and_can_be_marked_as_it_is() -> None:
    html = "<p>“One <em>study</em> found\nthat <a>two &amp; two</a> helped.” Fine.</p>"
    (found,) = words(html)
    assert found == "“One study found that two & two helped.”"
    assert locate(html, found) is not None


@given(st.lists(st.sampled_from(["One study found pain. ", "n = 80", " et al. ", "“", "A", ".", " ", "\n", "é?"])))
def test_whatever_is_offered_stands_in_the_text(parts: list[str]) -> None:
    html = f"<p>{escape(''.join(parts), quote=False)}</p>"
    for one in words(html):
        assert locate(html, one) is not None


@pytest.mark.parametrize(
    ("link", "title"),
    [
        (
            "“Walking and back pain in nurses: a randomised trial.”",
            "Walking and back pain in nurses: a randomised trial.",
        ),
        ("Click here to read the full text of it", ""),
        ("Walking helps", ""),
        ("walking and back pain in nurses: a trial", ""),
        ("Walking and back pain in nurses: a randomised…", ""),
        ("Walking and back pain in nurses PMID: 23384256", ""),
        ("", ""),
    ],
)
def test_words_of_a_link_are_a_title_or_are_not(link: str, title: str) -> None:
    assert likely_title(link) == title
