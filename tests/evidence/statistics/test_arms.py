"""Arms combined, shared out, rescaled and turned."""

from __future__ import annotations

from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.statistics import (
    Counts,
    Group,
    NotEstimableError,
    Scale,
    combine,
    mean_difference,
    rescaled,
    split,
    standardised_mean_difference,
    turned,
)

PEOPLE = st.lists(st.floats(-100, 100), min_size=2, max_size=30)
TEN, HUNDRED = Scale(0, 10), Scale(0, 100)


def group_of(people: list[float]) -> Group:
    return Group(n=len(people), mean=fmean(people), sd=stdev(people))


@given(one=PEOPLE, other=PEOPLE)
def test_two_arms_combined_are_as_if_their_people_had_been_one(one: list[float], other: list[float]) -> None:
    together, whole = combine(group_of(one), group_of(other)), group_of(one + other)
    assert together.n == whole.n
    assert together.mean == pytest.approx(whole.mean, abs=1e-9)
    assert together.sd == pytest.approx(whole.sd, abs=1e-6)


def test_counts_are_added() -> None:
    assert combine(Counts(events=3, total=20), Counts(events=5, total=22)) == Counts(events=8, total=42)


def test_a_shared_arm_is_shared_out_so_that_nobody_is_counted_twice() -> None:
    assert split(Counts(events=7, total=40), 2) == Counts(events=3.5, total=20)
    assert split(Group(n=45, mean=3, sd=2), 2) == Group(n=22.5, mean=3, sd=2)
    assert split(Group(n=45, mean=3, sd=2), 1) == Group(n=45, mean=3, sd=2)


def test_a_scale_from_0_to_10_becomes_one_from_0_to_100() -> None:
    assert rescaled(Group(n=9, mean=4, sd=2), TEN, HUNDRED) == Group(n=9, mean=40, sd=20)
    assert rescaled(Group(n=9, mean=4, sd=2), Scale(1, 11), HUNDRED) == Group(n=9, mean=30, sd=20)
    assert rescaled(Group(n=9, mean=-3, sd=2), Scale(1, 11), HUNDRED, change=True) == Group(n=9, mean=-30, sd=20)


def test_a_turned_scale_runs_the_other_way() -> None:
    assert turned(Group(n=9, mean=4, sd=2), Scale(1, 11)) == Group(n=9, mean=8, sd=2)
    assert turned(Group(n=9, mean=-3, sd=2), Scale(1, 11), change=True) == Group(n=9, mean=3, sd=2)


@given(one=PEOPLE, other=PEOPLE)
def test_turning_both_arms_turns_the_difference_and_rescaling_leaves_the_standardised_one(
    one: list[float], other: list[float]
) -> None:
    arms = (Group(n=len(one), mean=fmean(one), sd=1 + stdev(one)), Group(n=len(other), mean=fmean(other), sd=2))
    there, back = mean_difference(*arms), mean_difference(*(turned(arm, HUNDRED) for arm in arms))
    assert back.estimate == pytest.approx(-there.estimate, abs=1e-9)
    assert back.variance == pytest.approx(there.variance)
    small = standardised_mean_difference(*arms)
    large = standardised_mean_difference(*(rescaled(arm, TEN, HUNDRED) for arm in arms))
    assert large.estimate == pytest.approx(small.estimate, abs=1e-9)
    assert large.variance == pytest.approx(small.variance)


def test_what_is_no_scale_or_no_share_is_a_sentence() -> None:
    arm = Group(n=9, mean=4, sd=2)
    with pytest.raises(NotEstimableError, match=r"^The scale's minimum 10 is not below its maximum 10\.$"):
        turned(arm, Scale(10, 10))
    with pytest.raises(NotEstimableError, match=r"^An arm cannot be shared out in 0 parts; expected one or more\.$"):
        split(arm, 0)
    with pytest.raises(NotEstimableError, match="too few people in both arms together"):
        combine(Group(n=0.5, mean=1, sd=1), Group(n=0.5, mean=1, sd=1))
