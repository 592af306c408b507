"""Words of an address."""

import pytest

from wiki.slugs import slug_of


@pytest.mark.parametrize(
    ("text", "longest", "slug"),
    [
        ("Back Pain – Is It Effective?", 100, "back-pain-is-it-effective"),
        ("Update\u00a0Nov 2021 - 75+", 100, "update-nov-2021-75"),
        ("Crème brûlée", 100, "creme-brulee"),
        ("one two three", 8, "one-two"),
        ("one two three", 7, "one-two"),
        ("immeasurable", 5, "immea"),
        ("背痛 …", 100, ""),
    ],
)
def test_a_slug_is_plain_and_cut_between_words(text: str, longest: int, slug: str) -> None:
    assert slug_of(text, longest=longest) == slug
