"""Cut: a named part of a list, the same on the desk's first page and in the list that its number leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model, Q

from evidence.models import State


class Place(StrEnum):
    """The heading of the first page that a cut stands under."""

    MINE = "What waits for me"
    COVERAGE = "Coverage"
    OVERDUE = "Overdue"
    DOUBT = "In doubt"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks, and on which day (of UTC)."""

    by: User
    today: date


@dataclass(frozen=True, kw_only=True)
class Cut:
    """`name` stands in the address of the list, `words` name the rows in the plural: “results with a quote”.

    `changing` is for work that only those can do who may change such rows; `needs` names further permissions.
    """

    name: str
    words: str
    place: Place
    wanted: Callable[[Asking], Q]
    changing: bool = False
    needs: tuple[str, ...] = ()


Cuts = Mapping[type[Model], tuple[Cut, ...]]


def always(condition: Q) -> Callable[[Asking], Q]:
    """For rows that are the same whoever asks, and on whatever day."""
    return lambda _: condition


def of_states(plural: str) -> tuple[Cut, ...]:
    """How many stand in each state."""
    return tuple(
        Cut(
            name=state.value.replace(" ", "-"),
            words=f"{plural}: {state.label}",
            place=Place.COVERAGE,
            wanted=always(Q(state=state)),
        )
        for state in State
    )


def together(tables: Iterable[Cuts]) -> dict[type[Model], tuple[Cut, ...]]:
    """All cuts of each noun, in the order given."""
    found: dict[type[Model], tuple[Cut, ...]] = {}
    for table in tables:
        for model, cuts in table.items():
            found[model] = (*found.get(model, ()), *cuts)
    return found


def wanted(cuts: Iterable[Cut], name: Any) -> Cut | None:
    """The cut of that name; None for any other text, as somebody may type it into an address."""
    return next((cut for cut in cuts if cut.name == name), None)
