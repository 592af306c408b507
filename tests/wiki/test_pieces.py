"""Pieces of safe HTML: nothing is skipped, and a place in the words is a place in the HTML."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.rendering.markup import NotSafeHTML, pieces


@given(st.text(alphabet="ab <>&\u00a0\n", min_size=1), st.data())
def test_a_place_in_the_words_is_a_place_in_the_html(words: str, data: st.DataObject) -> None:
    source = escape(words, quote=False)
    length = data.draw(st.integers(0, len(words)))

    _, piece, _ = pieces(f"<p>{source}</p>")

    assert piece.text == words
    assert piece.place_after(length) == len("<p>") + len(escape(words[:length], quote=False))


@given(st.text(alphabet="ab &", min_size=1), st.sampled_from(["p", "em", "td"]))
def test_pieces_put_together_are_the_html(words: str, tag: str) -> None:
    html = f'<{tag} id="x">{escape(words)}</{tag}><br>'

    assert "".join(piece.source for piece in pieces(html)) == html


@pytest.mark.parametrize(
    ("html", "refused"),
    [
        ("<p>a<b", "<b"),
        ("<p>a < b</p>", "< b</p>"),
        ("<P>a</P>", "<P>a</P>"),
        ("<p class=x>a</p>", "<p class=x>a</p>"),
        ("b<!-- a -->", "<!-- a -->"),
        ("a<", "<"),
    ],
)
def test_html_of_another_hand_is_refused_from_where_it_begins(html: str, refused: str) -> None:
    with pytest.raises(NotSafeHTML) as caught:
        list(pieces(html))

    assert str(caught.value) == refused
