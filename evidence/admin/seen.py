"""The version that a form or a button was shown at: written into it, and read from what is sent back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

from django.db import models
from django.http import HttpRequest

from evidence.actions.recording import ChangedError, refuse_older, version_of
from evidence.models.kept import Kept, root_of
from evidence.models.snapshot import key_of, model_of, values_of

# The name of the hidden field. A list of rows sends one for each row that it showed: `4711:12`.
FIELD = "_seen"
# That somebody came in is no change of what is said about them.
NO_CHANGE = ("last_login",)
VERSION = re.compile(r"\d{1,18}")
OF_ROW = re.compile(r"(\d{1,18}):([0-9a-f]{1,18})")


class UnseenError(Exception):
    """What was sent does not say which version it was opened at."""


def mark_of(row: models.Model) -> str:
    """What a form keeps of a row as it stands in the database: the version, or for a row without history a checksum.

    Ask for it before reading what is shown, or a save between the two would never be noticed.
    """
    if isinstance(row, Kept):
        return str(version_of(root_of(row)))
    return _checksum(row)


def seen_in(request: HttpRequest) -> int:
    """The version of an evidence row that a form was opened at. Raises UnseenError if it does not say."""
    sent = request.POST.get(FIELD, "")
    if not VERSION.fullmatch(sent):
        raise UnseenError
    return int(sent)


def marks_in(request: HttpRequest) -> dict[int, str]:
    """The rows that a list showed, each with its mark."""
    return {int(pk): mark for pk, mark in (found.groups() for found in _sent(request)) if int(pk) < 2**63}


def refuse_unseen(request: HttpRequest, row: models.Model, *, held_by: str = "") -> None:
    """Lock a row, or what it is part of, and refuse if it is not as the form showed it. Must run in a transaction.

    `held_by` names the row that its own action locks first. Raises UnseenError, or ChangedError with the changes that
    the editor has not seen.
    """
    sent = request.POST.get(FIELD, "")
    if not isinstance(row, Kept):
        hold(getattr(row, held_by) if held_by else row)
        if not re.fullmatch(r"[0-9a-f]{16}", sent):
            raise UnseenError
        if _checksum(row) != sent:
            raise ChangedError(row, [])  # type: ignore[arg-type]
        return
    seen = seen_in(request)
    root = root_of(row)
    hold(root)
    refuse_older(root, seen)


def unchanged(rows: Iterable[models.Model], shown: dict[int, str]) -> list[int]:
    """The numbers of those rows that are as a list showed them, locked. Must run in a transaction."""
    rows = list(rows)
    for root in sorted({key_of(root_of(row) if isinstance(row, Kept) else row) for row in rows}):
        model_of(root[0])._base_manager.select_for_update().filter(pk=root[1]).first()
    return [row.pk for row in rows if row.pk in shown and mark_of(row) == shown[row.pk]]


def hold(row: models.Model) -> None:
    type(row)._base_manager.select_for_update().filter(pk=row.pk).first()


def _sent(request: HttpRequest) -> list[re.Match[str]]:
    return [found for one in request.POST.getlist(FIELD) if (found := OF_ROW.fullmatch(one))]


def _checksum(row: models.Model) -> str:
    """Of all its values; of a row that is gone, of nothing."""
    (values,) = values_of(type(row), [row.pk]).values() or ({},)
    kept = {name: value for name, value in values.items() if name not in NO_CHANGE}
    text = json.dumps(kept, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
