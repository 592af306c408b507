"""Agreement: hand-worked tables, what is not defined, and what holds for any judgements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.agreement import (
    NO_ORDER,
    NO_SPREAD,
    NOTHING,
    ONE_CATEGORY,
    Agreement,
    Kappa,
    agreement,
    cohen_kappa,
    weighted_kappa,
)

ORDER = ("low", "some concerns", "high")
JUDGED = st.lists(st.tuples(st.sampled_from([*ORDER, "no information"]), st.sampled_from([*ORDER, "no information"])))


def pairs(table: list[list[int]], names: tuple[str, ...] = ORDER) -> list[tuple[str, str]]:
    return [
        (one, other)
        for one, row in zip(names, table, strict=True)
        for other, count in zip(names, row, strict=True)
        for _ in range(count)
    ]


def test_two_answers_worked_by_hand() -> None:
    """po = 35/50; pe = .5 × .6 + .5 × .4 = .5; kappa = .2/.5.

    The terms of the variance, share × (weight × (1 - pe) - (row + column) × (1 - po))²:
    .4 (.5 - 1.1 × .3)² = .01156, .1 (1.1 × .3)² = .01089, .2 (.9 × .3)² = .01458, .3 (.5 - .9 × .3)² = .01587;
    together .0529, less (.35 - 1 + .7)² = .0025, divided by 50 × .5⁴ = 3.125.
    """
    found = cohen_kappa(pairs([[20, 5], [10, 15]], ("yes", "no")))
    assert found.value == pytest.approx(0.4)
    assert found.se == pytest.approx((0.0504 / 3.125) ** 0.5)
    assert (found.n, found.said) == (50, "")
    assert found.low == pytest.approx(0.1511, abs=1e-4)
    assert found.high == pytest.approx(0.6489, abs=1e-4)


def test_three_answers_worked_by_hand() -> None:
    """po = .89, pe = .8 × .8 + .1 × .05 + .1 × .15 = .66, kappa = .23/.34."""
    found = cohen_kappa(pairs([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert found.value == pytest.approx(23 / 34)
    assert found.se == pytest.approx(0.0877, abs=1e-4)


def test_linear_weights_count_a_small_difference_less_than_a_large_one() -> None:
    """Of 10 pairs: 6 agree, 3 are one step apart, 1 is two apart: po = (6 + 3 × ½)/10 = .75.

    The margins are .4, .3, .3 and .3, .4, .3, from which pe = .56; without weights pe = .33.
    """
    table = [[2, 1, 1], [1, 2, 0], [0, 1, 2]]
    found = weighted_kappa(pairs(table), ORDER)
    rows, columns = (0.4, 0.3, 0.3), (0.3, 0.4, 0.3)
    by_chance = sum(p * q * (1 - abs(i - j) / 2) for i, p in enumerate(rows) for j, q in enumerate(columns))
    assert by_chance == pytest.approx(0.56)
    assert found.value == pytest.approx((0.75 - 0.56) / 0.44)
    plain = cohen_kappa(pairs(table))
    assert plain.value == pytest.approx((0.6 - 0.33) / 0.67)


def test_what_is_not_defined_is_said_in_words() -> None:
    same = [("low", "low")] * 3
    assert agreement([], ORDER) == Agreement(
        n=0, agreed=0, percent=None, kappa=Kappa(n=0, said=NOTHING), weighted=Kappa(n=0, said=NOTHING)
    )
    assert agreement(same, ORDER) == Agreement(
        n=3, agreed=3, percent=100.0, kappa=Kappa(n=3, said=ONE_CATEGORY), weighted=Kappa(n=3, said=ONE_CATEGORY)
    )
    assert weighted_kappa(same, ["low"]) == Kappa(n=0, said=NO_ORDER)
    assert cohen_kappa([*same, ("high", "high")]) == Kappa(n=4, value=1.0, said=NO_SPREAD)
    assert cohen_kappa([("low", "high")] * 3) == Kappa(n=3, value=0.0, said=NO_SPREAD)


def test_what_has_no_place_in_the_order_is_left_out_of_the_weighted_kappa_only() -> None:
    judged = [("low", "low"), ("high", "high"), ("no information", "high"), ("low", "no information")]
    found = agreement(judged, ORDER)
    assert (found.n, found.agreed, found.percent) == (4, 2, 50.0)
    assert found.weighted == Kappa(n=2, value=1.0, said=NO_SPREAD)


@given(JUDGED)
def test_figures_stay_in_their_range_and_do_not_mind_who_is_named_first(judged: list[tuple[str, str]]) -> None:
    turned = agreement([(other, one) for one, other in judged], ORDER)
    found = agreement(judged, ORDER)
    assert turned == found
    for kappa in (found.kappa, found.weighted):
        assert (kappa.value is None or kappa.se is None) == bool(kappa.said)
        if kappa.value is not None:
            assert -1 <= kappa.value <= 1
        if kappa.se is not None and kappa.low is not None and kappa.high is not None and kappa.value is not None:
            assert kappa.se > 0
            assert -1 <= kappa.low <= kappa.value <= kappa.high <= 1


@given(JUDGED.filter(bool))
def test_those_who_always_agree_have_a_kappa_of_one_or_none(judged: list[tuple[str, str]]) -> None:
    found = cohen_kappa([(one, one) for one, _ in judged])
    assert found.value in (1.0, None)
    assert found.said in (NO_SPREAD, ONE_CATEGORY)
