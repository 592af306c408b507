"""Working out anew what other columns give, for rows that were written round the models."""

from __future__ import annotations

from django.db import models, transaction

from evidence.actions.bulk import in_parts
from evidence.fields import DerivedField

BATCH = 1_000


def derived_fields(model: type[models.Model]) -> list[DerivedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, DerivedField)]


def rework(*, model: type[models.Model]) -> int:
    """Correct the derived columns of all rows of a model, a batch at a time; says how many rows were wrong."""
    return sum(_correct(model, rows) for rows in in_parts(model._base_manager.all(), BATCH))


@transaction.atomic
def _correct(model: type[models.Model], rows: list[models.Model]) -> int:
    fields = derived_fields(model)
    wrong = []
    for row in rows:
        before = [getattr(row, field.attname) for field in fields]
        if [field.pre_save(row, add=False) for field in fields] != before:
            wrong.append(row)
    model._base_manager.bulk_update(wrong, [field.attname for field in fields], batch_size=500)
    return len(wrong)
