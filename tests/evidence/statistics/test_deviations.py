"""Standard deviations derived, against worked examples."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.statistics import (
    NotEstimableError,
    sd_from_interval,
    sd_from_p,
    sd_from_quartiles,
    sd_from_range,
    sd_from_se,
)


def test_a_standard_error_times_the_root_of_the_number_of_people_is_the_deviation() -> None:
    assert sd_from_se(1.5, 16) == 6


def test_the_interval_of_a_mean_is_taken_as_normal_from_sixty_people_on_and_as_students_below() -> None:
    # Cochrane Handbook 6.5.2.2: divide by 3.92 for large groups; by twice t with 24 degrees of freedom, 4.128, for 25.
    assert sd_from_interval(30, 34.2, 100) == pytest.approx(10 * 4.2 / (2 * 1.9599639845400545), rel=1e-12)
    assert sd_from_interval(30, 34.2, 25) == pytest.approx(5 * 4.2 / (2 * 2.0638985616280254), rel=1e-12)
    assert sd_from_interval(30, 34.2, 100, level=90) == pytest.approx(10 * 4.2 / (2 * 1.6448536269514722), rel=1e-12)


def test_a_difference_with_its_p_tells_the_deviation() -> None:
    # Cochrane Handbook 6.5.2.3's example: difference 3.8, p = 0.008, 25 and 22 people; t = 2.78, SE = 1.37, SD = 4.69.
    assert sd_from_p(3.8, 0.008, 25, 22) == pytest.approx(4.69, abs=0.02)
    assert sd_from_p(-3.8, 0.008, 25, 22) == sd_from_p(3.8, 0.008, 25, 22)


def test_range_and_quartiles_follow_wan() -> None:
    # Wan 2014, table 1: the expected range in standard deviations, 3.078 for 10 people and 4.498 for 50.
    assert 10 / sd_from_range(0, 10, 10) == pytest.approx(3.078, abs=0.02)
    assert 10 / sd_from_range(0, 10, 50) == pytest.approx(4.498, abs=0.02)
    # The paper's formulas, computed with R's qnorm.
    assert 10 / sd_from_range(0, 10, 100) == pytest.approx(4.9971811219245117, rel=1e-12)
    assert 10 / sd_from_quartiles(0, 10, 101) == pytest.approx(1.3296174558541831, rel=1e-12)
    assert 10 / sd_from_quartiles(0, 10, 21) == pytest.approx(1.2578084352643804, rel=1e-12)


@given(n=st.integers(2, 10_000), shift=st.floats(-50, 50), factor=st.floats(0.1, 100))
def test_only_the_width_counts(n: int, shift: float, factor: float) -> None:
    derived: tuple[Callable[[float, float, float], float], ...] = (sd_from_interval, sd_from_range, sd_from_quartiles)
    for derive in derived:
        assert derive(shift + factor, shift + 3 * factor, n) == pytest.approx(derive(1, 3, n) * factor)
        assert derive(1, 3, n) > 0


def test_more_people_with_one_interval_differ_more() -> None:
    assert sd_from_interval(1, 2, 400) == pytest.approx(sqrt(4) * sd_from_interval(1, 2, 100))


BAD = {
    "The standard error is 0; expected more than 0.": lambda: sd_from_se(0, 5),
    "There are 1 people in the arm; expected 2 or more.": lambda: sd_from_interval(1, 2, 1),
    "The lower limit 2 is not below the upper limit 1.": lambda: sd_from_interval(2, 1, 10),
    "A difference of 0 with its p value does not tell a standard deviation.": lambda: sd_from_p(0, 0.5, 9, 9),
    "The p value is 0; expected more than 0 and less than 1.": lambda: sd_from_p(1, 0, 9, 9),
    "There are too few people for a t test: expected three or more.": lambda: sd_from_p(1, 0.5, 1, 1),
    "The minimum 5 is not below the maximum 5.": lambda: sd_from_range(5, 5, 9),
    "The first quartile 5 is not below the third quartile 4.": lambda: sd_from_quartiles(5, 4, 9),
    "The first quartile is nan; expected a finite number.": lambda: sd_from_quartiles(float("nan"), 4, 9),
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_cannot_be_derived_is_a_sentence(sentence: str) -> None:
    with pytest.raises(NotEstimableError) as refused:
        BAD[sentence]()
    assert str(refused.value) == sentence
