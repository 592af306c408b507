"""Reading a researcher's file of studies: what is taken, and the sentence for what is not."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.statistics import Measure
from evidence.statistics.study_file import COLUMNS, StudyFileError, StudyRow, read_studies


def file_of(folder: Path, content: str | bytes) -> Path:
    path = folder / "trials.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_columns_are_taken_by_name_in_any_order_among_others(tmp_path: Path) -> None:
    path = file_of(tmp_path, '\ufeffyear,sei,"trial", yi\r\n2013,0.5,"Yousef, 2013",-1.25\r\n\r\n2016,NA,,+3e-1\r\n')
    assert read_studies(path, Measure.GEN) == [
        StudyRow(line=2, name="Yousef, 2013", figures={"yi": -1.25, "sei": 0.5}, missing=()),
        StudyRow(line=4, name="line 4", figures={"yi": 0.3}, missing=("sei",)),
    ]


def test_a_name_with_a_line_break_does_not_lose_the_count_of_lines(tmp_path: Path) -> None:
    path = file_of(tmp_path, 'study,yi,sei\n"One\nand the same",1,1\nTwo,2,x\n')
    with pytest.raises(StudyFileError, match=r"trials\.csv:4: column sei: expected a number such as 1\.5, got “x”\.$"):
        read_studies(path, Measure.GEN)


def test_a_name_cannot_steer_a_terminal(tmp_path: Path) -> None:
    path = file_of(tmp_path, "study,yi,sei\n\x1b[2Jgone,1,1\n" + "a" * 200 + ",1,1\n")
    names = [row.name for row in read_studies(path, Measure.GEN)]
    assert names == ["�[2Jgone", "a" * 79 + "…"]


HEADS = {Measure.MD: "n1i,m1i,sd1i,n2i,m2i,sd2i", Measure.RR: "ai,n1i,ci,n2i", Measure.GEN: "yi,sei"}
FAULTS = [
    (Measure.GEN, "", ": the file is empty; expected a line of column names."),
    (Measure.GEN, "\n \n", ": the file is empty; expected a line of column names."),
    (Measure.GEN, "yi,sei\n", ": the file has column names and no studies below them."),
    (
        Measure.GEN,
        "yi;sei\n1;2\n",
        ":1: expected the columns yi, sei, with commas between them; yi, sei not among “yi;sei”.",
    ),
    (
        Measure.RR,
        "yi,sei\n1,2\n",
        ":1: expected the columns ai, n1i, ci, n2i, with commas between them; ai, n1i, ci, n2i not among “yi,sei”.",
    ),
    (Measure.GEN, "yi,sei,yi\n1,2,3\n", ":1: expected the column yi once; it is there 2 times."),
    (Measure.GEN, "yi,sei\n1,2\n1,2,3\n", ":3: expected 2 cells, as in the first line; got 3."),
    (Measure.GEN, "yi,sei\n1,abc\n", ":2: column sei: expected a number such as 1.5, got “abc”."),
    (Measure.GEN, 'yi,sei\n"1,5",1\n', ":2: column yi: expected a number such as 1.5, got “1,5”."),
    (Measure.GEN, "yi,sei\nnan,1\n", ":2: column yi: expected a number such as 1.5, got “nan”."),
    (Measure.GEN, "yi,sei\ninf,1\n", ":2: column yi: expected a number such as 1.5, got “inf”."),
    (Measure.GEN, "yi,sei\n1_0,1\n", ":2: column yi: expected a number such as 1.5, got “1_0”."),
    (Measure.GEN, "yi,sei\n٣,1\n", ":2: column yi: expected a number such as 1.5, got “٣”."),
    (Measure.GEN, "yi,sei\n1e308,1\n", ":2: column yi: expected a number from -1e+100 to 1e+100, got 1e308."),
    (Measure.GEN, "yi,sei\n1,1e999\n", ":2: column sei: expected a number from -1e+100 to 1e+100, got 1e999."),
    (Measure.GEN, "yi,sei\n1,-1\n", ":2: column sei: expected 0 or more, got -1."),
    (Measure.MD, "9,1,2,9,1,-2\n", ":2: column sd2i: expected 0 or more, got -2."),
    (Measure.MD, "0,1,2,9,1,2\n", ":2: column n1i: expected a number of people above 0 and up to 1e+10, got 0."),
    (
        Measure.MD,
        "9,1,2,1e308,1,2\n",
        ":2: column n2i: expected a number of people above 0 and up to 1e+10, got 1e308.",
    ),
    (Measure.RR, "5,9,10,9\n", ":2: column ci: expected at most n2i, which is 9; got 10."),
    (Measure.RR, "-5,9,1,9\n", ":2: column ai: expected 0 or more, got -5."),
    (Measure.GEN, 'yi,sei\n"1,2\n', ":2: expected cells with commas between them; unexpected end of data."),
    (Measure.GEN, b"study,yi,sei\nA,1,2\nGr\xfcn,1,2\n", ":3: expected a text file in UTF-8; byte 22 is none."),
    (Measure.GEN, "yi,sei\n1,2\n".encode("utf-16"), ":1: expected a text file in UTF-8; byte 1 is none."),
]


@pytest.mark.parametrize(("measure", "content", "sentence"), FAULTS)
def test_a_fault_is_told_by_file_line_and_column(
    measure: Measure, content: str | bytes, sentence: str, tmp_path: Path
) -> None:
    if isinstance(content, str) and content[:1] in {"-", "0", "5", "9"}:
        content = f"{HEADS[measure]}\n{content}"
    path = file_of(tmp_path, content)
    with pytest.raises(StudyFileError) as refused:
        read_studies(path, measure)
    assert str(refused.value) == f"{path}{sentence}"


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyFileError) as refused:
        read_studies(tmp_path, Measure.GEN)
    assert str(refused.value) == f"{tmp_path}: Is a directory."
    with pytest.raises(StudyFileError) as refused:
        read_studies(tmp_path / "none.csv", Measure.GEN)
    assert str(refused.value) == f"{tmp_path / 'none.csv'}: No such file or directory."


def test_a_file_of_any_size_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.statistics.study_file.MOST_BYTES", 1_000_000)
    path = file_of(tmp_path, "yi,sei\n" + "1,2\n" * 300_000)
    with pytest.raises(StudyFileError, match=r"trials\.csv: the file is larger than 1 MB\.$"):
        read_studies(path, Measure.GEN)


@given(data=st.binary(max_size=200), measure=st.sampled_from(list(COLUMNS)))
def test_any_bytes_are_read_or_refused_with_a_sentence(
    data: bytes, measure: Measure, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = file_of(tmp_path_factory.mktemp("any"), data)
    with pytest.raises(StudyFileError):
        read_studies(path, measure)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)


@given(rows=st.lists(st.tuples(CELLS, st.floats(-1e9, 1e9), st.floats(0, 1e9)), min_size=1, max_size=5))
def test_what_was_written_is_read_again(
    rows: list[tuple[str, float, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("slab", "yi", "sei"), *rows])
    path = file_of(tmp_path_factory.mktemp("again"), out.getvalue())
    read = read_studies(path, Measure.GEN)
    assert [row.figures for row in read] == [{"yi": yi, "sei": sei} for _, yi, sei in rows]
