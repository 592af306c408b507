"""Where a function of one number crosses zero."""

from __future__ import annotations

from collections.abc import Callable
from sys import float_info

from evidence.statistics.values import NotEstimableError

MOST_STEPS = 500


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """The zero between `low` and `high`, where the function has different signs, to the last digits a float has.

    Chandrupatla's method (1997, Advances in Engineering Software 28:145-149, doi:10.1016/s0965-9978(96)00051-8):
    inverse quadratic interpolation where that is safe, halving where it is not. The tolerance is relative, so the scale
    of the numbers does not matter. Raises NotEstimableError if the signs are alike or no end is found.
    """
    newest, other, at = high, low, 0.5
    value, opposite = function(newest), function(other)
    if value * opposite > 0:
        raise NotEstimableError("The calculation found no solution for these figures.")
    for _ in range(MOST_STEPS):
        trial = newest + at * (other - newest)
        tried = function(trial)
        if (tried > 0) == (value > 0):
            oldest, older = newest, value
        else:
            oldest, older, other, opposite = other, opposite, newest, value
        newest, value = trial, tried
        best = newest if abs(value) < abs(opposite) else other
        width = abs(other - newest)
        tolerance = 2 * float_info.epsilon * abs(best) + float_info.min
        if value == 0 or width <= 2 * tolerance:
            return best
        at = _step(newest, other, oldest, value, opposite, older)
        at = min(max(at, tolerance / width), 1 - tolerance / width)
    raise NotEstimableError("The calculation did not come to an end for these figures.")


def _step(a: float, b: float, c: float, at_a: float, at_b: float, at_c: float) -> float:
    """How far from a towards b to go next, as a share."""
    if at_c in {at_a, at_b} or c == b:
        return 0.5
    along, drop = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
    if not (1 - (1 - along) ** 0.5 < drop < along**0.5) if 0 <= along <= 1 else True:
        return 0.5
    return at_a / (at_b - at_a) * at_c / (at_b - at_c) + (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
