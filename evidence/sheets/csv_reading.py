"""CSV as spreadsheet programs write it back: RFC 4180, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io

from evidence.sheets.table import MOST_LETTERS, Fault, SheetError, SheetTable, headings_of, table_of

# The signs before which the download puts an apostrophe, so that no program runs the cell (evidence/exports/stream.py).
FORMULA_STARTS = "=+-@\t\r＝＋－＠"
DELIMITERS = ",;\t"


def read_csv(data: bytes) -> SheetTable:
    """Raises SheetError for what is no table of texts."""
    text = _decoded(data)
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(MOST_LETTERS * 8)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    headings: tuple[str, ...] = ()
    lines: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(reader, 1):
            if number == 1:
                headings = headings_of(cells)
            else:
                lines.append((number, [_fused(cell) for cell in cells]))
    except csv.Error as error:
        raise SheetError(f"Line {reader.line_num} cannot be read as CSV: {error}.") from error
    if not headings:
        raise SheetError("The file is empty: expected the names of the columns in its first line.")
    return table_of(headings, lines, _formulas(headings, lines))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise SheetError(f"Byte {error.start} is no UTF-16.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(
            f"Line {line} is not UTF-8: save the sheet as “CSV UTF-8”, or as XLSX, so that ç stays ç."
        ) from error


def _fused(cell: str) -> str:
    """Without the apostrophe that the download put before a sign."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in FORMULA_STARTS else cell


def _formulas(headings: tuple[str, ...], lines: list[tuple[int, list[str]]]) -> list[Fault]:
    errors = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")
    return [
        Fault(row=number, column=name, sentence=f"{cell} is a spreadsheet’s error, not a value.")
        for number, cells in lines
        for name, cell in zip(headings, cells, strict=False)
        if cell in errors
    ]
