"""Pictures: seen where they stand, and shown from where this site holds them."""

from hypothesis import given
from hypothesis import strategies as st

from wiki.rendering import safe
from wiki.rendering.markup import pieces
from wiki.rendering.pictures import Held, PictureSeen, pictures_in, with_pictures

TWO = safe('<p>a<img src="https://x.example/a.png" alt="image" width="9">b<img src="/attachments/b.png" alt="B">c</p>')


def test_each_picture_is_seen_with_its_place() -> None:
    first, second = pictures_in(TWO)

    assert first == PictureSeen(address="https://x.example/a.png", alt="image", end=TWO.index("b<img"))
    assert (second.address, second.alt, TWO[second.end :]) == ("/attachments/b.png", "B", "c</p>")


def test_a_path_of_the_old_site_that_is_not_held_keeps_its_description_alone() -> None:
    html = with_pictures(TWO, {})

    assert html == TWO.replace(' src="/attachments/b.png"', "")
    assert 'src="https://x.example/a.png"' in html


def test_a_held_picture_has_its_own_address_and_description() -> None:
    held = {
        "https://x.example/a.png": Held(src="", alt='Bars of "four" & more'),
        "/attachments/b.png": Held(src="/files/b-1.png", alt=""),
    }

    assert [piece.attributes for piece in pieces(with_pictures(TWO, held)) if piece.tag == "img"] == [
        {"src": "https://x.example/a.png", "alt": 'Bars of "four" & more', "width": "9", "loading": "lazy"},
        {"src": "/files/b-1.png", "alt": "B", "loading": "lazy"},
    ]


@given(st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_no_description_breaks_out_of_its_picture(src: str, alt: str) -> None:
    hostile = f'{alt}"><script>alert(1)</script>\\1'
    html = with_pictures(TWO, {"/attachments/b.png": Held(src=src, alt=hostile)})

    tags = [piece.tag for piece in pieces(html) if piece.tag]
    assert tags == ["p", "img", "img", "p"]
    (picture,) = [piece for piece in pieces(html) if piece.attributes.get("alt") not in {None, "image"}]
    assert picture.attributes["alt"] == hostile
    assert picture.attributes.get("src", "") == src
