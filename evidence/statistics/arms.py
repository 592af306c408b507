"""Arms put together, shared out, and brought to another scale of the same outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import TypeVar

from evidence.statistics.checking import check_counts, check_group, plain
from evidence.statistics.values import Counts, Group, NotEstimableError

Arm = TypeVar("Arm", Group, Counts)


@dataclass(frozen=True, slots=True)
class Scale:
    """Least and greatest value of an instrument, such as 0 and 10."""

    minimum: float
    maximum: float

    @property
    def width(self) -> float:
        plain(minimum_of_the_scale=self.minimum, maximum_of_the_scale=self.maximum)
        if self.minimum >= self.maximum:
            raise NotEstimableError(f"The scale's minimum {self.minimum:g} is not below its maximum {self.maximum:g}.")
        return self.maximum - self.minimum


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


def split(arm: Arm, parts: int) -> Arm:
    """One of `parts` equal parts of an arm that several others share, so that nobody is counted twice (Cochrane
    Handbook 23.3.4): people and events divided, mean and standard deviation kept. Raises NotEstimableError."""
    if parts < 1:
        raise NotEstimableError(f"An arm cannot be shared out in {parts} parts; expected one or more.")
    if isinstance(arm, Counts):
        check_counts(arm)
        return Counts(events=arm.events / parts, total=arm.total / parts)
    check_group(arm)
    return replace(arm, n=arm.n / parts)


def rescaled(group: Group, old: Scale, new: Scale, *, change: bool = False) -> Group:
    """The arm on another range of the same instrument, such as 0 to 100 for 0 to 10; a mean `change` moves by the ratio
    of the widths alone. Raises NotEstimableError."""
    check_group(group)
    factor = new.width / old.width
    mean = group.mean * factor if change else new.minimum + (group.mean - old.minimum) * factor
    return Group(n=group.n, mean=mean, sd=group.sd * factor)


def turned(group: Group, scale: Scale, *, change: bool = False) -> Group:
    """The arm with the scale's direction reversed, maximum + minimum - mean, or a mean `change` with its sign reversed,
    so that one direction is always better (Cochrane Handbook 10.5.2). Raises NotEstimableError."""
    check_group(group)
    scale.width  # noqa: B018  raises for a scale that is none
    return replace(group, mean=-group.mean if change else scale.maximum + scale.minimum - group.mean)
