"""`verify_history`: is the log of changes whole, and is every row what its history says?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence.summaries.verification import verify_history


class Command(BaseCommand):
    help = (
        "Follow the chain of checksums from the first change to the last, and compare every row that has a history "
        "with what the history says it became. Names the first that is broken, and ends with 1. Writes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_history()
        if found.fault:
            raise CommandError(found.fault)
        self.stdout.write(f"Whole: {found.changes:,} changes in one chain, {found.rows:,} rows as their history says.")
