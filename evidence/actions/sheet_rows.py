"""The rows that a sheet is about: found by their keys, each as it stands now, with what its columns belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from evidence.models import ArmValue, Comparison, Kept, Study
from evidence.models.kept import root_of
from evidence.sheets.table import SheetTable
from evidence.summaries.sheet_kinds import SheetKind, rows_named

Told = Callable[[int, str, str], None]
CHUNK = 500
NO_SUCH = "There is no such row: a sheet changes what is there, new rows are entered at the desk or imported."


@dataclass(kw_only=True)
class Row:
    """A row of the sheet beside what it says now."""

    number: int
    key: str
    cells: dict[str, str]
    now: dict[str, Any]
    homes: dict[str, Kept | None] = field(default_factory=dict)

    def target(self, home: str) -> Kept | None:
        return self.homes.get(home)


def rows_of_sheet(
    kind: SheetKind, table: SheetTable, fault: Told, hidden: frozenset[int] = frozenset()
) -> Iterator[Row]:
    """Each row that is there; those of the studies `hidden` are not, and are told as faults like any other."""
    seen: dict[str, int] = {}
    shared: dict[tuple[Any, ...], Kept] = {}
    for start in range(0, len(table.rows), CHUNK):
        piece = table.rows[start : start + CHUNK]
        found = _found(kind, [cells[kind.key].strip() for _, cells in piece])
        if hidden:
            found = {key: row for key, row in found.items() if not _is_of(row, hidden)}
        now = rows_named(kind, [row.pk for row in found.values()])
        homes = _homes(kind, list(found.values()), shared)
        for number, cells in piece:
            key = cells[kind.key].strip()
            if key in seen:
                fault(number, kind.key, f"Row {seen[key]} is about “{key}” already.")
            elif key not in found:
                fault(number, kind.key, f"“{key[:80]}”: {NO_SUCH}" if key else NO_SUCH)
            else:
                row = found[key]
                yield Row(number=number, key=key, cells=cells, now=now[row.pk], homes=homes[row.pk])
            seen.setdefault(key, number)


def _is_of(row: Kept, studies: frozenset[int]) -> bool:
    root = root_of(row)
    return isinstance(root, Study) and root.pk in studies


def _found(kind: SheetKind, keys: list[str]) -> dict[str, Any]:
    if kind.row is Study:
        return {study.slug: study for study in Study.objects.filter(slug__in=keys)}
    if kind.row is Comparison:
        parts = [tuple(key.split("/")) for key in keys if key.count("/") == 2]
        rows: QuerySet[Any] = Comparison.objects.filter(
            result__study__slug__in={one[0] for one in parts}, slug__in={one[2] for one in parts}
        ).select_related("result__study", "result__instrument", "experimental", "reference", "intervention")
        wanted = {"/".join(one) for one in parts}
        named = {f"{one.result.study.slug}/{one.result.slug}/{one.slug}": one for one in rows}
        return {key: row for key, row in named.items() if key in wanted}
    numbers = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19]
    return {str(row.pk): row for row in kind.row._base_manager.filter(pk__in=numbers)}


def _homes(kind: SheetKind, rows: list[Any], shared: dict[tuple[Any, ...], Kept]) -> dict[int, dict[str, Kept | None]]:
    """For each row what its columns can belong to; one object for one row of the database, however often it is met."""
    if kind.row is Study:
        mains = {study.pk: study.reports.filter(main=True).first() for study in rows}
        return {study.pk: {"": study, "m": mains[study.pk]} for study in rows}
    if kind.row is not Comparison:
        return {row.pk: {"": row} for row in rows}
    values = ArmValue.objects.filter(result__in={one.result_id for one in rows}).select_related("arm")
    of_arm = {(one.result_id, one.arm_id): one for one in values}
    homes: dict[int, dict[str, Kept | None]] = {}
    for one in rows:
        one.result = result = shared.setdefault((one.result_id,), one.result)
        homes[one.pk] = {"": one, "result": result}
        for home, arm in (("e", one.experimental), ("r", one.reference)):
            if arm is None:
                continue
            key = (one.result_id, arm.pk)
            value: Any = shared.setdefault(key, of_arm.get(key) or ArmValue(arm=arm))
            value.result = result
            homes[one.pk][home] = value
    return homes
