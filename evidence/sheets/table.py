"""What a file holds, before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass

# Text, or what a spreadsheet program made of it.
Cell = str

MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_LETTERS = 32_767  # what a spreadsheet program keeps of a cell


class SheetError(Exception):
    """Why a file as a whole cannot be used, in a sentence."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one cell; `row` as the spreadsheet program numbers it, `column` by its heading."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class SheetTable:
    """The headings, and the rows below with their numbers; `faults` are cells that hold no value at all."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, Cell]], ...]
    faults: tuple[Fault, ...] = ()


def headings_of(cells: list[str]) -> tuple[str, ...]:
    """The first row as names of columns. Raises SheetError."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise SheetError("The first row is empty: expected the names of the columns, as they were downloaded.")
    if len(names) > MOST_COLUMNS:
        raise SheetError(f"The first row has {len(names)} cells: expected at most {MOST_COLUMNS} columns.")
    blank = next((place for place, name in enumerate(names, 1) if not name), None)
    if blank is not None:
        raise SheetError(f"Column {blank} has no name in the first row.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SheetError(f"Two columns are called “{twice}”: expected each name once.")
    return tuple(names)


def row_of(number: int, headings: tuple[str, ...], cells: list[str]) -> tuple[dict[str, Cell], list[Fault]]:
    """A row by its headings; cells beyond the last heading are a fault, as when a column was shifted."""
    beyond = [cell for cell in cells[len(headings) :] if cell]
    faults = (
        [Fault(row=number, column="", sentence=f"“{beyond[0][:40]}” stands beyond the last column.")] if beyond else []
    )
    filled = cells[: len(headings)] + [""] * (len(headings) - len(cells))
    for name, cell in zip(headings, filled, strict=True):
        if len(cell) > MOST_LETTERS:
            said = f"{len(cell):,} letters: expected at most {MOST_LETTERS:,}."
            faults.append(Fault(row=number, column=name, sentence=said))
        elif "\0" in cell:
            faults.append(Fault(row=number, column=name, sentence="A NUL character stands in it: expected text."))
    return dict(zip(headings, filled, strict=True)), faults


def table_of(headings: tuple[str, ...], lines: list[tuple[int, list[str]]], faults: list[Fault]) -> SheetTable:
    rows = []
    for number, cells in lines:
        if not any(cells):
            continue  # spreadsheet programs leave empty rows at the end
        row, said = row_of(number, headings, cells)
        rows.append((number, row))
        faults += said
    if len(rows) > MOST_ROWS:
        raise SheetError(f"{len(rows):,} rows: expected at most {MOST_ROWS:,}; filter the list and take it in parts.")
    return SheetTable(headings=headings, rows=tuple(rows), faults=tuple(faults))
