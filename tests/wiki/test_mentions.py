"""Citations: every form of address that the pages use, the words round it, the quote beneath."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.identifiers import Identifier, Scheme
from wiki.mentions import (
    PLACEHOLDER,
    Citation,
    citations,
    locate,
    placeholder,
    with_placeholders,
    without_placeholders,
)
from wiki.rendering import markdown, safe
from wiki.rendering.markup import pieces

BEST = Identifier(Scheme.NCT, "NCT05396014")
YOUSEF = Identifier(Scheme.PMID, "23384256")
PAPER = Identifier(Scheme.DOI, "10.1111/anae.12107")


def shown(body: str) -> str:
    return safe(markdown(body))


def plain(text: str) -> str:
    """A paragraph of a plain text, in which addresses do not become links."""
    return safe(f"<p>{escape(text)}</p>")


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
    html = plain("It helps (https://doi.org/10.3390/medicina58101332), they say.")

    (one,) = citations(html)

    assert one.words == one.address == "https://doi.org/10.3390/medicina58101332"
    assert html[: one.end] == "<p>It helps (https://doi.org/10.3390/medicina58101332"


def test_a_bare_address_with_several_identifiers_is_one_mention() -> None:
    address = "https://www.ncbi.nlm.nih.gov/entrez/query.fcgi?db=PubMed&list_uids=23384256,11787986"

    (one,) = citations(plain(f"See {address}."))

    assert (one.identifiers, one.address) == ((YOUSEF, Identifier(Scheme.PMID, "11787986")), address)


def test_a_bare_address_may_hold_signs_that_end_any_other() -> None:
    address = "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"

    assert [(one.words, one.address) for one in citations(plain(f"See {address}."))] == [(address, address)]


def test_a_link_with_several_identifiers_is_one_mention_and_its_neighbour_another() -> None:
    html = shown("[doi:10.1111/anae.12107](https://pubmed.gov/23384256) PMID: 23384256, doi:10.1111/anae.12107")

    assert [(one.identifiers, one.words) for one in citations(html)] == [
        ((YOUSEF, PAPER), "doi:10.1111/anae.12107"),
        ((YOUSEF,), "PMID: 23384256"),
        ((PAPER,), "doi:10.1111/anae.12107"),
    ]


@pytest.mark.parametrize(
    ("body", "context", "quote"),
    [
        ("| Trial | People |\n|--|--|\n| [RCT](https://pubmed.gov/23384256) | 80 |\n| b | 9 |", "RCT | 80", ""),
        ("* a\n  * [RCT](https://pubmed.gov/23384256) helped\n\n    > less pain\n* c", "RCT helped", "less pain"),
        ("1. PMID: 23384256\n2. > of another item", "PMID: 23384256", "of another item"),
        ("## Mg [RCT](https://pubmed.gov/23384256)\n\n> less pain\n\nEnd.", "Mg RCT", "less pain"),
        ("> they say\n> [RCT](https://pubmed.gov/23384256) helped\n\n> more", "they say RCT helped", ""),
        ("It helped.[^1]\n\n[^1]: Yousef, PMID: 23384256", "Yousef, PMID: 23384256", ""),
        (
            "<dl><dt>RCT</dt><dd>PMID: 23384256</dd></dl>\n<blockquote>less<br>pain</blockquote>",
            "PMID: 23384256",
            "less pain",
        ),
        ("<table><tr><td><p>PMID: 23384256</p></td><td>80</td></tr></table>", "PMID: 23384256", ""),
        ("A **bold** [*RC*T](https://pubmed.gov/23384256)<sup>37</sup> &amp; more", "A bold RCT37 & more", ""),
    ],
)
def test_the_words_around_and_the_quote_beneath_are_those_of_its_place(body: str, context: str, quote: str) -> None:
    (one,) = citations(shown(body))

    assert (one.identifiers, one.context, one.quote) == ((YOUSEF,), context, quote)


def test_all_citations_of_a_line_share_the_quote_beneath() -> None:
    html = shown("PMID: 23384256 and NCT05396014\n\n> less pain\n\n> for long\n\nEnd.")

    assert [one.quote for one in citations(html)] == ["less pain\nfor long"] * 2


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


def test_a_link_has_placeholders_of_its_own_kind() -> None:
    html = shown("[a](https://example.org) b")
    place = html.index("</a>") + len("</a>")

    marked = with_placeholders(with_placeholders(html, {place: [3]}), {place: [4]}, "link")

    assert placeholder(3) == '<span class="cite" id="cite-3"></span>'
    assert placeholder(4, "link") == '<span class="link" id="link-4"></span>'
    assert marked == html[:place] + placeholder(4, "link") + placeholder(3) + html[place:]
    assert [(one["kind"], one["number"]) for one in PLACEHOLDER.finditer(marked)] == [("link", "4"), ("cite", "3")]
    assert without_placeholders(marked) == html


@pytest.mark.parametrize(
    "element", ['<span class="cite" id="link-1"></span>', '<span class="note" id="note-1"></span>']
)
def test_no_other_element_is_a_placeholder(element: str) -> None:
    assert without_placeholders(element) == element


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


@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("PMID: 23384256 &amp; ", 10_000),
        ("<td>\n</td>", 20_000),
        ('<a href="https://pubmed.gov/1">', 5_000),
        ("<em>PMID: 1</em> ", 10_000),
        ("https://pubmed.gov/1(", 9_000),
        ("<blockquote>PMID: 1 ", 5_000),
    ],
)
def test_a_very_long_line_is_read_in_one_go(part: str, count: int) -> None:
    """Two hundred thousand signs of the slowest sort come to an end."""
    assert len(citations(part * count)) <= count
