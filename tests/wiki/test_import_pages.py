"""The import command: counts, faults by file and line, losses, dry runs and exit codes."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.wiki.making import make_yousef, post
from wiki.models import Alias, Category, Mention, Page, Refusal, Section, TaggedPage

pytestmark = pytest.mark.django_db
ROWS: list[Any] = [Page, Section, Mention, Alias, Category, TaggedPage, Refusal]


def run(*paths: Path, **options: Any) -> tuple[str, str, str]:
    """What the command prints, what it complains of, and how it ends: an empty text if well."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_pages", *paths, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), f"{error}" if error.returncode == 1 else f"{error.returncode}: {error}"
    return out.getvalue(), err.getvalue(), ""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_md", ".md").replace("_txt", ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return tmp_path


def test_a_folder_is_imported_and_imported_again(tmp_path: Path) -> None:
    pages = folder(
        tmp_path,
        back_md=post(slug="back", tags=["a", "A"]),
        deep__mg_txt="Magnesium\n\nWords.",
        README_md="No page.",
        notes_csv="a,b",
    )
    out = "2 pages: {}, 0 held back, 0 refused.\n1 things not carried over; --report FILE lists them.\n"

    assert run(pages) == (out.format("2 created, 0 updated, 0 unchanged"), "", "")
    assert run(pages) == (out.format("0 created, 0 updated, 2 unchanged"), "", "")
    folder(tmp_path, deep__mg_txt="Magnesium\n\nOther words.")
    assert run(pages, publish=True) == (out.format("0 created, 2 updated, 0 unchanged"), "", "")
    assert sorted(Page.objects.published().values_list("slug", flat=True)) == ["back", "mg"]


def test_a_broken_file_is_told_and_the_others_are_saved(tmp_path: Path) -> None:
    pages = folder(
        tmp_path,
        a_md='{\n"title": "A"\n"slug": "a"}',
        b_md=post(slug="b", aliases=["/Old"]),
        c_md=post(slug="c", aliases=["/Old"]),
        d_md=post(slug="b"),
        e_md="---\ntitle: E\n",
        f_md=post("<div>" * 120, slug="f"),
    )

    out, err, end = run(pages)

    assert out.splitlines()[0] == "6 pages: 2 created, 0 updated, 0 unchanged, 0 held back, 4 refused."
    assert err.replace(f"{tmp_path}/", "").splitlines() == [
        "a.md:3: broken front matter at column 1: expected ',' delimiter.",
        "d.md:3: slug “b” is that of b.md too: expected one file a page.",
        "e.md:1: front matter that begins with --- does not end: expected a line of --- or ... alone.",
        "f.md:4: HTML elements stand 120 deep in each other: expected fewer than 100.",
    ]
    assert end == "4 of 6 pages were refused."
    assert [page.slug for page in Page.objects.all()] == ["b", "c"]
    assert Refusal.objects.count() == 4


LATIN = (
    "latin.md:1: byte 0xe9 is not UTF-8: in Windows-1252 or Latin-1, as which it was probably saved, it is “é”; "
    "expected a file saved as UTF-8."
)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.md", "missing.md:1: is not there: expected a file or a folder."),
        ("page.html", "page.html:1: expected a file that ends in .md or .txt, or a folder of them."),
        ("latin.md", LATIN),
        ("large.txt", "large.txt:1: 2,000,001 bytes: expected at most 2,000,000."),
    ],
)
def test_what_is_no_page_file_is_told(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "page.html").write_text("<p>")
    (tmp_path / "latin.md").write_bytes(b'{"title": "Caf\xe9"}')
    (tmp_path / "large.txt").write_bytes(b"a" * 2_000_001)

    _, err, end = run(tmp_path / name)

    assert (err.replace(f"{tmp_path}/", ""), end) == (f"{sentence}\n", "1 of 1 pages were refused.")
    assert not Page.objects.exists()


def test_a_folder_without_a_page_is_a_mistake(tmp_path: Path) -> None:
    assert run(tmp_path)[2] == "No .md or .txt file was found there."


def test_a_dry_run_says_what_would_happen_and_stores_nothing(tmp_path: Path) -> None:
    make_yousef()
    pages = folder(
        tmp_path,
        a_md=post("PMID: 23384256", slug="a", tags=["x"], categories=["y"], aliases=["/Old"]),
        b_md="No front matter.",
    )

    dry = run(pages, dry_run=True)

    assert [model.objects.count() for model in ROWS] == [0] * len(ROWS)
    real = run(pages)
    assert dry == (f"{real[0]}Dry run: nothing was stored.\n", *real[1:])
    assert [model.objects.count() for model in ROWS] == [1] * len(ROWS)


def test_the_report_lists_every_loss_with_file_and_line_also_of_unchanged_pages(tmp_path: Path) -> None:
    body = """<p onclick="x">A {{< figure >}} <sup>[36]</sup></p>

<script>alert(1)</script>"""
    pages = folder(tmp_path, deep__a_md=post(body, slug="a", tags=["Pain", "pain"], extra=1), b_md="no")
    report = tmp_path / "report.json"
    counts = {"seen": 2, "created": 0, "updated": 0, "unchanged": 0, "held back": 0, "refused": 1}
    seen = []

    for outcome in ("created", "unchanged"):
        out, _, _ = run(pages, report=report)
        assert out.splitlines()[1] == f"6 things not carried over: see {report}."
        seen.append(report.read_text(encoding="utf-8"))
        found = json.loads(seen[-1])
        losses = [(one.pop("line"), one.pop("kind"), one.pop("sentence")) for one in found["losses"]]
        assert found.pop("losses") == [{"page": "a", "file": "deep/a.md"}] * 6
        assert found == counts | {
            outcome: 1,
            "by_kind": dict(Counter(sorted(kind for _, kind, _ in losses))),
            "refused_files": [
                {
                    "file": "b.md",
                    "line": 1,
                    "sentence": "expected front matter, beginning with {, --- or +++; found none.",
                }
            ],
        }
        assert losses == [
            (4, "tag in other capitals", "tags “Pain” and “pain” differ only in capitals: kept as one."),
            (8, "unknown key", "key “extra” is not known here: kept with the page, not used."),
            (11, "attribute left out", "1 × onclick of <p> left out."),
            (11, "dangling reference mark", "reference mark [36] leads to no list of references (1 ×)."),
            (11, "shortcode", "shortcode {{< figure >}} is not known: kept as it is."),
            (13, "tag left out", "1 × <script> left out."),
        ]
    run(pages, report=report)
    assert report.read_text(encoding="utf-8") == seen[1]


def test_the_report_of_a_dry_run_is_that_of_the_real_run(tmp_path: Path) -> None:
    pages = folder(tmp_path, a_md=post("<b onclick>{{< x >}}", slug="a", aliases=["/admin"]), b_md="no")
    dry, real = tmp_path / "dry.json", tmp_path / "real.json"

    run(pages, report=dry, dry_run=True)
    run(pages, report=real)

    assert dry.read_bytes() == real.read_bytes()


@pytest.mark.parametrize(
    ("bound", "end"), [(2, ""), (1, "2 things were not carried over: expected at most 1."), (None, "")]
)
def test_an_import_may_be_told_how_much_loss_is_too_much(tmp_path: Path, bound: int | None, end: str) -> None:
    pages = folder(tmp_path, a_md=post(slug="a", one=1, two=2))

    assert run(pages, fail_above=bound)[2] == end
    assert Page.objects.count() == 1


@pytest.mark.parametrize("words", ["-1", "1.5", "many", "²"])
def test_a_bound_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(CommandError, match=f"“{words}” is no bound: expected a whole number of 0 or more"):
        call_command("import_pages", "a.md", f"--fail-above={words}")


def test_a_report_that_cannot_be_written_is_told_without_a_traceback(tmp_path: Path) -> None:
    pages = folder(tmp_path, a_md=post())

    end = run(pages, report=tmp_path / "no" / "folder.json")[2]

    assert end == f"The report cannot be written to {tmp_path}/no/folder.json: No such file or directory."


def test_the_report_takes_the_place_of_no_page_no_link_and_no_folder(tmp_path: Path) -> None:
    pages = folder(tmp_path / "pages", a_md=post(slug="a"))
    (tmp_path / "link").symlink_to("/dev/null")
    ends = {name: run(pages, report=tmp_path / name)[2] for name in ("pages/a.md", "link", "pages")}

    said = f"The report cannot be written to {tmp_path}/"
    assert ends == {
        "pages/a.md": f"{said}pages/a.md: that is the name of a page, expected another.",
        "link": f"{said}link: expected a file, or nothing of that name.",
        "pages": f"{said}pages: expected a file, or nothing of that name.",
    }
    assert ((pages / "a.md").read_text(), (tmp_path / "link").is_symlink()) == (post(slug="a"), True)
    assert (Page.objects.count(), sorted(path.name for path in tmp_path.iterdir())) == (0, ["link", "pages"])


def test_an_import_ties_mentions_whose_report_was_entered_meanwhile(tmp_path: Path) -> None:
    pages = folder(tmp_path, a_md=post("PMID: 23384256", slug="a"))
    run(pages)
    report = make_yousef()

    run(pages)

    assert [(one.state, one.report) for one in Mention.objects.all()] == [("linked", report)]
