"""Import Hugo posts and plain texts as source pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wiki.actions.importing import ImportReport, import_pages
from wiki.actions.pages import Outcome


class Command(BaseCommand):
    help = (
        "Save every Hugo post (.md, front matter in JSON, YAML or TOML) and plain text (.txt) as a source page. "
        "A second run changes nothing. Ends with 1 if any page failed; the others are saved all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of files")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write everything not carried over to FILE")
        parser.add_argument("--publish", action="store_true", help="show the pages to the public; else they are drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        report = import_pages(paths=options["paths"], by=None, publish=options["publish"], dry_run=options["dry_run"])
        for fault in report.faults:
            self.stderr.write(str(fault))
        if options["report"]:
            self._write(options["report"], report)
        counts = ", ".join(f"{report.outcomes[outcome]} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{report.seen} pages: {counts}, {len(report.faults)} failed.")
        self.stdout.write(f"{len(report.losses)} things not carried over{self._where(options)}.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was stored.")
        if not report.seen:
            raise CommandError("No .md or .txt file was found there.")
        if report.faults:
            raise CommandError(f"{len(report.faults)} of {report.seen} pages failed.")

    def _where(self, options: dict[str, Any]) -> str:
        return f": see {options['report']}" if options["report"] else "; --report FILE lists them"

    def _write(self, path: Path, report: ImportReport) -> None:
        lines = [str(fault) for fault in report.faults]
        lines += [f"{file}:{loss.line}: {loss.sentence}" for file, loss in report.losses]
        try:
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The report cannot be written to {path}: {error.strerror}.") from error
