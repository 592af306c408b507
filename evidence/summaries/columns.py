"""Columns: one list that makes the query, the CSV, the codebook and the row that a page shows."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import BaseExpression, Combinable

# Python's types of the rows, in the words of Frictionless Table Schema 2.0.
TYPES = {
    "str": "string",
    "int": "integer",
    "int | None": "integer",
    "float": "number",
    "float | None": "number",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what its cells say, and where they come from."""

    name: str
    type: str
    description: str
    expression: Combinable | BaseExpression
    free: bool

    @property
    def is_text(self) -> bool:
        return self.type == "string"


def column(source: str | Combinable | BaseExpression, description: str, *, free: bool = True) -> Any:
    """A field of a row: a path in the model or an expression, and its line in the codebook.

    `free` is false for a text out of a fixed list or of a canonical form, which nobody can begin with a
    formula's sign.
    """
    expression = F(source) if isinstance(source, str) else source
    return field(metadata={"expression": expression, "description": description, "free": free})


def columns_of(row: type[Any]) -> tuple[Column, ...]:
    """The columns that a row class declares, in their order."""
    return tuple(
        Column(
            name=one.name,
            type=TYPES[str(one.type)],
            description=one.metadata["description"],
            expression=one.metadata["expression"],
            free=one.metadata["free"],
        )
        for one in fields(row)
    )


def select(queryset: QuerySet[Any], columns: tuple[Column, ...]) -> QuerySet[Any, dict[str, Any]]:
    """The columns as a query of dictionaries.

    Annotated under names of their own, since a column may bear the name of a model's field.
    """
    return queryset.values(**{f"c_{one.name}": one.expression for one in columns})


def read(values: Any) -> dict[str, Any]:
    """A dictionary of `select` with the columns' own names."""
    return {name[2:]: value for name, value in values.items()}
