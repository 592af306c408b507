"""What the front matter of a file says that is not used, or not as it stands, is told with its line."""

import json

import pytest

from tests.wiki.making import post
from wiki.reading.frontmatter import read
from wiki.reading.page_file import Loss, LossKind


def losses(text: str) -> list[tuple[str, int, str]]:
    return [(loss.kind.name, loss.line, loss.sentence) for loss in read(text, file="a.md").losses]


def test_tags_that_differ_in_capitals_or_spaces_are_one_and_each_is_told() -> None:
    names = [
        "Back pain",
        "back pain",
        "Back\u00a0pain",
        "Back  pain",
        "pain",
        "pain",
        "AU, NZ",
        "au, nz",
        "???",
        "Ｐain",
    ]
    file = read(post(tags=names, slug="a"), file="a.md")

    assert file.tags == ("Back pain", "pain", "AU, NZ")
    assert file.losses == tuple(
        Loss(kind=kind, line=3, sentence=sentence)
        for kind, sentence in [
            (LossKind.TAG_CASE, "tags “Back pain” and “back pain” differ only in capitals: kept as one."),
            (LossKind.TAG_CASE, "tags “Back pain” and “Back\u00a0pain” differ only in spaces: kept as one."),
            (LossKind.TAG_CASE, "tags “Back pain” and “Back  pain” differ only in spaces: kept as one."),
            (LossKind.TAG_COMMA, "tag “AU, NZ” has a comma in it: kept as one tag."),
            (LossKind.TAG_CASE, "tags “AU, NZ” and “au, nz” differ only in capitals: kept as one."),
            (LossKind.TAG_NAME, "tag “???” has no letter that makes an address: left out."),
            (LossKind.TAG_CASE, "tags “pain” and “Ｐain” differ only in capitals: kept as one."),
        ]
    )


def test_categories_are_told_like_tags() -> None:
    file = read(post(categories=["AI", "ai", "AU, NZ"]), file="a.md")

    assert file.categories == ("AI", "AU, NZ")
    assert [loss.sentence for loss in file.losses] == [
        "categories “AI” and “ai” differ only in capitals: kept as one.",
        "category “AU, NZ” has a comma in it: kept as one category.",
    ]


@pytest.mark.parametrize(
    "key",
    ["state", "published", "pk", "id", "entered_by", "owner", "reviewer", "draft", "lane authority", "Draft"],
)
def test_what_only_people_decide_is_kept_told_and_never_used(key: str) -> None:
    text = f'{{"title": "a",\n{json.dumps(key)}: "x"}}\nWords.'

    assert read(text, file="a.md").extra == {key: "x"}
    assert losses(text) == [("KEY", 2, f"key “{key}” is not for a file to set: kept with the page, not used.")]
