"""The table behind a forest plot as CSV."""

from __future__ import annotations

from evidence.exports.stream import cell, lines
from evidence.synthesis.table import COLUMNS, cells, table_of
from evidence.synthesis.units import Unit


def forest_csv(unit: Unit) -> bytes:
    """A header, and a row for each study of each body, in the order of the plots."""
    rows = [[cell("" if value is None else value) for value in cells(row)] for row in table_of(unit.bodies)]
    return lines([COLUMNS, *rows])
