"""What holds for any file whatever: nothing is raised, nothing is lost, nothing unfit to be stored comes out."""

from __future__ import annotations

import io
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.identifiers import IdentifierError, Scheme, parse
from evidence.reading import FORMATS, ReadReference, read_references
from evidence.reading.draft import canonical
from tests.evidence.references import DIALECTS, PAPERS

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
PIECES = st.sampled_from(
    [
        "TY  - JOUR\n", "ER  - \n", "TI  - A title\n", "AU  - Aalto, A\n", "PMID- 12345\n", "<1>\n", "@article{a,\n",
        "title = {B}", "}\n", "{", '"', "\\", "[", "]", ",", "\n\n", "\r", "<PubmedArticle>", "</PubmedArticle>",
        "<PMID>1</PMID>", "<!DOCTYPE x>", "<!ENTITY a 'b'>", '{"title": "C"}', '"PMID": 1', "\x00", "é", "\ufeff",
        "\u2028", "�", "Unique Identifier\n", "  x\n", "DO  - 10.1/x\n", "KW  -\n", "<!--", "]]>", "@string{a = #}\n",
    ]
)  # fmt: skip
MADE = st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode("utf-8", errors="surrogatepass"))


def read(data: bytes, form: str = "auto") -> list[ReadReference]:
    return list(read_references(io.BytesIO(data), name="file", format=form))


def _places(seed: str, length: int) -> list[int]:
    return random.Random(seed).sample(range(200, length), 25)  # noqa: S311


def check(answers: list[ReadReference]) -> None:
    assert answers
    assert [one.number for one in answers] == list(range(1, len(answers) + 1))
    for one in answers:
        assert (one.reference is None) == bool(one.faults)
        assert one.line >= 1
        assert all(fault.sentence and fault.line >= 1 for fault in one.faults)
        assert not UNFIT.search(repr(one.reference))
        if one.reference:
            said = [one.reference.title, *one.reference.authors, *one.reference.keywords, one.reference.abstract]
            assert not any(UNFIT.search(text) for text in said)
            assert len(one.reference.title) <= 500


@settings(max_examples=150)
@given(data=st.binary(max_size=400) | MADE, form=st.sampled_from(FORMATS))
def test_no_bytes_raise_and_every_answer_is_a_reference_or_says_why_not(data: bytes, form: str) -> None:
    check(read(data, form))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_cut_off_anywhere_gives_all_whole_records_before_the_cut(dialect: str) -> None:
    data = DIALECTS[dialect](PAPERS).encode()
    begins = [one.line for one in read(data)]
    for cut in _places(dialect, len(data)):
        answers = read(data[:cut])

        check(answers)
        whole = sum(data[:cut].count(b"\n") >= line - 1 for line in begins) - 1
        assert [one.reference.title for one in answers if one.reference][: max(whole, 0)] == [
            paper.title for paper in PAPERS[: max(whole, 0)]
        ] or "json" in dialect  # Crossref's stands on one line


# Of JSON on one line nobody can tell what a lost quote set apart.
@pytest.mark.parametrize("dialect", [one for one in DIALECTS if one != "crossref_json"])
def test_a_damaged_byte_costs_one_record_at_most(dialect: str) -> None:
    data = DIALECTS[dialect](PAPERS).encode()
    for place in _places(dialect, len(data)):
        answers = read(data[:place] + b"\xff" + data[place + 1 :])

        check(answers)
        good = {one.reference.title for one in answers if one.reference} & {paper.title for paper in PAPERS}
        # The sign may be what set two records apart.
        assert len(good) >= 6


def test_damage_is_laid_to_the_record_that_has_it_even_if_all_stand_on_one_line() -> None:
    data = DIALECTS["pubmed_xml"](PAPERS).replace("\n", " ").encode()

    answers = read(data.replace(b"Jean", b"Je\xffn"))

    assert [[str(fault) for fault in one.faults] for one in answers] == [
        [],
        [],
        ["line 1: It has bytes that are not UTF-8 in a file of UTF-8: export it again as UTF-8."],
        *([[]] * 5),
    ]


@given(st.lists(st.sampled_from(["whole", "no title", "no end", "odd"]), min_size=1, max_size=12))
def test_all_records_of_ris_are_accounted_for(shapes: list[str]) -> None:
    written = {
        "whole": "TY  - JOUR\nTI  - One\nER  - \n",
        "no title": "TY  - JOUR\nPY  - 2013\nER  - \n",
        "no end": "TY  - JOUR\nTI  - One\n",
        "odd": "TY  - JOUR\nTI  - A\x00\nER  - \n",
    }

    answers = read("".join(written[shape] for shape in shapes).encode())

    assert [bool(one.reference) for one in answers] == [shape in {"whole", "no end"} for shape in shapes]


@given(
    st.sampled_from(["", "https://doi.org/", "http://dx.doi.org/", "doi:"]),
    st.text(st.sampled_from("abcXYZ0123456789.-/();_v<>"), max_size=25)
    | st.sampled_from(["x.full", "a.pdf", "x.abstract", "2020.01.01.123456v2", "isrctn12345678", "pmid1", "x."]),
    st.sampled_from(["10.1101/", "10.1093/", "10.1186/", "10.1000/", "10.1002/(sici)1"]),
)
def test_the_quick_way_to_a_doi_leads_where_the_slow_one_does(before: str, tail: str, prefix: str) -> None:
    text = before + prefix + tail

    assert _or_none(canonical, text) == _or_none(parse, text)


def _or_none(reader: object, text: str) -> str | None:
    try:
        return reader(text, Scheme.DOI)  # type: ignore[operator, no-any-return]
    except IdentifierError:
        return None
