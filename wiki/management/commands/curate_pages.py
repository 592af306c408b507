"""Apply the curators' decisions of a file to the imported pages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wiki.actions.curation import apply_curation
from wiki.reading import overlay
from wiki.reading.overlay import OverlayError


class Command(BaseCommand):
    help = (
        "Set lanes, publishers, interests and dates, and mark sentences, as FILE says. A second run changes nothing, "
        "and nothing that a curator has decided meanwhile is changed. Ends with 1 if any page could not be curated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="YAML; see fixtures/pages/curation.yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            decisions = overlay.read(path.read_text(encoding="utf-8"), file=str(path))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8: expected a YAML file saved as UTF-8.") from error
        except OverlayError as error:
            raise CommandError(str(error)) from error
        report = apply_curation(decisions=decisions, file=str(path), by=None)
        for fault in report.faults:
            self.stderr.write(fault)
        self.stdout.write(
            f"{len(decisions)} pages: {report.changed} decisions changed, {report.unchanged} stood already."
        )
        if report.faults:
            raise CommandError(f"{len(report.faults)} of {len(decisions)} pages were not curated.")
