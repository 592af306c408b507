"""XLSX (ECMA-376) through openpyxl: every cell a text, a number or nothing, never a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from evidence.sheets.table import MOST_ROWS, Fault, SheetError, SheetTable, headings_of, table_of

BROKEN = "The file cannot be read as XLSX: it is damaged, or something else under that name."
MOST_UNPACKED = 200_000_000
MOST_PARTS = 2_000


def read_xlsx(data: bytes) -> SheetTable:
    """The first sheet. Raises SheetError; nothing outside of the file is looked at."""
    _refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        return _table(sheet.iter_rows(max_row=MOST_ROWS + 2))
    except SheetError:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise SheetError(BROKEN) from error
    except Exception as error:  # openpyxl lets through whatever its many parts raise
        raise SheetError(BROKEN) from error


def write_xlsx(
    stream: BinaryIO,
    *,
    columns: Sequence[str],
    read_only: set[str],
    rows: Iterable[Sequence[Any]],
    notes: Iterable[tuple[str, str]],
) -> None:
    """A sheet with the rows, its fixed columns in grey, and one with what each column holds."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("rows")
    sheet.freeze_panes = "B2"
    sheet.append([_heading(sheet, name, fixed=name in read_only) for name in columns])
    for row in rows:
        sheet.append([_written(sheet, value) for value in row])
    codebook: Any = book.create_sheet("what the columns hold")
    for pair in notes:
        codebook.append([_written(codebook, text) for text in pair])
    book.save(stream)


def _heading(sheet: Any, name: str, *, fixed: bool) -> Any:
    cell = _written(sheet, name)
    cell.font = Font(bold=True)
    if fixed:
        cell.fill = PatternFill("solid", start_color="DDDDDD")
    return cell


def _written(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell: Any = WriteOnlyCell(sheet, value="")
    # Set past openpyxl, which takes “=1+1” for a formula; a character that XML cannot hold is left out.
    cell._value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]
    cell.data_type = "s"
    return cell


def _table(lines: Iterator[Sequence[Any]]) -> SheetTable:
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    for number, cells in enumerate(lines, 1):
        if number == 1:
            headings = headings_of([_text(cell.value) for cell in cells])
            continue
        texts = []
        for place, cell in enumerate(cells):
            name = headings[place] if place < len(headings) else ""
            said = _no_value(cell)
            if said:
                faults.append(Fault(row=number, column=name, sentence=said))
            texts.append("" if said else _text(cell.value))
        rows.append((number, texts))
    if not headings:
        raise SheetError("The first sheet is empty: expected the names of the columns in its first row.")
    return table_of(headings, rows, faults)


def _no_value(cell: Any) -> str:
    """Why a cell holds no value; empty if it does."""
    value = cell.value
    if cell.data_type == "f" or (value is not None and not isinstance(value, str | int | float | bool | date | time)):
        return "A formula stands in this cell: expected the value itself."
    if cell.data_type == "e":
        return f"{value} is a spreadsheet’s error, not a value."
    if isinstance(value, date | time):
        said = value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
        return f"The spreadsheet made the date {said} of this cell: format the column as text and type it again."
    return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def _refuse_bombs(data: bytes) -> None:
    """A ZIP file whose parts are many, huge when unpacked, or declare entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
                raise SheetError("The file is far larger unpacked than a sheet of this size: it was not opened.")
            for one in infos:
                with parts.open(one) as part:
                    start = part.read(2_000)
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise SheetError("The file declares entities of its own, which no spreadsheet does.")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise SheetError(BROKEN) from error
