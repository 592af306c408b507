"""Arms put together."""

from __future__ import annotations

from math import hypot, sqrt
from typing import TypeVar

from evidence.statistics.checking import check_counts, check_group
from evidence.statistics.values import Counts, Group, NotEstimableError

Arm = TypeVar("Arm", Group, Counts)


def combine(one: Arm, other: Arm) -> Arm:
    """Two arms as one (Cochrane Handbook, table 6.5.a); three by doing it twice. Raises NotEstimableError."""
    if isinstance(one, Counts):
        check_counts(one)
        check_counts(other)
        return Counts(events=one.events + other.events, total=one.total + other.total)
    check_group(one)
    check_group(other)
    n = one.n + other.n
    if n <= 1:
        raise NotEstimableError("There are too few people in both arms together: expected two or more.")
    inside = hypot(sqrt(max(one.n - 1, 0)) * one.sd, sqrt(max(other.n - 1, 0)) * other.sd)
    between = sqrt(one.n / n * other.n) * abs(one.mean - other.mean)
    return Group(n=n, mean=one.n / n * one.mean + other.n / n * other.mean, sd=hypot(inside, between) / sqrt(n - 1))
