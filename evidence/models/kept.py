"""Kept: a curated row whose every change is kept, together with the rows that are part of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.db import models

from evidence.models.stamped import Stamped


class Kept(Stamped):
    """A row with a history. `part_of` names the field that leads to the row it belongs to, such as an arm's study.

    A row that belongs to nothing is a root: it is opened, changed, compared and restored as a whole with its parts.
    `locked_with` names the fields, the first that is not empty, that lead to the row whose publication locks this one;
    None for what stays open to correction, such as a report's volume and pages; empty for what `part_of` says.
    """

    part_of: ClassVar[str] = ""
    locked_with: ClassVar[tuple[str, ...] | None] = ()

    class Meta:
        abstract = True


def label_of(model: type[models.Model] | models.Model) -> str:
    return model._meta.label_lower


def root_of(row: Kept) -> Kept:
    """The row at the top: of a regimen step the study, of a report without a study the report itself."""
    while row.part_of and (above := getattr(row, row.part_of)) is not None:
        row = above
    return row


def kept_models() -> Iterator[type[Kept]]:
    """All curated models of all applications, in the order of their definition."""
    yield from (model for model in apps.get_models() if issubclass(model, Kept))


def paths_to(model: type[Kept], root: type[Kept]) -> str | None:
    """The lookup from a part to its root, such as `result__study`; "" for the root itself, None for a stranger."""
    steps: list[str] = []
    here: Any = model
    while here is not root:
        if not here.part_of:
            return None
        steps.append(here.part_of)
        here = here._meta.get_field(here.part_of).related_model
    return "__".join(steps)


def parts_of(root: type[Kept]) -> Iterator[tuple[type[Kept], str]]:
    """A model and all that is part of it, each with the lookup that leads to the root."""
    for model in kept_models():
        path = paths_to(model, root)
        if path is not None:
            yield model, path
