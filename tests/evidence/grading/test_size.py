"""Sizes in words: each case of the table, its mirror images, and that open and settled never mix."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading import Size, size_of

# Estimate, limits, and what they mean where lower is better and 1 is the smallest important difference.
CASES = [
    (-2.0, -3.0, -1.0, Size.IMPORTANT_BENEFIT),
    (-1.0, -1.0, -1.0, Size.IMPORTANT_BENEFIT),
    (-1.0, -1.9, -0.1, Size.PROBABLY_IMPORTANT_BENEFIT),
    (-2.0, -3.0, -0.99, Size.PROBABLY_IMPORTANT_BENEFIT),
    (-0.9, -1.7, -0.1, Size.SMALL_BENEFIT),
    (-0.3, -0.5, -0.1, Size.SMALL_BENEFIT),
    (-0.5, -0.99, 0.0, Size.LITTLE_OR_NO_DIFFERENCE),
    (0.0, -0.99, 0.99, Size.LITTLE_OR_NO_DIFFERENCE),
    (0.0, 0.0, 0.0, Size.LITTLE_OR_NO_DIFFERENCE),
    (-0.5, -1.0, 0.0, Size.UNCLEAR_PERHAPS_BENEFIT),
    (-2.0, -4.0, 0.5, Size.UNCLEAR_PERHAPS_BENEFIT),
    (0.5, 0.0, 1.0, Size.UNCLEAR_PERHAPS_HARM),
    (0.0, -1.0, 1.0, Size.UNCLEAR_PERHAPS_EITHER),
    (0.9, 0.1, 1.7, Size.SMALL_HARM),
    (1.0, 0.1, 1.9, Size.PROBABLY_IMPORTANT_HARM),
    (2.0, 1.0, 3.0, Size.IMPORTANT_HARM),
]
MIRROR = {
    Size.IMPORTANT_BENEFIT: Size.IMPORTANT_HARM,
    Size.PROBABLY_IMPORTANT_BENEFIT: Size.PROBABLY_IMPORTANT_HARM,
    Size.SMALL_BENEFIT: Size.SMALL_HARM,
    Size.BENEFIT_OF_UNKNOWN_IMPORTANCE: Size.HARM_OF_UNKNOWN_IMPORTANCE,
    Size.UNCLEAR_PERHAPS_BENEFIT: Size.UNCLEAR_PERHAPS_HARM,
}
MIRROR |= {harm: benefit for benefit, harm in MIRROR.items()}


@pytest.mark.parametrize(("estimate", "low", "high", "size"), CASES)
def test_the_table(estimate: float, low: float, high: float, size: Size) -> None:
    assert size_of(estimate, low, high, 0, 1.0, True, False) is size


@pytest.mark.parametrize(("estimate", "low", "high", "size"), CASES)
def test_the_other_direction_turns_benefit_into_harm(estimate: float, low: float, high: float, size: Size) -> None:
    mirrored = MIRROR.get(size, size)
    assert size_of(estimate, low, high, 0, 1.0, False, False) is mirrored
    assert size_of(-estimate, -high, -low, 0, 1.0, False, False) is size


@pytest.mark.parametrize(
    ("estimate", "low", "high", "size"),
    [
        (-1.0, -2.0, -0.1, Size.BENEFIT_OF_UNKNOWN_IMPORTANCE),
        (1.0, 0.1, 2.0, Size.HARM_OF_UNKNOWN_IMPORTANCE),
        (0.0, -0.001, 0.001, Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE),
    ],
)
def test_without_a_smallest_important_difference_nothing_is_called_important_or_little(
    estimate: float, low: float, high: float, size: Size
) -> None:
    assert size_of(estimate, low, high, 0, None, True, False) is size


@pytest.mark.parametrize(
    ("estimate", "low", "high", "important", "size"),
    [
        (0.6, 0.5, 0.75, None, Size.IMPORTANT_BENEFIT),
        (0.7, 0.5, 0.9, None, Size.PROBABLY_IMPORTANT_BENEFIT),
        (0.9, 0.8, 0.98, None, Size.SMALL_BENEFIT),
        (1.0, 0.8, 1.2, None, Size.LITTLE_OR_NO_DIFFERENCE),
        (1.0, 0.75, 1.2, None, Size.UNCLEAR_PERHAPS_BENEFIT),
        (1.0, 0.8, 1.25, None, Size.UNCLEAR_PERHAPS_HARM),
        (1.3, 1.25, 1.4, None, Size.IMPORTANT_HARM),
        # 1.2 - 1 is a hair less than 0.2 for a computer.
        (1.2, 1.2, 1.4, 0.2, Size.IMPORTANT_HARM),
        (1.0, 0.9, 1.2, 0.2, Size.UNCLEAR_PERHAPS_HARM),
    ],
)
def test_ratios_take_a_quarter_where_nothing_is_set(
    estimate: float, low: float, high: float, important: float | None, size: Size
) -> None:
    assert size_of(estimate, low, high, 1, important, True, True) is size


def test_another_version_of_the_rules_can_take_another_relative_change() -> None:
    assert size_of(0.85, 0.8, 0.88, 1, None, True, True) is Size.SMALL_BENEFIT
    assert size_of(0.85, 0.8, 0.88, 1, None, True, True, relative_important=0.1) is Size.IMPORTANT_BENEFIT


@pytest.mark.parametrize(
    ("estimate", "low", "high", "important", "size"),
    [
        (-2.0, -3.0, -1.5, 1.0, Size.NEITHER_BETTER),
        (2.0, 1.5, 3.0, None, Size.NEITHER_BETTER),
        (0.0, -0.5, 0.5, 1.0, Size.LITTLE_OR_NO_DIFFERENCE),
        (0.0, -0.5, 1.5, 1.0, Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE),
        (0.0, -0.5, 1.5, None, Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE),
    ],
)
def test_where_neither_direction_is_better_there_is_no_benefit_and_no_harm(
    estimate: float, low: float, high: float, important: float | None, size: Size
) -> None:
    assert size_of(estimate, low, high, 0, important, None, False) is size


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((1.0, 2.0, 3.0, 0, 1.0, True, False), r"Expected an interval that holds its estimate, got 1 \(2 to 3\)."),
        ((1.0, 3.0, -3.0, 0, 1.0, True, False), r"Expected an interval that holds its estimate, got 1 \(3 to -3\)."),
        ((math.nan, 0.0, 1.0, 0, 1.0, True, False), r"Expected numbers, got nan \(0.0 to 1.0\)."),
        ((1.0, 0.0, math.inf, 0, 1.0, True, False), r"Expected numbers, got 1.0 \(0.0 to inf\)."),
        ((0.5, -0.1, 1.0, 1, None, True, True), r"Expected a ratio above 0, got 0.5 \(-0.1 to 1\)."),
        ((0.5, 0.1, 1.0, 0, 0.0, True, False), "smallest important difference: expected more than 0, got 0.0."),
        ((0.5, 0.1, 1.0, 0, math.nan, True, False), "smallest important difference: expected more than 0, got nan."),
    ],
)
def test_what_cannot_be_gets_a_sentence(
    values: tuple[float, float, float, float, float | None, bool, bool], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        size_of(*values)


LIMITS = st.lists(st.floats(-10, 10), min_size=3, max_size=3).map(sorted)


@given(LIMITS, st.none() | st.floats(0.01, 5), st.booleans())
def test_open_and_settled_are_what_the_interval_says(
    limits: list[float], important: float | None, lower_is_better: bool
) -> None:
    low, estimate, high = limits
    size = size_of(estimate, low, high, 0, important, lower_is_better, False)
    holds_no_effect = low <= 0 <= high
    assert (size.is_unclear or size is Size.LITTLE_OR_NO_DIFFERENCE) == holds_no_effect
    assert (size.is_favourable or size.is_unfavourable) == (not holds_no_effect)
    if not holds_no_effect:
        assert size.is_favourable == ((estimate < 0) == lower_is_better)
    if size is Size.LITTLE_OR_NO_DIFFERENCE:
        assert important is not None
        assert max(-low, high) < important


def test_no_word_says_no_difference_where_it_is_open() -> None:
    assert all("no clear difference" in size.value for size in Size if size.is_unclear)
    assert [size for size in Size if "no difference" in size.value] == [Size.LITTLE_OR_NO_DIFFERENCE]
