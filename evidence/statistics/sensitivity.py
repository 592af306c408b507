"""The same pooling with some of the studies: without each in turn, one after another, and in groups."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isfinite
from typing import NamedTuple

from evidence.statistics.checking import TOO_LARGE, calculated
from evidence.statistics.distributions import chi2_sf
from evidence.statistics.pooling import pool
from evidence.statistics.values import Effect, Interval, Model, NotEstimableError, Pooled, Tau2


class Difference(NamedTuple):
    """Test of subgroups against each other: chi-squared with `df`."""

    q: float
    df: int
    p: float


def leave_one_out(
    effects: Sequence[Effect], *, method: Model | Tau2, interval: Interval | None = None, level: float = 95.0
) -> tuple[Pooled, ...]:
    """Pooled without each study in turn, in the studies' order. Raises NotEstimableError, as for a single study."""
    if len(effects) < 2:
        raise NotEstimableError("Leaving a study out needs two or more.")
    return tuple(
        pool([*effects[:at], *effects[at + 1 :]], method=method, interval=interval, level=level)
        for at in range(len(effects))
    )


def cumulative(
    effects: Sequence[Effect], *, method: Model | Tau2, interval: Interval | None = None, level: float = 95.0
) -> tuple[Pooled, ...]:
    """Pooled after the first study, after the second and so on, in the order given (Lau 1992,
    doi:10.1056/nejm199207233270406). Raises NotEstimableError, as for no study."""
    if not effects:
        raise NotEstimableError("There is no study to pool.")
    return tuple(pool(effects[: at + 1], method=method, interval=interval, level=level) for at in range(len(effects)))


@calculated
def subgroup_difference(groups: Sequence[Pooled]) -> Difference:
    """Whether subgroups differ, each pooled by itself: Q between them with weights 1/se² (Cochrane Handbook 10.11.3.1).

    Raises NotEstimableError, as for less than two groups.
    """
    if len(groups) < 2:
        raise NotEstimableError("Comparing subgroups needs two or more.")
    if not all(group.se > 0 for group in groups):
        raise NotEstimableError("The standard error of a subgroup is 0, so it cannot be compared.")
    least = min(group.se for group in groups)
    weights = [(least / group.se) ** 2 for group in groups]
    mean = fsum(w * group.estimate for w, group in zip(weights, groups, strict=True)) / fsum(weights)
    q = fsum(((group.estimate - mean) / group.se) ** 2 for group in groups)
    if not isfinite(q):
        raise NotEstimableError(TOO_LARGE)
    return Difference(q, len(groups) - 1, chi2_sf(q, len(groups) - 1))
