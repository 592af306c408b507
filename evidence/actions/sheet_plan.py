"""What a sheet that came back would change, cell by cell, before anything is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from evidence.actions.locking import locked_by, sentence_of
from evidence.actions.sheet_cells import differs, meant, shown
from evidence.actions.sheet_rows import Row, rows_of_sheet
from evidence.models import ArmValue, Comparison, Kept, Result
from evidence.sheets.table import Fault, SheetTable
from evidence.summaries.sheet_kinds import VERSION, SheetKind


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One cell that says something new; `target` and `value` are for whoever applies it."""

    row: int
    key: str
    column: str
    was: str
    becomes: str
    target: Kept
    field: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that a sheet would change, and what keeps it from being applied."""

    changes: tuple[CellChange, ...]
    faults: tuple[Fault, ...]
    rows: int
    # Columns of the export that the sheet has no more: they stay as they are.
    left_out: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same changes, so that what is applied is what was shown."""
        told = [(one.row, one.key, one.column, one.was, one.becomes) for one in self.changes]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def targets(self) -> list[Kept]:
        return list({id(one.target): one.target for one in self.changes}.values())

    @property
    def applicable(self) -> bool:
        return bool(self.changes) and not self.faults


@dataclass(kw_only=True)
class _Reader:
    kind: SheetKind
    table: SheetTable
    hidden: frozenset[int] = frozenset()
    changes: list[CellChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int, column: str, sentence: str) -> None:
        self.faults.append(Fault(row=row, column=column, sentence=sentence))

    def read(self) -> Plan:
        self.faults += self.table.faults
        known = set(self.kind.columns)
        for name in self.table.headings:
            if name not in known:
                self.fault(1, name, "There is no such column in the download: expected its names, unchanged.")
        for name in (self.kind.key, VERSION):
            if name not in self.table.headings:
                self.fault(1, name, "This column is missing: without it nobody can tell which row is meant.")
        if not self.faults:
            for row in rows_of_sheet(self.kind, self.table, self.fault, self.hidden):
                self._row(row)
            self._ask_the_rows()
        return Plan(
            changes=tuple(self.changes),
            faults=tuple(sorted(self.faults, key=lambda one: one.row)),
            rows=len(self.table.rows),
            left_out=tuple(name for name in self.kind.places if name not in self.table.headings),
        )

    def _row(self, row: Row) -> None:
        columns = [
            name
            for name, cell in row.cells.items()
            if name not in (self.kind.key, VERSION) and differs(row.now[name], cell)
        ]
        if columns and row.cells[VERSION] != shown(row.now[VERSION]):
            said = f"“{row.key}” was changed since this sheet was downloaded: download it again."
            return self.fault(row.number, VERSION, said)
        for name in columns:
            self._cell(row, name)
        return None

    def _cell(self, row: Row, name: str) -> None:
        place = self.kind.places.get(name)
        if place is None:
            was = shown(row.now[name])[:60]
            return self.fault(row.number, name, f"This column cannot be changed in a sheet: expected “{was}”.")
        target = row.target(place.home)
        if target is None:
            return self.fault(row.number, name, "There is no row that this could be said of: enter it at the desk.")
        if (locked := locked_by(target)) is not None:
            return self.fault(row.number, name, sentence_of(locked))
        column = target._meta.get_field(place.field)
        try:
            value = meant(column, place, row.cells[name], target)
        except ValidationError as error:
            return self.fault(row.number, name, " ".join(error.messages))
        self.changes.append(
            CellChange(
                row=row.number, key=row.key, column=name, was=shown(row.now[name]), becomes=row.cells[name],
                target=target, field=place.field, value=value,
            )
        )  # fmt: skip
        return None

    def _ask_the_rows(self) -> None:
        """Every rule of every row that would change, each fault at its cell."""
        self._refuse_two_words()
        for target, changes in _by_target(self.changes):
            for one in changes:
                if not isinstance(target._meta.get_field(one.field), models.ManyToManyField):
                    setattr(target, one.field, one.value)
        for target, changes in _by_target(self.changes):
            try:
                target.full_clean()
            except ValidationError as error:
                cells = {one.field: one for one in changes}
                for name, said in error.message_dict.items():
                    cell = cells.get(name, changes[0])
                    column = cell.column if name in cells else ""
                    prefix = "" if name in (NON_FIELD_ERRORS, *cells) else f"{name.replace('_', ' ')}: "
                    self.fault(cell.row, column, prefix + " ".join(said))

    def _refuse_two_words(self) -> None:
        """A result with several comparisons has several rows: they must say the same of it."""
        said: dict[tuple[int, str], CellChange] = {}
        rows: dict[int, int] = {}
        for one in self.changes:
            first = said.setdefault((id(one.target), one.field), one)
            if first.value != one.value:
                self.fault(one.row, one.column, f"Row {first.row} says “{first.becomes[:60]}” of the same thing.")
            rows[id(one.target)] = one.row


def _by_target(changes: Iterable[CellChange]) -> list[tuple[Kept, list[CellChange]]]:
    found: dict[int, tuple[Kept, list[CellChange]]] = {}
    for one in changes:
        found.setdefault(id(one.target), (one.target, []))[1].append(one)
    return list(found.values())


def plan_of(kind: SheetKind, table: SheetTable, *, hidden: frozenset[int] = frozenset()) -> Plan:
    """What the sheet would change, with everything that keeps it from it; nothing of the studies `hidden`."""
    return _Reader(kind=kind, table=table, hidden=hidden).read()


def results_touched(plan: Plan) -> list[Result]:
    """Results whose figures would be others than those that a second reader compared."""
    found: dict[int, Result] = {}
    for target in plan.targets:
        if isinstance(target, Result):
            found[target.pk] = target
        elif isinstance(target, Comparison | ArmValue):
            found[target.result_id] = target.result
    return list(found.values())
