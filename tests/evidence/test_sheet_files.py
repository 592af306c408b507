"""Spreadsheets as programs write them back: what is read, and what each broken one is told."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from evidence.sheets.reading import read_sheet
from evidence.sheets.table import SheetError, SheetTable
from evidence.sheets.xlsx import write_xlsx


def xlsx(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(table: SheetTable) -> list[tuple[int, dict[str, str]]]:
    return list(table.rows)


ROWS = [(2, {"study_id": "opal-2023", "people": "40"}), (4, {"study_id": "yousef-2013", "people": ""})]
FORMS = {
    "UTF-8": b"study_id,people\r\nopal-2023,40\r\n,\r\nyousef-2013,\r\n",
    "UTF-8 with a mark": "\ufeffstudy_id,people\nopal-2023,40\n,\nyousef-2013,\n".encode(),
    "UTF-16": "study_id,people\nopal-2023,40\n,\nyousef-2013,\n".encode("utf-16"),
    "semicolons": b"study_id;people\nopal-2023;40\n;\nyousef-2013;\n",
    "tabs": b"study_id\tpeople\nopal-2023\t40\n\t\nyousef-2013\t\n",
    "XLSX": xlsx([["study_id", "people"], ["opal-2023", 40], [], ["yousef-2013", None]]),
    "XLSX with empty columns": xlsx([["study_id", "people", None], ["opal-2023", 40.0, None], [], ["yousef-2013"]]),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS)
def test_all_forms_of_a_sheet_hold_the_same(data: bytes) -> None:
    table = read_sheet(data)
    assert (table.headings, cells(table), table.faults) == (("study_id", "people"), ROWS, ())


BROKEN = {
    "empty": (b"", "The file is empty: expected the names of the columns in its first line."),
    "no headings": (
        b",,\nopal,40,\n",
        "The first row is empty: expected the names of the columns, as they were downloaded.",
    ),
    "a nameless column": (b"study_id,,people\n", "Column 2 has no name in the first row."),
    "two of a name": (b"people,people\n", "Two columns are called “people”: expected each name once."),
    "Latin-1": (
        "study_id,country\nopal,Fran\xe7a\n".encode("latin-1"),
        "Line 2 is not UTF-8: save the sheet as “CSV UTF-8”, or as XLSX, so that ç stays ç.",
    ),
    "an open quote": (b'study_id\n"opal\n', "Line 2 cannot be read as CSV: unexpected end of data."),
    "a web page": (
        b"  <!doctype html><title>Log in</title>",
        "This is a web page or XML: expected the sheet as CSV or XLSX.",
    ),
    "a PDF": (b"%PDF-1.7 ...", "This is a PDF: expected the sheet as CSV or XLSX."),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        "This is an XLS file of the old kind: save it as XLSX or CSV UTF-8.",
    ),
    "half a workbook": (
        FORMS["XLSX"][:900],
        "The file cannot be read as XLSX: it is damaged, or something else under that name.",
    ),
    "too long": (b"x" * 10_000_001, "The file has 10,000,001 bytes: expected at most 10,000,000."),
    "too many rows": (
        b"study_id\n" + b"a\n" * 20_001,
        "20,001 rows: expected at most 20,000; filter the list and take it in parts.",
    ),
}


@pytest.mark.parametrize(("data", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_sheet_is_told_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(SheetError) as told:
        read_sheet(data)
    assert str(told.value) == said


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_a_file_that_is_huge_unpacked_is_not_opened() -> None:
    with pytest.raises(SheetError, match="far larger unpacked"):
        read_sheet(packed(**{f"part{number}.xml": b"0" * 30_000_000 for number in range(7)}))


def test_a_file_of_thousands_of_parts_is_not_opened() -> None:
    with pytest.raises(SheetError, match="far larger unpacked"):
        read_sheet(packed(**{f"part{number}.xml": b"" for number in range(2_001)}))


def test_a_file_that_declares_entities_is_not_opened() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises(SheetError, match="declares entities"):
        read_sheet(packed(workbook=bomb))


def test_a_zip_of_something_else_is_no_sheet() -> None:
    with pytest.raises(SheetError, match="cannot be read as XLSX"):
        read_sheet(packed(readme=b"hello"))


def test_cells_that_hold_no_value_are_faults_with_their_place() -> None:
    data = xlsx(
        [
            ["study_id", "pages", "people"],
            ["opal-2023", datetime(2013, 2, 1), "=1+1"],
            ["yousef-2013", "260-266", 40, "left over"],
        ]
    )
    assert [(one.row, one.column, one.sentence) for one in read_sheet(data).faults] == [
        (
            2,
            "pages",
            "The spreadsheet made the date 2013-02-01 of this cell: format the column as text and type it again.",
        ),
        (2, "people", "A formula stands in this cell: expected the value itself."),
        (3, "", "“left over” stands beyond the last column."),
    ]


def test_the_errors_of_a_spreadsheet_are_no_values() -> None:
    assert [one.sentence for one in read_sheet(b"a,b\n#REF!,1\n").faults] == [
        "#REF! is a spreadsheet’s error, not a value."
    ]


def test_the_apostrophe_before_a_sign_is_the_download_s_own() -> None:
    assert read_sheet(b"a,b\n'=1+1,'tis\n").rows == ((2, {"a": "=1+1", "b": "'tis"}),)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@example([["=1+1", '=HYPERLINK("http://x.example")'], ["@SUM(1)", "+1"]])
@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=8))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    """Formulas too: they are written as texts, and come back as the same texts."""
    file = io.BytesIO()
    write_xlsx(file, columns=["one", "other"], read_only={"one"}, rows=rows, notes=[("one", "=2+2")])
    expected = [{"one": one, "other": other} for one, other in rows if one or other]
    table = read_sheet(file.getvalue())
    kinds = {cell.data_type for sheet in load_workbook(file) for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds
    assert ([row for _, row in table.rows], table.faults) == (expected, ())


@given(st.binary(max_size=300))
def test_any_bytes_get_a_table_or_a_sentence(data: bytes) -> None:
    said = "."
    try:
        read_sheet(data)
    except SheetError as error:
        said = str(error)
    assert said.endswith(".")
