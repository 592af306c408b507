"""Files that an import could not read, kept until it can."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from wiki.models import Refusal
from wiki.reading.page_file import PageFileError


@transaction.atomic
def set_refusals(*, files: Collection[str], faults: Iterable[PageFileError]) -> None:
    """Of these files exactly those are refused that have a fault; writes nothing where that is known."""
    new = {fault.file: fault for fault in faults}
    known = {one.file: one for one in Refusal.objects.filter(file__in=files)}
    Refusal.objects.filter(pk__in=[one.pk for file, one in known.items() if file not in new]).delete()
    for file, fault in new.items():
        refusal = known.get(file) or Refusal(file=file)
        if (refusal.line, refusal.sentence) != (fault.line, fault.sentence):
            refusal.line, refusal.sentence = fault.line, fault.sentence
            refusal.save()
