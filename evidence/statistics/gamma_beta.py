"""Incomplete gamma and beta functions, precise to the far tails."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import exp, hypot, isinf, isnan, lgamma, log, log1p, pi, sqrt
from sys import float_info

from evidence.statistics.values import NotEstimableError

# Bernoulli numbers over 2n(2n-1): Stirling's series for the logarithm of gamma (NIST DLMF 5.11.1).
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
MOST_TERMS = 100_000
# Stands for a zero that would be divided by.
TINY = 1e-300
ENDLESS = "The calculation of a probability did not come to an end for these figures."


def stirling_error(a: float) -> float:
    """ln Γ(a + 1) less Stirling's ½ ln(2πa) + a ln a - a; for a > 0."""
    if a < 16:
        return lgamma(a + 1) - (a + 0.5) * log(a) + a - 0.5 * log(2 * pi)
    total = 0.0
    for coefficient in reversed(STIRLING):
        total = total / (a * a) + coefficient
    return total / a


def half_step(a: float) -> float:
    """ln Γ(a + ½) - ln Γ(a) - ½ ln a, which is small where a is large; for a > 0."""
    return a * log1p(0.5 / a) - 0.5 + stirling_error(a + 0.5) - stirling_error(a)


def upper_gamma(a: float, x: float) -> float:
    """Q(a, x), the regularised upper incomplete gamma function (NIST DLMF 8.2.4, 8.9.2, 8.11.4); for a > 0, x >= 0."""
    if isnan(x):
        raise NotEstimableError(ENDLESS)
    if x <= 0:
        return 1.0
    if x < a + 1:
        return 1 - _lower_series(a, x)
    if isinf(x):
        return 0.0
    return _poisson(a, x) * a * continued_fraction(_gamma_terms(a, x))


def lower_gamma(a: float, x: float) -> float:
    """P(a, x) = 1 - Q(a, x)."""
    if isnan(x):
        raise NotEstimableError(ENDLESS)
    if x <= 0:
        return 0.0
    return _lower_series(a, x) if x < a + 1 else 1 - upper_gamma(a, x)


def two_tails(t: float, df: float) -> float:
    """P(\\|T\\| >= t) of Student's t: the incomplete beta function I(df/2, ½) at df/(df + t²) (NIST DLMF 8.17.22)."""
    a, share = df / 2, abs(t) / sqrt(df)
    x = 1 / hypot(1, share) ** 2 if share < 1e150 else 0.0
    front = student_density(t, df) * abs(t)
    if x < (a + 1) / (a + 2.5):
        return front / a / continued_fraction(_beta_terms(a, 0.5, x))
    other = share * share / (1 + share * share)
    return 1 - 2 * front / continued_fraction(_beta_terms(0.5, a, other))


def student_density(t: float, df: float) -> float:
    """Density of Student's t with `df` degrees of freedom."""
    share = abs(t) / sqrt(df)
    spread = log1p(share * share) if share < 1 else 2 * log(hypot(1, share))
    return exp(half_step(df / 2) - (df + 1) / 2 * spread) / sqrt(2 * pi)


def continued_fraction(terms: Iterator[tuple[float, float]]) -> float:
    """b0 + a1/(b1 + a2/(b2 + …)) of the pairs (a, b), the first of which is (anything, b0).

    Lentz's method as modified by Thompson and Barnett (1986, J Comput Phys 64:490, doi:10.1016/0021-9991(86)90046-x).
    """
    value = next(terms)[1] or TINY
    up, down = value, 0.0
    for number, (a, b) in enumerate(terms):
        down = 1 / (b + a * down or TINY)
        up = b + a / up or TINY
        value *= up * down
        if abs(up * down - 1) < float_info.epsilon:
            return value
        if number > MOST_TERMS:
            break
    raise NotEstimableError(ENDLESS)


def _gamma_terms(a: float, x: float) -> Iterator[tuple[float, float]]:
    yield 0.0, 0.0
    yield 1.0, x + 1 - a
    for n in count(1):
        yield n * (a - n), x + 2 * n + 1 - a


def _beta_terms(a: float, b: float, x: float) -> Iterator[tuple[float, float]]:
    yield 0.0, 1.0
    for m in count():
        if m:
            yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0


def _lower_series(a: float, x: float) -> float:
    total = term = 1.0
    for n in count(1):
        term *= x / (a + n)
        if total + term == total:
            break
        total += term
    return _poisson(a, x) * total


def _poisson(a: float, x: float) -> float:
    """x^a e^-x / Γ(a + 1), by its distance from its greatest value (Loader 2000, “Fast and accurate computation of
    binomial probabilities”): logarithms of gamma would lose digits where a is large."""
    return exp(-stirling_error(a) - _deviance(a, x)) / sqrt(2 * pi * a)


def _deviance(a: float, x: float) -> float:
    """a ln(a/x) + x - a without loss where a and x are near."""
    share = (a - x) / (a + x)
    if abs(share) > 0.1:
        return a * log(a / x) + x - a
    total, power = (a - x) * share, 2 * a * share
    for odd in count(3, 2):
        power *= share * share
        if total + power / odd == total:
            break
        total += power / odd
    return total
