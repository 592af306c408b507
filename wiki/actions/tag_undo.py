"""The one door by which a change of tags is taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from evidence.actions.recording import recording
from evidence.models import Act
from wiki.actions.tag_changes import TakenBack, mark_undone, undo_pages
from wiki.actions.tag_merging import undo_merge, undo_rename
from wiki.actions.tag_states import TagError
from wiki.models import TagChange

KINDS = {"pages": undo_pages, "rename": undo_rename, "merge": undo_merge}


@transaction.atomic
def undo_change(*, change: TagChange, by: Any) -> TakenBack:
    """Take back exactly what was changed, where it is still so, and say where it is not. Raises TagError."""
    change = TagChange.objects.select_for_update().get(pk=change.pk)
    if change.undone:
        raise TagError("It was taken back already.")
    if not change.undoable:
        raise TagError("What a rule does is taken back by withdrawing the rule.")
    with recording(act=Act.UNDONE, by=by, reason=f"Took back: {change.sentence}"):
        back = KINDS[change.undo["kind"]](change=change, by=by)
        mark_undone(change=change, by=by)
    return back
