"""Arms combined."""

from __future__ import annotations

from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.statistics import Counts, Group, NotEstimableError, combine

PEOPLE = st.lists(st.floats(-100, 100), min_size=2, max_size=30)


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


def test_too_few_people_are_a_sentence() -> None:
    with pytest.raises(NotEstimableError, match="too few people in both arms together"):
        combine(Group(n=0.5, mean=1, sd=1), Group(n=0.5, mean=1, sd=1))
