"""What a curator makes of doubtful records, and of a whole import: decided, discarded, undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from evidence.actions.bulk import in_parts
from evidence.actions.recording_many import ManyRows, many_rows
from evidence.actions.reference_applying import refuse_finished
from evidence.actions.refused import RefusedError
from evidence.likeness import IDENTIFIERS
from evidence.models import Act, Change, Decision, ImportedReference, ImportState, ReferenceImport, Report, RowChange
from evidence.models.kept import label_of
from evidence.models.snapshot import put, values_of

REPORT = label_of(Report)
PART = 1_000
# So many are named in a refusal; the others are counted.
NAMED = 10


@transaction.atomic
def decide(
    *, source: ReferenceImport, records: Iterable[int], decision: Decision, report: Report | None = None, by: User
) -> int:
    """Decide on doubtful records by their numbers in the file; says how many that were.

    Same without a report means the one that each looks like. Nothing is entered before the import is applied.
    """
    refuse_finished(source)
    rows = source.references.filter(verdict="doubtful", done=False, number__in=list(records))
    decided = list(rows.select_for_update(of=("self",)).order_by("number"))
    for row in decided:
        if decision == Decision.SAME and not (report or row.alike):
            raise RefusedError(f"Record {row.number} looks like no report that is here: say which one it is.")
        row.report = (report or row.alike) if decision == Decision.SAME else None
        row.decision, row.decided_by, row.decided_at = decision, by, timezone.now()
    if decision != Decision.OUT:
        _refuse_taken(source, decided)
    ImportedReference.objects.bulk_update(decided, ["report", "decision", "decided_by", "decided_at"], batch_size=200)
    return len(decided)


def _refuse_taken(source: ReferenceImport, rows: list[ImportedReference]) -> None:
    """No two reports carry one identifier: a record with one that another has is not entered beside it."""
    settled = source.references.filter(Q(verdict__in=["new", "changed"]) | Q(decision__in=["new", "same"]))
    for key, label in IDENTIFIERS.items():
        given = {value for row in rows if (value := getattr(row, key))}
        reports = {getattr(one, key): one for one in Report.objects.filter(**{f"{key}__in": given})} if given else {}
        entered = {getattr(one, key): one for one in settled.filter(**{f"{key}__in": given})} if given else {}
        for row in rows:
            value = getattr(row, key)
            report, record = reports.get(value), entered.get(value)
            if report and report != row.report:
                raise RefusedError(f"Record {row.number} has the {label} of {report}: leave it out, or correct that.")
            if record and record != row and not (row.report and record.report == row.report):
                raise RefusedError(f"Record {row.number} has the {label} of record {record.number}: leave it out.")
            if value:
                entered[value] = row


@transaction.atomic
def discard(*, source: ReferenceImport) -> None:
    """Leave an import that was only looked through; its records stay readable."""
    if source.state != ImportState.PREVIEWED:
        raise RefusedError("This import was applied: undo it instead.")
    source.state = ImportState.DISCARDED
    source.save(update_fields=["state"])


def undo_import(*, source: ReferenceImport, by: User, reason: str = "") -> list[Change]:
    """Take the reports away again that an import made, and empty what it filled: all or nothing.

    Raises RefusedError that names them if some were changed since, or are used by now.
    """
    changes = list(source.standing_changes)
    if not changes:
        raise RefusedError("There is nothing to undo: this import changed nothing, or it was undone already.")
    try:
        with transaction.atomic():
            return [_undo(change, by, reason or f"Undone: {source.file_name}.") for change in changes]
    except IntegrityError as error:
        raise RefusedError("Somebody began to use one of the reports meanwhile, so nothing was undone.") from error


def _undo(change: Change, by: User, reason: str) -> Change:
    refused: list[str] = []
    total = 0
    for rows in in_parts(change.row_changes.all(), PART):
        named = _not_to_undo(rows)
        total += len(named)
        refused += named[: NAMED - len(refused)]
    if total:
        more = f" and {total - len(refused):,} more" if total > len(refused) else ""
        raise RefusedError(
            f"Nothing was undone, since these were changed since or are used: {'; '.join(refused)}{more}."
        )
    with many_rows() as history:
        for rows in in_parts(change.row_changes.all(), PART):
            _put_back(rows, history)
        undone = history.write(act=Act.UNDONE, by=by, reason=reason, undoes=change)
    assert undone is not None  # noqa: S101  a change has rows
    return undone


def _not_to_undo(rows: list[RowChange]) -> list[str]:
    """The reports of these rows that stand otherwise than the import left them, or that something points at."""
    list(Report.objects.select_for_update(of=("self",)).filter(pk__in=[row.row for row in rows]).order_by("pk"))
    now = values_of(Report, [row.row for row in rows])
    names = {row.row: str((row.after or {}).get("slug")) for row in rows}
    faults = {row.row: "changed since" for row in rows if now.get((REPORT, row.row)) != row.after}
    made = [row.row for row in rows if row.before is None]
    for field, name in uses():
        used = field.model._base_manager.filter(**{f"{field.name}__in": made})
        for number in used.values_list(field.attname, flat=True).distinct():
            faults.setdefault(number, f"used by {name}")
    return [f"{names[number]} ({why})" for number, why in sorted(faults.items())]


def uses() -> Iterator[tuple[models.ForeignKey[models.Model, models.Model], str]]:
    """All that can point at a report, but for the records of files."""
    for relation in Report._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model is not ImportedReference:
            field = relation.field
            yield field, str(field.model._meta.verbose_name_plural)


def _put_back(rows: list[RowChange], history: ManyRows) -> None:
    made = [row.row for row in rows if row.before is None]
    ImportedReference.objects.filter(report__in=made).update(report=None)
    ImportedReference.objects.filter(alike__in=made).update(alike=None)
    reports = Report.objects.filter(pk__in=made)
    reports._raw_delete(reports.db)
    for row in rows:
        if row.before is not None:
            put((row.model, row.row), row.before)
        back = RowChange(model=row.model, row=row.row, root_model=row.root_model, root=row.root)
        back.before, back.after = row.after, row.before
        history.add(back)
