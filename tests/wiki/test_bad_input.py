"""All that can be wrong with a page, in one folder, through the command: a sentence each, and the others saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.wiki.making import post
from tests.wiki.test_import_pages import run
from wiki.models import Alias, Page, Refusal, Section

pytestmark = pytest.mark.django_db
LATIN = "in Windows-1252 or Latin-1, as which it was probably saved, it is “é”"
TABLE = "|" * 400 + "\n" + "|-" * 399 + "|\n" + ("|" * 400 + "\n") * 470
# Refused: the file's name, what is in it, and what is said of it.
REFUSED: dict[str, tuple[bytes, str]] = {
    "cut.md": (b'{\n"title": "Cut",\n"slug": "cu', "3: broken front matter at column 9: unterminated string."),
    "yaml.md": (
        b"---\ntitle: Cut\n",
        "1: front matter that begins with --- does not end: expected a line of --- or ... alone.",
    ),
    "toml.md": (
        b'+++\ntitle = "Cut"\n',
        "1: front matter that begins with +++ does not end: expected a line of +++ alone.",
    ),
    "line.md": (b'{"title": "Long"}\n' + b"a" * 20_000_000, "1: 20,000,018 bytes: expected at most 2,000,000."),
    "long.md": (
        b'{"title": "Long"}\n' + b"a" * 200_001,
        "1: the text has 200,002 characters: expected at most 200,000.",
    ),
    "nul.md": (b'{"title": "Nul"}\n\na\0b', "3: holds a NUL character: expected plain text."),
    "utf16.md": (
        '{"title": "Wide"}'.encode("utf-16"),
        "1: is probably saved as UTF-16: expected a file saved as UTF-8.",
    ),
    "latin.md": (
        b'{"title": "Latin"}\n\ncaf\xe9',
        f"3: byte 0xe9 is not UTF-8: {LATIN}; expected a file saved as UTF-8.",
    ),
    "second.md": (
        post("Second.", slug="brace").encode(),
        "3: slug “brace” is that of brace.md too: expected one file a page.",
    ),
    "deep.md": (
        post("<div>" * 120, slug="deep").encode(),
        "4: HTML elements stand 120 deep in each other: expected fewer than 100.",
    ),
    "quotes.md": (
        post("> " * 120 + "a", slug="quotes").encode(),
        "4: quotes or lists stand 100 or more deep in each other.",
    ),
    "empty.md": (b"", "1: expected front matter, beginning with {, --- or +++; found none."),
    "script.md": (post(source_url="javascript:alert(1)").encode(), "3: source_url: Enter a valid URL."),
}
# Saved all the same: the file, what is shown of it, and what is said of it.
SAVED: dict[str, tuple[str, str, list[str]]] = {
    "my-alias.md": (
        post(slug="alias", aliases=["/pages/alias", "/posts/brace", "/Free"]),
        "<p>Words.</p>",
        [
            "alias “/pages/alias” is the page's own address: it needs no other to lead there; left out.",
            "alias “/posts/brace” is the address of the page “brace”: an address leads to one page; left out.",
        ],
    ),
    "brace.md": (post(slug="brace", title="A } in { a string"), "<p>Words.</p>", []),
    "hidden.md": (
        post("<!-- All of it. -->", slug="hidden"),
        "",
        ["the whole text stands inside a comment: kept, and nothing of it is shown."],
    ),
    "handlers.md": (
        post(
            '<p onclick="alert(1)">A <a href="javascript:alert(1)">b</a></p><script>alert(1)</script>', slug="handlers"
        ),
        "<p>A b</p>",
        ["1 × <script> left out.", "1 × href of <a> left out.", "1 × onclick of <p> left out."],
    ),
}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (tmp_path / "outside.md").write_text(post(slug="outside"))
    for name, (data, _) in REFUSED.items():
        (folder / name).write_bytes(data)
    for name, (text, _, _) in SAVED.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "out.md").symlink_to("../outside.md")
    return folder


def test_every_fault_gets_its_sentence_and_every_other_page_is_saved(pages: Path, tmp_path: Path) -> None:
    expected = {name: f"{name}:{sentence}" for name, (_, sentence) in REFUSED.items()}
    expected["out.md"] = "out.md:1: is a link that leads out of the folder: expected a file in it."
    report = tmp_path / "report.json"

    dry = run(pages, dry_run=True)
    assert not Page.objects.exists()
    out, err, end = run(pages, report=report)

    assert (dry[1], dry[2]) == (err, end)
    assert sorted(err.splitlines()) == sorted(expected.values())
    assert out.splitlines()[0] == "18 pages: 4 created, 0 updated, 0 unchanged, 0 held back, 14 refused."
    assert end == "14 of 18 pages were refused."
    assert [f"{one}" for one in Refusal.objects.order_by("file")] == [expected[name] for name in sorted(expected)]
    assert [one["file"] for one in json.loads(report.read_text())["refused_files"]] == sorted(expected)
    assert {page.source_file: _shown(page) for page in Page.objects.all()} == {
        name: (html, losses) for name, (_, html, losses) in SAVED.items()
    }
    assert [alias.path for alias in Alias.objects.all()] == ["Free"]


def test_what_was_refused_and_is_mended_is_imported_and_no_longer_listed(pages: Path) -> None:
    run(pages)
    for name in REFUSED:
        (pages / name).write_text(post(slug=name.removesuffix(".md")), encoding="utf-8")
    (pages / "out.md").unlink()

    assert run(pages)[0].splitlines()[0] == "17 pages: 13 created, 0 updated, 4 unchanged, 0 held back, 0 refused."
    assert [one.file for one in Refusal.objects.all()] == ["out.md"]
    assert Section.objects.count() == 16


def test_a_page_that_takes_too_long_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    for name, body in {"a": "Words.", "b": TABLE, "c": "Words."}.items():
        (tmp_path / f"{name}.md").write_text(post(body, slug=name), encoding="utf-8")

    out, err, _ = run(tmp_path)

    assert out.splitlines()[0] == "3 pages: 2 created, 0 updated, 0 unchanged, 0 held back, 1 refused."
    assert err == "b.md:4: took longer than 2 seconds to render: expected a simpler text.\n"


def _shown(page: Page) -> tuple[str, list[str]]:
    losses: Any = page.losses.order_by("sentence").values_list("sentence", flat=True)
    return "".join(page.sections.values_list("html", flat=True)), list(losses)
