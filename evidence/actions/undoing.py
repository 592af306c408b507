"""Undoing a change, and restoring what a row was: both are changes themselves, and neither publishes anything."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models.change import Act, Change, RowChange
from evidence.models.kept import Kept, kept_models, label_of
from evidence.models.snapshot import Key, Values, model_of, put, rows_of, values_of

# What a later decision made of a row is not taken back by an older text of it.
DECISIONS = ("state", "checked_by_id")


def undo(*, change: Change, by: User, reason: str) -> Change:
    """Put back every row that a change touched, all or none.

    Refused if one of them was changed since, or is used by now, or if it was a change of state: that has its own ways.
    """
    if change.act == Act.STATE:
        raise RefusedError("A change of state is not undone: withdraw, reopen or publish instead.")
    if Change.objects.filter(undoes=change).exists():
        raise RefusedError("This change was undone already.")
    rows = list(change.row_changes.order_by("pk"))
    with recording(act=Act.UNDONE, by=by, reason=reason, undoes=change) as recorder:
        there = {(one.model, one.row): one for one in rows}
        now = _standing(there)
        for root in _roots(rows):
            recorder.watch(root)
        for label in {one.model for one in rows}:
            recorder.watch_rows(
                model_of(label)._base_manager.filter(pk__in=[one.row for one in rows if one.model == label])
            )
        changed = [key for key, one in there.items() if now.get(key) != one.after]
        if changed:
            raise RefusedError(f"{len(changed)} of {len(rows)} rows were changed since: undo the later changes first.")
        _put_back({key: one.before for key, one in there.items()})
    if recorder.change is None:
        raise RefusedError("There is nothing to undo.")
    return recorder.change


def restore(*, root: Kept, version: int, by: User, reason: str) -> Change | None:
    """Make a row and its parts what they were after the change with this number; its state stays as it is now."""
    wanted = state_at(root, version)
    with recording(act=Act.RESTORED, by=by, reason=reason) as recorder:
        recorder.watch(root)
        now = rows_of([root])
        for key, values in wanted.items():
            if values is not None and key in now:
                values |= {name: now[key][name] for name in DECISIONS if name in values}
        _put_back(wanted)
    return recorder.change


def state_at(root: Kept, version: int) -> dict[Key, Values | None]:
    """What a row and its parts were after a change, by their keys; None for a part that was not there.

    Before its first change a row was what that change found.
    """
    state: dict[Key, Values | None] = dict(rows_of([root]))
    for one in RowChange.objects.of(root).order_by("-pk"):
        if one.change_id > version:
            state[one.model, one.row] = one.before
    return state


def _standing(there: dict[Key, RowChange]) -> dict[Key, Values]:
    found: dict[Key, Values] = {}
    for label in {label for label, _ in there}:
        found |= values_of(model_of(label), [pk for one, pk in there if one == label])
    return found


def _roots(rows: list[RowChange]) -> list[Kept]:
    """Those that are there still."""
    keys = {(one.root_model, one.root) for one in rows}
    found = [model_of(label)._base_manager.filter(pk=pk).first() for label, pk in sorted(keys)]
    return [one for one in found if isinstance(one, Kept)]


def _put_back(wanted: dict[Key, Values | None]) -> None:
    _put_in_any_order(
        {
            key: values
            for key, values in wanted.items()
            if values is not None and values_of(model_of(key[0]), [key[1]]).get(key) != values
        }
    )
    gone = [key for key, values in wanted.items() if values is None]
    # Parts have higher places in the order of models than what they are part of: the last defined goes first.
    order = [label_of(model) for model in kept_models()]
    for label, pk in sorted(gone, key=lambda key: order.index(key[0]) if key[0] in order else -1, reverse=True):
        row = model_of(label)._base_manager.filter(pk=pk).first()
        if row is None:
            continue
        try:
            row.delete()
        except (ProtectedError, IntegrityError) as error:
            raise RefusedError(f"{row} is used elsewhere by now, so it cannot be taken away.") from error


def _put_in_any_order(wanted: dict[Key, Values]) -> None:
    """A row whose unique number or place another still has waits for it; two that swap theirs give them up first."""
    freed = False
    while wanted:
        waiting = {key: values for key, values in wanted.items() if not _was_put(key, values)}
        if len(waiting) == len(wanted):
            if freed:
                raise RefusedError(
                    f"{len(waiting)} rows cannot be put back: others have their names or numbers by now."
                )
            _free_numbers(waiting)
            freed = True
        wanted = waiting


def _was_put(key: Key, values: Values) -> bool:
    try:
        with transaction.atomic():
            put(key, values)
    except IntegrityError:
        return False
    return True


def _free_numbers(keys: Iterable[Key]) -> None:
    for label, pk in keys:
        model = model_of(label)
        unique = {one.attname: None for one in model._meta.concrete_fields if one.unique and one.null}
        if unique:
            model._base_manager.filter(pk=pk).update(**unique)
