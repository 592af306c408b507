"""Plain text articles: title, headings and lists as a reader sees them, and nothing of the text lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.reading.page_file import PageFile, PageFileError, SourceFormat
from wiki.reading.plain_text import is_heading, read, to_html

ARTICLE = """Magnesium for Back Pain - Is It Effective?

It is <b>cheap</b>.
So people take it.

How to Take More

magnesium for back pain woman with her hands on her lower back

A deficiency can cause:

  • Pain & fatigue
  • Cramps

Foods:
- Flax
- Seeds
"""


def test_an_article_is_its_title_and_its_whole_text() -> None:
    assert read(ARTICLE, file="texts/Magnesium Article.txt") == PageFile(
        file="texts/Magnesium Article.txt",
        format=SourceFormat.TEXT,
        front_matter="",
        body=ARTICLE,
        title="Magnesium for Back Pain - Is It Effective?",
        slug="magnesium-article",
    )


def test_a_title_has_single_ordinary_spaces() -> None:
    assert read("\r\n Leg\u00a0 cramps \r\n \r\n", file="a.txt").title == "Leg cramps"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_computer(end: str) -> None:
    assert to_html(end.join(["", "Title", "", "Words.", "", "• One", "• Two"])).splitlines() == [
        "<p>Words.</p>",
        "<ul><li>One</li><li>Two</li></ul>",
    ]


def test_headings_lists_and_paragraphs_are_told_apart_and_signs_are_escaped() -> None:
    assert to_html(ARTICLE).splitlines() == [
        "<p>It is &lt;b&gt;cheap&lt;/b&gt;.",
        "So people take it.</p>",
        "<h2>How to Take More</h2>",
        "<p>magnesium for back pain woman with her hands on her lower back</p>",
        "<p>A deficiency can cause:</p>",
        "<ul><li>Pain &amp; fatigue</li><li>Cramps</li></ul>",
        "<p>Foods:</p>",
        "<ul><li>Flax</li><li>Seeds</li></ul>",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Final Thoughts",
        "What Causes Magnesium Deficiency?",
        "How to Increase Your Magnesium Intake",
        "Magnesium, Vitamin D, and Back Pain",
        "Magnesium for Pain: How Does it Help?",
    ],
)
def test_a_short_line_in_capitals_is_a_heading(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Shop now",
        "Topical magnesium is another option for back pain.",
        "Take Control Today!",
        "Foods Rich in Magnesium:",
        "a Jar Sitting On a Table",
        "A Cream Sitting On a Table Next To Someone with phone in hand",
        "",
    ],
)
def test_a_sentence_a_caption_and_a_list_title_are_no_headings(line: str) -> None:
    assert not is_heading(line)


@given(
    title=st.text(alphabet="ab <&", min_size=1).filter(str.strip),
    rest=st.text(st.characters(exclude_characters="\0", codec="utf-8")),
)
def test_any_text_with_a_title_is_kept_to_the_byte(title: str, rest: str) -> None:
    text = f"{title[:300]}\n{rest}"

    file = read(text, file="a.txt")

    assert (file.front_matter + file.body, file.title) == (text, " ".join(title[:300].split()))


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff", "a" * 301])
def test_a_text_without_a_title_is_refused(text: str) -> None:
    with pytest.raises(PageFileError) as caught:
        read(text, file="a.txt")

    assert str(caught.value) == "a.txt:1: expected the title on the first line, at most 300 characters."


@given(st.text())
def test_no_word_of_any_text_is_lost(text: str) -> None:
    kept = to_html("Title\n" + text)

    for word in text.replace("<", " ").replace(">", " ").replace("&", " ").replace('"', " ").replace("'", " ").split():
        assert word in kept or word in "•*‣–-"


def test_a_file_whose_name_makes_no_address_is_refused() -> None:
    with pytest.raises(PageFileError) as caught:
        read("Title", file="…….txt")

    assert str(caught.value) == (
        "…….txt:1: expected letters or digits in the name of the file, since it makes the address."
    )
