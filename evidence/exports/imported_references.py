"""What became of each record of an import, as rows of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from evidence.exports.stream import FORMULA_STARTS
from evidence.models import ReferenceImport

COLUMNS = ("number", "line", "verdict", "reason", "decision", "report", "pmid", "doi", "title", "text")


def report_lines(source: ReferenceImport) -> Iterator[bytes]:
    """CSV: a header, then a line a record in the order of the file; read a thousand at a time."""
    yield _line(COLUMNS)
    names = ("number", "line", "verdict", "reason", "decision", "report__slug", "pmid", "doi", "values", "text")
    rows = source.references.order_by("number").values_list(*names)
    for *plain, values, text in rows.iterator(chunk_size=1_000):
        yield _line([*plain, values.get("title", ""), text])


def _line(cells: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([_cell(one) for one in cells])
    return text.getvalue().encode()


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula is defused."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple(FORMULA_STARTS) else value
