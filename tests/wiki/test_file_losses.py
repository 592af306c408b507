"""What a file says that is not used, or not shown, is told with its line."""

import json

import pytest

from tests.wiki.making import post
from tests.wiki.test_debug_dump import DUMP
from wiki.reading.frontmatter import read
from wiki.reading.page_file import Loss, LossKind

EMPTY = "the page has no text: kept without one."
DUMP_TOLD = "a dump of 18 lines by the program that converted the wiki: kept, not shown."
HIDDEN = "the whole text stands inside a comment: kept, and nothing of it is shown."


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


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", [("EMPTY_BODY", 1, EMPTY)]),
        ("\n \n\u00a0\n", [("EMPTY_BODY", 1, EMPTY)]),
        ("\n\n<!-- Words. -->\n", [("COMMENT", 3, HIDDEN)]),
        ("\n<!-- One -->\n\n<!-- Two\n", [("COMMENT", 2, HIDDEN)]),
        ("\n<!-- One --> Words. <!-- Two -->", []),
        (f"\nWords.\n\n{DUMP}", [("DEBUG_DUMP", 4, DUMP_TOLD)]),
        (f"\r\n\r\n{DUMP}\n\n", [("EMPTY_BODY", 1, EMPTY), ("DEBUG_DUMP", 3, DUMP_TOLD)]),
        (f"\n<!-- One -->\n{DUMP}", [("COMMENT", 2, HIDDEN), ("DEBUG_DUMP", 3, DUMP_TOLD)]),
    ],
)
def test_a_body_of_which_nothing_is_shown_is_kept_and_told(body: str, told: list[tuple[str, int, str]]) -> None:
    assert read('{"title": "a"}' + body, file="a.md").body == body
    assert losses('{"title": "a"}' + body) == told


def test_a_body_of_nothing_but_comment_signs_takes_no_time() -> None:
    assert losses('{"title": "a"}\n' + "<!--" * 400_000) == [("COMMENT", 2, HIDDEN)]
    assert losses('{"title": "a"}\n' + "<!---->" * 200_000) == [("COMMENT", 2, HIDDEN)]
