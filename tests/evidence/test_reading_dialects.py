"""The same eight publications out of every tool's file, in every encoding and with every line end."""

from __future__ import annotations

import io

import pytest

from evidence.reading import ReadReference, detected, read_references
from tests.evidence.references import DIALECTS, PAPERS, WESTERN

FORMATS = {
    "ris": "ris",
    "nbib": "nbib",
    "labelled": "ovid",
    "bibtex": "bibtex",
    "xml": "pubmed-xml",
    "json": "csl-json",
}
# Zotero's and Web of Science's RIS have no place for it.
WITHOUT_PMID = {"zotero_ris", "web_of_science_ris"}


def read(data: bytes) -> list[ReadReference]:
    return list(read_references(io.BytesIO(data), name="file"))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_found_by_its_content(dialect: str) -> None:
    data = DIALECTS[dialect](PAPERS).encode()

    assert detected(io.BytesIO(data)) == FORMATS[dialect.rpartition("_")[2]]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_says_the_same_of_the_eight(dialect: str) -> None:
    answers = read(DIALECTS[dialect](PAPERS).encode())

    assert [one.faults for one in answers] == [()] * 8
    references = [one.reference for one in answers if one.reference]
    assert [
        (one.title, one.year, one.authors[0], len(one.authors), one.doi, one.volume, one.issue, one.pages, one.kind)
        for one in references
    ] == [
        (
            paper.title,
            paper.year,
            paper.first_author,
            len(paper.people),
            paper.doi,
            paper.volume,
            paper.issue,
            f"{paper.first}-{paper.last}",
            "article",
        )
        for paper in PAPERS
    ]
    assert {one.journal.lower() for one in references} == {"journal of invented trials"}
    assert [one.pmid for one in references] == ["" if dialect in WITHOUT_PMID else paper.pmid for paper in PAPERS]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_encoding_and_no_line_end_changes_what_is_read(dialect: str, encoding: str, end: str) -> None:
    papers = WESTERN if encoding == "cp1252" else PAPERS

    answers = read(DIALECTS[dialect](papers).replace("\n", end).encode(encoding))

    assert [(one.reference.title, one.reference.authors[0]) for one in answers if one.reference] == [
        (paper.title, paper.first_author) for paper in papers
    ]
    assert "�" not in repr(answers)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_answer_has_its_number_its_line_and_its_own_text(dialect: str) -> None:
    data = DIALECTS[dialect](PAPERS)

    answers = read(data.encode())

    assert [one.number for one in answers] == list(range(1, 9))
    lines = data.split("\n")
    for one in answers:
        beginning = one.text.split("\n")[0]
        assert beginning[:20] in lines[one.line - 1]
