"""Names of rows, so that a history says “magnesium” where the database says 17."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from evidence.models.kept import Kept, label_of
from evidence.models.snapshot import Key, Values, model_of

Names = Mapping[Key, str]
# The columns that a row is called by, the first that it has.
CALLED_BY = ("name", "slug", "number", "title", "username", "code")
# Said of a row, but no name of it.
PEOPLE = ("entered_by", "checked_by", "assessed_by")


def known_model(label: str) -> type[models.Model] | None:
    """None for a noun that was given up since."""
    try:
        return model_of(label)
    except LookupError:
        return None


def noun_of(label: str) -> str:
    model = known_model(label)
    return str(model._meta.verbose_name) if model else label.rpartition(".")[2]


def links_of(label: str, values: Values) -> Iterable[tuple[str, Key]]:
    """The rows that a row names, each with the column it is named in."""
    model = known_model(label)
    for field in [] if model is None else [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if not isinstance(field, models.ForeignKey | models.ManyToManyField):
            continue
        held = values.get(field.name if isinstance(field, models.ManyToManyField) else field.attname)
        for pk in held if isinstance(held, list) else [held]:
            if pk is not None:
                yield field.name, (label_of(field.related_model), pk)


def names_of(keys: Iterable[Key]) -> dict[Key, str]:
    """The names of the rows that are there, a query for each kind."""
    wanted: dict[str, set[int]] = {}
    for label, pk in keys:
        wanted.setdefault(label, set()).add(pk)
    found: dict[Key, str] = {}
    for label, pks in wanted.items():
        model = known_model(label)
        column = own_name(model) if model else ""
        if model and column:
            rows = model._base_manager.filter(pk__in=pks).values_list("pk", column)
            found |= {(label, pk): str(name) for pk, name in rows}
    return found


def own_name(model: type[models.Model]) -> str:
    """The column that a row is called by; "" for one that is called by what it links."""
    columns = {field.name for field in model._meta.concrete_fields}
    return next((name for name in CALLED_BY if name in columns), "")


def name_of(key: Key, values: Values, names: Names) -> str:
    """What a row is called by its own values: an arm “magnesium”, figures by their arm, a judgement by its domain."""
    model = known_model(key[0])
    if model is None:
        return f"number {key[1]}"
    if (column := own_name(model)) and values.get(column):
        return str(values[column])
    above = model.part_of if issubclass(model, Kept) else ""
    linked = [called(one, names) for name, one in links_of(key[0], values) if name not in (above, *PEOPLE)]
    chosen = [str(dict(field.flatchoices).get(values.get(field.attname))) for field in _choices(model)][:1]
    return ", ".join(linked) or ", ".join(chosen) or f"number {key[1]}"


def called(key: Key, names: Names) -> str:
    return names.get(key) or f"{noun_of(key[0])} number {key[1]}"


def _choices(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.choices]
