"""Effects that a paper prints: an estimate with its interval, its standard error or its p value."""

from __future__ import annotations

from math import log

from evidence.statistics.checking import calculated, check_level, effect, plain
from evidence.statistics.distributions import normal_upper, t_upper
from evidence.statistics.values import Effect, NotEstimableError


@calculated
def from_interval(
    estimate: float, low: float, high: float, *, ratio: bool, level: float = 95.0, df: float | None = None
) -> Effect:
    """The estimate as printed, with the standard error of an interval of `level` per cent (Cochrane Handbook 6.3.1 and
    6.3.2): its width over twice the quantile, normal or with `df` Student's. Ratios are taken on the logarithmic scale.

    The estimate stays the centre although rounding moves the middle of the interval: `interval_asymmetry` tells how
    far. Raises NotEstimableError, as for an interval that does not hold its estimate.
    """
    estimate, low, high = _on_scale(estimate, low, high, ratio=ratio)
    check_level(level)
    tail = (1 - level / 100) / 2
    se = (high - low) / (2 * (normal_upper(tail) if df is None else t_upper(tail, df)))
    return effect(estimate, se * se)


@calculated
def interval_asymmetry(estimate: float, low: float, high: float, *, ratio: bool) -> float:
    """How far the middle of the interval lies above the estimate, in half widths of it, on the scale of analysis.

    0 for an interval that is symmetric there; ratios printed with two digits reach some 0.1. Beyond that the interval
    was made otherwise, or is misprinted. Raises NotEstimableError.
    """
    estimate, low, high = _on_scale(estimate, low, high, ratio=ratio)
    return (low + high - 2 * estimate) / (high - low)


@calculated
def from_se(estimate: float, se: float, *, ratio: bool = False) -> Effect:
    """An estimate with its standard error, which is that of the logarithm for a ratio. Raises NotEstimableError."""
    plain(estimate=estimate, standard_error=se)
    if se <= 0:
        raise NotEstimableError(f"The standard error is {se:g}; expected more than 0.")
    return effect(_logarithm(estimate, "estimate") if ratio else estimate, se * se)


@calculated
def from_p(estimate: float, p: float, *, ratio: bool, df: float | None = None) -> Effect:
    """An estimate whose test against no effect gave the two-sided p (Cochrane Handbook 6.3.2), normal or with `df`
    Student's. Raises NotEstimableError, as for an estimate of no effect.
    """
    plain(estimate=estimate, p_value=p)
    if not 0 < p < 1:
        raise NotEstimableError(f"The p value is {p:g}; expected more than 0 and less than 1.")
    estimate = _logarithm(estimate, "estimate") if ratio else estimate
    if estimate == 0:
        raise NotEstimableError("An estimate of no effect with its p value does not tell its standard error.")
    se = abs(estimate) / (normal_upper(p / 2) if df is None else t_upper(p / 2, df))
    return effect(estimate, se * se)


def _on_scale(estimate: float, low: float, high: float, *, ratio: bool) -> tuple[float, float, float]:
    plain(estimate=estimate, lower_limit=low, upper_limit=high)
    if low >= high:
        raise NotEstimableError(f"The lower limit {low:g} is not below the upper limit {high:g}.")
    if not low <= estimate <= high:
        raise NotEstimableError(f"The interval from {low:g} to {high:g} does not hold its estimate {estimate:g}.")
    if ratio:
        return _logarithm(estimate, "estimate"), _logarithm(low, "lower limit"), _logarithm(high, "upper limit")
    return estimate, low, high


def _logarithm(figure: float, name: str) -> float:
    if figure <= 0:
        raise NotEstimableError(f"The {name} of a ratio is {figure:g}; expected more than 0.")
    return log(figure)
