"""Hugo posts in JSON: nothing of a file is changed, and a broken one gets its line and what was expected."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.dates import PartialDate
from wiki.reading.frontmatter import read, split
from wiki.reading.page_file import Loss, LossKind, PageFile, PageFileError, SourceFormat

# What a database keeps: text without NUL.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)
HOW_TO_DATE = "write 2013, 2013-03 or 2013-03-01, with a ? behind it if the source is unsure."
EXPECTED = "expected front matter, beginning with {, --- or +++"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)


@given(values=st.dictionaries(KEYS, JSON), body=TEXT, before=st.sampled_from(["", "\ufeff", "\n", " \r\n"]))
def test_any_front_matter_and_any_body_come_back_to_the_byte(values: dict[str, object], body: str, before: str) -> None:
    text = before + json.dumps(values, indent=4, ensure_ascii=False) + body

    raw, read_values, read_body = split(text, file="a.md")

    assert (raw + read_body).encode() == text.encode()
    assert read_values == values
    assert read_body == body


def test_every_known_key_is_taken_and_every_other_is_kept() -> None:
    text = """{
    "title": "Back Pain ",
    "slug": "back-pain",
    "aliases": ["/Back+Pain", "/5963"],
    "tiki_page_id": 5963,
    "date": "2014-11-28T10:00:00Z",
    "categories": ["Back pain", "AI"],
    "tags": ["Back pain", "AU, NZ", " "],
    "lane": "wiki",
    "publisher": "A wiki",
    "conflict_of_interest": "none known",
    "source_url": "https://example.org/",
    "associated_tags": {"pain": [1, null]}
}

The body.\r\n"""

    file = read(text, file="content/back-pain.md")

    assert file == PageFile(
        file="content/back-pain.md",
        format=SourceFormat.HUGO,
        front_matter=text.partition("\n\nThe")[0],
        body="\n\nThe body.\r\n",
        title="Back Pain",
        slug="back-pain",
        date=PartialDate(year=2014, month=11, day=28),
        tiki_page_id=5963,
        aliases=("/Back+Pain", "/5963"),
        categories=("Back pain", "AI"),
        tags=("Back pain", "AU, NZ"),
        lane="wiki",
        publisher="A wiki",
        conflict_of_interest="none known",
        source_url="https://example.org/",
        extra={"associated_tags": {"pain": [1, None]}},
        losses=(
            Loss(kind=LossKind.TAG_COMMA, line=8, sentence="tag “AU, NZ” has a comma in it: kept as one tag."),
            Loss(
                kind=LossKind.KEY,
                line=13,
                sentence="key “associated_tags” is not known here: kept with the page, not used.",
            ),
        ),
    )
    assert (file.line_of("aliases"), file.line_of("nothing")) == (4, 1)


def test_a_title_is_all_a_page_needs() -> None:
    file = read('{"title": "Magnesium"}', file="some/where/Leg Cramps.md")

    assert (file.title, file.slug, file.body, file.tags, file.date) == ("Magnesium", "leg-cramps", "", (), None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{\n"title": "a"\n"slug": "b"}', "a.md:3: broken front matter at column 1: expected ',' delimiter."),
        ('{\n"title": "a\n}', "a.md:2: broken front matter at column 12: invalid control character."),
        ('{"title": "a\\q"}', "a.md:1: broken front matter at column 13: invalid \\escape."),
        ('{"title": "a', "a.md:1: broken front matter at column 11: unterminated string."),
        ('{"title": "a"\n\n#### Heading', "a.md:3: broken front matter at column 1: expected ',' delimiter."),
        ("", f"a.md:1: {EXPECTED}; found none."),
        ("\n\n# Heading", f"a.md:3: {EXPECTED}; found none."),
        ("{{< toc >}}", f"a.md:1: {EXPECTED}; found none."),
        ("----\ntitle: a\n----", f"a.md:1: {EXPECTED}; found none."),
        ('\n<!--\n{"title": "a"}\n-->\n', f"a.md:2: {EXPECTED}; the whole file stands inside a comment."),
        ('<!-- {"title": "a"}', f"a.md:1: {EXPECTED}; the whole file stands inside a comment."),
        ('<!-- Moved. -->\n{"title": "a"}', f"a.md:1: {EXPECTED}; found a comment."),
        ('{"title": "a"}\r\n\0', "a.md:2: holds a NUL character: expected plain text."),
        ('{"title": "a"}\r\udcff', "a.md:2: holds half of a character: expected plain text."),
        ('{"slug": "a"}', "a.md:1: title: expected a text."),
        ('{"title": "  "}', "a.md:1: title: expected a text."),
        ('{"title": ["a"]}', "a.md:1: title: expected a text."),
        ('{"title": "a",\n"tags": {"pain": 1}}', "a.md:2: tags: expected a list of texts, such as [“one”, “two”]."),
        (
            '{"title": "a",\n"aliases": {"/Pain": "/5963"}}',
            "a.md:2: aliases: expected a list of texts, such as [“one”, “two”].",
        ),
        ('{"title": "a\\u0007"}', "a.md:1: title: holds the control character U+0007: expected plain text."),
        ('{"title": "a",\r"slug": 7,\r"params": {"slug": "x"}}', "a.md:2: slug: expected a text."),
        (
            '{"title": "a",\n"date": "2013-02-30"}',
            "a.md:2: date: “2013-02-30” is not in the calendar: day is out of range for month.",
        ),
        ('{"title": "a",\n"tags": ["pain", 5]}', "a.md:2: tags: expected a list of texts, such as [“one”, “two”]."),
        ('{"title": "a",\n\n"tiki_page_id": "5963"}', "a.md:3: tiki_page_id: expected a whole number above zero."),
        ('{"title": "a", "tiki_page_id": true}', "a.md:1: tiki_page_id: expected a whole number above zero."),
        ('{"title": "a", "tiki_page_id": 99999999999}', "a.md:1: tiki_page_id: expected a whole number above zero."),
        (
            '{"title": "a",\n"slug": "back pain"}',
            "a.md:2: slug: “back pain” is not an address: expected letters, digits, - and _ only.",
        ),
        (
            '{"title": "a",\n"date": "28 Nov 2014"}',
            f"a.md:2: date: “28 Nov 2014” is not a date: {HOW_TO_DATE}",
        ),
        ('{"title": "a",\n"title": "b"}', "a.md:2: front matter: the key “title” stands there twice: keep one."),
        (
            '{"title": "a",\n"n": NaN}',
            "a.md:2: front matter: NaN is not JSON: expected a number, a text or null.",
        ),
        ('{"title": "a",\n"n": 1e999}', "a.md:2: front matter: 1e999 is too large a number."),
        (
            '{"title": "a",\n"b": "\\u0000"}',
            'a.md:2: front matter: "\\u0000" holds a character that cannot be kept.',
        ),
        (
            '{"title": "\\ud800"}',
            'a.md:1: front matter: "\\ud800" holds a character that cannot be kept.',
        ),
        ('{"title": ' + "[" * 99999, "a.md:1: front matter: lists within lists, too deep to read."),
        (
            '{"title": "a", "b": ' + "[" * 60 + "]" * 60 + "}",
            "a.md:1: front matter: lists within lists, more than 50 deep.",
        ),
        (
            '{"title": "' + "a" * 301 + '"}',
            "a.md:1: title: “" + "a" * 40 + "…” has 301 characters: expected at most 300.",
        ),
    ],
)
def test_a_broken_file_gets_its_line_and_what_was_expected(text: str, sentence: str) -> None:
    with pytest.raises(PageFileError) as caught:
        read(text, file="a.md")

    assert str(caught.value) == sentence


def test_a_number_of_thousands_of_digits_is_refused_without_a_traceback() -> None:
    with pytest.raises(PageFileError, match=r"^a\.md:1: front matter: Exceeds the limit"):
        read('{"title": "a", "n": ' + "9" * 5000 + "}", file="a.md")


def test_a_front_matter_of_a_hundred_thousand_characters_is_refused() -> None:
    with pytest.raises(PageFileError) as caught:
        read('{"title": "a", "n": "' + "9" * 100_000 + '"}', file="a.md")

    assert str(caught.value) == "a.md:1: front matter of 100,023 characters: expected at most 100,000."


def test_braces_quotes_and_keys_inside_a_text_are_only_text() -> None:
    text = '{"title": "} \\" \\"slug\\": {",\n"notes": "a } [",\n"list": [{"other": 1}],\n"more": 2}\n\n}{'

    file = read(text, file="a.md")

    assert (file.title, file.body, file.extra) == (
        '} " "slug": {',
        "\n\n}{",
        {"notes": "a } [", "list": [{"other": 1}], "more": 2},
    )
    assert [(loss.line, loss.sentence) for loss in file.losses if loss.kind == LossKind.KEY] == [
        (2, "key “notes” is not known here: kept with the page, not used."),
        (3, "key “list” is not known here: kept with the page, not used."),
        (4, "key “more” is not known here: kept with the page, not used."),
    ]


@given(st.sampled_from(["{", "---\n", "+++\n", "<!--", ""]), TEXT, st.sampled_from(["", "\n---\n", "\n+++\n"]))
def test_any_text_is_a_page_or_a_sentence(before: str, text: str, after: str) -> None:
    with suppress(PageFileError):
        file = read(before + text + after, file="a.md")
        assert file.front_matter + file.body == before + text + after
