"""Load reviewed records: new ones are checked and saved, those that are there stay untouched."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, models, transaction

from evidence.actions.record_files import FixtureError, Record, read_records
from evidence.actions.recording import rows_made, write
from evidence.fields import LARGEST
from evidence.models import Act, Kept, Result, ResultKind

__all__ = ["FixtureError", "Loaded", "load_records", "user_of_the_files"]

# Rows by model and natural key, so that one that many records name is looked up once.
Known = dict[tuple[type[models.Model], tuple[Any, ...]], models.Model]

ENTERED_BY = ("entered_by", "assessed_by")
# Results that need no figures of their arms.
WITHOUT_FIGURES = (ResultKind.WORDS, ResultKind.ESTIMATE)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load did, by model: how many rows are new, and how many were there already."""

    created: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)


def user_of_the_files() -> User:
    """The user who stands for figures that came from the reviewed files; nobody can log in as it."""
    user, created = User.objects.get_or_create(username="fixtures", defaults={"is_active": False})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@transaction.atomic
def load_records(*, paths: Sequence[Path], by: User) -> Loaded:
    """Add the records of files and folders, all of them or none.

    A row that exists, by its natural key, keeps what curators made of it. Raises FixtureError.
    """
    loaded = Loaded()
    known: Known = {}
    seen: dict[tuple[type[models.Model], Any], Record] = {}
    results: list[tuple[Result, Record]] = []
    made: dict[type[Kept], list[int]] = {}
    for record in read_records(paths):
        row, many = _build(record, known)
        key, label = natural_key(row), record.model._meta.label_lower
        if (there := _find(record.model, key, known)) is not None:
            loaded.present[label] += 1
        else:
            _save(row, many, record=record, by=by)
            known[record.model, key] = there = row
            loaded.created[label] += 1
            if isinstance(row, Kept):
                made.setdefault(type(row), []).append(row.pk)
            if isinstance(row, Result):
                results.append((row, record))
        if twin := seen.get((record.model, there.pk)):
            raise record.fault(f"expected once, but {twin.place} has it too.", key=key)
        seen[record.model, there.pk] = record
    for result, record in results:
        _check_whole(result, record)
    if made:
        write(act=Act.LOADED, by=by, reason="", rows=rows_made(made))
    return loaded


def natural_key(row: models.Model) -> tuple[Any, ...]:
    """Empty as long as the row lacks what its key is made of."""
    try:
        return tuple(row.natural_key())  # type: ignore[attr-defined]
    except ObjectDoesNotExist:
        return ()


def _find(model: type[models.Model], key: Sequence[Any], known: Known) -> models.Model | None:
    place = (model, tuple(key))
    if place not in known:
        try:
            known[place] = model._default_manager.get_by_natural_key(*key)  # type: ignore[attr-defined]
        except ObjectDoesNotExist:
            return None
    return known[place]


def _build(record: Record, known: Known) -> tuple[models.Model, dict[str, list[models.Model]]]:
    """The row with its own fields checked, not yet saved, and what its many-to-many fields hold."""
    row = record.model()
    many: dict[str, list[models.Model]] = {}
    faults: dict[str, str] = {}
    found = []  # related rows need not be looked up a second time by clean_fields
    for name, value in record.fields.items():
        target = record.model._meta.get_field(name)
        try:
            if isinstance(target, models.ManyToManyField):
                many[name] = [_related(target, key, known) for key in _list(value, "expected a list of natural keys")]
            elif isinstance(target, models.ForeignKey):
                if value is not None:
                    setattr(row, name, _related(target, value, known))
                    found.append(name)
            elif isinstance(target, models.JSONField):
                setattr(row, name, value)  # looked through by its model
            elif isinstance(target, models.Field):
                setattr(row, name, target.to_python(_storable(value)))
        except ValidationError as error:
            faults[name] = " ".join(error.messages)
    faults = faults or _faults(row, lambda: row.clean_fields(exclude=found)) or _faults(row, row.clean)
    for name, text in faults.items():
        raise record.fault(text, key=natural_key(row), field="" if name == NON_FIELD_ERRORS else name)
    return row, many


def _related(
    target: models.ForeignKey[Any, Any] | models.ManyToManyField[Any, Any], key: Any, known: Known
) -> models.Model:
    model: type[models.Model] = target.related_model
    expected = f"expected the natural key of a loaded {model._meta.verbose_name}"
    try:
        found = _find(model, [_storable(part) for part in _list(key, expected)], known)
    except (TypeError, ValueError):  # too many parts, or parts of another kind
        found = None
    if found is None:
        raise ValidationError(f"{expected}, but there is no {key}.")
    if kept := getattr(found, "merged_into", None):
        raise ValidationError(f"{expected}, but {found} was merged into {kept}: name that one.")
    return found


def _list(value: Any, expected: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValidationError(f"{expected}, got “{value}”.")
    return value


def _storable(value: Any) -> Any:
    """Refuse what one database or the other would not keep: lists, infinity, not-a-number, NUL."""
    if isinstance(value, list | dict):
        raise ValidationError(f"expected one value, got {value}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValidationError(f"expected a number, got {value}.")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValidationError("expected a number of at most fifteen digits.")
    if isinstance(value, str) and "\0" in value:
        raise ValidationError("expected text, and found a NUL character in it.")
    return value


def _save(row: models.Model, many: dict[str, list[models.Model]], *, record: Record, by: User) -> None:
    """Save what `_build` has checked; uniqueness and constraints are the database's to check.

    Asking for each of them beforehand, as full_clean does, would take three times as long.
    """
    for name in ENTERED_BY:
        if hasattr(row, f"{name}_id"):
            setattr(row, name, by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError as error:
        for name, text in _faults(row, row.full_clean).items():
            raise record.fault(text, key=natural_key(row), field="" if name == NON_FIELD_ERRORS else name) from error
        raise record.fault(f"the database refused it: {error}", key=natural_key(row)) from error
    for name, rows in many.items():
        getattr(row, name).set(rows)


def _faults(row: models.Model, check: Callable[[], None]) -> dict[str, str]:
    try:
        check()
    except ValidationError as error:
        return {
            name: " ".join(_sentence(row, name, one) for one in errors)
            for name, errors in error.update_error_dict({}).items()
        }
    return {}


def _sentence(row: models.Model, name: str, error: ValidationError) -> str:
    if error.code == "invalid_choice":
        choices = row._meta.get_field(name).choices  # type: ignore[union-attr]
        return f"expected one of {', '.join(str(value) for value, _ in choices or ())}, got “{getattr(row, name)}”."
    if error.code in ("null", "blank"):
        return "expected a value, got none."
    return " ".join(error.messages)


def _check_whole(result: Result, record: Record) -> None:
    """A result is compared with something or says that it is not, and figures belong to what is compared."""
    comparisons = list(result.comparisons.all())
    if not comparisons:
        raise record.fault(
            "expected at least one; a figure that nothing was compared with has one that says so.",
            key=result.natural_key(),
            field="comparisons",
        )
    if result.kind in WITHOUT_FIGURES:
        return
    reported = {value.arm_id for value in result.values.all()}
    for comparison in comparisons:
        for arm in (comparison.experimental, comparison.reference):
            if arm is not None and arm.pk not in reported:
                raise record.fault(
                    f"expected figures of the arm “{arm.slug}”, or an empty row, since {comparison.slug} compares it.",
                    key=result.natural_key(),
                    field="values",
                )
