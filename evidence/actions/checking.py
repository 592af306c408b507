"""Checking: a second person compares a result with its paper."""

from __future__ import annotations

from django.contrib.auth.models import User

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models import Act, Result


def check(*, result: Result, by: User) -> None:
    """Notes that a second person compared a result with its paper."""
    with recording(act=Act.STATE, by=by) as recorder:
        recorder.watch(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        if result.entered_by is None:
            raise RefusedError(f"Nobody is noted as having entered {result}, so nobody can be its second reader.")
        if result.entered_by == by:
            raise RefusedError(f"You entered {result} yourself: the second reader must be another person.")
        result.checked_by = by
        result.save(update_fields=["checked_by", "updated"])
