"""Sections: where a page is cut, and anchors that stay when the text round them changes."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.rendering import RenderedSection, markdown, render, safe
from wiki.rendering.markup import pieces
from wiki.rendering.sections import cut


def sections(body: str) -> tuple[RenderedSection, ...]:
    return render(body, to_html=markdown).sections


def ids(shown: tuple[RenderedSection, ...] | list[RenderedSection]) -> list[str]:
    inside = [
        piece.attributes["id"]
        for one in shown
        for html in (one.heading_html, one.html)
        for piece in pieces(html)
        if "id" in piece.attributes
    ]
    return [*(one.anchor for one in shown), *inside]


def test_a_page_wholly_of_html_is_cut_within_its_divisions() -> None:
    shown = sections('<div class="page"><h2>One</h2><p>a</p><div><h2>Two</h2><p>b</p></div></div><p>end</p>')

    assert shown == (
        RenderedSection(
            level=2, anchor="h-one", heading="One", heading_html="One", html="<div><p>a</p><div></div></div>"
        ),
        RenderedSection(
            level=2,
            anchor="h-two",
            heading="Two",
            heading_html="Two",
            html="<div><div><p>b</p></div></div><p>end</p>",
        ),
    )


def test_a_heading_without_words_heads_nothing_and_its_picture_stays() -> None:
    (shown,) = sections("## A\n\n#### \n\n<img src='https://x.example/f.png'>\n\n## ![g](https://x.example/g.png)")

    assert (shown.heading, shown.html) == (
        "A",
        (
            '<img src="https://x.example/f.png" loading="lazy">\n'
            '<p><img src="https://x.example/g.png" alt="g" loading="lazy"></p>'
        ),
    )


def test_a_heading_keeps_its_own_id_beside_its_anchor() -> None:
    (shown,) = sections('<h3 id="own">A heading</h3><p><a href="#own">up</a></p>')

    assert (shown.anchor, shown.heading_html) == ("h-a-heading", '<span id="h-own"></span>A heading')
    assert shown.html == '<p><a href="#h-own">up</a></p>'


def test_a_heading_that_is_a_link_stays_one() -> None:
    (shown,) = sections("#### [A\u00a0review](/posts/a) - 2016")

    assert (shown.heading, shown.heading_html) == ("A review - 2016", '<a href="/pages/a/">A review</a> - 2016')


def test_words_of_an_id_that_stands_before_lead_to_the_first() -> None:
    shown = sections("a <i id='x'>1</i> <i id='x'>2</i> <i id='notes'>3</i>\n\n## Notes\n\n<i id='h-notes'>4</i>")

    assert [one.html for one in shown] == ['<p>a <i id="h-x">1</i> <i>2</i> <i>3</i></p>', "<p><i>4</i></p>"]


def test_footnotes_of_several_sections_stand_together_with_ids_of_their_own() -> None:
    shown = sections("A[^1] b[^x] again[^1].\n\n## Part\n\nMore[^2].\n\n[^1]: One.\n[^x]: Two.\n[^2]: Three.")

    assert [one.html.partition("<li")[0] for one in shown] == [
        (
            '<p>A<sup><a href="#h-fn1" id="h-fnref1">[1]</a></sup> b<sup><a href="#h-fn2" id="h-fnref2">[2]</a></sup> '
            'again<sup><a href="#h-fn1" id="h-fnref1-2">[1]</a></sup>.</p>'
        ),
        '<p>More<sup><a href="#h-fn3" id="h-fnref3">[3]</a></sup>.</p>\n<hr>\n<ol>\n',
    ]
    assert shown[1].html.count("<li") == 3
    assert render("A[^1].\n\n[^1]: One.", to_html=markdown).losses == ()


@pytest.mark.parametrize(
    ("headings", "anchors"),
    [
        (["Notes", "Notes", "Notes 2"], ["h-notes", "h-notes--2", "h-notes-2"]),
        (["Notes 2", "Notes", "Notes"], ["h-notes-2", "h-notes", "h-notes--2"]),
        (["Top", "…", "Section"], ["h-top--1", "h-section", "h-section--2"]),
    ],
)
def test_an_anchor_is_made_of_the_words_and_of_the_number_among_equals(headings: list[str], anchors: list[str]) -> None:
    body = "\n\n".join(f"## {one}" for one in headings)

    assert [one.anchor for one in sections(body)] == anchors
    assert [one.anchor for one in sections(f"Words before.\n\n{body}")] == ["h-top", *anchors]


HEADINGS = st.sampled_from(["Notes", "Notes 2", "Notes--2", "notes", "Top", "Section", "…", "fn1", "A", "[^1]"])
NOISE = st.sampled_from(
    [
        "words[^1]",
        "<a id='notes'>x</a>",
        "<i id='h-notes--2'></i>",
        "<h3 id='notes-2'>Notes</h3>",
        "<b id='fn1' id='x'>b</b>",
        "<b id='fnref1'>",
        "<a name='top'>t</a>",
        "<div>",
        "</div>",
        "## Notes {#notes}",
        "[^1]: note",
    ]
)


@given(st.lists(st.one_of(HEADINGS.map(lambda words: f"## {words}"), NOISE), max_size=12))
def test_no_two_ids_of_a_page_are_alike(blocks: list[str]) -> None:
    found = Counter(ids(sections("\n\n".join(blocks))))

    assert [one for one, times in found.items() if times > 1] == []
    assert all(one.startswith("h-") for one in found)


@given(st.lists(HEADINGS, max_size=8), st.lists(st.sampled_from(["words", "<i id='notes'>x</i>", "* a"]), max_size=8))
def test_what_stands_between_headings_changes_no_anchor(headings: list[str], between: list[str]) -> None:
    alone = [one.anchor for one in sections("\n\n".join(f"## {words}" for words in headings)) if one.heading]
    texts = [*between, *[""] * (len(headings) - len(between))]
    mixed = "\n\n".join(f"## {words}\n\n{text}" for words, text in zip(headings, texts, strict=False))

    assert [one.anchor for one in sections(mixed) if one.heading] == alone


@given(
    st.lists(st.sampled_from(["<h2>", "</h2>", "<div>", "</div>", "<p>", "a", "<b>", "</b>", "<blockquote>", "<li>"]))
)
def test_every_section_is_html_that_closes_what_it_opens(parts: list[str]) -> None:
    html = safe("".join(parts))
    shown = cut(html)

    for one in shown:
        depth = 0
        for piece in pieces(one.html):
            depth += 0 if not piece.tag or piece.tag in {"br", "hr", "img"} else -1 if piece.closing else 1
            assert depth >= 0
        assert depth == 0
    kept = "".join(one.heading_html + one.html for one in shown)
    assert "".join(piece.text for piece in pieces(kept)) == "".join(piece.text for piece in pieces(html))
