"""Files and folders into pages: one transaction a page, every fault and every loss told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from evidence.actions.import_lock import only_import
from wiki.actions.file_pages import FilePages
from wiki.actions.links import resolve_links
from wiki.actions.pages import Outcome, is_news, save_page
from wiki.actions.refusals import set_refusals
from wiki.actions.ties import link_mentions
from wiki.reading.found_files import find_files, read_file
from wiki.reading.page_file import PageFile, PageFileError
from wiki.rendering.bounded import Renderers, processors

# So many files are read, and looked up in the database, at once; fewer if they are long.
CHUNK, CHUNK_CHARACTERS = 500, 5_000_000


@dataclass(kw_only=True)
class ImportReport:
    """seen = created + updated + unchanged + held back + refused; `pages` are (primary key, file) in their order."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refused: list[PageFileError] = field(default_factory=list)
    pages: list[tuple[int, str]] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.outcomes.total() + len(self.refused)


class _DryRun(Exception):
    """Thrown at the end of a dry run, so that the database forgets it."""


def import_pages(
    *,
    paths: Iterable[Path],
    by: Any,
    publish: bool = False,
    dry_run: bool = False,
    watch: Callable[[PageFileError | None], None] = lambda fault: None,
    finish: Callable[[ImportReport], None] = lambda report: None,
) -> ImportReport:
    """Save the page of every file, and go on past those that cannot be.

    A dry run does all of it in one transaction and takes it back, so what it says is what the real run does.
    `watch` is called for each file, with its fault if it was refused; `finish` at the end, before a dry run is
    taken back. Raises ImportRunningError if another import has not ended.
    """
    run = _Run(by=by, publish=publish, watch=watch)
    with only_import(), Renderers(processors()) as run.renderers:
        if not dry_run:
            run.all(paths)
            finish(run.report)
            return run.report
        try:
            with transaction.atomic():
                run.all(paths)
                finish(run.report)
                raise _DryRun
        except _DryRun:
            return run.report


@dataclass(kw_only=True)
class _Run:
    """One import: what it was told, and what it has seen so far."""

    by: Any
    publish: bool
    watch: Callable[[PageFileError | None], None]
    renderers: Renderers = field(default_factory=Renderers)
    report: ImportReport = field(default_factory=ImportReport)
    slugs: dict[str, str] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)

    def all(self, paths: Iterable[Path]) -> None:
        for chunk in _chunks(paths):
            self._chunk(chunk)
        link_mentions()
        resolve_links()

    def _chunk(self, chunk: list[PageFile | PageFileError]) -> None:
        """Files that are stored already cost no transaction; the others are rendered ahead of their turn."""
        known = FilePages([one for one in chunk if isinstance(one, PageFile)])
        ends: dict[int, int | PageFileError] = {}
        news: list[tuple[int, PageFile]] = []
        for place, one in enumerate(chunk):
            try:
                file = self._first(one)
                page = known.of(file)
            except PageFileError as fault:
                ends[place] = self._refused(fault)
                continue
            if page is None or is_news(page, file, publish=self.publish):
                news.append((place, file))
            else:
                ends[place] = self._passed(page.pk, Outcome.UNCHANGED)
        for (place, file), rendered in self.renderers.render_all(news, key=lambda one: (one[1].format, one[1].body)):
            try:
                saved = save_page(file=file, by=self.by, publish=self.publish, rendered=rendered, in_a_run=True)
            except PageFileError as fault:
                ends[place] = self._refused(fault)
            else:
                ends[place] = self._passed(saved.page.pk, saved.outcome)
        self._keep([one.file for one in chunk], [ends[place] for place in range(len(chunk))])

    def _first(self, one: PageFile | PageFileError) -> PageFile:
        """Raises PageFileError for a file that cannot be read, and for one whose page another file has."""
        if isinstance(one, PageFileError):
            raise one
        sentence = "{} is that of {} too: expected one file a page."
        if other := self.slugs.get(one.slug):
            sentence = sentence.format(f"slug “{one.slug}”", other)
            raise PageFileError(sentence, file=one.file, line=one.line_of("slug"))
        if one.tiki_page_id is not None and (other := self.numbers.get(one.tiki_page_id)):
            sentence = sentence.format(f"number {one.tiki_page_id}", other)
            raise PageFileError(sentence, file=one.file, line=one.line_of("tiki_page_id"))
        self.slugs[one.slug] = one.file
        if one.tiki_page_id is not None:
            self.numbers[one.tiki_page_id] = one.file
        return one

    def _refused(self, fault: PageFileError) -> PageFileError:
        self.watch(fault)
        return fault

    def _passed(self, page: int, outcome: Outcome) -> int:
        self.report.outcomes[outcome] += 1
        self.watch(None)
        return page

    def _keep(self, files: list[str], ends: list[int | PageFileError]) -> None:
        """Note what became of a chunk in the order of its files, and which of them are refused."""
        faults = [end for end in ends if isinstance(end, PageFileError)]
        self.report.pages += [(end, file) for file, end in zip(files, ends, strict=True) if isinstance(end, int)]
        self.report.refused += faults
        set_refusals(files=files, faults=faults)


def _chunks(paths: Iterable[Path]) -> Iterator[list[PageFile | PageFileError]]:
    chunk: list[PageFile | PageFileError] = []
    characters = 0
    for found in find_files(paths):
        try:
            file = found if isinstance(found, PageFileError) else read_file(found)
        except PageFileError as error:
            file = error
        chunk.append(file)
        characters += len(file.body) if isinstance(file, PageFile) else 0
        if len(chunk) == CHUNK or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
