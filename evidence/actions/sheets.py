"""Sheets: taken in, applied in one transaction, or thrown away."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import User
from django.db import models, transaction

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.actions.sheet_plan import CellChange, Plan, plan_of, results_touched
from evidence.models import Act, Kept, Sheet, hidden_from
from evidence.models.sheet import SheetState
from evidence.sheets.reading import read_sheet
from evidence.summaries.sheet_kinds import SheetKind


def take_in(*, kind: SheetKind, file_name: str, data: bytes, by: User) -> Sheet:
    """Keep a sheet for its preview. Raises SheetError for a file that is none."""
    read_sheet(data)
    return Sheet.objects.create(
        kind=kind.label, file_name=file_name[:255], sha256=hashlib.sha256(data).hexdigest(), data=data, by=by
    )


def preview(*, kind: SheetKind, sheet: Sheet, by: User | None = None) -> Plan:
    """What the sheet would change; a study that `by` is extracting blind is not there for them."""
    hidden = frozenset(hidden_from(by)) if by is not None else frozenset()
    return plan_of(kind, read_sheet(bytes(sheet.data)), hidden=hidden)


def apply(*, kind: SheetKind, sheet: Sheet, digest: str, reason: str, by: User) -> Sheet:
    """Make the changes that the preview with this digest showed: all of them, or none and RefusedError."""
    with recording(act=Act.SHEET, by=by, reason=reason or f"from the sheet {sheet.file_name}") as recorder:
        sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
        if sheet.state != SheetState.PREVIEWED:
            raise RefusedError(f"This sheet is {sheet.get_state_display()} already.")
        plan = preview(kind=kind, sheet=sheet, by=by)
        recorder.watch(*(_watched(one) for one in plan.targets))
        plan = preview(kind=kind, sheet=sheet, by=by)  # once more, now that nobody else can change the rows
        if plan.faults:
            raise RefusedError("The sheet has faults now: nothing was changed. Look at it again.")
        if plan.digest != digest:
            raise RefusedError("The rows are no longer as the preview showed them: nothing was changed. Look again.")
        _save(plan)
    with transaction.atomic():
        sheet.state, sheet.change = SheetState.APPLIED, recorder.change
        sheet.save(update_fields=["state", "change", "updated"])
    return sheet


@transaction.atomic
def discard(*, sheet: Sheet) -> None:
    rows = Sheet.objects.filter(pk=sheet.pk, state=SheetState.PREVIEWED)
    if not rows.update(state=SheetState.DISCARDED):
        raise RefusedError(f"This sheet is {sheet.get_state_display()} already.")


def _watched(target: Kept) -> Kept:
    return target if target.pk else target.result  # type: ignore[attr-defined]


def _save(plan: Plan) -> None:
    for target in plan.targets:
        target.save()
    for one in plan.changes:
        if _is_list(one):
            getattr(one.target, one.field).set(one.value)
    for result in results_touched(plan):
        # Whoever compared it with the paper compared other figures.
        result.checked_by = None
        result.save(update_fields=["checked_by", "updated"])


def _is_list(one: CellChange) -> bool:
    return isinstance(one.target._meta.get_field(one.field), models.ManyToManyField)
