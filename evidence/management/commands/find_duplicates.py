"""`manage.py find_duplicates`: fill the desk's queue of possible duplicates."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from evidence.actions.duplicates import find_duplicates


class Command(BaseCommand):
    help = (
        "Compares reports, and studies, that share a title, a place or a beginning, and lists the pairs that may be "
        "one at the desk. Merges nothing; safe to run at any time, such as every night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit="pair", disable=None) as bar:

            def said(done: int, of: int) -> None:
                bar.total = of
                bar.update(done - bar.n)

            found = find_duplicates(said=said)
        self.stdout.write(
            f"{found.compared:,} pairs compared; {found.reports:,} of reports and {found.studies:,} of studies to "
            "look at."
        )
