"""People per 1,000: the worked examples of the Handbook, the ends, and what holds for any effect and risk."""

from __future__ import annotations

import math
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading import Absolute, ControlRisk, control_risk, per_thousand


def test_the_risk_ratio_of_the_handbook() -> None:
    """RR 0.92 at a risk of 0.3: 24 fewer per 1,000, number needed 42 (Handbook 5.1, 12.5.4.2)."""
    found = per_thousand("RR", 0.92, 0.8, 1.1, 0.3)
    assert (found.without, found.with_, found.difference, found.low, found.high) == (300, 276, -24, -60, 30)
    assert found.needed is None
    assert per_thousand("RR", 0.92, 0.9, 0.95, 0.3).needed == 42


def test_the_odds_ratio_of_the_handbook() -> None:
    """OR 0.73 at a risk of 0.3: 62 fewer per 1,000, number needed 17 (Handbook 5.1, 12.5.4.3)."""
    found = per_thousand("OR", 0.73, 0.6, 0.9, 0.3)
    assert (found.without, found.with_, found.difference) == (300, 238, -62)
    assert (found.needed, found.needed_low, found.needed_high) == (17, 11, 47)


@pytest.mark.parametrize(("difference", "needed"), [(-0.12, 9), (-0.22, 5), (0.2, 5), (-0.5, 2)])
def test_the_risk_differences_of_the_handbook(difference: float, needed: int) -> None:
    """RD -0.12 needs 9, -0.22 needs 5 (Handbook 5.1, 12.5.4.1); 1 / 0.2 is not rounded up to 6."""
    assert per_thousand("RD", difference, difference, difference, 0.5).needed == needed


def test_a_hazard_ratio() -> None:
    """1 - (1 - 0.312) ** 0.56 = 0.1889."""
    found = per_thousand("HR", 0.56, 0.4, 0.8, 0.312)
    assert (found.without, found.with_, found.difference) == (312, 189, -123)


def test_all_of_it() -> None:
    found = per_thousand("RR", 1.5, 1.1, 2.2, 0.08)
    assert found == Absolute(
        with_=120,
        without=80,
        difference=40,
        low=8,
        high=96,
        with_risk=1.5 * 0.08,
        without_risk=0.08,
        difference_risk=1.5 * 0.08 - 0.08,
        low_risk=1.1 * 0.08 - 0.08,
        high_risk=2.2 * 0.08 - 0.08,
        needed=25,
        needed_low=11,
        needed_high=125,
    )


def test_more_than_all_people_is_cut_and_said() -> None:
    found = per_thousand("RR", 2.0, 1.5, 4.0, 0.4)
    assert (found.with_, found.high, found.clipped) == (800, 600, True)
    below = per_thousand("RD", -0.2, -0.3, -0.1, 0.15)
    assert (below.with_, below.low, below.high, below.clipped) == (0, -150, -100, True)
    assert not per_thousand("RR", 2.0, 1.5, 2.5, 0.4).clipped


@pytest.mark.parametrize("measure", ["RR", "OR", "HR"])
def test_nobody_has_it_without(measure: str) -> None:
    found = per_thousand(measure, 0.5, 0.3, 0.8, 0.0)
    assert (found.with_, found.without, found.difference, found.needed) == (0, 0, 0, None)
    assert found.said == "Nobody had it without the treatment, so a ratio tells no number of people."


@pytest.mark.parametrize("measure", ["OR", "HR"])
def test_everybody_has_it_without(measure: str) -> None:
    found = per_thousand(measure, 0.5, 0.3, 0.8, 1.0)
    assert (found.with_, found.without, found.difference, found.needed) == (1000, 1000, 0, None)
    assert found.said == (
        "Everybody had it without the treatment, so a ratio of odds or hazards tells no number of people."
    )


def test_a_risk_ratio_and_a_difference_still_tell_at_the_ends() -> None:
    all_of_them = per_thousand("RR", 0.5, 0.3, 0.8, 1.0)
    assert (all_of_them.with_, all_of_them.difference, all_of_them.needed, all_of_them.said) == (500, -500, 2, "")
    none_of_them = per_thousand("RD", 0.1, 0.05, 0.2, 0.0)
    assert (none_of_them.with_, none_of_them.difference, none_of_them.needed, none_of_them.said) == (100, 100, 10, "")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (("MD", 1.0, 1.0, 1.0, 0.5), "Expected RR, OR, RD or HR, got MD."),
        (("RR", 1.0, 1.0, 1.0, 1.5), "Expected a risk from 0 to 1, got 1.5."),
        (("RR", 1.0, 1.0, 1.0, math.nan), "Expected a risk from 0 to 1, got nan."),
        (("RR", 3.0, 1.0, 2.0, 0.5), r"Expected an interval that holds its estimate, got 3 \(1 to 2\)."),
        (("OR", 0.5, -1.0, 2.0, 0.5), r"Expected a ratio above 0, got 0.5 \(-1 to 2\)."),
    ],
)
def test_what_cannot_be_gets_a_sentence(values: tuple[str, float, float, float, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        per_thousand(*values)


def test_the_risk_without_is_the_median_of_the_control_groups() -> None:
    assert control_risk([8, 30, 10], [100, 100, 50]) == ControlRisk(
        risk=0.2, words="median of the risks in 3 control groups (8 % to 30 %)"
    )
    assert control_risk([1, 3], [10, 10]).risk == pytest.approx(0.2)
    assert control_risk([1], [1]).risk == 1.0
    assert control_risk([5], [100]) == ControlRisk(risk=0.05, words="risk in the control group")
    assert control_risk([0, 0], [10, 20]) == ControlRisk(risk=0.0, words="median of the risks in 2 control groups")


@pytest.mark.parametrize(
    ("events", "totals", "sentence"),
    [
        ([], [], "Expected events and totals of the same control groups, got 0 and 0."),
        ([1], [10, 20], "Expected events and totals of the same control groups, got 1 and 2."),
        ([0], [0], "Expected events from 0 to the total of a group of people, got 0 of 0."),
        ([11], [10], "Expected events from 0 to the total of a group of people, got 11 of 10."),
    ],
)
def test_control_groups_that_cannot_be(events: list[int], totals: list[int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        control_risk(events, totals)


RATIOS = st.lists(st.floats(0, 50), min_size=3, max_size=3).map(sorted)
DIFFERENCES = st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(sorted)


@given(
    st.tuples(st.sampled_from(["RR", "OR", "HR"]), RATIOS) | st.tuples(st.just("RD"), DIFFERENCES),
    st.floats(0, 1),
)
def test_the_numbers_agree_with_one_another(effect: tuple[str, list[float]], risk: float) -> None:
    measure, (low, estimate, high) = effect
    found = per_thousand(measure, estimate, low, high, risk)
    assert found.difference == found.with_ - found.without
    assert 0 <= found.with_ <= 1000
    assert 0 <= found.without <= 1000
    assert found.low <= found.difference <= found.high
    assert found.low_risk <= found.difference_risk <= found.high_risk
    assert all(math.isfinite(value) for value in astuple(found) if isinstance(value, float))
    no_effect = 0 if measure == "RD" else 1
    if low <= no_effect <= high:
        assert found.needed is None
    if found.needed is not None and found.needed_low is not None and found.needed_high is not None:
        assert 1 <= found.needed_low <= found.needed <= found.needed_high


RISING = st.lists(st.floats(0, 20), min_size=2, max_size=2).map(sorted)
RISKS = st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted)


@given(st.sampled_from(["RR", "OR", "HR"]), RISING, RISKS)
def test_more_effect_and_more_risk_are_more_people(measure: str, effects: list[float], risks: list[float]) -> None:
    less, more = effects
    fewer = per_thousand(measure, less, less, less, risks[0])
    assert fewer.with_ <= per_thousand(measure, more, more, more, risks[0]).with_
    assert fewer.with_ <= per_thousand(measure, less, less, less, risks[1]).with_
