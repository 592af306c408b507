"""Tails and quantiles against figures of 40 digits, computed with mpmath 1.3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.statistics.distributions import (
    chi2_cdf,
    chi2_sf,
    chi2_upper,
    normal_sf,
    normal_upper,
    t_sf,
    t_upper,
)

PRECISE = 1e-13
DEGREES = st.integers(1, 2_000)
PROBABILITIES = st.floats(1e-12, 1 - 1e-12)


@pytest.mark.parametrize(
    ("t", "df", "tail"),
    [
        (0.5, 1, 0.35241638234956672582),
        (1e3, 3, 1.1026538212882963483e-9),
        (2.5, 7, 0.020496109292876448445),
        (40, 12, 1.9256147903860169062e-14),
        (0.01, 100, 0.49602060511721425044),
        (5, 999, 3.3841809479005485661e-7),
    ],
)
def test_students_tail_is_precise(t: float, df: int, tail: float) -> None:
    assert t_sf(t, df) == pytest.approx(tail, rel=PRECISE, abs=0)
    assert t_sf(-t, df) == pytest.approx(1 - tail, rel=PRECISE)


def test_students_tail_of_ten_thousand_studies_keeps_twelve_digits() -> None:
    assert t_sf(3, 9_999) == pytest.approx(0.0013532244278561749101, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("x", "df", "tail"),
    [
        (0.001, 2, 0.99950012497916927056),
        (0.01, 1, 0.92034432544594203624),
        (5, 12, 0.95797896180469388165),
        (40, 3, 1.0655090334255860815e-8),
        (276.47371270447934, 12, 4.0208059722251326881e-52),
        (386.77594183656, 12, 2.3820625650549021642e-75),
        (9_999, 9_999, 0.49811927192721918457),
        (10_500, 9_999, 0.00024153011422255335127),
    ],
)
def test_the_tail_of_chi_squared_is_precise_even_where_it_is_tiny(x: float, df: int, tail: float) -> None:
    assert chi2_sf(x, df) == pytest.approx(tail, rel=PRECISE, abs=0)
    assert chi2_cdf(x, df) == pytest.approx(1 - tail, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("z", "tail"), [(1, 0.15865525393145705141), (5, 2.8665157187919391167e-7), (18.3, 4.1374443735046937554e-75)]
)
def test_the_normal_tail_is_precise(z: float, tail: float) -> None:
    assert normal_sf(z) == pytest.approx(tail, rel=PRECISE, abs=0)
    assert normal_sf(-z) == pytest.approx(1 - tail, rel=PRECISE)


def test_quantiles_are_those_of_the_tables() -> None:
    assert normal_upper(0.025) == pytest.approx(1.9599639845400542355, rel=PRECISE)
    assert t_upper(0.025, 1) == pytest.approx(12.706204736174704671, rel=PRECISE)
    assert t_upper(0.025, 12) == pytest.approx(2.1788128296672284, rel=PRECISE)
    assert t_upper(0.5, 3) == 0
    assert chi2_upper(0.05, 1) == pytest.approx(3.8414588206941259584, rel=PRECISE)
    assert chi2_upper(0.975, 12) == pytest.approx(4.4037885069817015, rel=PRECISE)


@given(p=PROBABILITIES, df=DEGREES)
def test_a_quantile_has_the_tail_that_it_was_asked_for(p: float, df: int) -> None:
    assert t_sf(t_upper(p, df), df) == pytest.approx(p, rel=1e-11)
    assert chi2_sf(chi2_upper(p, df), df) == pytest.approx(p, rel=1e-11)
    assert normal_sf(normal_upper(p)) == pytest.approx(p, rel=1e-11)


@given(df=DEGREES, low=st.floats(0, 50), more=st.floats(0.01, 50))
def test_tails_fall(df: int, low: float, more: float) -> None:
    assert t_sf(low, df) >= t_sf(low + more, df)
    assert chi2_sf(low, df) >= chi2_sf(low + more, df)


def test_what_lies_beyond_the_numbers_of_a_computer_is_0_and_no_fault() -> None:
    assert (t_sf(1e200, 3), chi2_sf(1e9, 3), normal_sf(1e3), chi2_sf(0, 3), chi2_cdf(0, 3)) == (0, 0, 0, 1, 0)
