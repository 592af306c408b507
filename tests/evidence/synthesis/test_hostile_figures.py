"""Figures as odd as a database can hold them: each gets its sentence, and no number that is none reaches a reader."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.drawing import png, svg
from evidence.exports.forest import forest_csv
from evidence.synthesis.choices import INTERVALS, MEASURES, METHODS, Choices, LeaveOut
from evidence.synthesis.conclusions import Names, conclusions_of
from evidence.synthesis.entry import ArmFigures, Entry, Printed, Smallest
from evidence.synthesis.findings import Found, findings_of, found_again
from evidence.synthesis.plot import plots_of
from evidence.synthesis.rating import Surroundings
from evidence.synthesis.sensitivity import sensitivity_of
from evidence.synthesis.units import Unit, unit_of
from tests.evidence.synthesis.trials import NRS, RMDQ, VAS, WELL, arm, counted, entry

NAMES = Names(intervention="Magnesium", outcome="Pain intensity", conditions={"back-pain": "Back pain"})
NO_NUMBER = re.compile(r"\b(nan|NaN|inf|Infinity|None|NULL)\b|\d(nan|inf)\b")
LARGEST = 1e15


def everything(entries: list[Entry], choices: Choices | None = None) -> tuple[Unit, tuple[Found, ...], str]:
    """The unit, its lines, and all that a reader could be shown of it as one text."""
    asked = choices or Choices()
    unit = unit_of(entries, asked, smallest=Smallest(difference=2, scale=NRS))
    concluded = conclusions_of(unit, NAMES, asked, around={"back-pain": Surroundings(searched=True)})
    lines = findings_of(unit, concluded, NAMES, lambda ids: f"{len(ids)} comparisons.")
    shown = [json.dumps([one.kept() for one in lines], allow_nan=False, ensure_ascii=False)]
    assert [found_again(one.kept()) for one in lines] == list(lines)
    for plot in plots_of(unit, intervention="Magnesium", outcome="Pain intensity"):
        shown += [svg(plot, standalone=True), repr([words for one in plot.sections for words in one.words])]
        shown += [one.effect for section in plot.sections for one in section.rows]
        shown += [one.effect for one in plot.all_diamonds]
        shown += [f"{one.mark} {one.prediction}".replace("None", "") for one in plot.all_diamonds]
    shown.append(forest_csv(unit).decode())
    for body in unit.bodies:
        tables = sensitivity_of(body, asked)
        if tables is not None:
            shown += [tables.asymmetry]
            shown += [
                f"{one.label} {one.effect} {one.i2}" for one in (*tables.models, *tables.without, *tables.by_year)
            ]
    return unit, lines, "\n".join(shown)


def assert_readable(text: str) -> None:
    found = NO_NUMBER.search(text)
    assert found is None, text[max(0, found.start() - 80) : found.end() + 80]


def alike(count: int, **values: Any) -> list[Entry]:
    return [entry(f"trial-{at}", **values) for at in range(count)]


def spread(*sds: float, mean: float = 4.7) -> list[Entry]:
    """A trial for each SD of both arms."""
    return [
        entry(f"t{at}", experimental=arm("a", mean=mean - at, sd=sd, n=40), reference=arm("b", mean=7.2, sd=sd, n=40))
        for at, sd in enumerate(sds)
    ]


CASES: dict[str, tuple[list[Entry], str, str]] = {
    # what is entered, what the line rests on, and words that say it
    "no events in either arm": (
        [counted("a", 0, 40, 0, 40), counted("b", 0, 30, 0, 31)],
        "pooled",
        "0 in 1,000 people instead of 0",
    ),
    "no events in one of three": (
        [counted("a", 0, 40, 0, 40), counted("b", 2, 30, 5, 31), counted("c", 3, 50, 7, 50)],
        "pooled",
        "Not estimable. No events in both arms.",
    ),
    "events in everybody": ([counted("a", 40, 40, 40, 40), counted("b", 30, 30, 31, 31)], "pooled", "1,000"),
    "no events where it was given": ([counted("a", 0, 40, 9, 40), counted("b", 0, 30, 7, 31)], "pooled", "1,000"),
    "one study": (alike(1), "one study", "Going by one study"),
    "two of equal figures": (alike(2), "pooled", "points lower"),
    "seven of equal figures": (alike(7), "pooled", "points lower"),
    "no spread at all": (spread(0, 0), "not pooled", ""),
    "no spread in one": (spread(0, 1.8, 2.0), "pooled", ""),
    "one spread that is huge": (spread(1.8, 2.0, 1e15), "pooled", ""),
    "figures at the limit": (spread(LARGEST, LARGEST, mean=LARGEST), "pooled", ""),
    "an interval that does not hold its estimate": (
        [
            entry(
                "a",
                experimental=None,
                reference=None,
                kind="estimate",
                printed=Printed(measure="MD", estimate=5.0, ci_low=-3.0, ci_high=-1.0),
            )
        ],
        "not pooled",
        "interval",
    ),
    "a scale that runs the other way": (
        [
            entry("a"),
            entry(
                "b", scale=WELL, experimental=arm("a", mean=53, sd=18, n=40), reference=arm("b", mean=28, sd=20, n=40)
            ),
        ],
        "pooled",
        "points lower",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_odd_case_gets_its_sentence(name: str) -> None:
    entries, standing, words = CASES[name]
    _, (line,), text = everything(entries)
    assert (line.standing, words in text) == (standing, True), (line.standing, line.sentence)
    assert_readable(text)


counts = st.integers(0, 60)
sizes = st.none() | st.sampled_from([0, 1, 2, 40, 2_147_483_647])
figures = st.none() | st.sampled_from([0.0, -1.0, 4.7, 1e-300, 5e-324, 1e15, -1e15]) | st.floats(-LARGEST, LARGEST)
spreads = st.none() | st.sampled_from([0.0, 1e-300, 1.8, 1e15]) | st.floats(0, LARGEST)


@st.composite
def arms(draw: st.DrawFn) -> ArmFigures | None:
    if draw(st.integers(0, 9)) == 0:
        return None
    low, high = sorted([draw(st.floats(-LARGEST, LARGEST)), draw(st.floats(-LARGEST, LARGEST))])
    total = draw(sizes)
    values: dict[str, Any] = {"n": draw(sizes), "mean": draw(figures), "sd": draw(spreads)}
    rest = {
        "se": draw(spreads),
        "ci_low": low,
        "ci_high": high,
        "minimum": low,
        "maximum": high,
        "lower_quartile": low,
        "upper_quartile": high,
    }
    values |= {name: value for name, value in rest.items() if draw(st.booleans())}
    if draw(st.booleans()):
        values |= {"total": total, "events": draw(st.integers(0, total)) if total is not None else None}
    return ArmFigures(arm=draw(st.sampled_from("ab")), name="an arm", **values)


@st.composite
def prints(draw: st.DrawFn) -> Printed | None:
    measure = draw(st.sampled_from(["", *MEASURES]))
    least = 1e-300 if measure in ("RR", "OR", "HR", "ROM") else -LARGEST
    limits = sorted(draw(st.lists(st.floats(least, LARGEST), min_size=3, max_size=3)))
    low, estimate, high = (limits[1], limits[0], limits[2]) if draw(st.integers(0, 5)) == 0 else limits
    return Printed(
        measure=measure,
        estimate=draw(st.just(estimate) | st.none()),
        ci_low=low,
        ci_high=high,
        level=draw(st.sampled_from([95.0, 1e-9, 99.999999999])),
        se=draw(spreads),
        p=draw(st.sampled_from(["", "0.03", "<0.001", "NS", "0.0", ".0001", "1", "0.9999999999999999"])),
    )


@st.composite
def trials_of_any_kind(draw: st.DrawFn) -> list[Entry]:
    found = []
    for at in range(draw(st.integers(0, 5))):
        kinds = ["final", "change", "events", "median", "geometric", "estimate", "words", "percent change"]
        one = entry(
            f"trial-{at % 4}",
            id=f"trial-{at % 4}/r/{at}",
            result=f"trial-{at % 4}/r{draw(st.integers(0, 1))}",
            kind=draw(st.sampled_from(kinds) | st.just("final")),
            comparator=draw(st.just("placebo") | st.sampled_from(["none", "active", "dose", "mixed", "groups"])),
            design=draw(st.just("randomised") | st.sampled_from(["crossover", "cohort", "systematic review"])),
            scale=draw(st.just(NRS) | st.sampled_from([None, VAS, WELL, RMDQ, replace(NRS, maximum=None)])),
            better=draw(st.sampled_from(["lower", "higher", "neither"])),
            days=draw(st.none() | st.sampled_from([0, 14, 42, 2_147_483_647])),
            people=draw(sizes),
            bias=draw(st.sampled_from(["", "low", "high", "no information"])),
            known_on=draw(st.sampled_from(["", "2012", "2012-02", "2012-02-29"])),
            group=draw(st.sampled_from(["", "one"])),
            seller_interest=draw(st.sampled_from(["yes", "no", ""])),
            experimental=draw(arms()),
            reference=draw(arms()),
            printed=draw(prints()),
        )
        found.append(one)
    return found


choices = st.builds(
    Choices,
    without=st.frozensets(st.sampled_from(LeaveOut), max_size=2),
    once=st.booleans(),
    measure=st.sampled_from(["", "", *MEASURES]),
    method=st.sampled_from(METHODS),
    interval=st.sampled_from(INTERVALS),
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(trials_of_any_kind(), choices)
def test_no_figures_at_all_break_the_synthesis_or_show_what_is_no_number(entries: list[Entry], asked: Choices) -> None:
    unit, lines, text = everything(entries, asked)
    assert_readable(text)
    for line in lines:
        numbers = [one for one in (line.estimate, line.low, line.high) if one is not None]
        assert all(math.isfinite(one) for one in numbers)
        assert len(numbers) in (0, 3)
        assert line.sentence
    for body in unit.bodies:
        assert body.pooled or body.reasons or not body.estimable or len(body.estimable) < 2
        assert all(one.estimated is not None or one.why_not for one in body.lines)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(trials_of_any_kind())
def test_any_figures_are_painted(entries: list[Entry]) -> None:
    unit = unit_of(entries, Choices())
    for plot in plots_of(unit, intervention="Magnesium", outcome="Pain"):
        assert png(plot).startswith(b"\x89PNG")
