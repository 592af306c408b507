"""Two people at one row: who saved meanwhile, when and why, and how the two differ field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.text import capfirst

from evidence.actions.undoing import state_at
from evidence.admin.opening import Opening
from evidence.models import Change, Kept
from evidence.models.kept import root_of
from evidence.models.snapshot import Key, Values, key_of, model_of

# More would be no help; the history of the row has all of them.
MOST_CHANGES, MOST_ROWS, MOST_FIELDS = 10, 20, 60
# What names a row in its values, the first that is there.
NAMED_BY = ("name", "slug", "number", "title", "pmid")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field: as it was when the form was opened, as somebody else saved it, and as it was typed."""

    label: str
    where: str
    opened: str
    theirs: str
    mine: str


@dataclass(frozen=True, kw_only=True)
class Saved:
    """One save that the editor has not seen."""

    by: str
    at: Any
    reason: str
    # What it did to which rows: “changed arm placebo”.
    did: list[str]


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """What to tell somebody whose form was not saved."""

    newer: bool
    unseen: bool
    busy: bool
    kept: bool
    lost_files: list[str]
    saves: list[Saved]
    differences: list[Difference]


def conflict_of(opening: Opening, every_form: Iterable[forms.BaseForm]) -> Conflict | None:
    """None for a form that is only shown. Must run where the rows are locked, so that theirs are of one moment."""
    if not opening.refused:
        return None
    return Conflict(
        newer=opening.newer,
        unseen=opening.unseen,
        busy=opening.busy,
        kept=opening.kept,
        lost_files=opening.lost_files,
        saves=[_saved(one) for one in opening.changes[:MOST_CHANGES]],
        differences=_differences(opening, every_form) if opening.newer or opening.unseen else [],
    )


def _saved(change: Change) -> Saved:
    rows = change.row_changes.order_by("pk")[:MOST_ROWS]
    return Saved(
        by=str(change.by or "a command"),
        at=timezone.localtime(change.at),
        reason=change.reason,
        did=[_done(one.model, one.before, one.after) for one in rows],
    )


def _done(label: str, before: Values | None, after: Values | None) -> str:
    verb = "added" if before is None else "removed" if after is None else "changed"
    values = after or before or {}
    name = next((str(values[one]) for one in NAMED_BY if values.get(one)), "")
    return f"{verb} {model_of(label)._meta.verbose_name} {name}".strip()


def _differences(opening: Opening, every_form: Iterable[forms.BaseForm]) -> list[Difference]:
    before: dict[Key, Values | None] = {}
    if opening.base is not None and isinstance(opening.row, Kept):
        before = state_at(root_of(opening.row), opening.base)
    found = []
    for form in every_form:
        if isinstance(form, forms.ModelForm) and form.instance.pk is not None:
            found += _of_form(form, before.get(key_of(form.instance)))
    return found[:MOST_FIELDS]


def _of_form(form: Any, before: Values | None) -> list[Difference]:
    """The fields that stand otherwise in the form than in the database."""
    names = [name for name in form.changed_data if name not in ("DELETE", form._meta.model._meta.pk.name)]
    opened = _as_initial(type(form.instance), before) if names else {}
    return [
        Difference(
            label=capfirst(str(form.fields[name].label or name)),
            where=str(getattr(form, "where", "") or form.instance._meta.verbose_name),
            opened=_words(form.fields[name], opened.get(name)),
            theirs=_words(form.fields[name], form.get_initial_for_field(form.fields[name], name)),
            mine=_words(form.fields[name], form[name].value()),
        )
        for name in names
    ]


def _as_initial(model: type[models.Model], values: Values | None) -> dict[str, Any]:
    """Kept values as a form would take them."""
    if values is None:
        return {}
    many = {field.name for field in model._meta.many_to_many}
    columns = {field.attname: field for field in model._meta.concrete_fields}
    row = model(**{name: columns[name].to_python(one) for name, one in values.items() if name in columns})
    plain = model_to_dict(row, [field.name for field in model._meta.concrete_fields])
    return plain | {name: values[name] for name in many if name in values}


def _words(field: forms.Field, value: Any) -> str:
    """A value as people read it: names for numbers of rows, words for choices."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(_rows(field, value or [])))
    if isinstance(field, forms.ModelChoiceField):
        return ", ".join(_rows(field, [value])) or str(value or "")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str({str(key): words for key, words in choices}.get(str(value), value or ""))
    if isinstance(field, forms.BooleanField):
        return "yes" if value in (True, "on", "True", "true") else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def _rows(field: Any, values: Iterable[Any]) -> list[str]:
    numbers = [str(getattr(one, "pk", one)) for one in values if one is not None]
    known = [number for number in numbers if number.isdecimal() and len(number) < 19]
    return [str(one) for one in field.queryset.model._base_manager.filter(pk__in=known)]
