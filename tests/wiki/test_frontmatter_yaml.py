"""Hugo posts in YAML: bare words stay what they are, and nothing of YAML's machinery is obeyed."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evidence.dates import PartialDate
from wiki.reading.frontmatter import read, split
from wiki.reading.page_file import Loss, LossKind, PageFile, PageFileError, SourceFormat

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)
MACHINERY = "is an instruction in YAML: put the words into quotation marks."
BODY = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(
    values=st.dictionaries(TEXT, VALUES),
    body=BODY,
    before=st.sampled_from(["", "\ufeff", "\n", " \r\n"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    closing=st.sampled_from(["---", "...", "--- "]),
)
def test_any_front_matter_and_any_body_come_back_to_the_byte(
    values: dict[str, object], body: str, before: str, end: str, closing: str
) -> None:
    block = yaml.safe_dump(values, allow_unicode=True).replace("\n", end)
    text = f"{before}---{end}{block}{closing}{end}{body}"

    raw, read_values, read_body = split(text, file="a.md")

    assert (raw + read_body).encode() == text.encode()
    assert read_values == values
    assert read_body == end + body


def test_every_known_key_is_taken_and_every_other_is_kept() -> None:
    text = """---
title: "Back Pain: what helps"
slug: back-pain
aliases:
  - "/Back+Pain"
  - /5963
tiki_page_id: 5963
date: 2014-11-28 23:30:00 +0100
categories: Back pain
tags:
- No
- 2020
-
- 'AU, NZ'
lane: wiki
publisher: >
  A wiki
  of papers
weight: 5
rate: 0.50
version: 1.10.2
most: 1.0e+999
code: 007
draft: yes
hidden: false
when: 12:30
note: ~
params: {since: 2014-11-28, ok: true}
---

The body."""

    assert read(text, file="content/back-pain.md") == PageFile(
        file="content/back-pain.md",
        format=SourceFormat.HUGO,
        front_matter=text.removesuffix("\n\nThe body."),
        body="\n\nThe body.",
        title="Back Pain: what helps",
        slug="back-pain",
        date=PartialDate(year=2014, month=11, day=28),
        tiki_page_id=5963,
        aliases=("/Back+Pain", "/5963"),
        categories=("Back pain",),
        tags=("No", "2020", "AU, NZ"),
        lane="wiki",
        publisher="A wiki of papers",
        extra={
            "weight": 5,
            "rate": 0.5,
            "version": "1.10.2",
            "most": "1.0e+999",
            "code": "007",
            "draft": "yes",
            "hidden": False,
            "when": "12:30",
            "note": None,
            "params": {"since": "2014-11-28", "ok": True},
        },
        losses=(
            Loss(kind=LossKind.TAG_COMMA, line=10, sentence="tag “AU, NZ” has a comma in it: kept as one tag."),
            *(
                Loss(kind=LossKind.KEY, line=line, sentence=f"key “{key}” {why}: kept with the page, not used.")
                for line, key, why in [
                    (19, "weight", "is not known here"),
                    (20, "rate", "is not known here"),
                    (21, "version", "is not known here"),
                    (22, "most", "is not known here"),
                    (23, "code", "is not known here"),
                    (24, "draft", "is not for a file to set"),
                    (25, "hidden", "is not known here"),
                    (26, "when", "is not known here"),
                    (27, "note", "is not known here"),
                    (28, "params", "is not known here"),
                ]
            ),
        ),
    )


@pytest.mark.parametrize(
    "word", ["2020", "007", "No", "true", "1e3", "0x1F", "1_000", "12:30", "2014-11-28", ".inf", "-"]
)
def test_a_bare_word_is_a_title_as_it_stands(word: str) -> None:
    assert read(f"---\ntitle: {word}x\n---", file="a.md").title == f"{word}x"
    if word != "-":
        assert read(f"---\ntitle: {word}\n---", file="a.md").title == word


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2014-11-28", "2014-11-28"),
        ("2014-11", "2014-11"),
        ("2014", "2014"),
        ("2020-02?", "2020-02?"),
        ("2014-11-28T10:00:00Z", "2014-11-28"),
        ("2014-11-28T10:00:00.123+01:00", "2014-11-28"),
        ("2014-11-28 10:00", "2014-11-28"),
        ('"2014-11-28 10:00:00 -0700 PDT"', "2014-11-28"),
        ("", None),
    ],
)
def test_a_date_keeps_its_day_and_no_more_than_its_source_knows(written: str, date: str | None) -> None:
    read_date = read(f"---\ntitle: a\ndate: {written}\n---", file="a.md").date

    assert (str(read_date) if read_date else None) == date


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ("title: a: b", "a.md:2: broken front matter at column 9: "),
        ("title: a\ntags: [a, b\nslug: x", "a.md:4: broken front matter at column 5: "),
        ("title: 'a", "a.md:3: broken front matter at column 1: "),
        ("title: *Important*", "a.md:2: broken front matter at column 18: "),
        ("title: @a", "a.md:2: broken front matter at column 8: "),
        ("title: a\ntitle: b", "a.md:3: front matter: the key “title” stands there twice: keep one."),
        ("title: a\np: {x: 1,\n x: 2}", "a.md:4: front matter: the key “x” stands there twice: keep one."),
        (
            "title: a\nb: &x [1]\nc: *x",
            f"a.md:3: front matter: “&x” {MACHINERY}",
        ),
        (
            "title: *Important",
            f"a.md:2: front matter: “*Important” {MACHINERY}",
        ),
        (
            "title: !!python/name:os.system",
            f"a.md:2: front matter: “tag:yaml.org,2002:python/name:os.system” {MACHINERY}",
        ),
        ("title: !Important", f"a.md:2: front matter: “!Important” {MACHINERY}"),
        ("? [a]\n: b", "a.md:2: front matter: a list cannot be a key: expected a word."),
        (
            "Some words.",
            "a.md:2: front matter: expected one block of keys with their values, such as title: Back pain.",
        ),
        ("- a", "a.md:2: front matter: expected one block of keys with their values, such as title: Back pain."),
        ("", "a.md:1: title: expected a text."),
        ("title:\nslug: b", "a.md:2: title: expected a text."),
        ("title: {a: b}", "a.md:2: title: expected a text."),
        ("title: a\n\naliases:\n  /Pain: 5963", "a.md:4: aliases: expected a list of texts, such as [“one”, “two”]."),
        ("title: a\ntags: [a, [b]]", "a.md:3: tags: expected a list of texts, such as [“one”, “two”]."),
        ("title: a\ntiki_page_id: '5963'", "a.md:3: tiki_page_id: expected a whole number above zero."),
        ("title: a\ntiki_page_id: " + "9" * 5000, "a.md:3: tiki_page_id: expected a whole number above zero."),
        (
            "title: a\nslug: back pain",
            "a.md:3: slug: “back pain” is not an address: expected letters, digits, - and _ only.",
        ),
        (
            "title: a\ndate: 2013-02-30",
            "a.md:3: date: “2013-02-30” is not in the calendar: day is out of range for month.",
        ),
        ("title: a\nx: \x07", "a.md:3: front matter: holds the control character U+0007: expected plain text."),
        ('title: a\nx: "\\0"', 'a.md:3: front matter: "\\u0000" holds a character that cannot be kept.'),
        ("title: a\nx: " + "[" * 90_000, "a.md:3: front matter: lists within lists, more than 50 deep."),
        (
            "\n".join(" " * depth + "a:" for depth in range(400)),
            "a.md:53: front matter: lists within lists, more than 50 deep.",
        ),
        ("title: a\nx: " + "y" * 100_000, "a.md:1: front matter of 100,020 characters: expected at most 100,000."),
    ],
)
def test_a_broken_file_gets_its_line_and_what_was_expected(block: str, sentence: str) -> None:
    with pytest.raises(PageFileError) as caught:
        read(f"---\n{block}\n---\n\nThe body.\n", file="a.md")

    # What the parser itself says depends on whether it is the one written in C.
    hint = "; a text with signs such as : or * in it needs quotation marks."
    said = re.sub("(: broken front matter at column [0-9]+: ).*" + re.escape(hint), r"\1", str(caught.value))
    assert said == sentence


@pytest.mark.parametrize("text", ["---", "---\ntitle: a\n", "---\ntitle: a\n\n----\n --- \n", "\r---\rtitle: a\r# b\r"])
def test_a_front_matter_without_its_last_line_is_refused(text: str) -> None:
    with pytest.raises(PageFileError) as caught:
        read(text, file="a.md")

    line = 2 if text.startswith("\r") else 1
    assert str(caught.value) == (
        f"a.md:{line}: front matter that begins with --- does not end: expected a line of --- or ... alone."
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_however_they_end(end: str) -> None:
    with pytest.raises(PageFileError) as caught:
        read(f"\ufeff{end}{end}---{end}title: a{end}slug: b c{end}---{end}", file="a.md")

    assert caught.value.line == 5
