"""`manage.py find_duplicates`: fill the desk's queue of possible duplicates."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evidence.actions.duplicates import find_duplicates
from evidence.management.progress import Progress


class Command(BaseCommand):
    help = (
        "Compares reports, and studies, that share a title, a place or a beginning, and lists the pairs that may be "
        "one at the desk. Merges nothing; safe to run at any time, such as every night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with Progress(total=None, unit="pairs", to=self.stderr) as progress:

            def said(done: int, of: int) -> None:
                progress.total = of
                progress.step(done - progress.done)

            found = find_duplicates(said=said)
        self.stdout.write(
            f"{found.compared:,} pairs compared; {found.reports:,} of reports and {found.studies:,} of studies to "
            "look at."
        )
