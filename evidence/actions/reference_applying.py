"""Applying what a file of references was looked through for: all of it or nothing, with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from evidence.actions.bulk import in_parts, insert, reserve, set_columns
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
from evidence.models.chain import json_of
from evidence.models.kept import label_of
from evidence.models.snapshot import NOT_KEPT, key_of, values_of

REPORT = label_of(Report)
KEPT = [field for field in Report._meta.concrete_fields if field.attname not in NOT_KEPT and field not in DERIVED]
EMPTY = {field.attname: field.get_default() for field in KEPT}
COLUMNS = [field.name for field in Report._meta.concrete_fields]
ATTRIBUTES = [field.attname for field in Report._meta.concrete_fields]
MEANWHILE = "Somebody entered the same meanwhile, so nothing was applied: look through the file again."
Watch = Callable[[int], None]
# The number of a record in the database, the columns of its report, and what that is found by.
Entered = tuple[int, dict[str, Any], dict[str, str]]


def apply_import(
    *,
    source: ReferenceImport,
    by: User | None,
    reason: str = "",
    fresh: bool = False,
    watch: Watch = lambda _: None,
    finish: Callable[[ReferenceImport], None] = lambda _: None,
) -> Change | None:
    """Enter the new records, fill what is empty in known reports, and do as was decided on the doubtful ones.

    None if there was nothing to do. Reports come without a study, so nothing of it is published. `fresh` is for a
    file looked through in this same transaction; `finish` is given the import when all but its history is written,
    while others can still save. Raises RefusedError, with nothing applied, if what was entered
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
            return _applied(source, by, reason, watch, finish)
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
    names = ["verdict", "reason", "report", "alike", "like_number", "fills", "decision", "decided_by", "decided_at"]
    changed = 0
    # What was decided stays decided.
    waiting = source.references.exclude(verdict=Verdict.REFUSED).filter(done=False, decision="").defer("text")
    for rows in in_parts(waiting.select_related("source"), PART, by="number"):
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


def _applied(
    source: ReferenceImport, by: User | None, reason: str, watch: Watch, finish: Callable[[ReferenceImport], None]
) -> Change | None:
    ReferenceImport.objects.select_for_update().get(pk=source.pk)
    with many_rows() as history:
        namesakes = Namesakes()
        for rows in in_parts(source.references.to_fill().defer("text", "beyond"), PART, by="number"):
            _fill(rows, history)
            watch(len(rows))
        for part in _entering(source):
            _enter(part, namesakes, history)
            watch(len(part))
        _follow_twins(source)
        finish(source)
        change = history.write(act=Act.IMPORTED, by=by, reason=reason or f"From {source.file_name}.")
    source.state = ImportState.APPLIED
    source.save(update_fields=["state"])
    if change:
        source.changes.add(change)
    return change


def _entering(source: ReferenceImport) -> Iterator[list[Entered]]:
    last = 0
    rows = source.references.to_enter().order_by("number").values_list("number", "pk", "values", "keys")
    while part := list(rows.filter(number__gt=last)[:PART]):
        last = part[-1][0]
        yield [(pk, values, keys) for _, pk, values, keys in part]


def _enter(rows: list[Entered], namesakes: Namesakes, history: ManyRows) -> None:
    now = timezone.now()
    created, stored = now.isoformat(), connection.ops.adapt_datetimefield_value(now)
    numbers, slugs = reserve(Report, len(rows)), namesakes.keys([values for _, values, _ in rows])
    tuples: list[tuple[Any, ...]] = []
    for (_, values, keys), number, slug in zip(rows, numbers, slugs, strict=True):
        columns = EMPTY | values | {"id": number, "slug": slug, "created": created}
        history.made(REPORT, number, json_of(columns))
        columns |= keys | {"created": stored, "updated": stored}
        tuples.append(tuple(map(columns.__getitem__, ATTRIBUTES)))
    insert(Report, COLUMNS, tuples)
    pairs = [(pk, number) for (pk, _, _), number in zip(rows, numbers, strict=True)]
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
