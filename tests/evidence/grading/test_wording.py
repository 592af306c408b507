"""Numbers and lists as the sentences of verdicts write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading.wording import capital, counted, joined, number, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-2.05, "−2.05"),
        (9.999, "10"),
        (10.04, "10"),
        (12.34, "12.3"),
        (99.94, "99.9"),
        (100.4, "100"),
        (123.4, "123"),
        (1234567.8, "1,234,568"),
        (0.004, "0.004"),
        (-0.00001234, "−1.2e−05"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(-1e9, 1e9))
def test_a_number_that_is_not_nought_is_not_written_as_nought(value: float) -> None:
    assert (number(value) == "0") == (value == 0)
    assert number(-value) == (number(value)[1:] if value < 0 else f"−{number(value)}" if value else "0")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.001, "less than 1 %"),
        (0.01, "1 %"),
        (0.624, "62 %"),
        (0.99, "99 %"),
        (0.995, "more than 99 %"),
        (1, "100 %"),
    ],
)
def test_shares(share: float, text: str) -> None:
    assert percent(share) == text


def test_counts_and_lists() -> None:
    assert [
        counted(1, "trial"),
        counted(2, "trial"),
        counted(0, "study", "studies"),
        counted(1200, "person", "people"),
    ] == [
        "1 trial",
        "2 trials",
        "0 studies",
        "1,200 people",
    ]
    assert [joined(list("abc")[:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert (capital("pH of it"), capital("magnesium"), capital("")) == ("PH of it", "Magnesium", "")
