"""Verdicts: fixed words that count studies, and keep no clear difference apart from no comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evidence.summaries.shown import Shown, show
from evidence.summaries.verdict import Verdict, verdict
from tests.evidence.test_figures import EMPTY

BASE = replace(
    EMPTY,
    study_id="one",
    design="randomised",
    comparator="placebo",
    basis="abstract",
    certainty="verified",
    kind="final",
    study_people=80,
    direction="favours intervention",
    primary="false",
    days=183,
    adjusted="false",
)


def line(**changes: Any) -> Shown:
    return show(replace(BASE, **changes))


def test_one_study() -> None:
    assert verdict([line()]) == Verdict(
        symbol="▲",
        headline="1 study reports an advantage of the intervention.",
        counts="1 study with a comparison (80 people)",
    )


def test_a_study_measured_often_is_one_study() -> None:
    assert verdict([line(), line(days=28), line(days=14)]).counts == "1 study with a comparison (80 people)"


def test_studies_that_disagree() -> None:
    both = [line(), line(study_id="two", direction="no clear difference", study_people=53)]
    assert verdict(both) == Verdict(
        symbol="◇",
        headline="1 study reports an advantage of the intervention; 1 study reports no clear difference.",
        counts="2 studies with a comparison (133 people)",
    )


def test_a_study_that_changes_its_answer() -> None:
    changing = [line(days=4, time="day 4"), line(days=10, time="day 10", direction="no clear difference")]
    assert verdict(changing) == Verdict(
        symbol="◇",
        headline="1 study reports an advantage of the intervention at day 4, no clear difference at day 10.",
        counts="1 study with a comparison (80 people)",
    )
    against = [
        line(time="4 weeks", comparator="placebo"),
        line(time="4 weeks", comparator="active", direction="no clear difference"),
    ]
    assert verdict(against).headline == (
        "1 study reports an advantage of the intervention over placebo at 4 weeks, "
        "no clear difference over another treatment at 4 weeks."
    )
    two = [*changing, line(study_id="two", study_people=None)]
    assert verdict(two) == Verdict(
        symbol="◇",
        headline="1 study reports an advantage of the intervention; "
        "1 study reports answers that differ by time or comparator.",
        counts="2 studies with a comparison (80 people or more)",
    )
    assert verdict([line(study_people=None)]).counts == "1 study with a comparison (number of people not known)"
    primary = [line(days=4, primary="true"), line(days=10, direction="no clear difference")]
    assert verdict(primary).headline == "1 study reports an advantage of the intervention."


def test_an_answer_against_the_intervention() -> None:
    assert verdict([line(direction="favours comparator")]) == Verdict(
        symbol="▼",
        headline="1 study reports an advantage of what it was compared with.",
        counts="1 study with a comparison (80 people)",
    )


def test_before_and_after_is_no_comparison() -> None:
    alone = line(comparator="none", direction="not compared")
    assert verdict([alone]) == Verdict(
        symbol="○",
        headline="Only before-and-after or observed figures: an effect cannot be told from the usual course.",
        counts="1 study without a comparison",
    )


def test_reviews_stand_beside_the_studies_and_are_no_studies() -> None:
    review = line(study_id="review", design="systematic review", direction="no clear difference", study_people=None)
    assert verdict([review]) == Verdict(symbol="◆", headline="1 review reports no clear difference.", counts="1 review")
    assert verdict([review, line()]) == Verdict(
        symbol="◇",
        headline="1 study reports an advantage of the intervention; 1 review reports no clear difference.",
        counts="1 study with a comparison (80 people); 1 review",
    )
    named = line(study_id="r2", design="narrative review", comparator="none", direction="not compared")
    assert verdict([named]) == Verdict(
        symbol="○", headline="1 review reports it without a comparison.", counts="1 review"
    )
    assert verdict([named, line()]).symbol == "▲"


def test_the_start_and_subgroups_say_nothing_of_an_effect() -> None:
    start = [line(days=0, direction="not stated"), line(days=0, comparator="none", direction="not compared")]
    assert verdict([*start, line(subgroup="stressed")]) == Verdict(
        symbol="?", headline="No figures after the start.", counts="only figures from the start"
    )


def test_a_trial_of_one_hour_has_an_answer() -> None:
    assert (
        verdict([line(days=0, time="end of transport")]).headline == "1 study reports an advantage of the intervention."
    )
