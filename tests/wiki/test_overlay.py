"""The curation file: read whole, or refused with the place and what was expected there."""

import pytest

from evidence.dates import PartialDate
from wiki.reading.overlay import MarkedSentence, OverlayError, PageDecision, SectionDecision, read

KEYS = "lane, publisher, conflict_of_interest, source_url, sections, mentions"
HOW_TO_DATE = "write 2013, 2013-03 or 2013-03-01, with a ? behind it if the source is unsure."


def test_decisions_are_read_page_by_page() -> None:
    text = """
back-pain:
  lane: wiki
  publisher: VitaminDWiki
  sections:
    - heading: Relief -
        Dec 2014
      lane: personal experience
    - heading: A trial
      date: ""
    - heading: Review
      date: 2020-11?
      date_words: Nov 2020
  mentions:
    - words: A 2012 RCT
      report: pmid:23384256
      reason: Its regimen is the one in the abstract.
other: {conflict_of_interest: Sells it., source_url: "https://example.org/"}
"""

    assert read(text, file="c.yaml") == [
        PageDecision(
            slug="back-pain",
            lane="wiki",
            publisher="VitaminDWiki",
            sections=(
                SectionDecision(heading="Relief - Dec 2014", lane="personal experience"),
                SectionDecision(heading="A trial", date=None, date_words=""),
                SectionDecision(
                    heading="Review", date=PartialDate(year=2020, month=11, uncertain=True), date_words="Nov 2020"
                ),
            ),
            mentions=(
                MarkedSentence(
                    words="A 2012 RCT", report="pmid:23384256", reason="Its regimen is the one in the abstract."
                ),
            ),
        ),
        PageDecision(slug="other", conflict_of_interest="Sells it.", source_url="https://example.org/"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "c.yaml:1: not YAML: expected the node content, but found '<stream end>'."),
        ("- a", "c.yaml:1: expected the slug of a page, a colon, and its decisions beneath."),
        ("", "c.yaml:1: expected the slug of a page, a colon, and its decisions beneath."),
        ("a: wiki", f"c.yaml: a: expected an entry with {KEYS}."),
        ("a: {lanes: wiki}", f"c.yaml: a: “lanes” is not known here: expected {KEYS}."),
        ("a: {lane: [wiki]}", "c.yaml: a: lane: expected a text."),
        ("a: {sections: wiki}", "c.yaml: a: sections: expected a list, each entry with a hyphen before it."),
        ("a: {sections: [{lane: wiki}]}", "c.yaml: a: “heading” is missing."),
        ("a: {mentions: [{words: x, report: y}]}", "c.yaml: a: “reason” is missing."),
        (
            "a: {sections: [{heading: H, date: March}]}",
            f"c.yaml: a: section “H”: “March” is not a date: {HOW_TO_DATE}",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_the_place_and_what_was_expected(text: str, sentence: str) -> None:
    with pytest.raises(OverlayError) as caught:
        read(text, file="c.yaml")

    assert str(caught.value) == sentence
