"""Citations: every form of address that the pages use, the words round it, the quote beneath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.identifiers import Identifier, Scheme
from wiki.markup import pieces
from wiki.mentions import Citation, citations, locate, placeholder, with_placeholders, without_placeholders
from wiki.rendering import markdown, safe

BEST = Identifier(Scheme.NCT, "NCT05396014")
YOUSEF = Identifier(Scheme.PMID, "23384256")


def shown(body: str) -> str:
    return safe(markdown(body))


FORMS = [
    ("[RCT](http://www.ncbi.nlm.nih.gov/pubmed/23384256)", [YOUSEF]),
    ("[RCT](https://www.ncbi.nlm.nih.gov/pubmed/23384256)", [YOUSEF]),
    ("[RCT](https://pubmed.ncbi.nlm.nih.gov/23384256/?dopt=Abstract)", [YOUSEF]),
    ('<a href="http://www.ncbi.nlm.nih.gov/pubmed/23384256%20">RCT</a>', [YOUSEF]),
    ("PMID: 23384256", [YOUSEF]),
    ("see http://www.ncbi.nlm.nih.gov/pubmed/23384256.", [YOUSEF]),
    ("PMID: 2351168", [Identifier(Scheme.PMID, "2351168")]),
    (
        "[OPAL](https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(23)00404-X/fulltext)",
        [Identifier(Scheme.DOI, "10.1016/s0140-6736(23)00404-x")],
    ),
    ("[BEST](https://clinicaltrials.gov/study/NCT05396014?cond=chronic%20pain&term=BEST%20&rank=1)", [BEST]),
    ("registered as NCT05396014 (NCT00000000 is none)", [BEST]),
    (
        "[doi: 10.3109/13814788.2013.825769.](https://doi.org/10.3109/13814788.2013.825769.) Epub 2013",
        [Identifier(Scheme.DOI, "10.3109/13814788.2013.825769")],
    ),
    ("ISSN 2231-0614; DOI 10.9734/BJMMR/2014/11309", [Identifier(Scheme.DOI, "10.9734/bjmmr/2014/11309")]),
    ("at https://doi.org/10.3390/medicina58101332 - 2022", [Identifier(Scheme.DOI, "10.3390/medicina58101332")]),
    ("[paper](https://pmc.ncbi.nlm.nih.gov/articles/PMC8482298/)", [Identifier(Scheme.PMCID, "PMC8482298")]),
    (
        "ACTRN12615000775516 and ISRCTN12345678",
        [Identifier(Scheme.ACTRN, "ACTRN12615000775516"), Identifier(Scheme.ISRCTN, "ISRCTN12345678")],
    ),
    ("[video](https://www.youtube.com/watch?v=dYOglvA7Zp8&t=606s)", []),
    ("[page](/posts/vitamin-d-receptor) and [file](https://files.example/a.pdf)", []),
    ("<!-- PMID: 23384256 -->", []),
    ("a mark <sup>[37]</sup>, 7.5 ==> 4.2, 1 teaspoon (160 ml)", []),
]


@pytest.mark.parametrize(("body", "identifiers"), FORMS)
def test_every_form_of_citation_is_found_once(body: str, identifiers: list[Identifier]) -> None:
    assert [one.identifiers[0] for one in citations(shown(body))] == identifiers


def test_a_link_carries_its_words_its_line_and_the_quote_beneath() -> None:
    html = shown(
        "* [RCT of Mg injection](http://www.ncbi.nlm.nih.gov/pubmed/23384256) March 2013 [PDF](/posts/x)\n\n"
        "> Visual pain score 7.5 ==> 4.2\n\n"
        "> **<a href='https://files.example/a.pdf'>Download the PDF</a>**\n\n"
        "> and was *still* low\n\n"
        "* [Next](https://www.ncbi.nlm.nih.gov/pubmed/11787986) Study 2001\n\n"
        "No quote."
    )

    first, second = citations(html)

    assert first == Citation(
        identifiers=(YOUSEF,),
        address="http://www.ncbi.nlm.nih.gov/pubmed/23384256",
        words="RCT of Mg injection",
        context="RCT of Mg injection March 2013 PDF",
        quote="Visual pain score 7.5 ==> 4.2\nand was still low",
        end=html.index("</a>") + 4,
    )
    assert (second.words, second.quote) == ("Next", "")


def test_a_bare_address_is_taken_whole() -> None:
    html = shown("It helps (https://doi.org/10.3390/medicina58101332), they say.")

    (one,) = citations(html)

    assert one.words == one.address == "https://doi.org/10.3390/medicina58101332),"
    assert html[: one.end] == "<p>It helps (https://doi.org/10.3390/medicina58101332),"


def test_words_far_away_are_left_out_of_the_context() -> None:
    (one,) = citations(shown("word " * 100 + "PMID: 23384256" + " word" * 100))

    assert one.context == f"…{'word ' * 32}PMID: 23384256{' word' * 32}…"


def test_a_citation_within_a_quote_has_no_quote_beneath() -> None:
    (one,) = citations(shown("> PMID: 23384256\n\n> more"))

    assert one.quote == ""


def test_a_rule_or_a_heading_ends_what_a_quote_belongs_to() -> None:
    (one,) = citations(shown("PMID: 23384256\n\n---\n\n> not about it"))

    assert one.quote == ""


def test_placeholders_stand_behind_their_citations_and_come_out_again() -> None:
    html = shown("PMID: 23384256 &amp; [RCT](https://doi.org/10.1111/anae.12107) end")
    first, second = citations(html)

    marked = with_placeholders(html, {first.end: [1], second.end: [2, 3]})

    assert marked == (
        f"<p>PMID: 23384256{placeholder(1)} &amp; "
        '<a href="https://doi.org/10.1111/anae.12107">RCT</a>'
        f"{placeholder(2)}{placeholder(3)} end</p>\n"
    )
    assert without_placeholders(marked) == html
    assert citations(marked)[0].identifiers == first.identifiers


@pytest.mark.parametrize(
    ("body", "words", "upto"),
    [
        ("A 2012 *double-blinded* RCT <sup>[37]</sup>.", "A 2012 double-blinded RCT", "RCT"),
        ("Pain\nwas 5 < 7 & less.", "Pain was 5 < 7 & less", "&lt; 7 &amp; less"),
        ("One.\n\n* Two\n* Three", "Two Three", "Three"),
        ("One PMID: 1 two", "PMID: 1 two", "two"),
        ("A\u00a0hard space", "A hard space", "space"),
        ("They say “it helped”.", "it helped", "helped”"),
        ('They say "it helped."', "it helped.", 'helped."'),
    ],
)
def test_words_are_found_across_tags_and_line_breaks(body: str, words: str, upto: str) -> None:
    html = shown(body)

    place = locate(html, words)

    assert place is not None
    assert html[:place].endswith(upto)


@pytest.mark.parametrize("words", ["not there", "", "  "])
def test_words_that_do_not_stand_there_are_not_found(words: str) -> None:
    assert locate(shown("A 2012 RCT."), words) is None


@given(st.text(alphabet="ab <>&[]()*PMID:1 \n", max_size=80))
def test_a_placeholder_never_stands_within_a_tag_or_an_entity(body: str) -> None:
    html = shown(body + " PMID: 23384256 https://doi.org/10.1111/anae.12107&amp;b [x](http://pubmed.gov/1)")
    marked = with_placeholders(html, {one.end: [number] for number, one in enumerate(citations(html))})

    words = [piece.text for piece in pieces(marked)]

    assert "".join(words) == "".join(piece.text for piece in pieces(html))
    assert without_placeholders(marked) == html
