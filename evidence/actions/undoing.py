"""Undoing a change, and restoring what a row was: both are changes themselves, and neither publishes anything."""

from __future__ import annotations

from django.contrib.auth.models import User

from evidence.actions.locking import DECISIONS
from evidence.actions.putting_back import put_back
from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models.change import Act, Change, RowChange
from evidence.models.kept import Kept
from evidence.models.snapshot import Key, Values, agree, in_chunks, key_of, model_of, rows_of, values_of
from evidence.models.stamped import State
from evidence.models.study import Study


def undo(*, change: Change, by: User, reason: str) -> Change:
    """Put back every row that a change touched, all or none.

    Refused if one of them was changed since, is used by now or is published, if it was a change of state, which has its
    own ways, for an import to all but administrators, and for a merge of what is published to all but reviewers.
    """
    if why := never_undone(change):
        raise RefusedError(why)
    if change.act == Act.IMPORTED and not by.has_perm("evidence.undo_change"):
        raise RefusedError("Undoing an import is an administrator’s work.")
    rows = list(change.row_changes.order_by("pk"))
    there = {(one.model, one.row): one for one in rows}
    with recording(act=Act.UNDONE, by=by, reason=reason, undoes=change) as recorder:
        roots = _roots(rows)
        recorder.watch(*roots)
        if change.act == Act.MERGED and _was_public(rows, roots) and not by.has_perm("evidence.publish_study"):
            raise RefusedError("Undoing a merge of what is published is a reviewer’s work.")
        for label in {one.model for one in rows}:
            for chunk in in_chunks(one.row for one in rows if one.model == label):
                recorder.watch_rows(model_of(label)._base_manager.filter(pk__in=chunk))
        now = _standing(there)
        changed = [key for key, one in there.items() if not agree(one.after, now.get(key))]
        if changed:
            raise RefusedError(f"{len(changed)} of {len(rows)} rows were changed since: undo the later changes first.")
        around = rows_of(roots).keys()
        put_back({key: one.before for key, one in there.items()})
        if lost := around - rows_of(roots).keys() - there.keys():
            raise RefusedError(f"{len(lost)} rows were added since to what this change made: remove those first.")
    if recorder.change is None:
        raise RefusedError("There is nothing to undo.")
    return recorder.change


def _was_public(rows: list[RowChange], roots: list[Kept]) -> bool:
    """A merge withdraws a public study, and moves what is public: either may be in its rows or in what they hang on."""
    stood = [values for one in rows for values in (one.before, one.after) if values]
    studies = {root.pk for root in roots if isinstance(root, Study)} | {one.get("study_id") for one in stood}
    public = Study.objects.filter(pk__in=studies - {None}, state=State.PUBLISHED).exists()
    return public or any(one.get("state") == State.PUBLISHED for one in stood)


def never_undone(change: Change) -> str:
    """Why a change cannot be undone, whatever happened since; "" if it can."""
    if change.act == Act.STATE:
        return "A change of state is not undone: withdraw, reopen or publish instead."
    if Change.objects.filter(undoes=change).exists():
        return "This change was undone already."
    rows = change.row_changes.order_by()
    touched = set(rows.values_list("model", flat=True).distinct())
    made = set(rows.filter(before__isnull=True).values_list("model", flat=True).distinct())
    if any(not _kept(label) for label in made) or not any(_kept(label) for label in touched):
        return "This changed more than studies and their parts: put it right where it is edited."
    return ""


def _kept(label: str) -> bool:
    return issubclass(model_of(label), Kept)


def restore(
    *, root: Kept, version: int, by: User, reason: str, seen: int | None = None, slug: str = ""
) -> Change | None:
    """Make a row and its parts what they were after the change with this number; its state stays as it is now.

    `seen` is the version that was looked at, as in `watch`; `slug` takes the place of an address that is taken by now.
    """
    with recording(act=Act.RESTORED, by=by, reason=reason) as recorder:
        recorder.watch(root, seen=seen)
        wanted = restored_at(root, version)
        if wanted.get(key_of(root)) is None:
            raise RefusedError(f"{root} was not there yet: what was entered is withdrawn, not deleted.")
        if slug and (own := wanted.get((root._meta.label_lower, root.pk))):
            own["slug"] = slug
        put_back(wanted)
    return recorder.change


def restore_deleted(*, row: RowChange, by: User, reason: str, slug: str = "") -> Change | None:
    """Bring back a row that was deleted, with all that was deleted with it because it was part of it."""
    wanted: dict[Key, Values | None] = {key: dict(values) for key, values in deleted_with(row).items()}
    for values in wanted.values():
        _keep_decisions(values or {}, None)
    if slug and (own := wanted[row.model, row.row]):
        own["slug"] = slug
    with recording(act=Act.RESTORED, by=by, reason=reason) as recorder:
        above = model_of(row.root_model)._base_manager.filter(pk=row.root).first()
        key = (row.root_model, row.root)
        if isinstance(above, Kept):
            recorder.watch(above)
        elif key not in wanted:
            raise RefusedError("What it was part of was deleted as well: restore that, and this comes back with it.")
        if values_of(model_of(row.model), [row.row]):
            raise RefusedError("It is there again already.")
        put_back(wanted)
        recorder.made(*(one for one in _roots([row]) if one != above))
    return recorder.change


def deleted_with(row: RowChange) -> dict[Key, Values]:
    """A deleted row and the parts of it that went in the same act, as they were."""
    gone = {(one.model, one.row): one.before for one in row.change.row_changes.filter(after__isnull=True) if one.before}
    found: dict[Key, Values] = {}
    new = {(row.model, row.row)}
    while new:
        found |= {key: gone[key] for key in new}
        new = {key for key, values in gone.items() if key not in found and _above(key, values) in found}
    return found


def _above(key: Key, values: Values) -> Key | None:
    model = model_of(key[0])
    if not issubclass(model, Kept) or not model.part_of:
        return None
    related = model._meta.get_field(model.part_of).related_model
    return related._meta.label_lower, values[f"{model.part_of}_id"]  # type: ignore[union-attr]


def _keep_decisions(values: Values, now: Values | None) -> None:
    """The state of a row that is there stays; one that comes back is not public at once."""
    if now is not None:
        values |= {name: now[name] for name in DECISIONS if name in values}
    elif values.get("state") == State.PUBLISHED:
        values["state"] = State.DRAFT.value


def restored_at(root: Kept, version: int) -> dict[Key, Values | None]:
    """What restoring a version would make of a row and its parts: as `state_at`, but for what others decide."""
    wanted, now = state_at(root, version), rows_of([root])
    for key, values in wanted.items():
        if values is not None:
            _keep_decisions(values, now.get(key))
    return wanted


def state_at(root: Kept, version: int) -> dict[Key, Values | None]:
    """What a row and its parts were after a change, by their keys; None for a part that was not there.

    Before its first change a row was what that change found.
    """
    state: dict[Key, Values | None] = dict(rows_of([root]))
    for one in RowChange.objects.of(root).filter(change__gt=version).order_by("-pk"):
        state[one.model, one.row] = one.before
    return state


def _standing(there: dict[Key, RowChange]) -> dict[Key, Values]:
    found: dict[Key, Values] = {}
    for label in {label for label, _ in there}:
        found |= values_of(model_of(label), [pk for one, pk in there if one == label])
    return found


def _roots(rows: list[RowChange]) -> list[Kept]:
    """Those that are there still, a query for each kind."""
    keys: dict[str, set[int]] = {}
    for one in rows:
        keys.setdefault(one.root_model, set()).add(one.root)
    found: list[Kept] = []
    for label, pks in sorted(keys.items()):
        for chunk in in_chunks(pks):
            found += [one for one in model_of(label)._base_manager.filter(pk__in=chunk) if isinstance(one, Kept)]
    return found
