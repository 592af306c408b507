"""Figures in words: nothing unknown is passed over, nothing is rounded into another figure."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from evidence.summaries.figures import Arm, arm, number, recomputed, reported
from evidence.summaries.result_row import ResultRow

NOTHING: dict[str, Any] = {one.name: "" if str(one.type) == "str" else None for one in fields(ResultRow)}
EMPTY = ResultRow(**NOTHING)
ROW = replace(EMPTY, kind="final", experimental_arm="magnesium", adjusted="false")


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.7, "4.7"), (-2.5, "−2.5"), (40.0, "40"), (0.0, "0"), (0.12345, "0.123"), (2163.0, "2163"), (5e7, "50,000,000")],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("given", "figures", "missing"),
    [
        ({"experimental_mean": 4.7, "experimental_sd": 1.8}, "4.7 (SD 1.8)", ()),
        ({"experimental_mean": 7.2}, "7.2 (SD unknown)", ("SD",)),
        ({"experimental_mean": -3.41, "experimental_sd": 0.0}, "−3.41 (SD 0)", ()),
        ({"kind": "percent change", "experimental_mean": -49.0}, "−49 % (SD unknown)", ("SD",)),
        ({"kind": "events", "experimental_events": 33, "experimental_total": 50}, "33 of 50 (66 %)", ()),
        ({"kind": "events", "experimental_events": 0, "experimental_total": 50}, "0 of 50 (0 %)", ()),
        ({"kind": "events", "experimental_percent": 35.0}, "35 %", ("counts",)),
        ({"experimental_median": 17.0}, "median 17", ("mean and SD",)),
        (
            {"experimental_median": 17.0, "experimental_lower_quartile": 6.0, "experimental_upper_quartile": 29.5},
            "median 17 (quartiles 6 to 29.5)",
            ("mean and SD",),
        ),
        ({}, "figures not reported", ("figures",)),
    ],
)
def test_an_arm(given: dict[str, Any], figures: str, missing: tuple[str, ...]) -> None:
    total = given.get("experimental_total")
    people = f"{total} people" if total else "number of people unknown"
    expected = Arm(name="magnesium", people=people, figures=figures, start="", note="", missing=missing)
    assert arm(replace(ROW, **given), "experimental") == expected


def test_people_are_those_with_data_before_those_allocated() -> None:
    row = replace(ROW, experimental_people=40, experimental_n=38)
    assert [
        one.people for one in (arm(row, "experimental"), arm(replace(row, experimental_n=None), "experimental")) if one
    ] == [
        "38 people",
        "40 people",
    ]


def test_where_an_arm_started() -> None:
    row = replace(ROW, experimental_baseline_mean=7.5, experimental_baseline_sd=2.2)
    shown, unknown = arm(row, "experimental"), arm(replace(row, experimental_baseline_sd=None), "experimental")
    assert [one.start for one in (shown, unknown) if one] == [
        "7.5 (SD 2.2) at the start",
        "7.5 (SD unknown) at the start",
    ]


def test_no_arm_is_no_arm() -> None:
    assert arm(ROW, "reference") is None


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, ""),
        ({"reported_p": "<0.03"}, "p <0.03"),
        ({"reported_p": "0.051"}, "p = 0.051"),
        ({"reported_p": "NS"}, "p NS"),
        (
            {
                "reported_measure": "MD",
                "reported_estimate": 0.53,
                "reported_ci_low": 0.0,
                "reported_ci_high": 1.07,
                "reported_ci_level": 95.0,
                "reported_p": "0.051",
                "adjusted": "true",
            },
            "MD 0.53, 95 % interval 0 to 1.07, p = 0.051 (adjusted)",
        ),
        (
            {
                "reported_measure": "SMD",
                "reported_estimate": -0.13,
                "pooled_trials": 10,
                "pooled_people": 2746,
                "i_squared": 63.9,
            },
            "SMD −0.13, pooled from 10 trials, 2,746 people, I² 63.9 %",
        ),
        ({"reported_measure": "proportion", "reported_estimate": 32.28}, "proportion 32.28 %"),
        ({"reported_measure": "MD", "reported_estimate": 0.38, "reported_se": 0.48}, "MD 0.38, SE 0.48"),
    ],
)
def test_reported(given: dict[str, Any], text: str) -> None:
    assert reported(replace(ROW, **given)) == text


def test_recomputed() -> None:
    row = replace(ROW, recomputed_measure="RR", recomputed_estimate=3.366)
    whole = replace(row, recomputed_ci_low=1.8665, recomputed_ci_high=6.0702)
    assert [recomputed(one) for one in (ROW, row, whole)] == [
        "",
        "RR 3.366",
        "RR 3.366, 95 % interval 1.867 to 6.07",
    ]
