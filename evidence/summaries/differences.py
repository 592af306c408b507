"""What differs between rows then and rows now, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.timezone import localtime

from evidence.comparing.side_by_side import SideBySide, side_by_side
from evidence.models.change import RowChange
from evidence.models.kept import Kept
from evidence.models.snapshot import Key, Values
from evidence.summaries.row_names import Names, called, known_model, links_of, name_of, names_of, noun_of

# From so many letters on, two texts are compared word by word.
LONG = 80
# Numbers that the database gives, and when it did: nobody entered them.
NOT_ENTERED = ("id", "created")


@dataclass(frozen=True, kw_only=True)
class FieldDifference:
    """A field before and after, in words; "" for nothing. `sides` where the texts are long."""

    field: str
    before: str
    after: str
    sides: SideBySide | None


@dataclass(frozen=True, kw_only=True)
class RowDifference:
    """A row that was made, changed or deleted, as `kind` says; `of` what it is part of, where that is asked for."""

    noun: str
    name: str
    kind: str
    fields: list[FieldDifference]
    of: str = ""


Pair = tuple[Key, Values | None, Values | None]


def of_changes(rows: Sequence[RowChange]) -> list[RowDifference]:
    return differences([((one.model, one.row), one.before, one.after) for one in rows])


def of_changes_with_roots(rows: Sequence[RowChange]) -> list[RowDifference]:
    """The same, each row with what it is part of."""
    roots = names_of({(one.root_model, one.root) for one in rows})
    return [
        replace(told, of="" if (one.root_model, one.root) == (one.model, one.row) else _root_name(one, roots))
        for one, told in zip(rows, of_changes(rows), strict=True)
    ]


def _root_name(row: RowChange, names: Names) -> str:
    key = row.root_model, row.root
    return f"{noun_of(key[0])} {names[key]}" if key in names else called(key, names)


def between(before: Mapping[Key, Values | None], after: Mapping[Key, Values | None]) -> list[RowDifference]:
    """What differs between two states of a root and its parts."""
    pairs = [(key, before.get(key), after.get(key)) for key in {**before, **after}]
    return differences([(key, old, new) for key, old, new in pairs if old != new])


def differences(pairs: list[Pair]) -> list[RowDifference]:
    """One for each pair, in the same order; a query for each kind of row that they name."""
    held = [(key, values) for key, old, new in pairs for values in (old, new) if values]
    names = names_of({link for key, values in held for _, link in links_of(key[0], values)})
    # What is called by what it links, or is there no more, is named by what is known of it here.
    names |= {key: name_of(key, values, names) for key, values in held}
    return [_row(key, old, new, names) for key, old, new in pairs]


def _row(key: Key, old: Values | None, new: Values | None, names: Names) -> RowDifference:
    before, after = old or {}, new or {}
    fields = [
        FieldDifference(field=label, before=was, after=became, sides=_sides(was, became) if old and new else None)
        for label, was, became in _fields(key[0], before, after, names, whole=not (old and new))
    ]
    kind = "new" if old is None else "deleted" if new is None else "changed"
    name = name_of(key, new or old or {}, names)
    return RowDifference(noun=noun_of(key[0]), name=name, kind=kind, fields=fields)


def _fields(label: str, before: Values, after: Values, names: Names, *, whole: bool) -> Iterable[tuple[str, str, str]]:
    model = known_model(label)
    columns = _columns(model)
    above = model.part_of if whole and model and issubclass(model, Kept) else None
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        field = columns.get(name)
        if old == new or name in NOT_ENTERED or (field is not None and field.name == above):
            continue
        title = capfirst(str(field.verbose_name if field else name.replace("_", " ")))
        was, became = in_words(field, old, names), in_words(field, new, names)
        if was != became:
            yield title, was, became


def _columns(model: type[models.Model] | None) -> dict[str, Any]:
    if model is None:
        return {}
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return fields | {field.name: field for field in model._meta.many_to_many}


def in_words(field: Any, value: Any, names: Names) -> str:
    """A value as a form would show it; a link by the name of what it leads to."""
    if value is None or value in ("", []):
        return ""
    if isinstance(field, models.ManyToManyField | models.ForeignKey):
        label = field.related_model._meta.label_lower
        many = value if isinstance(value, list) else [value]
        return ", ".join(sorted(called((label, one), names) for one in many))
    if isinstance(field, models.DateTimeField):
        at = localtime(datetime.fromisoformat(value))
        return f"{at.day} {at:%B %Y, %H:%M}"
    return _plain(dict(field.flatchoices).get(value, value) if field and field.choices else value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {one}" for name, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _sides(was: str, became: str) -> SideBySide | None:
    if not was or not became or (max(len(was), len(became)) < LONG and "\n" not in was + became):
        return None
    return side_by_side(was, became)
