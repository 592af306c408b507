"""Files of references: whatever a reference manager or a database saved, read record by record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from evidence.reading.reference import ReadReference

FORMATS = ("auto", "ris", "nbib", "ovid", "bibtex", "pubmed-xml", "csl-json")


def read_references(stream: BinaryIO, *, name: str, format: str = "auto") -> Iterator[ReadReference]:  # noqa: A002
    """Every record of a file in its order, read or refused; memory stays flat however long the file is.

    `stream` is open at its beginning and need not seek; `name` is for the sentences only. Nothing is raised for what
    the file holds: a file that is no list of references at all is one refused record that says what it is.
    Raises ValueError for a format that is not in FORMATS.
    """
    if format not in FORMATS:
        raise ValueError(f"Unknown format {format!r}: expected one of {', '.join(FORMATS)}.")
    raise NotImplementedError(f"{name}: formats are added one by one, and {stream} has none yet.")
