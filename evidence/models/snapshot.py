"""Rows as plain values that JSON keeps, so that history can hold, compare and put them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models

from evidence.dates import PartialDate
from evidence.fields import DerivedField
from evidence.models.kept import Kept, label_of, parts_of, root_of

# A row's model and number, and its values by column; a many-to-many field's are the numbers on its other side.
Key = tuple[str, int]
Values = dict[str, Any]
# When a row was last saved says nothing of what it holds.
NOT_KEPT = ("updated",)


def key_of(row: models.Model) -> Key:
    return label_of(row), row.pk


def model_of(label: str) -> type[models.Model]:
    return apps.get_model(label)


def values_of(model: type[models.Model], pks: Iterable[int]) -> dict[Key, Values]:
    """The rows with these numbers, as they stand in the database."""
    return _read(model._base_manager.filter(pk__in=list(pks)))


def rows_of(roots: Iterable[Kept]) -> dict[Key, Values]:
    """Roots and all their parts as they stand in the database, by a fixed number of queries for each kind of root."""
    kinds: dict[type[Kept], list[int]] = {}
    for root in roots:
        kinds.setdefault(type(root), []).append(root.pk)
    found: dict[Key, Values] = {}
    for kind, pks in kinds.items():
        for model, path in parts_of(kind):
            lookup = f"{path}__in" if path else "pk__in"
            found |= _read(model._base_manager.filter(**{lookup: pks}))
    return found


def root_key(key: Key) -> Key:
    """The root of a row that is in the database; a row of another kind stands for itself."""
    row = model_of(key[0])._base_manager.filter(pk=key[1]).first()
    return key_of(root_of(row)) if isinstance(row, Kept) else key


def _read(rows: models.QuerySet[Any]) -> dict[Key, Values]:
    model, label = rows.model, label_of(rows.model)
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in NOT_KEPT and not isinstance(field, DerivedField)
    ]
    found = {(label, one[model._meta.pk.attname]): _plain_row(one) for one in rows.order_by("pk").values(*columns)}
    for field in model._meta.many_to_many:
        if not field.remote_field.through._meta.auto_created:
            continue  # such rows are curated, or recorded, by themselves
        for values in found.values():
            values[field.name] = []
        here, there = field.m2m_field_name(), field.m2m_reverse_field_name()
        links = field.remote_field.through._base_manager.filter(**{f"{here}__in": [pk for _, pk in found]})
        for one, other in links.order_by(f"{there}_id").values_list(f"{here}_id", f"{there}_id"):
            found[label, one][field.name].append(other)
    return found


def _plain_row(row: dict[str, Any]) -> Values:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def put(key: Key, values: Values) -> None:
    """Make a row what the values say, whether it is there or not; the caller answers for what they mean together."""
    model = model_of(key[0])
    many = {field.name for field in model._meta.many_to_many}
    columns = {field.attname: field for field in model._meta.concrete_fields}
    plain = {name: columns[name].to_python(value) for name, value in values.items() if name not in many}
    for field in columns.values():
        if isinstance(field, DerivedField) and set(field.of) <= set(plain):
            plain[field.attname] = field.worked_out(plain)
    if not model._base_manager.filter(pk=key[1]).update(**plain):
        row = model(**plain)
        row.save_base(raw=True, force_insert=True)
    for name in many & set(values):
        getattr(model._base_manager.get(pk=key[1]), name).set(values[name])
