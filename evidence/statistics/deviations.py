"""Standard deviations that a paper does not print, derived from what it does."""

from __future__ import annotations

from math import sqrt

from evidence.statistics.checking import calculated, check_level, plain
from evidence.statistics.distributions import normal_upper, t_upper
from evidence.statistics.values import NotEstimableError

# From so many people on the normal distribution made the interval of a mean (Cochrane Handbook 6.5.2.2).
MANY = 60


@calculated
def sd_from_se(se: float, n: float) -> float:
    """se √n (Cochrane Handbook 6.5.2.2). Raises NotEstimableError, as all here do."""
    plain(standard_error=se)
    return _positive(se, "standard error") * sqrt(_people(n, 1))


@calculated
def sd_from_interval(low: float, high: float, n: float, *, level: float = 95.0) -> float:
    """√n (high - low) over twice the quantile: Student's with n - 1 degrees of freedom below 60 people, else the normal
    one (Cochrane Handbook 6.5.2.2)."""
    plain(lower_limit=low, upper_limit=high)
    check_level(level)
    if low >= high:
        raise NotEstimableError(f"The lower limit {low:g} is not below the upper limit {high:g}.")
    tail = (1 - level / 100) / 2
    people = _people(n, 2)
    return sqrt(people) * (high - low) / (2 * (t_upper(tail, people - 1) if people < MANY else normal_upper(tail)))


@calculated
def sd_from_p(difference: float, p: float, n1: float, n2: float) -> float:
    """The standard deviation that both arms share, from the difference of their means and the two-sided p of its t test
    (Cochrane Handbook 6.5.2.3)."""
    plain(difference=difference, p_value=p)
    if not 0 < p < 1:
        raise NotEstimableError(f"The p value is {p:g}; expected more than 0 and less than 1.")
    if difference == 0:
        raise NotEstimableError("A difference of 0 with its p value does not tell a standard deviation.")
    one, other = _people(n1, 1), _people(n2, 1)
    if one + other <= 2:
        raise NotEstimableError("There are too few people for a t test: expected three or more.")
    return abs(difference) / t_upper(p / 2, one + other - 2) / sqrt(1 / one + 1 / other)


@calculated
def sd_from_range(minimum: float, maximum: float, n: float) -> float:
    """(max - min) / (2 Φ⁻¹((n - 0.375)/(n + 0.25))) (Wan 2014, equation 9, doi:10.1186/1471-2288-14-135).

    For outcomes that are spread normally; a single odd value moves it.
    """
    people = _people(n, 2)
    return _width(minimum, maximum, "minimum", "maximum") / (2 * normal_upper(0.625 / (people + 0.25)))


@calculated
def sd_from_quartiles(first: float, third: float, n: float) -> float:
    """(q3 - q1) / (2 Φ⁻¹((0.75 n - 0.125)/(n + 0.25))) (Wan 2014, equation 16, doi:10.1186/1471-2288-14-135).

    For outcomes that are spread normally, which those who print quartiles often deny.
    """
    people = _people(n, 2)
    share = (0.25 * people + 0.375) / (people + 0.25)
    return _width(first, third, "first quartile", "third quartile") / (2 * normal_upper(share))


def _width(low: float, high: float, below: str, above: str) -> float:
    plain(**{below.replace(" ", "_"): low, above.replace(" ", "_"): high})
    if low >= high:
        raise NotEstimableError(f"The {below} {low:g} is not below the {above} {high:g}.")
    return high - low


def _people(n: float, least: int) -> float:
    plain(number_of_people=n)
    if n < least:
        raise NotEstimableError(f"There are {n:g} people in the arm; expected {least} or more.")
    return n


def _positive(figure: float, name: str) -> float:
    if figure <= 0:
        raise NotEstimableError(f"The {name} is {figure:g}; expected more than 0.")
    return figure
