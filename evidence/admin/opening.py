"""How a form stands that is being shown: the version it shows, and why it was not saved if it was sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models
from django.http import HttpRequest

from evidence.actions.recording import ChangedError
from evidence.admin.seen import FIELD, VERSION, UnseenError, mark_of, refuse_unseen
from evidence.models import Change


@dataclass(kw_only=True)
class Opening:
    # What the hidden field of the form says.
    seen: str = ""
    # Set where the form must not be saved: the row that others changed, and what they did.
    row: models.Model | None = None
    changes: list[Change] = field(default_factory=list)
    base: int | None = None
    newer: bool = False
    unseen: bool = False
    # Somebody else held the row for longer than the database lets one wait.
    busy: bool = False
    # Sent after the session had ended, and brought back now, with the names of the files that were not kept.
    kept: bool = False
    lost_files: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return self.newer or self.unseen or self.kept or self.busy

    @property
    def status(self) -> int | None:
        return 409 if (self.newer or self.unseen or self.busy) and not self.kept else None


def opening_of(request: HttpRequest) -> Opening:
    found: Opening | None = getattr(request, "opening", None)
    if found is None:
        found = request.opening = Opening()  # type: ignore[attr-defined]
    return found


def look(request: HttpRequest, row: models.Model | None, *, held_by: str = "") -> Opening:
    """Note at which version a form is shown; of one that was sent at another version, that it is not to be saved.

    What is shown must be read after this. For a form that was sent it must run in the transaction that saves.
    """
    opening = opening_of(request)
    if row is None:
        return opening
    opening.row = row
    if request.method != "POST":
        opening.seen = mark_of(row)
        return opening
    opening.seen = request.POST.get(FIELD, "")
    try:
        refuse_unseen(request, row, held_by=held_by)
    except ChangedError as error:
        opening.newer, opening.changes = True, error.changes
        opening.base = int(opening.seen) if VERSION.fullmatch(opening.seen) else None
        opening.seen = mark_of(row)
    except UnseenError:
        opening.unseen, opening.seen = True, mark_of(row)
    return opening
