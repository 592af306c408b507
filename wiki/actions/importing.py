"""Files and folders into pages: one transaction a page, every fault and every loss told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from wiki import frontmatter, plain_text
from wiki.actions.mentions import link_mentions
from wiki.actions.pages import Outcome, Saved, save_page
from wiki.page_file import Loss, PageFile, PageFileError, decode

READERS: dict[str, Callable[..., PageFile]] = {".md": frontmatter.read, ".txt": plain_text.read}
# Well above the longest text that is rendered; larger files are something else.
LARGEST = 2_000_000


@dataclass(kw_only=True)
class ImportReport:
    """seen = created + updated + unchanged + failed, and what of the pages could not be carried over."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    faults: list[PageFileError] = field(default_factory=list)
    losses: list[tuple[str, Loss]] = field(default_factory=list)
    relinked: int = 0

    @property
    def seen(self) -> int:
        return self.outcomes.total() + len(self.faults)


class _DryRun(Exception):
    """Thrown at the end of a dry run, so that the database forgets it."""


def import_pages(*, paths: Iterable[Path], by: Any, publish: bool = False, dry_run: bool = False) -> ImportReport:
    """Save the page of every file, and go on past those that cannot be.

    A dry run does all of it in one transaction and takes it back, so what it says is what the real run does.
    """
    report = ImportReport()
    if not dry_run:
        _run(paths, by, publish, report)
        return report
    try:
        with transaction.atomic():
            _run(paths, by, publish, report)
            raise _DryRun
    except _DryRun:
        return report


def _run(paths: Iterable[Path], by: Any, publish: bool, report: ImportReport) -> None:
    seen: dict[str, str] = {}
    for path in paths:
        for one in _files(path):
            name = str(one)
            try:
                file = _read(one)
                if file.slug in seen:
                    raise PageFileError(
                        f"slug “{file.slug}” is that of {seen[file.slug]} too: expected one file a page.", file=name
                    )
                seen[file.slug] = name
                saved = save_page(file=file, by=by, publish=publish)
            except PageFileError as error:
                report.faults.append(error)
            else:
                _note(report, name, saved)
    report.relinked = link_mentions()


def _note(report: ImportReport, name: str, saved: Saved) -> None:
    report.outcomes[saved.outcome] += 1
    report.losses += [(name, loss) for loss in saved.page.losses.told()]


def _files(path: Path) -> list[Path]:
    """The page files at a path, in order; a README describes its folder and is no page."""
    if not path.is_dir():
        return [path]
    inside = (one for one in sorted(path.rglob("*")) if one.suffix in READERS and one.is_file())
    return [one for one in inside if one.name.lower() != "readme.md"]


def _read(path: Path) -> PageFile:
    file = str(path)
    if path.suffix not in READERS:
        raise PageFileError(f"expected a file that ends in {' or '.join(READERS)}, or a folder of them.", file=file)
    try:
        if path.stat().st_size > LARGEST:
            raise PageFileError(f"{path.stat().st_size:,} bytes: expected at most {LARGEST:,}.", file=file)
        data = path.read_bytes()
    except OSError as error:
        raise PageFileError(f"cannot be read: {error.strerror}.", file=file) from error
    return READERS[path.suffix](decode(data, file=file), file=file)
