"""Import files of references: RIS, NBIB, BibTeX, PubMed XML, CSL-JSON."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from evidence.actions.import_lock import ImportRunningError
from evidence.actions.reference_importing import Imported, import_file
from evidence.actions.refused import RefusedError
from evidence.exports.imported_references import report_lines
from evidence.management.progress import Progress
from evidence.models import ImportedReference, ReferenceImport, Verdict
from evidence.reading import FORMATS


class Command(BaseCommand):
    help = (
        "Enter the new references of each file and fill in what is missing in those that are known; nothing is "
        "overwritten, and each file is imported whole or not at all. Doubtful ones wait at the desk. A second run "
        "changes nothing. Ends with 1 if a file could not be read or some of its records were refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=FORMATS, default="auto", help="by default it is told by the content")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would happen, and store nothing; with SQLite nobody else can save meanwhile",
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="what became of each record, as CSV")
        parser.add_argument("--by", metavar="USERNAME", help="who imports them")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._user(options["by"])
        faults: list[str] = []
        with ExitStack() as stack:
            try:
                report = stack.enter_context(_opened(options["report"], "wb")) if options["report"] else None
            except RefusedError as error:
                raise CommandError(str(error)) from error
            for path in options["files"]:
                try:
                    imported = self._import(path, report, by, options)
                except (ImportRunningError, RefusedError) as error:
                    faults.append(str(error))
                    continue
                self._tell(path, imported)
                if imported.counts[Verdict.REFUSED]:
                    faults.append(f"{path}: {imported.counts[Verdict.REFUSED]:,} of {imported.seen:,} were refused.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was stored.")
        if faults:
            raise CommandError("\n".join(faults))

    def _import(self, path: Path, report: BinaryIO | None, by: User | None, options: dict[str, Any]) -> Imported:
        def finish(source: ReferenceImport) -> None:
            assert report is not None  # noqa: S101  else it is not called
            report.writelines(report_lines(source))

        with (
            _opened(path, "rb") as file,
            Progress(total=None, unit="references", to=self.stderr) as progress,
        ):

            def watch(rows: list[ImportedReference]) -> None:
                for row in rows:
                    if row.verdict == Verdict.REFUSED:
                        progress.tell(f"{path}:{row.line}: record {row.number} is refused: {row.reason}")
                progress.step(len(rows))

            return import_file(
                file=file,
                name=path.name,
                format=options["format"],
                by=by,
                dry_run=options["dry_run"],
                watch=watch,
                finish=finish if report is not None else None,
            )

    def _tell(self, path: Path, imported: Imported) -> None:
        words = {verdict.value: imported.counts[verdict] for verdict in Verdict}
        said = " + ".join(f"{number:,} {label}" for label, number in words.items())
        self.stdout.write(f"{path}: {imported.seen:,} seen = {said}.")

    def _user(self, username: str | None) -> User | None:
        if username is None:
            return None
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user “{username}”: expected somebody who has an account.") from error


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[Any]:
    """Raises RefusedError with the path and what the computer says of it."""
    try:
        file = path.open(mode)
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}.") from error
    with file:
        yield file
