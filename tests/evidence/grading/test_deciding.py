"""Which study decides a verdict, and what other rules would change."""

from __future__ import annotations

from evidence.grading import RULES_1, Deciding, Rules, Size, deciding_studies, difference, rate
from tests.evidence.grading.bodies import observed, sound


def test_the_studies_that_decide_are_told_with_what_they_change() -> None:
    rating = rate(sound(), RULES_1)
    fewer = rate(sound(people=300), RULES_1)
    without = {
        "Smith 2011": (rating, Size.IMPORTANT_BENEFIT),
        "Meyer 2013": (fewer, Size.IMPORTANT_BENEFIT),
        "Yousef 2013": (rating, Size.SMALL_BENEFIT),
        "Li 2020": (fewer, Size.UNCLEAR_PERHAPS_BENEFIT),
    }
    assert deciding_studies(rating, Size.IMPORTANT_BENEFIT, without) == (
        Deciding(
            study="Meyer 2013",
            level_changes=True,
            conclusion_changes=False,
            sentence="Without Meyer 2013, the certainty would be moderate, not high.",
        ),
        Deciding(
            study="Yousef 2013",
            level_changes=False,
            conclusion_changes=True,
            sentence="Without Yousef 2013, the conclusion would be “small benefit”, not “important benefit”.",
        ),
        Deciding(
            study="Li 2020",
            level_changes=True,
            conclusion_changes=True,
            sentence=(
                "Without Li 2020, the conclusion would be “no clear difference: an important benefit is possible”,"
                " not “important benefit”, and the certainty would be moderate, not high."
            ),
        ),
    )


def test_other_rules_say_what_they_change() -> None:
    body = sound(weight_high_risk=0.3)
    stricter = Rules(version="2", people_enough=1000)
    assert difference(rate(body, RULES_1), rate(body, stricter)) == (
        "The certainty goes down from moderate to low.",
        "Imprecision was no change and becomes −1: There are 600 people, fewer than the 1,000 wanted.",
    )
    kinder = Rules(version="3", high_risk_serious=0.4)
    assert difference(rate(body, RULES_1), rate(body, kinder)) == (
        "The certainty goes up from moderate to high.",
        "Risk of bias was −1 and becomes no change: 70 % of the weight comes from trials at low risk of bias.",
    )


def test_a_change_that_leaves_the_level_is_told_too() -> None:
    body = sound(weight_high_risk=0.3)
    other = Rules(version="4", high_risk_serious=0.4, people_enough=1000)
    assert difference(rate(body, RULES_1), rate(body, other)) == (
        "The certainty stays moderate.",
        "Risk of bias was −1 and becomes no change: 70 % of the weight comes from trials at low risk of bias.",
        "Imprecision was no change and becomes −1: There are 600 people, fewer than the 1,000 wanted.",
    )


def test_nothing_changes_nothing() -> None:
    assert difference(rate(sound(), RULES_1), rate(sound(), Rules(version="2", egger_studies=20))) == ()


def test_a_domain_that_was_not_judged_is_named_so() -> None:
    changed = difference(rate(sound(), RULES_1), rate(observed(estimate=0.5, low=0.4), RULES_1))
    assert changed == (
        "The certainty goes down from high to moderate.",
        "Large effect was not judged and becomes +1: The ratio is 0.5, at least 2-fold.",
    )
