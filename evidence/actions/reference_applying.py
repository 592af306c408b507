"""Applying what a file of references was looked through for: all of it or nothing, with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from evidence.actions.bulk import insert, reserve, set_columns
from evidence.actions.recording_many import ManyRows, many_rows
from evidence.actions.reference_columns import DERIVED
from evidence.actions.reference_filling import filled, filled_by
from evidence.actions.reference_keys import Namesakes
from evidence.actions.reference_matching import match
from evidence.actions.reference_staging import PART, count
from evidence.actions.refused import RefusedError
from evidence.models import (
    Act,
    Change,
    ImportedReference,
    ImportState,
    ReferenceImport,
    Report,
    RowChange,
    Study,
    Verdict,
)
from evidence.models.kept import label_of
from evidence.models.snapshot import NOT_KEPT, key_of, values_of

REPORT = label_of(Report)
KEPT = [field for field in Report._meta.concrete_fields if field.attname not in NOT_KEPT and field not in DERIVED]
EMPTY = {field.attname: field.get_default() for field in KEPT}
COLUMNS = [field.name for field in Report._meta.concrete_fields]
MEANWHILE = "Somebody entered the same meanwhile, so nothing was applied: look through the file again."
Watch = Callable[[int], None]


def apply_import(
    *, source: ReferenceImport, by: User | None, reason: str = "", fresh: bool = False, watch: Watch = lambda _: None
) -> Change | None:
    """Enter the new records, fill what is empty in known reports, and do as was decided on the doubtful ones.

    None if there was nothing to do. Reports come without a study, so nothing of it is published. `fresh` is for a
    file looked through in this same transaction. Raises RefusedError, with nothing applied, if what was entered
    meanwhile makes some records something else than the preview said: the preview then says it.
    """
    refuse_finished(source)
    if not fresh and (changed := look_again(source=source)):
        raise RefusedError(
            f"Since the file was looked through, what is here has changed for {changed:,} of its records. "
            "Nothing was applied: the lists below are new, look at them again."
        )
    try:
        with transaction.atomic():
            return _applied(source, by, reason, watch)
    except IntegrityError as error:
        raise RefusedError(MEANWHILE) from error


def refuse_finished(source: ReferenceImport) -> None:
    if source.state == ImportState.DISCARDED:
        raise RefusedError("This import was discarded: import the file again.")
    if source.undone:
        raise RefusedError("This import was undone: import the file again.")


@transaction.atomic
def look_again(*, source: ReferenceImport) -> int:
    """Judge again what is not applied yet; says how many records are something else than they were."""
    names = ["verdict", "reason", "report", "alike", "like_number", "fills"]
    changed = 0
    # What was decided stays decided.
    for rows in _parts(source.references.exclude(verdict=Verdict.REFUSED).filter(done=False, decision="")):
        before = [_judgement(row) for row in rows]
        match(rows)
        other = [row for row, was in zip(rows, before, strict=True) if _judgement(row) != was]
        ImportedReference.objects.bulk_update(other, names, batch_size=200)
        changed += len(other)
    if changed:
        count(source, Counter(source.references.values_list("verdict", flat=True)))
    return changed


def _judgement(row: ImportedReference) -> tuple[object, ...]:
    return (row.verdict, row.report_id, row.alike_id, row.like_number, tuple(sorted(row.fills)))


def _applied(source: ReferenceImport, by: User | None, reason: str, watch: Watch) -> Change | None:
    ReferenceImport.objects.select_for_update().get(pk=source.pk)
    with many_rows() as history:
        namesakes = Namesakes()
        for rows in _parts(source.references.to_fill().defer("text", "beyond")):
            _fill(rows, history)
            watch(len(rows))
        for rows in _parts(source.references.to_enter().defer("text", "beyond")):
            _enter(rows, namesakes, history)
            watch(len(rows))
        _follow_twins(source)
        change = history.write(act=Act.IMPORTED, by=by, reason=reason or f"From {source.file_name}.")
    source.state = ImportState.APPLIED
    source.save(update_fields=["state"])
    if change:
        source.changes.add(change)
    return change


def _parts(rows: QuerySet[ImportedReference]) -> Iterator[list[ImportedReference]]:
    last = 0
    while part := list(rows.filter(number__gt=last).order_by("number")[:PART]):
        yield part
        last = part[-1].number


def _enter(rows: list[ImportedReference], namesakes: Namesakes, history: ManyRows) -> None:
    now = timezone.now()
    stored = connection.ops.adapt_datetimefield_value(now)
    numbers, keys = reserve(Report, len(rows)), namesakes.keys([row.values for row in rows])
    tuples: list[tuple[Any, ...]] = []
    for row, number, key in zip(rows, numbers, keys, strict=True):
        values = EMPTY | row.values | {"id": number, "slug": key, "created": now.isoformat()}
        history.add(RowChange(model=REPORT, row=number, root_model=REPORT, root=number, before=None, after=values))
        columns = values | row.keys | {"created": stored, "updated": stored}
        tuples.append(tuple(columns[field.attname] for field in Report._meta.concrete_fields))
    insert(Report, COLUMNS, tuples)
    pairs = [(row.pk, number) for row, number in zip(rows, numbers, strict=True)]
    set_columns(ImportedReference, "report", pairs, alike=("done", True))


def _fill(rows: list[ImportedReference], history: ManyRows) -> None:
    """Fill what is empty; of two records that are decided to be one report the first comes first."""
    numbers = {row.report_id for row in rows if row.report_id}
    list(Study.objects.select_for_update().filter(reports__in=numbers).order_by("pk"))
    locked = Report.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    reports = {report.pk: report for report in locked.select_related("study")}
    before = values_of(Report, numbers)
    fills: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.report_id not in reports:
            continue
        more, _ = filled_by(reports[row.report_id], row.values)
        if more:
            reports[row.report_id] = filled(reports[row.report_id], more)
            fills[row.report_id] = fills.get(row.report_id, {}) | more
    _save(reports, fills, before, history)
    ImportedReference.objects.filter(pk__in=[row.pk for row in rows]).update(done=True)


def _save(
    reports: dict[int, Report], fills: dict[int, dict[str, Any]], before: dict[Any, Any], history: ManyRows
) -> None:
    changed = [reports[number] for number in fills]
    now = timezone.now()
    for report in changed:
        report.updated = now
        for field in DERIVED:
            field.pre_save(report, add=False)
        root = key_of(report.study) if report.study else key_of(report)
        was = before[REPORT, report.pk]
        row = RowChange(model=REPORT, row=report.pk, root_model=root[0], root=root[1])
        row.before, row.after = was, was | fills[report.pk]
        history.add(row)
    names = {name for one in fills.values() for name in one}
    if changed:
        derived_names = [field.attname for field in DERIVED]
        Report.objects.bulk_update(changed, [*sorted(names), *derived_names, "updated"], batch_size=100)


def _follow_twins(source: ReferenceImport) -> None:
    """A record that is the same as an earlier one of its file is the report that the earlier one became."""
    first = ImportedReference.objects.filter(source=source, number=OuterRef("like_number")).values("report")
    twins = source.references.filter(verdict=Verdict.KNOWN, like_number__isnull=False, report=None)
    twins.update(report=Subquery(first[:1]))
