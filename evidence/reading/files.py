"""Files of references: whatever a reference manager or a database saved, read record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from evidence.reading import bibtex, csl_json, nbib, ovid, pubmed_xml, ris
from evidence.reading.decoding import Text
from evidence.reading.detecting import OURS, format_of, refused_at_once, what_it_is
from evidence.reading.reference import Fault, ReadReference

READERS: dict[str, Callable[[Text], Iterator[ReadReference]]] = {
    "ris": ris.read,
    "nbib": nbib.read,
    "ovid": ovid.read,
    "bibtex": bibtex.read,
    "pubmed-xml": pubmed_xml.read,
    "csl-json": csl_json.read,
}
FORMATS = ("auto", *READERS)


def read_references(stream: BinaryIO, *, name: str, format: str = "auto") -> Iterator[ReadReference]:  # noqa: A002
    """Every record of a file in its order, read or refused; memory stays flat however long the file is.

    `stream` is open at its beginning and need not seek; `name` is for the sentences only. Nothing is raised for what
    the file holds: a file that is no list of references at all is one refused record that says what it is.
    Raises ValueError for a format that is not in FORMATS.
    """
    if format not in FORMATS:
        raise ValueError(f"Unknown format {format!r}: expected one of {', '.join(FORMATS)}.")
    return _read(Text(stream), name, format)


def detected(stream: BinaryIO) -> str:
    """The format of a file, of those in FORMATS, by its content; empty if it is none. The beginning is read."""
    text = Text(stream)
    return "" if refused_at_once(text.head) else format_of(text.beginning)


def _read(text: Text, name: str, format: str) -> Iterator[ReadReference]:  # noqa: A002
    head = text.beginning
    chosen = "" if refused_at_once(text.head) else format_of(head) if format == "auto" else format
    if not chosen:
        yield _refused(head, f"{name} is {what_it_is(text.head, head)}: expected {OURS}.")
        return
    count = 0
    for count, one in enumerate(READERS[chosen](text), 1):  # noqa: B007
        yield one
    if not count:
        yield _refused(head, f"{name} holds no record of {chosen}; it is {what_it_is(text.head, head)}.")


def _refused(head: str, sentence: str) -> ReadReference:
    shown = "".join(sign if sign.isprintable() or sign in "\n\t" else "·" for sign in head[:500])
    return ReadReference(number=1, line=1, text=shown, faults=(Fault(line=1, field="", sentence=sentence),))
