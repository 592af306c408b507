"""Importing a whole file of references in one go: looked through and applied in one transaction, or neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.contrib.auth.models import User
from django.db import transaction

from evidence.actions.import_lock import REFERENCES, only_import
from evidence.actions.reference_again import stands_whole
from evidence.actions.reference_applying import apply_import
from evidence.actions.reference_staging import Watch, known_by, stage_file
from evidence.models import Change, ReferenceImport, Verdict


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a file held, by verdict, and what it changed; `kept` is False where nothing of it was written down."""

    counts: dict[Verdict, int]
    change: Change | None
    kept: bool

    @property
    def seen(self) -> int:
        return sum(self.counts.values())


def import_file(
    *,
    file: BinaryIO,
    name: str,
    format: str = "auto",  # noqa: A002
    by: User | None,
    dry_run: bool = False,
    watch: Watch = lambda _: None,
    finish: Callable[[ReferenceImport], None] | None = None,
) -> Imported:
    """Enter what is new and fill in what is missing; doubtful records wait at the desk for a decision.

    A file that was imported before and brings nothing new leaves no trace; if all of it stands as it came, it is not
    even read again. A dry run does all of it and takes it back. `finish` is given the import while its records are
    there. Raises ImportRunningError if another import of references has not ended, RefusedError if nothing can be
    imported.
    """
    with only_import(REFERENCES), transaction.atomic():
        if finish is None and (seen := _whole(file, format)):
            return Imported(counts=dict.fromkeys(Verdict, 0) | {Verdict.KNOWN: seen}, change=None, kept=False)
        source = stage_file(file=file, name=name, format=format, by=by, watch=watch)
        change = apply_import(source=source, by=by, fresh=True, finish=finish or (lambda _: None))
        again = ReferenceImport.objects.filter(sha256=source.sha256).exclude(pk=source.pk).exists()
        kept = not dry_run and not (change is None and again)
        if not kept:
            transaction.set_rollback(True)
        counts = {verdict: getattr(source, verdict.value) for verdict in Verdict}
        return Imported(counts=counts, change=change if kept else None, kept=kept)


def _whole(file: BinaryIO, format: str) -> int:  # noqa: A002
    sha256, _, format = known_by(file, format)  # noqa: A001
    return stands_whole(sha256=sha256, format=format)
