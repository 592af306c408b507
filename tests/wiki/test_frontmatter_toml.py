"""Hugo posts in TOML: dates come typed, and what JSON cannot hold is kept as its words."""

import json
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.dates import PartialDate
from wiki.reading.frontmatter import read, split
from wiki.reading.page_file import Loss, LossKind, PageFile, PageFileError, SourceFormat

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes()
    | st.times()
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)
BODY = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def toml(value: object) -> str:
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {toml(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date | time) else json.dumps(value, ensure_ascii=False)


def stored(value: object) -> object:
    if isinstance(value, dict):
        return {key: stored(one) for key, one in value.items()}
    if isinstance(value, list):
        return [stored(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value


@given(
    values=st.dictionaries(TEXT, VALUES),
    body=BODY,
    before=st.sampled_from(["", "\ufeff", "\n", " \r\n"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_front_matter_and_any_body_come_back_to_the_byte(
    values: dict[str, object], body: str, before: str, end: str
) -> None:
    block = "".join(f"{json.dumps(key, ensure_ascii=False)} = {toml(value)}{end}" for key, value in values.items())
    text = f"{before}+++{end}{block}+++{end}{body}"

    raw, read_values, read_body = split(text, file="a.md")

    assert (raw + read_body).encode() == text.encode()
    assert read_values == stored(values)
    assert read_body == end + body


def test_every_known_key_is_taken_and_every_other_is_kept() -> None:
    text = """+++
title = "Back Pain"
slug = 'back-pain'
aliases = ["/Back+Pain", "/5963"]
tiki_page_id = 5963
date = 2014-11-28T23:30:00+01:00
categories = "Back pain"
tags = ["magnesium"]
seen = 2020-02-01
at = 07:30:00
most = inf
huge = 1e999
state = "published"
[params]
title = "another"
+++

The body."""

    assert read(text, file="content/back-pain.md") == PageFile(
        file="content/back-pain.md",
        format=SourceFormat.HUGO,
        front_matter=text.removesuffix("\n\nThe body."),
        body="\n\nThe body.",
        title="Back Pain",
        slug="back-pain",
        date=PartialDate(year=2014, month=11, day=28),
        tiki_page_id=5963,
        aliases=("/Back+Pain", "/5963"),
        categories=("Back pain",),
        tags=("magnesium",),
        extra={
            "seen": "2020-02-01",
            "at": "07:30:00",
            "most": "inf",
            "huge": "1e999",
            "state": "published",
            "params": {"title": "another"},
        },
        losses=tuple(
            Loss(kind=LossKind.KEY, line=line, sentence=f"key “{key}” {why}: kept with the page, not used.")
            for line, key, why in [
                (9, "seen", "is not known here"),
                (10, "at", "is not known here"),
                (11, "most", "is not known here"),
                (12, "huge", "is not known here"),
                (13, "state", "is not for a file to set"),
                (14, "params", "is not known here"),
            ]
        ),
    )


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ('title = "a', "a.md:2: broken front matter at column 11: illegal character '\\n'."),
        ("title = a", "a.md:2: broken front matter at column 9: invalid value."),
        (
            "title = 'a'\ntitle = 'b'",
            "a.md:3: broken front matter at column 12: the same key stands there twice, keep one.",
        ),
        (
            "title = 'a'\n[x]\n[x]",
            "a.md:4: broken front matter at column 3: the same key stands there twice, keep one.",
        ),
        ("title = 'a'\nx = [1,", "a.md:3: broken front matter: invalid value."),
        ("title = 'a'\ndate = 2013-02-30", "a.md:3: broken front matter at column 8: invalid date or datetime."),
        (
            "title = 'a'\ndate = '2013-02-30'",
            "a.md:3: date: “2013-02-30” is not in the calendar: day is out of range for month.",
        ),
        ("slug = 'a'", "a.md:1: title: expected a text."),
        ("title = 2020", "a.md:2: title: expected a text."),
        ("title = 'a'\nslug = 'a b'", "a.md:3: slug: “a b” is not an address: expected letters, digits, - and _ only."),
        ("title = 'a'\n[aliases]\nb = 'c'", "a.md:3: aliases: expected a list of texts, such as [“one”, “two”]."),
        ("title = 'a'\ntags = [1]", "a.md:3: tags: expected a list of texts, such as [“one”, “two”]."),
        ("title = 'a'\nx = '''\0'''", "a.md:3: holds a NUL character: expected plain text."),
        ("title = 'a'\nx = \"\\u0000\"", 'a.md:3: front matter: "\\u0000" holds a character that cannot be kept.'),
        ("title = 'a'\nx = " + "[" * 90_000, "a.md:2: front matter: lists within lists, too deep to read."),
        ("title = 'a'\nx = " + "[" * 60 + "]" * 60, "a.md:1: front matter: lists within lists, more than 50 deep."),
        ("title = 'a'\nx" + " .x" * 30_000 + " = 1", "a.md:2: front matter: a key with more than 500 dots."),
        ("title = 'a'\nx = 0x1" + "f" * 9_000, "a.md:1: front matter: a number of more than 4,200 digits."),
    ],
)
def test_a_broken_file_gets_its_line_and_what_was_expected(block: str, sentence: str) -> None:
    with pytest.raises(PageFileError) as caught:
        read(f"+++\n{block}\n+++\n\nThe body.\n", file="a.md")

    assert str(caught.value) == sentence


def test_a_number_of_thousands_of_digits_is_refused_without_a_traceback() -> None:
    with pytest.raises(PageFileError, match=r"^a\.md:2: front matter: Exceeds the limit"):
        read("+++\nx = " + "9" * 5000 + "\n+++", file="a.md")


@pytest.mark.parametrize("text", ["+++", "+++\ntitle = 'a'\n", "+++\ntitle = 'a'\n++++\n---\n"])
def test_a_front_matter_without_its_last_line_is_refused(text: str) -> None:
    with pytest.raises(PageFileError) as caught:
        read(text, file="a.md")

    assert str(caught.value) == (
        "a.md:1: front matter that begins with +++ does not end: expected a line of +++ alone."
    )


def test_a_day_with_a_time_is_the_day_that_stands_there() -> None:
    file = read("+++\ntitle = 'a'\ndate = 2014-11-28 23:59:59.5\n+++", file="a.md")

    assert file.date == PartialDate(year=2014, month=11, day=28)
    assert datetime.fromisoformat("2014-11-28T23:59:59.5").date() == date(2014, 11, 28)
