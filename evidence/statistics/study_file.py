"""A researcher's CSV file, a study a row, as figures to calculate with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.statistics.checking import MOST_PEOPLE
from evidence.statistics.values import Measure

MEASURED = ("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
COUNTED = ("ai", "n1i", "ci", "n2i")
COLUMNS: dict[Measure, tuple[str, ...]] = {
    Measure.MD: MEASURED,
    Measure.SMD: MEASURED,
    Measure.ROM: MEASURED,
    Measure.RR: COUNTED,
    Measure.OR: COUNTED,
    Measure.RD: COUNTED,
    Measure.GEN: ("yi", "sei"),
}
NAMES = ("study", "slab", "trial")
# The names of arms' sizes that numbers of events may not exceed.
OF = {"ai": "n1i", "ci": "n2i"}
MISSING = ("", "NA")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
MOST_BYTES = 50_000_000
GREATEST = 1e100


class StudyFileError(ValueError):
    """A file that cannot be read as studies; its text says where, what was expected and what came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One row: its line in the file, the study's name or what stands for it, and its figures by column.

    `missing` names the columns that are empty or NA.
    """

    line: int
    name: str
    figures: dict[str, float]
    missing: tuple[str, ...]


def read_studies(path: Path, measure: Measure) -> list[StudyRow]:
    """The rows of a file in UTF-8 with commas, whose first line names the columns that `measure` needs (COLUMNS).

    Other columns are ignored, but for the study's name, which is in the first of study, slab or trial that there is.
    Raises StudyFileError for the first fault.
    """
    records = _records(path)
    try:
        line, header = next(records)
    except StopIteration:
        raise StudyFileError(f"{path}: the file is empty; expected a line of column names.") from None
    columns = [cell.strip() for cell in header]
    _check_columns(f"{path}:{line}", columns, COLUMNS[measure])
    named = next((columns.index(name) for name in NAMES if name in columns), None)
    rows = []
    for line, cells in records:
        where = f"{path}:{line}"
        if len(cells) != len(columns):
            raise StudyFileError(f"{where}: expected {len(columns)} cells, as in the first line; got {len(cells)}.")
        name = "" if named is None else _printable(cells[named])
        wanted = {column: cells[columns.index(column)].strip() for column in COLUMNS[measure]}
        rows.append(_row(where, line, name or f"line {line}", wanted))
    if not rows:
        raise StudyFileError(f"{path}: the file has column names and no studies below them.")
    return rows


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every record that is not blank."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise StudyFileError(f"{path}: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise StudyFileError(f"{path}: the file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StudyFileError(
            f"{path}:{line}: expected a text file in UTF-8; byte {error.start + 1} is none."
        ) from error
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise StudyFileError(f"{path}:{line}: expected cells with commas between them; {error}.") from error


def _check_columns(where: str, columns: list[str], wanted: Sequence[str]) -> None:
    missing = [column for column in wanted if column not in columns]
    if missing:
        raise StudyFileError(
            f"{where}: expected the columns {', '.join(wanted)}, with commas between them; "
            f"{', '.join(missing)} not among “{_printable(','.join(columns))}”."
        )
    for column in wanted:
        if columns.count(column) > 1:
            raise StudyFileError(
                f"{where}: expected the column {column} once; it is there {columns.count(column)} times."
            )


def _row(where: str, line: int, name: str, wanted: dict[str, str]) -> StudyRow:
    missing = tuple(column for column, cell in wanted.items() if cell in MISSING)
    figures = {column: _figure(where, column, cell) for column, cell in wanted.items() if cell not in MISSING}
    for column, total in OF.items():
        if column in figures and total in figures and figures[column] > figures[total]:
            raise StudyFileError(
                f"{where}: column {column}: expected at most {total}, which is {figures[total]:g}; "
                f"got {wanted[column]}."
            )
    return StudyRow(line=line, name=name, figures=figures, missing=missing)


def _figure(where: str, column: str, cell: str) -> float:
    if not NUMBER.fullmatch(cell):
        raise StudyFileError(f"{where}: column {column}: expected a number such as 1.5, got “{_printable(cell)}”.")
    figure = float(cell)
    if column in {"n1i", "n2i"} and not 0 < figure <= MOST_PEOPLE:
        expected = f"a number of people above 0 and up to {MOST_PEOPLE:g}"
    elif column in {"ai", "ci", "sd1i", "sd2i", "sei"} and figure < 0:
        expected = "0 or more"
    elif abs(figure) > GREATEST:
        expected = f"a number from {-GREATEST:g} to {GREATEST:g}"
    else:
        return figure
    raise StudyFileError(f"{where}: column {column}: expected {expected}, got {_printable(cell)}.")


def _printable(text: str) -> str:
    """Short enough for a sentence, and nothing in it that a terminal would obey."""
    shown = "".join(character if character.isprintable() else "�" for character in text.strip())
    return shown if len(shown) <= 80 else f"{shown[:79]}…"
