"""Natural values: what a reader is shown of an effect that was analysed on another scale."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

from evidence.statistics import Effect, Pooled

# Two-sided 95 % of the normal distribution.
Z95 = 1.959963984540054
# exp() of more is beyond a float; no ratio of a paper comes near.
LARGEST_LOG = 700.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Natural:
    """An estimate with its interval; a ratio is not logged."""

    estimate: float
    low: float
    high: float


def natural_of(effect: Effect, *, ratio: bool) -> Natural:
    """A single study with its normal 95 % interval."""
    half = Z95 * sqrt(effect.variance)
    return natural(effect.estimate, effect.estimate - half, effect.estimate + half, ratio=ratio)


def natural_pooled(pooled: Pooled, *, ratio: bool) -> Natural:
    return natural(pooled.estimate, pooled.ci_low, pooled.ci_high, ratio=ratio)


def natural(estimate: float, low: float, high: float, *, ratio: bool) -> Natural:
    if ratio:
        estimate, low, high = (exp(max(-LARGEST_LOG, min(LARGEST_LOG, one))) for one in (estimate, low, high))
    return Natural(estimate=estimate, low=low, high=high)


def prediction_of(pooled: Pooled, *, ratio: bool) -> tuple[float, float] | None:
    if pooled.pi_low is None or pooled.pi_high is None:
        return None
    found = natural(pooled.estimate, pooled.pi_low, pooled.pi_high, ratio=ratio)
    return found.low, found.high
