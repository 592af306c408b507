"""Sentences: every level with every size, and what a sentence must never say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading import (
    Finding,
    Level,
    Size,
    never_searched,
    no_comparison,
    none_found,
    not_pooled,
    per_thousand,
    sentence,
    size_of,
)

QUESTION = {"intervention": "magnesium", "outcome": "pain intensity", "people": "people with chronic back pain"}
# An estimate with its limits that has each size, 1 being the smallest important difference.
ESTIMATES = {
    Size.IMPORTANT_BENEFIT: (-2.1, -2.8, -1.4),
    Size.PROBABLY_IMPORTANT_BENEFIT: (-1.2, -2.0, -0.4),
    Size.SMALL_BENEFIT: (-0.6, -1.0, -0.2),
    Size.LITTLE_OR_NO_DIFFERENCE: (-0.1, -0.6, 0.4),
    Size.UNCLEAR_PERHAPS_BENEFIT: (-0.4, -1.3, 0.5),
    Size.UNCLEAR_PERHAPS_HARM: (0.4, -0.5, 1.3),
    Size.UNCLEAR_PERHAPS_EITHER: (0.0, -1.8, 1.8),
    Size.SMALL_HARM: (0.6, 0.2, 1.0),
    Size.PROBABLY_IMPORTANT_HARM: (1.2, 0.4, 2.0),
    Size.IMPORTANT_HARM: (2.1, 1.4, 2.8),
    Size.BENEFIT_OF_UNKNOWN_IMPORTANCE: (-1.2, -2.0, -0.4),
    Size.HARM_OF_UNKNOWN_IMPORTANCE: (1.2, 0.4, 2.0),
    Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE: (-0.4, -1.3, 0.5),
    Size.NEITHER_BETTER: (-1.2, -2.0, -0.4),
}


def finding(level: Level, size: Size, **changes: Any) -> Finding:
    estimate, low, high = ESTIMATES[size]
    values: dict[str, Any] = QUESTION | {
        "comparator": "placebo",
        "time": "after 6 weeks",
        "level": level,
        "size": size,
        "estimate": estimate,
        "low": low,
        "high": high,
        "scale": "the NRS 0–10",
        "smallest_important": None if "UNKNOWN" in size.name else 1.0,
        "studies": 4,
        "participants": 400,
        "searched": True,
    }
    return Finding(**values | changes)


WHOM = "after 6 weeks in people with chronic back pain"
ON = "on the NRS 0–10 (95 % interval"
TABLE = {
    Size.IMPORTANT_BENEFIT: (
        "Magnesium reduces pain intensity by an important amount {rest}",
        "Magnesium probably reduces pain intensity by an important amount {rest}",
        "Magnesium may reduce pain intensity by an important amount {rest}",
        "It is very uncertain whether magnesium reduces pain intensity {rest}",
        f"2.1 points lower {ON} 1.4 to 2.8 lower; smallest important: 1).",
    ),
    Size.PROBABLY_IMPORTANT_BENEFIT: (
        "Magnesium reduces pain intensity by an amount that seems important {rest}",
        "Magnesium probably reduces pain intensity by an amount that seems important {rest}",
        "Magnesium may reduce pain intensity by an amount that seems important {rest}",
        "It is very uncertain whether magnesium reduces pain intensity {rest}",
        f"1.2 points lower {ON} 0.4 to 2 lower; smallest important: 1).",
    ),
    Size.SMALL_BENEFIT: (
        "Magnesium reduces pain intensity slightly {rest}",
        "Magnesium probably reduces pain intensity slightly {rest}",
        "Magnesium may reduce pain intensity slightly {rest}",
        "It is very uncertain whether magnesium reduces pain intensity {rest}",
        f"0.6 points lower {ON} 0.2 to 1 lower; smallest important: 1).",
    ),
    Size.LITTLE_OR_NO_DIFFERENCE: (
        "Magnesium makes little or no difference to pain intensity {rest}",
        "Magnesium probably makes little or no difference to pain intensity {rest}",
        "Magnesium may make little or no difference to pain intensity {rest}",
        "It is very uncertain whether magnesium changes pain intensity {rest}",
        f"0.1 points lower {ON} 0.6 lower to 0.4 higher; smallest important: 1).",
    ),
    Size.UNCLEAR_PERHAPS_BENEFIT: (
        "Magnesium shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium so far shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium may or may not change pain intensity {rest}",
        "It is very uncertain whether magnesium changes pain intensity {rest}",
        f"0.4 points lower {ON} 1.3 lower to 0.5 higher; smallest important: 1), so an important benefit is possible.",
    ),
    Size.UNCLEAR_PERHAPS_HARM: (
        "Magnesium shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium so far shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium may or may not change pain intensity {rest}",
        "It is very uncertain whether magnesium changes pain intensity {rest}",
        f"0.4 points higher {ON} 0.5 lower to 1.3 higher; smallest important: 1), so an important harm is possible.",
    ),
    Size.UNCLEAR_PERHAPS_EITHER: (
        "Magnesium shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium so far shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium may or may not change pain intensity {rest}",
        "It is very uncertain whether magnesium changes pain intensity {rest}",
        (
            f"0 points {ON} 1.8 lower to 1.8 higher; smallest important: 1),"
            " so important benefit and harm are both possible."
        ),
    ),
    Size.SMALL_HARM: (
        "Magnesium worsens pain intensity slightly {rest}",
        "Magnesium probably worsens pain intensity slightly {rest}",
        "Magnesium may worsen pain intensity slightly {rest}",
        "It is very uncertain whether magnesium worsens pain intensity {rest}",
        f"0.6 points higher {ON} 0.2 to 1 higher; smallest important: 1).",
    ),
    Size.PROBABLY_IMPORTANT_HARM: (
        "Magnesium worsens pain intensity by an amount that seems important {rest}",
        "Magnesium probably worsens pain intensity by an amount that seems important {rest}",
        "Magnesium may worsen pain intensity by an amount that seems important {rest}",
        "It is very uncertain whether magnesium worsens pain intensity {rest}",
        f"1.2 points higher {ON} 0.4 to 2 higher; smallest important: 1).",
    ),
    Size.IMPORTANT_HARM: (
        "Magnesium worsens pain intensity by an important amount {rest}",
        "Magnesium probably worsens pain intensity by an important amount {rest}",
        "Magnesium may worsen pain intensity by an important amount {rest}",
        "It is very uncertain whether magnesium worsens pain intensity {rest}",
        f"2.1 points higher {ON} 1.4 to 2.8 higher; smallest important: 1).",
    ),
    Size.BENEFIT_OF_UNKNOWN_IMPORTANCE: (
        "Magnesium reduces pain intensity by an amount of unknown importance {rest}",
        "Magnesium probably reduces pain intensity by an amount of unknown importance {rest}",
        "Magnesium may reduce pain intensity by an amount of unknown importance {rest}",
        "It is very uncertain whether magnesium reduces pain intensity {rest}",
        f"1.2 points lower {ON} 0.4 to 2 lower).",
    ),
    Size.HARM_OF_UNKNOWN_IMPORTANCE: (
        "Magnesium worsens pain intensity by an amount of unknown importance {rest}",
        "Magnesium probably worsens pain intensity by an amount of unknown importance {rest}",
        "Magnesium may worsen pain intensity by an amount of unknown importance {rest}",
        "It is very uncertain whether magnesium worsens pain intensity {rest}",
        f"1.2 points higher {ON} 0.4 to 2 higher).",
    ),
    Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE: (
        "Magnesium shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium so far shows no clear difference from placebo in pain intensity {whom}: {figures}",
        "Magnesium may or may not change pain intensity {rest}",
        "It is very uncertain whether magnesium changes pain intensity {rest}",
        f"0.4 points lower {ON} 1.3 lower to 0.5 higher).",
    ),
    Size.NEITHER_BETTER: (
        "Magnesium reduces pain intensity, which is neither better nor worse, {rest}",
        "Magnesium probably reduces pain intensity, which is neither better nor worse, {rest}",
        "Magnesium may reduce pain intensity, which is neither better nor worse, {rest}",
        "It is very uncertain whether magnesium reduces pain intensity {rest}",
        f"1.2 points lower {ON} 0.4 to 2 lower; smallest important: 1).",
    ),
}


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("level", Level)
def test_every_level_with_every_size(level: Level, size: Size) -> None:
    *words, figures = TABLE[size]
    expected = words[list(Level).index(level)].format(
        whom=WHOM, figures=figures, rest=f"{WHOM}, compared with placebo: {figures}"
    )
    found = sentence(finding(level, size))
    assert found == expected
    assert len(found.split()) <= 47


@pytest.mark.parametrize("size", Size)
def test_the_estimates_of_the_table_have_the_sizes_that_they_are_listed_under(size: Size) -> None:
    important = None if "UNKNOWN" in size.name else 1.0
    direction = None if size is Size.NEITHER_BETTER else True
    estimate, low, high = ESTIMATES[size]
    assert size_of(estimate, low, high, 0, important, direction, False) is size


def test_what_is_counted_is_told_per_1000() -> None:
    nausea = finding(
        Level.LOW,
        Size.PROBABLY_IMPORTANT_HARM,
        outcome="nausea",
        estimate=1.5,
        low=1.1,
        high=2.2,
        ratio=True,
        unit="risk ratio",
        scale="",
        smallest_important=None,
    )
    assert sentence(nausea) == (
        f"Magnesium may increase nausea by an amount that seems important {WHOM}, compared with placebo:"
        " risk ratio 1.5 (95 % interval 1.1 to 2.2)."
    )
    assert sentence(replace(nausea, absolute=per_thousand("RR", 1.5, 1.1, 2.2, 0.08))) == (
        f"Magnesium may increase nausea by an amount that seems important {WHOM}, compared with placebo:"
        " 120 in 1,000 people instead of 80 (40 more; 95 % interval 8 to 96 more)."
    )
    # Nobody had it without: people per 1,000 would be nought instead of nought.
    assert "risk ratio 1.5 (95 %" in sentence(replace(nausea, absolute=per_thousand("RR", 1.5, 1.1, 2.2, 0.0)))


def test_fewer_and_more_stand_on_their_sides() -> None:
    relapse = finding(
        Level.HIGH,
        Size.UNCLEAR_PERHAPS_EITHER,
        outcome="relapse",
        estimate=0.9,
        low=0.5,
        high=1.6,
        ratio=True,
        absolute=per_thousand("RR", 0.9, 0.5, 1.6, 0.1),
    )
    assert sentence(relapse) == (
        f"Magnesium shows no clear difference from placebo in relapse {WHOM}: 90 in 1,000 people instead of 100"
        " (10 fewer; 95 % interval 50 fewer to 60 more), so important benefit and harm are both possible."
    )


def test_an_interval_that_ends_at_no_effect() -> None:
    ends = finding(Level.HIGH, Size.UNCLEAR_PERHAPS_HARM, estimate=0.5, low=0.0, high=1.0)
    assert "(95 % interval 0 to 1 higher; smallest important: 1)" in sentence(ends)
    begins = finding(Level.HIGH, Size.UNCLEAR_PERHAPS_BENEFIT, estimate=-0.5, low=-1.0, high=0.0)
    assert "(95 % interval 1 lower to 0; smallest important: 1)" in sentence(begins)


def test_one_study_is_named_as_such() -> None:
    one = finding(Level.VERY_LOW, Size.SMALL_BENEFIT, studies=1, participants=80)
    assert sentence(one).startswith(
        "Going by one study of 80 people, it is very uncertain whether magnesium reduces pain intensity after 6 weeks"
    )
    assert sentence(replace(one, level=Level.LOW)).startswith(
        "Going by one study of 80 people, magnesium may reduce pain intensity slightly"
    )


def test_people_time_and_scale_may_be_missing() -> None:
    bare = finding(Level.HIGH, Size.SMALL_BENEFIT, people="", time="", scale="", unit="standard deviations")
    assert sentence(bare) == (
        "Magnesium reduces pain intensity slightly, compared with placebo:"
        " 0.6 standard deviations lower (95 % interval 0.2 to 1 lower; smallest important: 1)."
    )


@pytest.mark.parametrize("size", [size for size in Size if size.is_favourable])
@pytest.mark.parametrize("level", Level)
def test_nothing_favourable_without_a_search(level: Level, size: Size) -> None:
    assert sentence(finding(level, size, searched=False)) == (
        f"What was found of magnesium for pain intensity {WHOM} looks favourable, but nothing is concluded yet:"
        " no search has looked for studies that speak against it."
    )


@pytest.mark.parametrize("size", [size for size in Size if not size.is_favourable])
def test_all_else_is_said_without_one(size: Size) -> None:
    assert sentence(finding(Level.LOW, size, searched=False)) == sentence(finding(Level.LOW, size))


def test_what_was_not_pooled_not_compared_not_found_and_not_looked_for() -> None:
    reason = "Not pooled: the studies compared with different things (placebo and usual care)."
    assert not_pooled(**QUESTION, studies=3, reasons=[reason, "Not pooled: another."]) == (
        "3 studies of magnesium looked at pain intensity in people with chronic back pain; each is shown alone."
        " Not pooled: the studies compared with different things (placebo and usual care)."
    )
    assert no_comparison(**QUESTION, studies=1) == (
        "1 study of magnesium measured pain intensity in people with chronic back pain without comparing it with"
        " anything: what would have happened without it is not known."
    )
    assert none_found(**QUESTION, searched="3 May 2026") == (
        "No study of magnesium for pain intensity in people with chronic back pain was found in the search of"
        " 3 May 2026; whether it helps or harms is not known."
    )
    assert never_searched(**QUESTION) == (
        "Nobody has searched yet for studies of magnesium for pain intensity in people with chronic back pain;"
        " that none is shown does not mean that there are none."
    )
    assert never_searched(**QUESTION | {"people": ""}).startswith(
        "Nobody has searched yet for studies of magnesium for pain intensity; "
    )


NUMBERS = st.floats(-1e6, 1e6)


@given(
    st.sampled_from(Level),
    st.lists(NUMBERS, min_size=3, max_size=3).map(sorted),
    st.none() | st.floats(0.001, 1e4),
    st.sampled_from([True, False, None]),
    st.integers(1, 30),
    st.booleans(),
)
def test_any_finding_has_a_sentence_that_keeps_open_and_settled_apart(
    level: Level, limits: list[float], important: float | None, better: bool | None, studies: int, searched: bool
) -> None:
    low, estimate, high = limits
    size = size_of(estimate, low, high, 0, important, better, False)
    found = sentence(
        finding(
            level,
            size,
            estimate=estimate,
            low=low,
            high=high,
            smallest_important=important,
            studies=studies,
            searched=searched,
        )
    )
    assert found.endswith(".")
    assert found[0].isupper()
    assert ("no difference" in found) == (size is Size.LITTLE_OR_NO_DIFFERENCE and level is not Level.VERY_LOW)
    assert "−0 " not in found
    assert "nan" not in found.split()
