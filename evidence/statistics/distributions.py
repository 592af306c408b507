"""Normal, Student's t and chi-squared distributions: tails and quantiles, as precise as floats allow."""

from __future__ import annotations

from functools import lru_cache
from math import erfc, log, sqrt
from statistics import NormalDist

from evidence.statistics.gamma_beta import lower_gamma, two_tails, upper_gamma
from evidence.statistics.roots import root

STANDARD = NormalDist()
REMEMBERED = 4_096
# A tail beyond what a float can hold has no logarithm.
LEAST = 1e-300


def normal_sf(z: float) -> float:
    """P(Z > z)."""
    return erfc(z / sqrt(2)) / 2


@lru_cache(REMEMBERED)
def normal_upper(p: float) -> float:
    """The z that is exceeded with probability p, 0 < p < 1 (Wichura 1988, Algorithm AS 241, doi:10.2307/2347330)."""
    return -STANDARD.inv_cdf(p)


def t_sf(t: float, df: float) -> float:
    """P(T > t)."""
    half = two_tails(t, df) / 2
    return half if t >= 0 else 1 - half


@lru_cache(REMEMBERED)
def t_upper(p: float, df: float) -> float:
    """The t that is exceeded with probability p, 0 < p < 1."""
    if p > 0.5:
        return -t_upper(1 - p, df)
    if p == 0.5:
        return 0.0
    # The normal quantile is nearer to 0 than any of Student's.
    low = normal_upper(p)
    high = 2 * low + 1
    while t_sf(high, df) > p:
        low, high = high, 4 * high
    return root(lambda t: log(max(t_sf(t, df), LEAST) / p), low, high)


def chi2_sf(x: float, df: float) -> float:
    """P(X > x)."""
    return upper_gamma(df / 2, x / 2)


def chi2_cdf(x: float, df: float) -> float:
    """P(X <= x)."""
    return lower_gamma(df / 2, x / 2)


@lru_cache(REMEMBERED)
def chi2_upper(p: float, df: float) -> float:
    """The x that is exceeded with probability p, 0 < p < 1."""
    # Wilson and Hilferty (1931, doi:10.1073/pnas.17.12.684) as the place to look from.
    start = df * max(1 - 2 / (9 * df) + normal_upper(p) * sqrt(2 / (9 * df)), 0.05) ** 3
    low = high = start
    while chi2_sf(low, df) < p:
        low /= 2
    while chi2_sf(high, df) > p:
        high *= 2
    if p < 0.5:
        return root(lambda x: log(max(chi2_sf(x, df), LEAST) / p), low, high)
    return root(lambda x: log(max(chi2_cdf(x, df), LEAST) / (1 - p)), low, high)
