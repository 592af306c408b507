"""What a page does not show, or cannot mean: told with its kind and its line, and nothing else is."""

import pytest

from wiki.reading.page_file import LossKind
from wiki.rendering import markdown, render

CHRONIC = "https://files.example/chronic-pain-2020-compresspdf.pdf"
DRAFT = "https://files.example/draft-guideline-on-necks---march-2016.pdf"
ATTACHED = f"""
#### A review of necks, asking for comments March 2016

* The word sleep is not in the PDF

#### Update March 2016: my neck

Better.

#### See also

* [Seven foods for your neck](https://foods.example/seven/) Sept 2016

> [Download the PDF]({DRAFT})

* [Chronic pain of the neck](https://x.example/) Nov 2020

> [Download the PDF]({CHRONIC})
"""


def told(body: str, kind: LossKind) -> list[tuple[int, str]]:
    return [(one.line, one.sentence) for one in render(body, to_html=markdown).losses if one.kind is kind]


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("a <span style='color:red'>b</span>", ["1 × colour red left out: the words are kept."]),
        ("<p style=' color : #F00; '>b</p>", ["1 × colour #F00 left out: the words are kept."]),
        ("<i style='color:red;top:0'>b</i>", ["1 × style of <i> left out."]),
        ("<font color='blue'>b</font>", ["1 × colour blue left out: the words are kept."]),
        ("| a | b |\n|:-|-:|\n| 1 | 2 |", []),
        ("a[^1]\n\n[^1]: b", []),
    ],
)
def test_colours_are_told_and_what_the_renderer_adds_is_not(body: str, sentences: list[str]) -> None:
    assert [sentence for _, sentence in told(body, LossKind.ATTRIBUTE)] == sentences


@pytest.mark.parametrize("body", ["<!-- all\n\n# of it\n-->\n", "<!-- never closed\n\n# of it"])
def test_a_body_that_is_one_comment_shows_nothing_and_says_so(body: str) -> None:
    assert render(f"\n{body}", to_html=markdown).sections == ()
    assert told(f"\n{body}", LossKind.COMMENT) == [
        (1, "the whole text stands inside a comment: kept, and nothing of it is shown.")
    ]


def test_a_comment_beside_words_is_a_comment() -> None:
    assert told("<!-- a -->\n\nb\n\n<!-- c -->", LossKind.COMMENT) == [(0, "2 × comment left out.")]


@pytest.mark.parametrize(
    ("opening", "what", "kind"),
    [
        ("<style>", "<style>", LossKind.TAG),
        ("<TEXTAREA rows=2>", "<textarea>", LossKind.TAG),
        ("<script>x</script> <script>", "<script>", LossKind.TAG),
        ("<!-- a --> <!-- never", "a comment", LossKind.COMMENT),
    ],
)
def test_what_hides_the_rest_of_a_page_is_told(opening: str, what: str, kind: LossKind) -> None:
    body = f"Before.\n\n{opening}\n\nHidden.\n\n#### Hidden too"

    assert "Hidden" not in str(render(body, to_html=markdown).sections)
    assert (2, f"{what} is never closed: nothing behind it is shown.") in told(body, kind)


@pytest.mark.parametrize("body", ["<style>a</style> b", "`<style>`", "```\n<!-- a\n```", "<!-- a --> b", "a <!--> b"])
def test_what_is_closed_or_code_hides_nothing_more(body: str) -> None:
    assert "never closed" not in str([told(body, kind) for kind in (LossKind.TAG, LossKind.COMMENT)])


def test_words_that_became_a_link_are_words_again_and_told() -> None:
    body = 'a [25-OHD](25-OHD)\n<a href="see below">see</a> [a file](a.html) [b](#b) [c](/c d)'

    assert told(body, LossKind.FAKE_LINK) == [
        (0, "“25-OHD” was made a link to “25-OHD”, which is no address: kept as words."),
        (1, "“see” was made a link to “see below”, which is no address: kept as words."),
    ]
    assert told(body, LossKind.ATTRIBUTE) == []
    (shown,) = render(body, to_html=markdown).sections
    assert shown.html == '<p>a 25-OHD\nsee <a href="a.html">a file</a> <a href="#h-b">b</a> [c](/c d)</p>'


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("[a](https://doi.org/)", ["“https://doi.org/” leads to doi.org, but holds no DOI."]),
        ("[a](http://dx.doi.org/abc)", ["“http://dx.doi.org/abc” leads to doi.org, but holds no DOI."]),
        (
            "[a](https://doi.org/10.3109/13814.1.)",
            ["“https://doi.org/10.3109/13814.1.” ends in “.”, which is no part of the DOI: doi.org may not know it."],
        ),
        ("[a](https://doi.org/10.3109/13814.1)", []),
        ("PMID: 123456789", ["“123456789” is not a PMID: expected one to eight digits, such as 23384256."]),
        ("NCT0539601", ["“NCT0539601” is not a registration: expected NCT and 8 digits."]),
        (
            "[a](https://clinicaltrials.gov/study/NCT0539601) NCT0539601",
            ["“NCT0539601” is not a registration: expected NCT and 8 digits."],
        ),
        ("NCT05396014 ISRCTN12345678 ACTRN12605000262606 PMID 23384256", []),
        ("ISRCTN1234567", ["“ISRCTN1234567” is not a registration: expected ISRCTN and 8 digits."]),
        (
            "Pain. 2013 Mar-Apr;16(2):165-76.\n\nIn May 1999.\n\nPMID: 2351168",
            ["PMID 2351168 has 7 digits, but papers of 2013 carry eight: is one missing?"],
        ),
        ("Pain. 2013 Mar-Apr;16(2):165-76.\n\n## Next\n\nPMID: 2351168", []),
        (
            "[a](https://www.ncbi.nlm.nih.gov/pubmed/2533783) 2009",
            ["PMID 2533783 has 7 digits, but papers of 2009 carry eight: is one missing?"],
        ),
        ("[a](https://www.ncbi.nlm.nih.gov/pubmed/2533783) 1989, read in 2014", []),
        ("[a](https://www.ncbi.nlm.nih.gov/pubmed/2533783) 2001 IU", []),
        ("PMID 11787986, of 2001", []),
    ],
)
def test_an_identifier_that_cannot_be_right_is_told_once(body: str, sentences: list[str]) -> None:
    assert [sentence for _, sentence in told(body, LossKind.IDENTIFIER)] == sentences


def test_a_file_whose_name_fits_another_heading_is_told_and_no_other() -> None:
    assert told(ATTACHED, LossKind.FILE_PLACE) == [
        (
            13,
            (
                "file “draft-guideline-on-necks---march-2016.pdf” stands under “Seven foods for your neck Sept 2016”, "
                "but its name fits “A review of necks, asking for comments March 2016”."
            ),
        )
    ]


@pytest.mark.parametrize(
    ("address", "sentences"),
    [
        ("https://x.example/a.png", []),
        ("https://x.example/mockingbird.png", []),
        ("https://x.example/d3.mock.png", ["picture “https://x.example/d3.mock.png” has the name of a placeholder."]),
        ("/attachments/a.png", ["picture “/attachments/a.png” has no address on the web (https): not shown."]),
        ("http://x.example/a.png", ["picture “http://x.example/a.png” has no address on the web (https): not shown."]),
    ],
)
def test_a_picture_that_nobody_can_see_is_told(address: str, sentences: list[str]) -> None:
    assert [sentence for _, sentence in told(f'<img src="{address}" alt="A">', LossKind.PICTURE)] == sentences


def test_a_dump_at_the_foot_is_neither_shown_nor_searched() -> None:
    dump = "<pre>Markdown:\n---\n{{&lt; x &gt;}} {BOX()} PMID: 123456789\nAST Structure:\n---\n[]\n</pre>\n"
    result = render(f"Words.\n\n{dump}", to_html=markdown)

    assert [one.html for one in result.sections] == ["<p>Words.</p>"]
    assert [one.kind for one in result.losses] == [LossKind.DEBUG_DUMP]
