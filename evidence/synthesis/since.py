"""What came since a day: the studies, and what they did to each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.synthesis.entry import Entry
from evidence.synthesis.findings import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """One condition then and now; `changes` are sentences, the studies that came in the first of them."""

    condition_name: str
    changes: tuple[str, ...]


def changes_since(then: Sequence[Found], now: Sequence[Found], came: Iterable[Entry]) -> tuple[Since, ...]:
    """Condition by condition, in today's order; `came` are the entries that are known now and were not then.

    Both lines of one question. Nothing is said of a condition in which nothing changed.
    """
    before = {one.condition: one for one in then}
    new: dict[str, dict[str, str]] = {}
    for entry in came:
        new.setdefault(entry.condition, {})[entry.study] = entry.label
    found = []
    for line in now:
        changes = tuple(_changes(before.get(line.condition), line, list(new.get(line.condition, {}).values())))
        if changes:
            found.append(Since(condition_name=line.condition_name, changes=changes))
    return tuple(found)


def _changes(then: Found | None, now: Found, labels: list[str]) -> Iterable[str]:
    if labels:
        yield f"New since: {', '.join(sorted(labels))}."
    if then is None:
        yield "Nothing was known then."
        return
    if then.level != now.level:
        yield f"The certainty was {then.level or 'not rated'} and is {now.level or 'not rated'}."
    if then.size != now.size:
        yield f"The conclusion was “{then.size or then.standing}” and is “{now.size or now.standing}”."
    if then.effect != now.effect and then.effect and now.effect:
        yield f"The estimate was {then.effect} and is {now.effect}."
    if (then.trials, then.people) != (now.trials, now.people):
        yield f"Then {_counted(then)}, now {_counted(now)}."


def _counted(one: Found) -> str:
    return f"{one.trials:,} {'study' if one.trials == 1 else 'studies'} with {one.people:,} people"
