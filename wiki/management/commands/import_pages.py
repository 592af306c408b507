"""Import Hugo posts and plain texts as source pages."""

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence.actions.import_lock import ImportRunningError
from evidence.management.progress import Progress
from wiki.actions.importing import ImportReport, import_pages
from wiki.actions.loss_report import LossReportError, losses_by_kind, refuse_unwritable, write_report
from wiki.actions.pages import Outcome
from wiki.reading.found_files import find_files
from wiki.reading.page_file import PageFileError


def _bound(words: str) -> int:
    if words.isascii() and words.isdigit() and len(words) < 10:
        return int(words)
    raise ArgumentTypeError(f"“{words}” is no bound: expected a whole number of 0 or more.")


class Command(BaseCommand):
    help = (
        "Save every Hugo post (.md, front matter in JSON, YAML or TOML) and plain text (.txt) as a source page. "
        "A second run changes nothing. Ends with 1 if any page failed; the others are saved all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of files")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would happen, and store nothing; with SQLite nobody else can save meanwhile",
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="list everything not carried over, as JSON")
        parser.add_argument("--fail-above", type=_bound, metavar="N", help="end with 1 if it is more than N things")
        parser.add_argument("--publish", action="store_true", help="show the pages to the public; else they are drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        by_kind: Counter[str] = Counter()
        path: Path | None = options["report"]

        def finish(report: ImportReport) -> None:
            by_kind.update(losses_by_kind(report))
            if path:
                write_report(path, report, by_kind)

        try:
            if path:
                refuse_unwritable(path)
            report = self._import(options, finish)
        except (ImportRunningError, LossReportError) as error:
            raise CommandError(str(error)) from error
        self._tell(report, by_kind, options)
        self._judge(report, by_kind, options["fail_above"])

    def _import(self, options: dict[str, Any], finish: Any) -> ImportReport:
        total = sum(1 for _ in find_files(options["paths"]))
        with Progress(total=total, unit="pages", to=self.stderr) as progress:

            def watch(fault: PageFileError | None) -> None:
                if fault:
                    progress.tell(str(fault))
                progress.step()

            return import_pages(
                paths=options["paths"],
                by=None,
                publish=options["publish"],
                dry_run=options["dry_run"],
                watch=watch,
                finish=finish,
            )

    def _tell(self, report: ImportReport, by_kind: Counter[str], options: dict[str, Any]) -> None:
        counts = ", ".join(f"{report.outcomes[outcome]} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{report.seen} pages: {counts}, {len(report.refused)} refused.")
        where = f": see {options['report']}" if options["report"] else "; --report FILE lists them"
        self.stdout.write(f"{by_kind.total()} things not carried over{where}.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was stored.")

    def _judge(self, report: ImportReport, by_kind: Counter[str], bound: int | None) -> None:
        """Raises CommandError, which ends the program with 1, for whatever did not go well."""
        faults = []
        if not report.seen:
            faults.append("No .md or .txt file was found there.")
        if report.refused:
            faults.append(f"{len(report.refused)} of {report.seen} pages were refused.")
        if bound is not None and by_kind.total() > bound:
            faults.append(f"{by_kind.total()} things were not carried over: expected at most {bound}.")
        if faults:
            raise CommandError(" ".join(faults))
