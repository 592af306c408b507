"""Agreement of two people who judged the same things apart: percent, Cohen's kappa, weighted kappa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

# The 97.5th percentile of the normal distribution, for an interval of 95 %.
NORMAL_975 = 1.959963984540054

Pairs = Sequence[tuple[Hashable, Hashable]]
Weight = Callable[[Hashable, Hashable], Fraction]

NOTHING = "Nothing has been judged by both yet."
ONE_CATEGORY = (
    "Kappa is not defined: both gave one and the same answer every time, so chance alone would agree as often."
)
NO_SPREAD = "No interval can be given: there is no pair that differs from the others."
NO_ORDER = "Weighted kappa is not defined: it needs at least two answers that have an order."


@dataclass(frozen=True, kw_only=True)
class Kappa:
    """A kappa with its standard error and interval of 95 %; what cannot be had is None, and `said` tells why."""

    n: int
    value: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of `n` things that both judged, in how many they agreed; per cent from 0 to 100, None for no things."""

    n: int
    agreed: int
    percent: float | None
    kappa: Kappa
    weighted: Kappa


def agreement(pairs: Pairs, order: Sequence[Hashable] = ()) -> Agreement:
    """All three figures of the pairs (what one said, what the other said); `order` is that of the weighted kappa."""
    agreed = sum(one == other for one, other in pairs)
    return Agreement(
        n=len(pairs),
        agreed=agreed,
        percent=100 * agreed / len(pairs) if pairs else None,
        kappa=cohen_kappa(pairs),
        weighted=weighted_kappa(pairs, order),
    )


def cohen_kappa(pairs: Pairs) -> Kappa:
    """Kappa = (po - pe) / (1 - pe), po the share agreed, pe the share that the margins would give by chance.

    From -1 to 1. J. Cohen, A coefficient of agreement for nominal scales, Educ Psychol Meas 1960;20:37-46. Its
    standard error is that of J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa and weighted
    kappa, Psychol Bull 1969;72:323-7 (not the one for testing that kappa is zero); the interval is normal, cut at ±1.
    """
    return _kappa(pairs, lambda one, other: Fraction(one == other))


def weighted_kappa(pairs: Pairs, order: Sequence[Hashable]) -> Kappa:
    """Kappa with agreement weights 1 - |i - j| / (k - 1), i and j the places of the answers among the k in `order`.

    J. Cohen, Weighted kappa, Psychol Bull 1968;70:213-20, with the linear weights of D. V. Cicchetti and T. Allison,
    Am J EEG Technol 1971;11:101-10. Standard error: as for `cohen_kappa`. Pairs with an answer that has no place in
    the order, such as “no information”, are left out: `n` counts those that are in.
    """
    if len(order) < 2:
        return Kappa(n=0, said=NO_ORDER)
    place = {answer: number for number, answer in enumerate(order)}
    ordered = [(one, other) for one, other in pairs if one in place and other in place]
    return _kappa(ordered, lambda one, other: 1 - Fraction(abs(place[one] - place[other]), len(order) - 1))


def _kappa(pairs: Pairs, weight: Weight) -> Kappa:
    n = len(pairs)
    if not n:
        return Kappa(n=0, said=NOTHING)
    rows = _shares([one for one, _ in pairs])
    columns = _shares([other for _, other in pairs])
    po = sum((share * weight(*pair) for pair, share in _shares(pairs).items()), Fraction(0))
    pe = sum((p * q * weight(i, j) for i, p in rows.items() for j, q in columns.items()), Fraction(0))
    if pe == 1:
        return Kappa(n=n, said=ONE_CATEGORY)
    value = float((po - pe) / (1 - pe))
    # The variance of 1969, with the average weight of each row and of each column.
    of_row = {i: sum(q * weight(i, j) for j, q in columns.items()) for i in rows}
    of_column = {j: sum(p * weight(i, j) for i, p in rows.items()) for j in columns}
    squares = sum(
        share * (weight(i, j) * (1 - pe) - (of_row[i] + of_column[j]) * (1 - po)) ** 2
        for (i, j), share in _shares(pairs).items()
    )
    variance = (squares - (po * pe - 2 * pe + po) ** 2) / (n * (1 - pe) ** 4)
    if variance == 0:
        return Kappa(n=n, value=value, said=NO_SPREAD)
    se = sqrt(variance)
    low, high = max(-1.0, value - NORMAL_975 * se), min(1.0, value + NORMAL_975 * se)
    return Kappa(n=n, value=value, se=se, low=low, high=high)


def _shares(answers: Sequence[Hashable]) -> dict[Any, Fraction]:
    """The share of each answer, as an exact fraction: rounding must not decide whether something is defined."""
    return {answer: Fraction(count, len(answers)) for answer, count in Counter(answers).items()}
