"""The original documents, where TRACEWELL_DOCUMENTS names their folder: imported whole, and retold, not copied."""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from tests.wiki.test_fixture_pages import PAGES
from wiki.models import Page
from wiki.reading.frontmatter import split
from wiki.rendering.links import on_this_site
from wiki.rendering.markup import pieces, text_of
from wiki.summaries.suggested import suggest_sentences

FOLDER = Path(os.environ.get("TRACEWELL_DOCUMENTS", "/nowhere"))
DOCUMENTS = [one for one in sorted(FOLDER.glob("*")) if one.suffix in {".md", ".txt"} and one.name != "README.md"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DOCUMENTS, reason="TRACEWELL_DOCUMENTS names no folder with the original documents"),
]
RETOLD = ["back-pain.md", "magnesium-article.txt"]
LINK = re.compile(r'(?:href|src)="([^"]+)"|\]\(((?:[^()\s]|\([^()]*\))+)\)')
# As many words in a row as a name, a title or a list of ingredients may share by chance.
BY_CHANCE = 11


def body_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return split(text, file=path.name)[2] if path.suffix == ".md" else text


def addresses(text: str) -> set[str]:
    return {unescape(one or other) for one, other in LINK.findall(text)}


def plain(text: str) -> str:
    """Words without markup, with one kind of quotation mark and apostrophe."""
    text = re.sub(r"<[^>]+>|\*\*", "", text)
    return " ".join(re.sub("[“”]", '"', text.replace("’", "'")).split())


@pytest.fixture
def stored() -> dict[str, Page]:
    call_command("import_pages", FOLDER, publish=True, verbosity=0)
    return {page.slug: page for page in Page.objects.all()}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_stored_to_the_byte_and_shown_whole(path: Path, stored: dict[str, Page], client: Client) -> None:
    page = stored[path.stem]
    html = "".join(part.heading_html + part.html for part in page.sections.all())
    shown = {value for piece in pieces(html) for name, value in piece.attributes.items() if name in {"href", "src"}}
    told = " ".join(loss.sentence for loss in page.losses.told())

    assert page.source_text.encode() == path.read_bytes()
    assert [one for one in addresses(body_of(path)) if on_this_site(one) not in shown and one not in told] == []
    headings = re.findall(r"^#{1,6}[ \t]+(.*)$", body_of(path), re.MULTILINE) if path.suffix == ".md" else []
    assert len([part for part in page.sections.all() if part.heading]) == len(headings) or path.suffix == ".txt"
    assert client.get(page.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_word_of_a_document_is_lost(path: Path, stored: dict[str, Page]) -> None:
    page = stored[path.stem]
    html = " ".join(part.heading_html + " " + part.html for part in page.sections.all())
    kept = re.findall(r"\w+", f"{page.title} {text_of(html)}")
    written = re.sub(
        r"<!--.*?-->|\{\{.*?\}\}|https?://\S+|\]\([^ ]*\)|<[a-z/][^>]*>", " ", body_of(path), flags=re.DOTALL
    )

    assert [word for word in re.findall(r"\w+", unescape(written)) if word not in set(kept)] == []


def test_a_second_run_changes_nothing(stored: dict[str, Page], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_pages", FOLDER, publish=True)

    assert (
        f"{len(DOCUMENTS)} pages: 0 created, 0 updated, {len(DOCUMENTS)} unchanged, 0 held back, 0 refused."
        in capsys.readouterr().out
    )


@pytest.mark.parametrize("name", RETOLD)
def test_a_retelling_has_every_link_figure_and_front_matter_of_its_document(name: str) -> None:
    theirs, ours = FOLDER / name, PAGES / name
    figures = re.compile(r"\d[\d,.]*\d|\d")

    assert addresses(body_of(theirs)) - addresses(body_of(ours)) == set()
    without = [LINK.sub(" ", re.sub(r'style="[^"]*"', "", body_of(one))) for one in (theirs, ours)]
    assert set(figures.findall(without[0])) - set(figures.findall(without[1])) == set()
    if name.endswith(".md"):
        assert split(theirs.read_text(), file="")[0] == split(ours.read_text(), file="")[0]


@pytest.mark.parametrize("name", RETOLD)
def test_what_a_retelling_quotes_stands_there(name: str) -> None:
    theirs = plain(body_of(FOLDER / name))

    assert [quote for quote in quotes(body_of(PAGES / name)) if plain(quote) not in theirs] == []


@pytest.mark.parametrize("name", RETOLD)
def test_a_retelling_copies_nothing_but_titles_and_marked_quotes(name: str) -> None:
    ours = LINK.sub(" ] ", body_of(PAGES / name))
    for quote in quotes(ours):
        ours = ours.replace(quote, " | ")
    ours = re.sub(r"\[[^\[\]]*\s\]", " | ", ours)  # the words of links: titles of papers and articles
    theirs = re.findall(r"[\w']+", plain(body_of(FOLDER / name)).lower())
    runs = {tuple(theirs[n : n + BY_CHANCE]) for n in range(len(theirs))}
    own = [word for part in re.split("[|•]", ours) for word in [*re.findall(r"[\w']+", plain(part).lower()), "|"]]

    copied = [" ".join(own[n : n + BY_CHANCE]) for n in range(len(own)) if tuple(own[n : n + BY_CHANCE]) in runs]

    assert copied == []


def quotes(text: str) -> list[str]:
    """What stands in quotation marks, with quotations inside."""
    return re.findall(r"“((?:[^“”]|“[^“”]*”)*)”", text)


def test_the_sentence_about_an_unnamed_study_is_suggested_for_marking(stored: dict[str, Page]) -> None:
    suggested = [one.words for one in suggest_sentences(page=str(stored["magnesium-article"].pk))]

    assert any(words.startswith("One study found that two weeks of intravenous") for words in suggested)
