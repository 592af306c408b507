"""Files that are no references, or more of them than can be: a sentence each, and soon."""

from __future__ import annotations

import io

import pytest

from evidence.reading import ReadReference, read_references
from tests.evidence.references import PAPERS, bibtex, csl_json, pubmed_nbib, pubmed_xml, zotero_ris

ONE = zotero_ris(PAPERS[:1])


def read(data: bytes | str, form: str = "auto") -> list[ReadReference]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_references(io.BytesIO(raw), name="refs.ris", format=form))


def faults(answers: list[ReadReference]) -> list[str]:
    return [str(fault) for one in answers for fault in one.faults]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty but for spaces"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or an Office file (such as .xlsx, .docx)"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"<!DOCTYPE html>\n<html><title>Log\nin</title>", "a web page (“Log in”), perhaps one to log in"),
        (b"<?xml version='1.0'?><xml><records><record>", "EndNote's XML; export it from there as RIS"),
        (b"%0 Journal Article\n%A Foo", "EndNote's Refer format; export it from there as RIS"),
        (b"FN Clarivate Analytics Web of Science\nVR 1.0", "Web of Science's plain text; export it from there as RIS"),
        (b"Title,Authors,Year,DOI\nA,B,2013,10.1/x", "perhaps a table (“Title,Authors,Year,DOI”)"),
        (bytes(range(256)) * 4, "no text"),
        (b"Dear colleague", "something else (“Dear colleague”)"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_references_says_what_it_is_and_what_was_expected(data: bytes, what: str) -> None:
    assert faults(read(data)) == [
        f"line 1: refs.ris is {what}: expected RIS, NBIB (MEDLINE), BibTeX, PubMed XML, CSL-JSON or Ovid's export."
    ]


def test_an_archive_is_none_of_a_format_that_was_named() -> None:
    assert "a PDF" in faults(read(b"%PDF-1.7\nTY  - JOUR\n", "ris"))[0]


@pytest.mark.parametrize("other", [pubmed_nbib, bibtex, pubmed_xml, csl_json])
def test_another_format_behind_the_records_of_one_is_refused_not_read_into_the_last(other: object) -> None:
    answers = read(ONE + "\n" + other(PAPERS[:1]))  # type: ignore[operator]

    assert answers[0].reference
    assert answers[0].reference.title == PAPERS[0].title
    assert len(answers) == 2
    assert "belong to no record: expected a line “TY  - ”" in faults(answers)[0]


def test_ris_behind_each_other_format_is_refused_too() -> None:
    for other in (pubmed_nbib, bibtex, pubmed_xml, csl_json):
        answers = read(other(PAPERS[:1]) + "\n" + ONE)

        assert [bool(one.reference) for one in answers] == [True, False]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>',
        '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
    ],
)
def test_a_file_that_declares_an_entity_is_refused_whole(declaration: str) -> None:
    data = pubmed_xml(PAPERS).replace("<PubmedArticleSet>", declaration + "<PubmedArticleSet>")

    assert faults(read(data)) == [
        "line 1: It declares an entity (<!ENTITY …>), which no file of PubMed does: the whole file is refused."
    ]


def test_an_entity_or_document_type_within_a_record_refuses_that_record() -> None:
    inner = "<PubmedArticle>&lol;</PubmedArticle><PubmedArticle><!DOCTYPE x></PubmedArticle>"

    answers = read(pubmed_xml(PAPERS[:1]).replace("</PubmedArticleSet>", inner + "</PubmedArticleSet>"))

    assert [bool(one.reference) for one in answers] == [True, False, False]
    assert "undefined entity" in faults(answers)[0]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("TY  - JOUR\nTI  - " + "x" * 501 + "\nER  - \n", "Expected at most 500 characters, got 501"),
        ("TY  - JOUR\nTI  - A\nAB  - " + "x" * 100_001, "Expected at most 100,000 characters, got 100,001"),
        ("TY  - JOUR\nTI  - A\nAU  - " + "x" * 301, "Expected a name of at most 300 characters, got 301"),
        ("TY  - JOUR\nTI  - A\n" + "AB  - xxxx\n" * 200_000, "Expected a record of at most 2,000,000 characters"),
        ("TY  - JOUR\nTI  - A" + "x" * 3_000_000, "Expected a record of at most 2,000,000 characters"),
        ("@article{a, title = {" + "x" * 2_100_000 + "}}", "Expected an entry of at most 2,000,000 characters"),
        ("@article{a, title = " + "{" * 100_000, "Expected a closing brace"),
        ("<PubmedArticle>" + "x" * 2_100_000, "Expected a record of at most 2,000,000 characters"),
        ("<PubmedArticle>" + "<a>" * 50 + "</PubmedArticle>", "one within another at most 40 times"),
        ('[{"title": "' + "x" * 2_100_000 + '"}]', "Expected an item of at most 2,000,000 characters"),
        ('[{"title": ' + "[" * 60 + "]" * 60 + "}]", "Expected values one within another at most 50 times"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_too_long_or_too_deep_is_refused_with_both_sizes(data: str, expected: str) -> None:
    answers = read(data)

    assert [one.reference for one in answers] == [None]
    assert expected in faults(answers)[0]
    assert len(answers[0].text) < 2_000_001


@pytest.mark.parametrize(
    "begins",
    ["TY  - JOUR\nTI  - ", "@article{a, title = {", "<PubmedArticle>", '{"title": "'],
    ids=lambda value: value[:5],
)
def test_of_a_record_that_is_too_long_the_beginning_is_kept_with_a_sign_that_it_goes_on(begins: str) -> None:
    (answer,) = read(begins + "x" * 2_100_000)

    assert answer.text == (begins + "x" * 2_000)[: len(answer.text) - 1] + "…"
    assert len(answer.text) <= 2_001


def test_what_comes_behind_a_record_that_is_too_long_is_read() -> None:
    for written in (zotero_ris, bibtex, pubmed_xml, csl_json):
        long = "x" * 2_100_000
        data = written(PAPERS).replace(PAPERS[1].journal, long, 2).replace(long, PAPERS[0].journal, 1)

        titles = [one.reference.title if one.reference else "" for one in read(data)]

        assert titles == ["" if paper is PAPERS[1] else paper.title for paper in PAPERS]


@pytest.mark.parametrize(
    "data",
    [
        b"\n" * 3_000_000,
        b"<!---->" * 300_000 + b"x",
        b"<PubmedArticleSet>" + b"<!--" * 500_000,
        b"<PubmedArticleSet>" + b"<?" * 500_000,
        b"<PubmedArticle/>" * 20_000,
        b"TY  - JOUR\nTI  - A\nUR  - " + b"https://pubmed.ncbi.nlm.nih.gov/" * 30_000,
        b"TY  - JOUR\nTI  - " + b"<i " * 600_000,
        b"TY  - JOUR\nPY  - " + b"2013 " * 300_000,
        b"@article{a, title = {" + b"{\\'" * 300_000,
        b"@article{a, title = {" + b"$" * 600_000 + b"}}",
        b"@article{a, author = {" + b"a and " * 200_000 + b"}}",
        b"@a{a,}" * 20_000,
        b"<1>\nSource\n  " + b"a. x:y" * 300_000,
        b"PMID- 1\nTI  - A\nRIN - " + b"doi: 10.1" * 200_000,
        b'[{"title": "' + b"\\" * 1_000_000,
        b"[" * 1_000_000,
        b"x" * 9_000_000,
        b"TY  - JOUR\nTI  - " + b"x" * 9_000_000,
    ],
    ids=lambda data: repr(data[:24]),
)
def test_hostile_files_are_answered_without_going_over_them_again_and_again(data: bytes) -> None:
    """Each of these takes minutes if any step of reading grows with the square of its length."""
    assert all(one.reference or one.faults for one in read(data))


def test_ten_thousand_authors_are_read() -> None:
    people = [(f"Aalto{number}", "Anna") for number in range(10_000)]
    paper = PAPERS[0].__class__(**{**PAPERS[0].__dict__, "people": people})

    for written in (zotero_ris, pubmed_nbib, bibtex, pubmed_xml, csl_json):
        reference = read(written([paper]))[0].reference
        assert reference
        assert (len(reference.authors), reference.authors[-1]) == (10_000, "Aalto9999 A")


def test_a_file_is_read_as_it_comes_and_not_at_once() -> None:
    class Endless(io.BytesIO):
        """Gives records for ever."""

        def read(self, size: int | None = -1) -> bytes:
            return ONE.encode() * 50

    answers = read_references(Endless(), name="endless")

    assert [next(answers).number for _ in range(5_000)][-1] == 5_000


def test_an_unknown_format_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="Unknown format 'docx': expected one of auto, ris"):
        read_references(io.BytesIO(b""), name="x", format="docx")
