"""Effects of counted outcomes: risk ratio, odds ratio, risk difference, Peto's odds ratio."""

from __future__ import annotations

from math import log

from evidence.statistics.checking import calculated, check_counts, effect
from evidence.statistics.values import Counts, Effect, NotEstimableError

# Added to all four cells of a table with an empty one (Cochrane Handbook 10.4.4).
ADDED = 0.5
NO_EVENTS = "No events in both arms."
ALL_EVENTS = "Everybody in both arms had the event."

Cells = tuple[float, float, float, float]


def cells(one: Counts, other: Counts, *, added: float = ADDED) -> Cells:
    """a, b, c, d: with the event and without, of one arm and of the other; with `added` to each if one of them is 0.

    Raises NotEstimableError for figures that cannot be a table.
    """
    check_counts(one)
    check_counts(other)
    table = (one.events, one.total - one.events, other.events, other.total - other.events)
    if 0 not in table:
        return table
    a, b, c, d = table
    return (a + added, b + added, c + added, d + added)


@calculated
def risk_ratio(one: Counts, other: Counts) -> Effect:
    """Logarithm of risk over risk; variance 1/a - 1/n1 + 1/c - 1/n2 (Cochrane Handbook 6.4.1).

    Raises NotEstimableError, as where nobody or everybody in both arms had the event.
    """
    _refuse_double_zero(one, other)
    a, b, c, d = cells(one, other)
    return effect(log(a / (a + b)) - log(c / (c + d)), b / (a * (a + b)) + d / (c * (c + d)))


@calculated
def odds_ratio(one: Counts, other: Counts) -> Effect:
    """Logarithm of odds over odds; variance 1/a + 1/b + 1/c + 1/d (Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x).

    Raises NotEstimableError, as where nobody or everybody in both arms had the event.
    """
    _refuse_double_zero(one, other)
    a, b, c, d = cells(one, other)
    return effect(log(a / b) - log(c / d), 1 / a + 1 / b + 1 / c + 1 / d)


@calculated
def risk_difference(one: Counts, other: Counts, *, added: float = ADDED) -> Effect:
    """Risk less risk; variance ab/n1³ + cd/n2³ (Cochrane Handbook 6.4.1). Keeps a study without events in both arms.

    With `added=0` such a study has no variance and is not estimable. Raises NotEstimableError.
    """
    a, b, c, d = cells(one, other, added=added)
    n1, n2 = a + b, c + d
    return effect(a / n1 - c / n2, (a / n1) * (b / n1) / n1 + (c / n2) * (d / n2) / n2)


@calculated
def peto_odds_ratio(one: Counts, other: Counts) -> Effect:
    """Logarithm of Peto's odds ratio, (O - E)/V with variance 1/V and nothing added (Yusuf 1985,
    doi:10.1016/s0033-0620(85)80003-7). Raises NotEstimableError where nobody or everybody had the event.
    """
    _refuse_double_zero(one, other)
    less, variance = observed_less_expected(one, other)
    return effect(less / variance, 1 / variance)


def observed_less_expected(one: Counts, other: Counts) -> tuple[float, float]:
    """O - E of the first arm and its hypergeometric variance V; both 0 if there were no events, or only events."""
    a, b, c, d = cells(one, other, added=0)
    n1, n2 = a + b, c + d
    people, events, rest = n1 + n2, a + c, b + d
    if people <= 1:
        raise NotEstimableError("There are too few people: expected two or more.")
    return (a * d - b * c) / people, events * rest * (n1 / people) * (n2 / people) / (people - 1)


def _refuse_double_zero(one: Counts, other: Counts) -> None:
    check_counts(one)
    check_counts(other)
    if one.events == other.events == 0:
        raise NotEstimableError(NO_EVENTS)
    if one.events == one.total and other.events == other.total:
        raise NotEstimableError(ALL_EVENTS)
