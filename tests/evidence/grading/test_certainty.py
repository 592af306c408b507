"""Certainty by rule: each domain at its thresholds, the level, and what holds for any body of evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence.grading import RULES_1, Aspect, Body, Design, Directness, Domain, Level, Rating, Rules, Step, rate
from tests.evidence.grading.bodies import observed, sound

NOT_POOLED = "Nothing was pooled, so there is no interval to judge by."


def step(rating: Rating, domain: Domain) -> Step:
    return next(each for each in rating.steps if each.domain is domain)


def judged(body: Body, domain: Domain) -> tuple[int, str]:
    found = step(rate(body, RULES_1), domain)
    return found.change, found.reason


def test_a_sound_body_is_high_and_all_five_domains_are_told() -> None:
    rating = rate(sound(), RULES_1)
    assert (rating.level, rating.start, rating.rules) == (Level.HIGH, Level.HIGH, "1")
    assert [(each.domain.value, each.change, each.reason) for each in rating.steps] == [
        ("risk of bias", 0, "100 % of the weight comes from trials at low risk of bias."),
        ("inconsistency", 0, "I² is 20 %, below 50 %."),
        ("indirectness", 0, "The studies are of what is asked."),
        (
            "imprecision",
            0,
            "The interval (−1.9 to −1.1) does not leave the decision open; 600 people are enough.",
        ),
        (
            "publication bias",
            0,
            "Nothing suggests that results are missing. Asymmetry is not tested below 10 studies.",
        ),
    ]
    assert rating.why_not_higher == "It cannot be higher: the certainty is high."


def test_every_input_is_shown() -> None:
    rating = rate(sound(retracted_left_out=1), RULES_1)
    assert step(rating, Domain.RISK_OF_BIAS).inputs == (
        ("weight at high risk", "0 %"),
        ("weight of some concern", "0 %"),
        ("weight not judged", "0 %"),
        ("retracted and left out", "1 study"),
    )
    assert step(rating, Domain.INCONSISTENCY).inputs == (
        ("trials", "5"),
        ("I²", "20 %"),
        ("p of heterogeneity", "0.3"),
        ("tau²", "0.02"),
        ("prediction interval", "−2.1 to −0.9"),
        ("all intervals overlap", "yes"),
        ("trials on the other side of no effect", "0 %"),
    )
    assert step(rating, Domain.INDIRECTNESS).inputs == tuple((aspect.value, "same") for aspect in Aspect)
    assert step(rating, Domain.IMPRECISION).inputs == (
        ("estimate and interval", "−1.5 (−1.9 to −1.1)"),
        ("no effect", "0"),
        ("smallest important difference", "1"),
        ("people", "600"),
        ("events", "not counted"),
        ("model", "random effects (REML)"),
    )
    assert step(rating, Domain.PUBLICATION_BIAS).inputs == (
        ("p of Egger’s test", "not tested"),
        ("registrations without results", "0 (0 people planned)"),
        ("people in studies paid for by the seller", "0 %"),
        ("a search looked for the contrary", "yes"),
    )


@pytest.mark.parametrize(
    ("high", "unclear", "unjudged", "change", "reason"),
    [
        (0.24, 0.0, 0.0, 0, "76 % of the weight comes from trials at low risk of bias."),
        (0.25, 0.0, 0.0, -1, "25 % of the weight comes from trials at high risk of bias."),
        (0.75, 0.0, 0.0, -2, "75 % of the weight comes from trials at high risk of bias."),
        (0.0, 0.49, 0.0, 0, "51 % of the weight comes from trials at low risk of bias."),
        (0.2, 0.3, 0.0, -1, "50 % of the weight comes from trials that are not known to be at low risk of bias."),
        (
            0.0,
            0.0,
            1.0,
            -1,
            (
                "100 % of the weight comes from trials that are not known to be at low risk of bias."
                " 100 % of the weight is not judged yet, and is taken as of some concern."
            ),
        ),
        (
            0.0,
            0.3,
            0.2,
            -1,
            (
                "50 % of the weight comes from trials that are not known to be at low risk of bias."
                " 20 % of the weight is not judged yet, and is taken as of some concern."
            ),
        ),
    ],
)
def test_risk_of_bias(high: float, unclear: float, unjudged: float, change: int, reason: str) -> None:
    body = sound(weight_high_risk=high, weight_unclear_risk=unclear, weight_not_judged=unjudged)
    assert judged(body, Domain.RISK_OF_BIAS) == (change, reason)


@pytest.mark.parametrize(
    ("changes", "change", "reason"),
    [
        (
            {"i2": 60.0, "q_p": 0.01},
            0,
            "I² is 60 %, but the trials point the same way and their intervals overlap.",
        ),
        (
            {"i2": 60.0, "q_p": 0.2, "intervals_overlap": False},
            0,
            "I² is 60 %, but so much may be chance (p = 0.2).",
        ),
        (
            {"i2": 60.0, "q_p": 0.01, "intervals_overlap": False},
            -1,
            "Their intervals do not all overlap and I² is 60 %.",
        ),
        (
            {"i2": 60.0, "q_p": 0.01, "prediction": (-3.2, 0.2)},
            -1,
            "A further study could find an important effect or none and I² is 60 %.",
        ),
        (
            {"i2": 60.0, "q_p": 0.01, "other_side": 0.25},
            -1,
            "25 % of the trials point the other way and I² is 60 %.",
        ),
        (
            {"i2": 75.0, "q_p": 0.01, "other_side": 0.4, "intervals_overlap": False},
            -2,
            "40 % of the trials point the other way, their intervals do not all overlap and I² is 75 %.",
        ),
        ({"i2": 49.9, "q_p": 0.01, "other_side": 0.4}, 0, "I² is 49.9 %, below 50 %."),
        (
            {"i2": 50.0, "q_p": 0.09, "other_side": 0.4},
            -1,
            "40 % of the trials point the other way and I² is 50 %.",
        ),
        (
            {"i2": 50.0, "q_p": 0.1, "other_side": 0.4},
            0,
            "I² is 50 %, but so much may be chance (p = 0.1).",
        ),
        # A prediction interval that ends at no effect holds it; one that ends at what is important does not go beyond.
        (
            {"i2": 60.0, "q_p": 0.01, "prediction": (-3.2, 0.0)},
            -1,
            "A further study could find an important effect or none and I² is 60 %.",
        ),
        (
            {"i2": 60.0, "q_p": 0.01, "prediction": (-1.0, 1.0)},
            0,
            "I² is 60 %, but the trials point the same way and their intervals overlap.",
        ),
        (
            {"i2": 60.0, "q_p": 0.01, "prediction": (0.0, 1.1)},
            -1,
            "A further study could find an important effect or none and I² is 60 %.",
        ),
        (
            {"i2": None, "other_side": 0.4},
            -1,
            "40 % of the trials point the other way and the studies were not pooled.",
        ),
        ({"i2": None}, 0, "The 5 trials do not contradict each other; they were not pooled."),
        (
            {"trials": 1, "i2": None, "other_side": 1.0},
            0,
            "It cannot be judged with one study whether others would find the same.",
        ),
    ],
)
def test_inconsistency(changes: dict[str, Any], change: int, reason: str) -> None:
    assert judged(sound(**changes), Domain.INCONSISTENCY) == (change, reason)


@pytest.mark.parametrize(
    ("directness", "change", "reason"),
    [
        ((), 0, "Nothing was noted that differs from what is asked."),
        (
            (Directness(aspect=Aspect.ROUTE, differs=0.49),),
            0,
            "Some studies differ from what is asked, but most of the weight does not.",
        ),
        (
            (Directness(aspect=Aspect.ROUTE, differs=0.5, words="by mouth, not through the skin"),),
            -1,
            "Most of the evidence is of another route (by mouth, not through the skin).",
        ),
        (
            (Directness(aspect=Aspect.ROUTE, differs=1.0), Directness(aspect=Aspect.PEOPLE, differs=0.6)),
            -2,
            "Most of the evidence is of another route and other people.",
        ),
        ((Directness(aspect=Aspect.SUBSTANCE, differs=0.8),), -2, "Most of the evidence is of another substance."),
        (
            (Directness(aspect=Aspect.OUTCOME, differs=0.8),),
            -1,
            "Most of the evidence is of a stand-in for the outcome.",
        ),
        (
            (Directness(aspect=Aspect.DOSE, unknown=0.8),),
            0,
            "Nothing is known to differ; unknown in most of the weight: dose.",
        ),
        (
            (Directness(aspect=Aspect.DOSE, unknown=0.8), Directness(aspect=Aspect.FORM, unknown=0.5)),
            -1,
            "The dose and form in most of the trials are unknown.",
        ),
    ],
)
def test_indirectness(directness: tuple[Directness, ...], change: int, reason: str) -> None:
    assert judged(sound(directness=directness), Domain.INDIRECTNESS) == (change, reason)


@pytest.mark.parametrize(
    ("weights", "change", "reason"),
    [
        ({}, 0, "The trial is at low risk of bias."),
        ({"weight_high_risk": 1.0}, -2, "The trial is at high risk of bias."),
        ({"weight_unclear_risk": 1.0}, -1, "There is some concern about bias in the trial."),
        (
            {"weight_not_judged": 1.0},
            -1,
            "Nobody has judged the risk of bias of the trial. It is taken as of some concern.",
        ),
    ],
)
def test_the_risk_of_bias_of_one_trial_is_told_without_shares(
    weights: dict[str, float], change: int, reason: str
) -> None:
    assert judged(sound(trials=1, **weights), Domain.RISK_OF_BIAS) == (change, reason)


def test_one_unknown_aspect_can_be_made_to_count() -> None:
    body = sound(directness=(Directness(aspect=Aspect.DOSE, unknown=1.0),))
    found = step(rate(body, Rules(version="2", unknown_aspects_serious=1)), Domain.INDIRECTNESS)
    assert (found.change, found.reason) == (-1, "The dose in most of the trials is unknown.")


def test_how_an_aspect_differs_is_shown_in_words() -> None:
    route = Directness(aspect=Aspect.ROUTE, differs=0.3, unknown=0.2, words="by mouth")
    inputs = step(rate(sound(directness=(route,)), RULES_1), Domain.INDIRECTNESS).inputs
    assert inputs == (("route", "30 % of the weight differs; 20 % of the weight unknown; by mouth"),)


@pytest.mark.parametrize(
    ("changes", "change", "reason"),
    [
        (
            {"high": -0.5},
            -1,
            "The interval (−1.9 to −0.5) reaches from below to beyond the smallest important difference (1).",
        ),
        ({"high": 0.5}, -1, "The interval (−1.9 to 0.5) holds both no effect and an important benefit."),
        ({"high": 1.0}, -2, "The interval (−1.9 to 1) holds both an important benefit and an important harm."),
        (
            {"high": 1.0, "lower_is_better": False},
            -2,
            "The interval (−1.9 to 1) holds both an important harm and an important benefit.",
        ),
        (
            {"high": 1.0, "lower_is_better": None},
            -2,
            "The interval (−1.9 to 1) holds both an important decrease and an important increase.",
        ),
        (
            {"estimate": 0.1, "low": -0.9, "high": 0.9},
            0,
            "The interval (−0.9 to 0.9) does not leave the decision open; 600 people are enough.",
        ),
        (
            {"smallest_important": None, "high": 0.5},
            -1,
            (
                "The interval (−1.9 to 0.5) holds a benefit and a harm."
                " No smallest important difference is set, so the interval is held against no effect alone."
            ),
        ),
        (
            {"smallest_important": None},
            0,
            (
                "The interval (−1.9 to −1.1) does not leave the decision open; 600 people are enough."
                " No smallest important difference is set, so the interval is held against no effect alone."
            ),
        ),
        ({"people": 399}, -1, "There are 399 people, fewer than the 400 wanted."),
        ({"people": 100}, -1, "There are 100 people, fewer than the 400 wanted."),
        ({"people": 99}, -2, "There are 99 people, far fewer than the 400 wanted."),
        ({"high": 0.0}, -1, "The interval (−1.9 to 0) holds both no effect and an important benefit."),
        (
            {
                "ratio": True,
                "estimate": 1.0,
                "low": 0.2,
                "high": 1.1,
                "events": 20,
                "people": 4000,
                "smallest_important": 0.5,
            },
            -2,
            (
                "The interval (0.2 to 1.1) holds both no effect and an important benefit"
                " and there are 20 events, far fewer than the 300 wanted."
            ),
        ),
        (
            {"estimate": None, "low": None, "high": None, "events": 20, "people": 4000},
            -2,
            f"There are 20 events, far fewer than the 300 wanted. {NOT_POOLED}",
        ),
        (
            {"people": 80, "trials": 1, "high": 0.5},
            -2,
            (
                "The interval (−1.9 to 0.5) holds both no effect and an important benefit"
                " and there are 80 people, far fewer than the 400 wanted."
            ),
        ),
        (
            {"estimate": None, "low": None, "high": None},
            0,
            "600 people are enough. Nothing was pooled, so there is no interval to judge by.",
        ),
        (
            {"ratio": True, "smallest_important": None, "estimate": 0.7, "low": 0.5, "high": 0.9, "events": 300},
            0,
            "The interval (0.5 to 0.9) does not leave the decision open; 600 people and 300 events are enough.",
        ),
        (
            {"ratio": True, "smallest_important": None, "estimate": 0.9, "low": 0.7, "high": 1.1, "events": 299},
            -1,
            (
                "The interval (0.7 to 1.1) holds both no effect and an important benefit"
                " and there are 299 events, fewer than the 300 wanted."
            ),
        ),
        (
            {"ratio": True, "smallest_important": None, "estimate": 0.9, "low": 0.7, "high": 1.25, "events": 500},
            -2,
            "The interval (0.7 to 1.25) holds both an important benefit and an important harm.",
        ),
        (
            {"ratio": True, "estimate": 1.0, "low": 0.9, "high": 1.1, "events": 20, "people": 4000},
            0,
            "The interval (0.9 to 1.1) does not leave the decision open; 4,000 people and 20 events are enough.",
        ),
        (
            {"ratio": True, "estimate": 1.0, "low": 0.9, "high": 1.1, "events": 20, "people": 3999},
            -2,
            "There are 20 events, far fewer than the 300 wanted.",
        ),
    ],
)
def test_imprecision(changes: dict[str, Any], change: int, reason: str) -> None:
    assert judged(sound(**changes), Domain.IMPRECISION) == (change, reason)


@pytest.mark.parametrize(
    ("changes", "change", "reason"),
    [
        (
            {"trials": 10, "egger_p": 0.03},
            -1,
            "The funnel plot is asymmetrical (Egger’s test, p = 0.03).",
        ),
        ({"trials": 10, "egger_p": 0.1}, 0, "Nothing suggests that results are missing."),
        (
            {"egger_p": 0.03},
            0,
            "Nothing suggests that results are missing. Asymmetry is not tested below 10 studies.",
        ),
        (
            {"trials": 10, "registrations_without_results": 2, "people_unreported": 150},
            -1,
            "150 people (20 % of all) were planned in registered studies without results.",
        ),
        (
            {"trials": 10, "registrations_without_results": 2, "people_unreported": 149},
            0,
            "Nothing suggests that results are missing.",
        ),
        (
            {"trials": 10, "seller_paid": 0.5},
            -1,
            "50 % of the people were in studies paid for by the seller, which are small (60 people each).",
        ),
        ({"trials": 10, "people": 1000, "seller_paid": 1.0}, 0, "Nothing suggests that results are missing."),
        (
            {"searched": False, "registrations_without_results": None, "seller_paid": None},
            -1,
            (
                "No search has looked for studies that speak against it. Asymmetry is not tested below 10 studies;"
                " registers were not looked at; who paid is not known."
            ),
        ),
        (
            {"trials": 10, "egger_p": 0.0004, "searched": False},
            -1,
            (
                "The funnel plot is asymmetrical (Egger’s test, p = 0.0004)"
                " and no search has looked for studies that speak against it."
            ),
        ),
    ],
)
def test_publication_bias(changes: dict[str, Any], change: int, reason: str) -> None:
    assert judged(sound(**changes), Domain.PUBLICATION_BIAS) == (change, reason)


def test_the_test_of_asymmetry_is_shown_where_it_is_made() -> None:
    inputs = step(rate(sound(trials=10, egger_p=0.42), RULES_1), Domain.PUBLICATION_BIAS).inputs
    assert inputs[0] == ("p of Egger’s test", "0.42")
    few = step(rate(sound(trials=9, egger_p=0.42), RULES_1), Domain.PUBLICATION_BIAS).inputs
    assert few[0] == ("p of Egger’s test", "not tested")


def test_a_missing_search_can_be_said_without_lowering() -> None:
    rules = Rules(version="2", unsearched_lowers=0)
    found = step(rate(sound(trials=10, searched=False), rules), Domain.PUBLICATION_BIAS)
    assert (found.change, found.reason) == (
        0,
        "Nothing suggests that results are missing. No search has looked for studies that speak against it.",
    )


def test_why_not_higher_joins_what_lowered_it() -> None:
    rating = rate(sound(weight_high_risk=0.62, high=0.5), RULES_1)
    assert rating.level is Level.LOW
    assert rating.why_not_higher == (
        "Not higher than low: lowered for risk of bias (−1), since 62 % of the weight comes from trials at high risk"
        " of bias;"
        " for imprecision (−1), since the interval (−1.9 to 0.5) holds both no effect and an important benefit."
    )


def test_it_never_goes_below_very_low() -> None:
    rating = rate(sound(weight_high_risk=1.0, people=10, searched=False, high=3.0), RULES_1)
    assert (rating.level, sum(each.change for each in rating.steps)) == (Level.VERY_LOW, -5)


def test_studies_that_are_not_randomised_begin_at_low() -> None:
    rating = rate(observed(), RULES_1)
    assert (rating.level, rating.start) == (Level.LOW, Level.LOW)
    assert [each.domain for each in rating.steps] == list(Domain)
    assert rating.why_not_higher == (
        "Not higher than low, because that is where studies that are not randomised begin, and nothing raises it."
    )
    lowered = rate(observed(weight_high_risk=0.3), RULES_1)
    assert lowered.why_not_higher == (
        "Not higher than very low: studies that are not randomised begin at low, lowered for risk of bias"
        " (−1), since 30 % of the weight comes from studies at high risk of bias."
    )


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        ({"estimate": 0.5, "low": 0.4}, Level.MODERATE, "The ratio is 0.5, at least 2-fold."),
        ({"estimate": 2.0, "low": 1.5, "high": 3.0}, Level.MODERATE, "The ratio is 2, at least 2-fold."),
        ({"estimate": 0.2, "low": 0.1}, Level.HIGH, "The ratio is 0.2, at least 5-fold."),
        (
            {"estimate": 0.5, "low": 0.4, "high": 1.0, "smallest_important": 0.9},
            Level.LOW,
            "The ratio is 0.5, which is not large and sure enough to raise it.",
        ),
        (
            {"estimate": 2.0, "low": 1.0, "high": 3.0, "smallest_important": 2.5},
            Level.LOW,
            "The ratio is 2, which is not large and sure enough to raise it.",
        ),
        ({"ratio": False, "estimate": -4.0, "low": -5.0, "high": -3.0}, Level.LOW, "It is judged for ratios only."),
        ({}, Level.LOW, "The ratio is 0.7, which is not large and sure enough to raise it."),
        (
            {"estimate": 0.5, "low": 0.4, "high": 1.2, "smallest_important": 0.9},
            Level.LOW,
            "The ratio is 0.5, which is not large and sure enough to raise it.",
        ),
    ],
)
def test_a_large_effect_raises(changes: dict[str, Any], level: Level, words: str) -> None:
    rating = rate(observed(**changes), RULES_1)
    assert (rating.level, step(rating, Domain.LARGE_EFFECT).reason) == (level, words)


def test_nothing_raises_where_something_lowers_and_it_is_said() -> None:
    body = observed(estimate=0.2, low=0.1, dose_response=True, confounding_against=True)
    assert rate(body, RULES_1).level is Level.HIGH
    held_back = rate(replace(body, weight_high_risk=0.3), RULES_1)
    assert held_back.level is Level.VERY_LOW
    assert [(each.change, each.reason) for each in held_back.steps[5:]] == [
        (0, "The ratio is 0.2, at least 5-fold. It raises nothing, because something lowers the certainty."),
        (0, "More of it goes with more effect. It raises nothing, because something lowers the certainty."),
        (
            0,
            (
                "What could have distorted the result would have made the effect look smaller."
                " It raises nothing, because something lowers the certainty."
            ),
        ),
    ]


def test_nothing_favourable_without_a_search() -> None:
    rating = rate(sound(), RULES_1)
    allowed, refused = rating.favourable_allowed(True), rating.favourable_allowed(False)
    assert (bool(allowed), allowed.words) == (True, "A search looked for studies that speak against it.")
    assert (bool(refused), refused.words) == (
        False,
        (
            "Nothing favourable is said until a search that looked for studies that speak against it is recorded,"
            " with its date and its words."
        ),
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"trials": 0}, "Expected at least one study"),
        ({"people": -1}, "no negative number"),
        ({"events": -1}, "events: expected none or more, got -1."),
        ({"weight_high_risk": 0.6, "weight_not_judged": 0.6}, "together at most 1, got 0.6, 0.0, 0.6."),
        ({"other_side": float("nan")}, "other_side: expected shares from 0 to 1"),
        ({"seller_paid": 1.5}, "seller_paid: expected shares from 0 to 1"),
        ({"smallest_important": 0.0}, "smallest important difference: expected more than 0, got 0.0."),
        ({"directness": (Directness(aspect=Aspect.DOSE),) * 2}, "directness: expected each aspect once."),
        ({"low": None}, "Expected an estimate with both limits, or none of them."),
        ({"low": -1.2}, r"Expected an interval that holds its estimate, got -1.5 \(-1.2 to -1.1\)."),
        ({"high": float("inf")}, "Expected numbers"),
        ({"ratio": True}, "Expected a ratio above 0"),
    ],
)
def test_what_cannot_be_gets_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        sound(**changes)


def test_an_aspect_cannot_both_differ_and_be_unknown_in_all() -> None:
    with pytest.raises(ValueError, match="route: differs and unknown: expected shares"):
        Directness(aspect=Aspect.ROUTE, differs=0.6, unknown=0.6)


SHARES = st.floats(0, 1)


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    ratio = draw(st.booleans())
    parts = draw(st.lists(SHARES, min_size=4, max_size=4).filter(lambda all_: sum(all_) > 0))
    weights = [part / sum(parts) for part in parts]
    around = st.floats(0.05, 4) if ratio else st.floats(-5, 5)
    low, estimate, high = sorted(draw(st.lists(around, min_size=3, max_size=3)))
    return Body(
        design=draw(st.sampled_from(Design)),
        trials=draw(st.integers(1, 30)),
        people=draw(st.integers(0, 6000)),
        events=draw(st.none() | st.integers(0, 800)),
        ratio=ratio,
        estimate=estimate,
        low=low,
        high=high,
        lower_is_better=draw(st.sampled_from([True, False, None])),
        smallest_important=draw(st.none() | st.floats(0.1, 2)),
        weight_high_risk=weights[0],
        weight_unclear_risk=weights[1],
        weight_not_judged=weights[2],
        i2=draw(st.none() | st.floats(0, 100)),
        q_p=draw(st.none() | SHARES),
        prediction=draw(st.none() | st.tuples(around, around).map(lambda pair: (min(pair), max(pair)))),
        intervals_overlap=draw(st.sampled_from([True, False, None])),
        other_side=draw(SHARES),
        directness=tuple(
            Directness(aspect=aspect, differs=differs, unknown=(1 - differs) * draw(SHARES))
            for aspect in draw(st.sets(st.sampled_from(Aspect)))
            for differs in [draw(SHARES)]
        ),
        egger_p=draw(st.none() | SHARES),
        registrations_without_results=draw(st.none() | st.integers(0, 9)),
        people_unreported=draw(st.none() | st.integers(0, 2000)),
        seller_paid=draw(st.none() | SHARES),
        searched=draw(st.booleans()),
        dose_response=draw(st.booleans()),
        confounding_against=draw(st.booleans()),
    )


# Each makes a body worse, by an amount from 0 to 1, and leaves the rest as it is.
WORSE: dict[str, Callable[[Body, float], Body]] = {
    "less at low risk": lambda body, by: replace(
        body, weight_not_judged=body.weight_not_judged + by * max(0.0, 1 - _known_weights(body))
    ),
    "unclear turns out high": lambda body, by: replace(
        body,
        weight_high_risk=min(1.0, body.weight_high_risk + by * body.weight_unclear_risk),
        weight_unclear_risk=(1 - by) * body.weight_unclear_risk,
    ),
    "unjudged turns out high": lambda body, by: replace(
        body,
        weight_high_risk=min(1.0, body.weight_high_risk + by * body.weight_not_judged),
        weight_not_judged=(1 - by) * body.weight_not_judged,
    ),
    "more heterogeneity": lambda body, by: replace(
        body, i2=None if body.i2 is None else body.i2 + by * (100 - body.i2)
    ),
    "less by chance": lambda body, by: replace(body, q_p=None if body.q_p is None else (1 - by) * body.q_p),
    "intervals apart": lambda body, by: replace(body, intervals_overlap=False),
    "more on the other side": lambda body, by: replace(body, other_side=body.other_side + by * (1 - body.other_side)),
    "a wider interval": lambda body, by: replace(
        body, low=(body.low or 0) - by * _room(body), high=(body.high or 0) + by
    ),
    "fewer people": lambda body, by: replace(body, people=int(body.people * (1 - by))),
    "fewer events": lambda body, by: replace(body, events=None if body.events is None else int(body.events * (1 - by))),
    "more differs": lambda body, by: replace(
        body,
        directness=tuple(
            replace(each, differs=each.differs + by * each.unknown, unknown=(1 - by) * each.unknown)
            for each in body.directness
        ),
    ),
    "more unreported": lambda body, by: replace(body, people_unreported=(body.people_unreported or 0) + int(1000 * by)),
    "asymmetry": lambda body, by: replace(body, egger_p=None if body.egger_p is None else (1 - by) * body.egger_p),
    "the seller paid more": lambda body, by: replace(
        body, seller_paid=None if body.seller_paid is None else body.seller_paid + by * (1 - body.seller_paid)
    ),
    "nobody searched": lambda body, by: replace(body, searched=False),
    "no dose-response": lambda body, by: replace(body, dose_response=False),
    "no confounding against it": lambda body, by: replace(body, confounding_against=False),
}


def _known_weights(body: Body) -> float:
    return body.weight_high_risk + body.weight_unclear_risk + body.weight_not_judged


def _room(body: Body) -> float:
    """How far the lower limit can go: a ratio stays above zero."""
    return (body.low or 0) if body.ratio else 1.0


@given(bodies(), st.sampled_from(sorted(WORSE)), SHARES)
def test_what_is_worse_never_raises_the_level(body: Body, how: str, by: float) -> None:
    assert rate(WORSE[how](body, by), RULES_1).level.rank <= rate(body, RULES_1).level.rank


@given(bodies())
def test_a_rating_always_has_a_level_and_a_reason_for_each_step(body: Body) -> None:
    rating = rate(body, RULES_1)
    assert rating.level in Level
    assert [each.domain for each in rating.steps] == list(Domain)[: 8 if body.design is Design.OBSERVATIONAL else 5]
    total = rating.start.rank + sum(each.change for each in rating.steps)
    assert rating.level.rank == max(0, min(3, total))
    for each in rating.steps:
        assert each.change in (-2, -1, 0, 1, 2)
        assert each.reason.endswith(".")
        assert bool(each.because) == (each.change < 0)
        assert each.inputs or each.domain is Domain.INDIRECTNESS
        for bad in ("nan", "inf", "None"):
            assert bad not in each.reason.split()
        assert ".." not in each.reason
    assert rating.why_not_higher.endswith(".")


@given(bodies())
def test_nothing_is_raised_where_something_is_lowered(body: Body) -> None:
    steps = rate(body, RULES_1).steps
    assume(any(each.change < 0 for each in steps))
    assert all(each.change <= 0 for each in steps)
