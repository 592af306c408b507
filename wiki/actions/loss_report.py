"""The report of an import: what of its pages was not carried over, as JSON that grows on disk and not in memory."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from django.db.models import Count

from wiki.actions.importing import ImportReport
from wiki.actions.pages import Outcome
from wiki.models import PageLoss
from wiki.reading.found_files import READERS

CHUNK = 500


class LossReportError(Exception):
    """A file that the report cannot be written to; the sentence says why."""


def losses_by_kind(report: ImportReport) -> Counter[str]:
    """How many things of each kind were not carried over, of all pages that an import saw."""
    counts: Counter[str] = Counter()
    for pages in _chunks(report):
        rows = PageLoss.objects.filter(page__in=[page for page, _ in pages]).order_by()
        counts.update(dict(rows.values_list("kind").annotate(Count("pk"))))
    return counts


def refuse_unwritable(path: Path) -> None:
    """Raises LossReportError before anything is done, rather than after an hour. What stands there is kept.

    The report takes the place of what has its name: of a link such as /dev/stdout, or of a page, it must not.
    """
    if path.suffix in READERS:
        raise LossReportError(f"The report cannot be written to {path}: that is the name of a page, expected another.")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise LossReportError(f"The report cannot be written to {path}: expected a file, or nothing of that name.")
    part = _part(path)
    try:
        part.touch()
    except OSError as error:
        raise LossReportError(f"The report cannot be written to {path}: {error.strerror}.") from error
    part.unlink()


def write_report(path: Path, report: ImportReport, by_kind: Counter[str]) -> None:
    """Write it whole or not at all: equal imports make equal bytes. Raises LossReportError."""
    part = _part(path)
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for piece in _pieces(report, by_kind):
                file.write(piece)
            _keep(file)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise LossReportError(f"The report cannot be written to {path}: {error.strerror}.") from error


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _keep(file: TextIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _pieces(report: ImportReport, by_kind: Counter[str]) -> Iterator[str]:
    counts: dict[str, object] = {"seen": report.seen}
    counts |= {outcome.value: report.outcomes[outcome] for outcome in Outcome}
    counts |= {"refused": len(report.refused), "by_kind": dict(sorted(by_kind.items()))}
    yield "".join(f"{_json(key)}: {_json(value)},\n" for key, value in counts.items()).join(("{\n", ""))
    yield from _list("losses", _losses(report))
    yield ",\n"
    refused = ({"file": one.file, "line": one.line, "sentence": one.sentence} for one in report.refused)
    yield from _list("refused_files", refused)
    yield "\n}\n"


def _list(name: str, rows: Iterator[dict[str, object]]) -> Iterator[str]:
    yield f"{_json(name)}: ["
    separator = "\n"
    for row in rows:
        yield f"{separator}{_json(row)}"
        separator = ",\n"
    yield "\n]"


def _losses(report: ImportReport) -> Iterator[dict[str, object]]:
    """Page by page in the order of the files, and of their lines."""
    for pages in _chunks(report):
        found: defaultdict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
        rows = PageLoss.objects.filter(page__in=[page for page, _ in pages]).order_by()
        for page, line, sentence, kind, slug in rows.values_list("page", "line", "sentence", "kind", "page__slug"):
            found[page].append((line, sentence, kind, slug))
        for page, file in pages:
            for line, sentence, kind, slug in sorted(found[page]):
                yield {"page": slug, "file": file, "line": line, "kind": kind, "sentence": sentence}


def _chunks(report: ImportReport) -> Iterator[list[tuple[int, str]]]:
    for start in range(0, len(report.pages), CHUNK):
        yield report.pages[start : start + CHUNK]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
