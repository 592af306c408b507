"""What is refused before it is calculated with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from math import isfinite
from typing import ParamSpec, TypeVar

from evidence.statistics.values import Counts, Effect, Group, NotEstimableError

TOO_LARGE = "The figures are too large, too small or too unlike to calculate with."
MOST_PEOPLE = 1e10

P = ParamSpec("P")
R = TypeVar("R")


def calculated(function: Callable[P, R]) -> Callable[P, R]:
    """What overflows, or is lost to 0 and then divided by, is not estimable."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except NotEstimableError:
            raise
        except (ArithmeticError, ValueError) as error:
            raise NotEstimableError(TOO_LARGE) from error

    return guarded


def plain(**figures: float) -> None:
    """Raises NotEstimableError, with the figure's name, for what is not a finite number."""
    for name, figure in figures.items():
        if not isfinite(figure):
            raise NotEstimableError(f"The {name.replace('_', ' ')} is {figure}; expected a finite number.")


def check_level(level: float) -> None:
    if not 0 < level < 100:
        raise NotEstimableError(f"The level of confidence is {level:g} %; expected more than 0 and less than 100.")


def _check_people(n: float) -> None:
    if n <= 0:
        raise NotEstimableError("There is nobody in one of the arms.")
    if n > MOST_PEOPLE:
        raise NotEstimableError(f"An arm has {n:g} people, which is more than there are.")


def check_group(group: Group) -> None:
    plain(number_of_people=group.n, mean=group.mean, standard_deviation=group.sd)
    _check_people(group.n)
    if group.sd < 0:
        raise NotEstimableError(f"A standard deviation is {group.sd:g}; expected 0 or more.")


def check_counts(counts: Counts) -> None:
    plain(number_of_events=counts.events, number_of_people=counts.total)
    _check_people(counts.total)
    if not 0 <= counts.events <= counts.total:
        raise NotEstimableError(
            f"An arm of {counts.total:g} people has {counts.events:g} events; expected from 0 to {counts.total:g}."
        )


def effect(estimate: float, variance: float) -> Effect:
    """The Effect, if both can be calculated with; else NotEstimableError."""
    if not isfinite(estimate) or not isfinite(variance):
        raise NotEstimableError(TOO_LARGE)
    if variance <= 0:
        raise NotEstimableError("The standard error would be 0: the figures show no spread.")
    return Effect(estimate=estimate, variance=variance)


def check_effects(effects: Sequence[Effect]) -> None:
    """Raises NotEstimableError for none, and for one that has no weight."""
    if not effects:
        raise NotEstimableError("There is no study to pool.")
    for number, one in enumerate(effects, 1):
        if not isfinite(one.estimate):
            raise NotEstimableError(f"The estimate of study {number} is {one.estimate}; expected a finite number.")
        if not isfinite(one.variance):
            raise NotEstimableError(f"The variance of study {number} is {one.variance}; expected a finite number.")
        if one.variance <= 0:
            raise NotEstimableError(f"The variance of study {number} is {one.variance:g}; expected more than 0.")
