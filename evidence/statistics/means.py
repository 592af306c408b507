"""Effects of measured outcomes: mean difference, standardised mean difference, ratio of means."""

from __future__ import annotations

from enum import StrEnum
from math import exp, log, log1p, sqrt

from evidence.statistics.checking import calculated, check_group, effect
from evidence.statistics.gamma_beta import half_step
from evidence.statistics.values import Effect, Group, NotEstimableError


class Smd(StrEnum):
    """Conventions of the standardised mean difference g = J d, as sums of 1/n1 + 1/n2 and:

    EXACT_LS      exact J, g²/(2N) (Hedges 1982, doi:10.1037/0033-2909.92.2.490): R's metafor, and our default
    APPROX_LS     the same with J = 1 - 3/(4m - 1), m = N - 2
    EXACT_LS2     exact J, J² (1/n1 + 1/n2 + d²/(2N)) (Borenstein 2009, in: Cooper, Hedges, Valentine)
    EXACT_UB      exact J, (1 - (m - 2)/(m J²)) g²: the unbiased one (Hedges 1983, doi:10.1037/0033-2909.93.2.388)
    APPROX_REVMAN approximate J, g²/(2(N - 3.94)): RevMan (Deeks and Higgins 2010, “Statistical algorithms in RevMan 5”)
    """

    EXACT_LS = "exact J, LS"
    APPROX_LS = "approximate J, LS"
    EXACT_LS2 = "exact J, LS2"
    EXACT_UB = "exact J, UB"
    APPROX_REVMAN = "approximate J, RevMan"


@calculated
def mean_difference(one: Group, other: Group, *, equal_variances: bool = False) -> Effect:
    """Mean of one less that of the other, in the outcome's unit.

    The variance is sd1²/n1 + sd2²/n2 (Cochrane Handbook 6.5.1), or with `equal_variances` that of the pooled standard
    deviation. Raises NotEstimableError.
    """
    _check(one, other)
    if equal_variances:
        variance = _pooled_variance(one, other) * (1 / one.n + 1 / other.n)
    else:
        variance = one.sd * one.sd / one.n + other.sd * other.sd / other.n
    return effect(one.mean - other.mean, variance)


@calculated
def standardised_mean_difference(one: Group, other: Group, *, convention: Smd = Smd.EXACT_LS) -> Effect:
    """Mean difference in pooled standard deviations, corrected for small samples: Hedges' g by one of five conventions.

    Raises NotEstimableError.
    """
    _check(one, other)
    people, degrees = one.n + other.n, one.n + other.n - 2
    if degrees < 2:
        raise NotEstimableError("There are too few people for a standardised mean difference: expected four or more.")
    variance = _pooled_variance(one, other)
    if variance <= 0:
        raise NotEstimableError("The standard deviation is 0 in both arms, so no difference can be counted in it.")
    d = (one.mean - other.mean) / sqrt(variance)
    arms = 1 / one.n + 1 / other.n
    exact = convention not in {Smd.APPROX_LS, Smd.APPROX_REVMAN}
    j = hedges_correction(degrees) if exact else 1 - 3 / (4 * degrees - 1)
    g = j * d
    if convention is Smd.APPROX_REVMAN:
        return effect(g, arms + g * g / (2 * (people - 3.94)))
    if convention is Smd.EXACT_UB:
        return effect(g, arms + (1 - (degrees - 2) / (degrees * j * j)) * g * g)
    if convention is Smd.EXACT_LS2:
        return effect(g, j * j * (arms + d * d / (2 * people)))
    return effect(g, arms + g * g / (2 * people))


def hedges_correction(degrees: float) -> float:
    """J = Γ(m/2) / (√(m/2) Γ((m - 1)/2)), exact (Hedges 1981, doi:10.3102/10769986006002107); for m >= 2."""
    return exp(half_step((degrees - 1) / 2) + 0.5 * log1p(-1 / degrees))


@calculated
def ratio_of_means(one: Group, other: Group, *, bias_corrected: bool = False) -> Effect:
    """Logarithm of mean over mean, with the delta method's variance (Hedges, Gurevitch and Curtis 1999,
    doi:10.1890/0012-9658(1999)080[1150:tmaorr]2.0.co;2), or corrected to the second order (Lajeunesse 2015,
    doi:10.1890/14-2402.1), as R's metafor does from version 5. Raises NotEstimableError.
    """
    _check(one, other)
    if one.mean == 0 or other.mean == 0 or (one.mean > 0) != (other.mean > 0):
        raise NotEstimableError("A ratio of means needs two means above 0, or two below.")
    spread = [(group.sd / group.mean) ** 2 / group.n for group in (one, other)]
    estimate, variance = log(one.mean / other.mean), sum(spread)
    if bias_corrected:
        estimate += (spread[0] - spread[1]) / 2
        variance += (spread[0] ** 2 + spread[1] ** 2) / 2
    return effect(estimate, variance)


def _check(one: Group, other: Group) -> None:
    check_group(one)
    check_group(other)


def _pooled_variance(one: Group, other: Group) -> float:
    degrees = one.n + other.n - 2
    if degrees <= 0:
        raise NotEstimableError("There are too few people to pool standard deviations: expected three or more.")
    return ((one.n - 1) * one.sd * one.sd + (other.n - 1) * other.sd * other.sd) / degrees
