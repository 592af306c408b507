"""Selection: what the choices leave out, each with its reason, so that nothing goes silently."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.synthesis.choices import Choices, LeaveOut
from evidence.synthesis.entry import Entry
from evidence.synthesis.strata import is_controlled

HIGH = frozenset({"high", "serious", "critical"})
# A notice without a date cannot be later than any day that a reader asks for.
UNDATED = "undated"
RETRACTED = "Retracted."


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    entry: Entry
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    kept: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


def select(entries: Iterable[Entry], choices: Choices) -> Selection:
    kept: list[Entry] = []
    left_out: list[LeftOut] = []
    for entry in entries:
        reason = next(_reasons(entry, choices), "")
        if reason:
            left_out.append(LeftOut(entry=entry, reason=reason))
        else:
            kept.append(entry)
    if choices.once:
        kept, again = _once(kept)
        left_out += again
    return Selection(kept=tuple(kept), left_out=tuple(left_out))


def _reasons(entry: Entry, choices: Choices) -> Iterator[str]:
    if choices.as_of is not None and not known_by(entry.known_on, choices.as_of):
        yield "Not published by that day." if entry.known_on else "The day of its publication is not known."
    if is_retracted(entry, choices.as_of) and not choices.with_retracted:
        yield RETRACTED
    if LeaveOut.UNCONTROLLED in choices.without and not is_controlled(entry):
        yield "Without a comparator."
    if LeaveOut.HIGH_BIAS in choices.without and entry.bias in HIGH:
        yield f"At {entry.bias} risk of bias."
    if LeaveOut.SELLER in choices.without and entry.seller_interest == "yes":
        yield "Paid for or run by who sells it."
    if LeaveOut.UNCHECKED in choices.without and not entry.checked:
        yield "Not checked by a second person."
    if LeaveOut.ABSTRACT in choices.without and entry.basis == "abstract":
        yield "Only its abstract was seen."


def known_by(known_on: str, day: date) -> bool:
    """Whether something of an ISO date of whichever precision was public on a day for certain."""
    parts = [int(part) for part in known_on.rstrip("?").split("-") if part]
    if not parts:
        return False
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    last = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, last) <= day


def is_retracted(entry: Entry, as_of: date | None) -> bool:
    if not entry.retracted_on:
        return False
    return as_of is None or entry.retracted_on == UNDATED or known_by(entry.retracted_on, as_of)


def _once(entries: Sequence[Entry]) -> tuple[list[Entry], list[LeftOut]]:
    """Of studies that share people, a team or a sponsor only the largest, the earliest name among equals."""
    groups: dict[str, dict[str, int]] = {}
    for entry in entries:
        if entry.group:
            groups.setdefault(entry.group, {}).setdefault(entry.study, entry.people or 0)
    counted = {group: min(people, key=lambda one: (-people[one], one)) for group, people in groups.items()}
    kept, left_out = [], []
    for entry in entries:
        if not entry.group or counted[entry.group] == entry.study:
            kept.append(entry)
        else:
            reason = f"Counted once with {counted[entry.group]}: the same {entry.group_reason or 'group'}."
            left_out.append(LeftOut(entry=entry, reason=reason))
    return kept, left_out
