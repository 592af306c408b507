"""Making rows what they were, in whatever order the database allows, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from evidence.actions.refused import RefusedError
from evidence.models.kept import kept_models, label_of
from evidence.models.snapshot import Key, Values, agree, in_chunks, model_of, put, values_of

Wanted = Mapping[Key, Values | None]


def put_back(wanted: Wanted) -> None:
    """Make every row what it is wanted to be, None for gone. Must run in a transaction.

    A name or address can be free only after another row gave it up, so what the database refuses is tried again as
    long as anything else succeeds. Raises RefusedError with a sentence for what it goes on refusing.
    """
    _refuse_lost_links(wanted)
    now = _standing(wanted)
    there = {key: values for key, values in wanted.items() if values is not None and not agree(values, now.get(key))}
    gone = [key for key in _parts_first(wanted) if wanted[key] is None and key in now]
    while there or gone:
        # Rows first: what hung on a row that goes may belong elsewhere now.
        refused = {key: values for key, values in there.items() if not _tried(key, values)}
        stays = _not_deleted(gone) if not refused or len(refused) == len(there) else gone
        if (len(refused), len(stays)) == (len(there), len(gone)):
            raise RefusedError(_fault(refused, stays))
        there, gone = refused, stays


def _standing(wanted: Wanted) -> dict[Key, Values]:
    kinds: dict[str, list[int]] = {}
    for label, pk in wanted:
        kinds.setdefault(label, []).append(pk)
    found: dict[Key, Values] = {}
    for label, pks in kinds.items():
        found |= values_of(model_of(label), pks)
    return found


def _refuse_lost_links(wanted: Wanted) -> None:
    """The databases look at links only at the end of the transaction, where no sentence can be made of it."""
    named: dict[type[models.Model], dict[int, tuple[Key, str]]] = {}
    for key, values in wanted.items():
        for field in [] if values is None else _links(key[0]):
            held = values.get(field.name if field.many_to_many else field.attname)  # type: ignore[union-attr]
            for pk in held if isinstance(held, list) else [held]:
                if pk is not None and not wanted.get((label_of(field.related_model), pk)):
                    named.setdefault(field.related_model, {})[pk] = (key, str(field.verbose_name))
    for model, numbers in named.items():
        lost = numbers.keys() - there_of(model, numbers)
        for pk in sorted(lost)[:1]:
            key, called = numbers[pk]
            noun = model_of(key[0])._meta.verbose_name
            raise RefusedError(f"The {called} of the {noun} is not there any more: it was deleted since.")


def there_of(model: type[models.Model], pks: Iterable[int]) -> set[int]:
    """Which of these numbers are those of rows."""
    found = (model._base_manager.filter(pk__in=chunk).values_list("pk", flat=True) for chunk in in_chunks(pks))
    return {pk for some in found for pk in some}


def _links(label: str) -> list[models.ForeignKey[models.Model, models.Model]]:
    fields = [*model_of(label)._meta.concrete_fields, *model_of(label)._meta.many_to_many]
    return [field for field in fields if field.many_to_one or field.one_to_one or field.many_to_many]  # type: ignore[misc]


def _parts_first(wanted: Wanted) -> list[Key]:
    """Parts have higher places in the order of models than what they are part of: the last defined goes first."""
    order = {label_of(model): place for place, model in enumerate(kept_models())}
    return sorted(wanted, key=lambda key: order.get(key[0], -1), reverse=True)


def _tried(key: Key, values: Values) -> bool:
    try:
        with transaction.atomic():
            put(key, values)
    except IntegrityError:
        return False
    return True


def _not_deleted(keys: list[Key]) -> list[Key]:
    """Deletes what can be deleted, many at a time where nothing is in the way; returns what cannot."""
    left: list[Key] = []
    for label, some in groupby(keys, key=lambda key: key[0]):
        for chunk in in_chunks([pk for _, pk in some]):
            if not _deleted(label, chunk):
                left += [(label, pk) for pk in chunk if len(chunk) == 1 or not _deleted(label, [pk])]
    return left


def _deleted(label: str, pks: list[int]) -> bool:
    try:
        with transaction.atomic():
            model_of(label)._base_manager.filter(pk__in=pks).delete()
    except (ProtectedError, IntegrityError):
        return False
    return True


def _fault(refused: Mapping[Key, Values], stays: list[Key]) -> str:
    for key, values in refused.items():
        model = model_of(key[0])
        names = {field.attname for field in model._meta.concrete_fields}
        row = model(**{name: value for name, value in values.items() if name in names})
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            return f"{str(model._meta.verbose_name).capitalize()} {row}: {' '.join(error.messages)}"
        return f"The database refuses the {model._meta.verbose_name} as it was then."
    row = model_of(stays[0][0])._base_manager.get(pk=stays[0][1])
    return f"{row} is used elsewhere by now, so it cannot be taken away."
