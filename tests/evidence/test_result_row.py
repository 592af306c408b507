"""A row says everything of one comparison, and recomputes only what the arms allow."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from evidence.models import ArmValue, Comparison, Intervention, Notice, RegimenStep, Report, Study
from evidence.summaries.result_row import ResultRow, result_rows, result_values
from tests import factories as make
from tests.evidence import trials

pytestmark = pytest.mark.django_db
# Stamps of the run itself.
WHEN = {"created", "updated"}


def rows() -> list[ResultRow]:
    return list(result_rows(result_values().order_by("pk")))


def test_a_row_of_the_magnesium_trial() -> None:
    comparison = trials.yousef(top=trials.magnesium())
    make.make_registration(study=comparison.result.study, number="NCT00000012")
    make.make_registration(study=comparison.result.study, number="ISRCTN00000003")
    make.make_notice(report=comparison.result.report)
    (row,) = rows()
    given = {name: value for name, value in asdict(row).items() if value not in (None, "") and name not in WHEN}
    assert given == {
        "comparison_id": "yousef-2013/pain-6-months/magnesium-v-placebo",
        "result_id": "yousef-2013/pain-6-months",
        "study_id": "yousef-2013",
        "report_id": "yousef-2013",
        "study_title": "Sequential intravenous and oral magnesium in chronic low back pain",
        "design": "randomised",
        "blinding": "double",
        "conditions": "Chronic low back pain",
        "condition_ids": "chronic-low-back-pain",
        "seller_interest": "not stated",
        "known_on": "2012-12-17",
        "retracted": "false",
        "experimental_arm_id": "magnesium",
        "reference_arm_id": "placebo",
        "study_people": 80,
        "registrations": "ISRCTN00000003; NCT00000012",
        "notices": "erratum",
        "pmid": "23384256",
        "doi": "10.1111/anae.12107",
        "report_title": "A double-blinded randomised controlled study",
        "authors": "Yousef AA; Al-deeb AE",
        "journal": "Anaesthesia",
        "year": 2013,
        "intervention_id": "infusions-then-capsules",
        "intervention": "Infusions, then capsules",
        "comparator": "placebo",
        "outcome_id": "pain-intensity",
        "outcome": "Pain intensity",
        "outcome_domain": "pain",
        "outcome_effect": "benefit",
        "outcome_better": "lower",
        "instrument_id": "nrs",
        "instrument": "NRS 0–10",
        "instrument_unit": "points",
        "instrument_minimum": 0.0,
        "instrument_maximum": 10.0,
        "instrument_better": "lower",
        "time": "6 months",
        "days": 183,
        "kind": "final",
        "primary": "false",
        "experimental_arm": "magnesium",
        "experimental_people": 40,
        "experimental_n": 40,
        "experimental_mean": 4.7,
        "experimental_sd": 1.8,
        "experimental_baseline_mean": 7.5,
        "experimental_baseline_sd": 2.2,
        "reference_arm": "placebo",
        "reference_people": 40,
        "reference_n": 40,
        "reference_mean": 7.2,
        "reference_baseline_mean": 7.4,
        "reported_p": "<0.03",
        "adjusted": "false",
        "direction": "favours intervention",
        "recomputed_measure": "MD",
        "recomputed_estimate": pytest.approx(-2.5),
        "finding": "Less pain than with placebo.",
        "certainty": "verified",
        "basis": "abstract",
        "place": "abstract",
    }


def test_an_unknown_spread_gives_a_difference_without_an_interval() -> None:
    trials.yousef(top=trials.magnesium())
    (row,) = rows()
    assert (row.recomputed_ci_low, row.recomputed_ci_high, row.reference_sd) == (None, None, None)


def test_both_spreads_give_the_normal_interval() -> None:
    trials.yousef(top=trials.magnesium())
    ArmValue.objects.filter(arm__slug="placebo").update(sd=2.1)
    (row,) = rows()
    # 1.959964 * sqrt(1.8²/40 + 2.1²/40) = 0.857134
    assert (row.recomputed_ci_low, row.recomputed_ci_high) == pytest.approx((-3.357134, -1.642866), abs=1e-6)


def test_each_comparison_of_a_three_arm_trial_has_its_risk_ratio() -> None:
    trials.ashar()
    assert [(one.comparison_id, one.recomputed_measure) for one in rows()] == [
        ("ashar-2022/pain-free/prt-v-placebo", "RR"),
        ("ashar-2022/pain-free/prt-v-usual-care", "RR"),
    ]
    found = [(one.recomputed_estimate, one.recomputed_ci_low, one.recomputed_ci_high) for one in rows()]
    assert found == [
        pytest.approx((3.366, 1.865389, 6.073778), abs=1e-6),
        pytest.approx((6.6, 2.806842, 15.519218), abs=1e-6),
    ]


@pytest.mark.parametrize("events", [0, None])
def test_no_ratio_without_events_in_both_arms(events: int | None) -> None:
    trials.ashar()
    ArmValue.objects.exclude(arm__slug="prt").update(events=events, total=50)
    assert [(one.recomputed_measure, one.recomputed_estimate) for one in rows()] == [("", None), ("", None)]


def test_a_crossover_is_not_recomputed_with_an_interval() -> None:
    comparison = trials.yousef(top=trials.magnesium())
    ArmValue.objects.update(sd=2)
    comparison.result.study.design = "crossover"
    comparison.result.study.save()
    (row,) = rows()
    assert row.recomputed_estimate == pytest.approx(-2.5)
    assert row.recomputed_ci_low is None


def test_a_pooled_estimate_needs_no_arms() -> None:
    make.make_comparison(measure="SMD", estimate=-0.13, ci_low=-0.26, ci_high=0, trials=10, comparator="mixed")
    (row,) = rows()
    assert (row.experimental_arm, row.experimental_mean, row.reported_estimate, row.reported_ci_level) == (
        "",
        None,
        -0.13,
        95.0,
    )


def test_a_level_without_an_interval_says_nothing() -> None:
    make.make_comparison()
    assert rows()[0].reported_ci_level is None


def test_an_arm_is_told_with_what_papers_print_instead_of_an_sd() -> None:
    trials.yousef(top=trials.magnesium())
    figures = {"se": 0.25, "ci_low": 4.1, "ci_high": 5.3, "minimum": 1, "maximum": 9}
    ArmValue.objects.filter(arm__slug="magnesium").update(**figures)
    (row,) = rows()
    assert {name: getattr(row, f"experimental_{name}") for name in figures} == figures
    assert {name: getattr(row, f"reference_{name}") for name in figures} == dict.fromkeys(figures)


def test_routes_are_told_once_each_and_without_what_everybody_got() -> None:
    comparison = trials.yousef(top=trials.magnesium())
    arm = comparison.experimental
    assert arm is not None
    RegimenStep.objects.filter(arm=arm).delete()
    for step, route, everybody in ((1, "topical", False), (2, "oral", False), (3, "oral", False), (4, "home", True)):
        make.make_regimen_step(arm=arm, step=step, route=route, co_intervention=everybody)
    make.make_regimen_step(arm=arm, step=5)
    (row,) = rows()
    assert (row.experimental_routes, row.reference_routes) == ("oral; topical", "")


def test_the_route_of_an_intervention_is_its_own_or_that_of_the_nearest_above_it() -> None:
    comparison = trials.yousef(top=trials.magnesium())
    top = make.make_intervention(route="oral")
    middle = make.make_intervention(parent=top)
    product = make.make_intervention(parent=middle)
    Comparison.objects.filter(pk=comparison.pk).update(intervention=product)
    assert [one.intervention_route for one in rows()] == ["oral"]
    Intervention.objects.filter(pk=middle.pk).update(route="topical")
    assert [one.intervention_route for one in rows()] == ["topical"]
    Intervention.objects.filter(pk=product.pk).update(route="sublingual")
    assert [one.intervention_route for one in rows()] == ["sublingual"]


@pytest.mark.parametrize(
    ("online", "issue", "year", "known"),
    [
        (None, None, None, ""),
        (None, None, 2013, "2013"),
        ("2012-12-17", "2013-03", 2013, "2012-12-17"),
        ("2013-05", "2013-03", 2013, "2013-03"),
        ("2013-05?", None, 2013, "2013-05"),
        (None, "2013-03", 2013, "2013-03"),
        ("2013-03-09", "2013", 2013, "2013-03-09"),
        ("2013", "2013-03-09", 2013, "2013-03-09"),
        ("2013-03", "2013-03", 2013, "2013-03"),
        ("2013-02-28", "2013-02-03", 2013, "2013-02-03"),
    ],
)
def test_a_report_is_known_from_the_earlier_of_its_dates_as_exactly_as_can_be(
    online: str | None, issue: str | None, year: int | None, known: str
) -> None:
    trials.yousef(top=trials.magnesium())
    Report.objects.update(published_online=online, published_issue=issue, year=year)
    assert [one.known_on for one in rows()] == [known]


def test_a_retraction_is_told_with_its_first_date() -> None:
    report = trials.yousef(top=trials.magnesium()).result.report
    for kind, date in (("erratum", "2013"), ("retraction", None), ("replaced", "2016-03-24"), ("retraction", "2017")):
        make.make_notice(report=report, kind=kind, date=date)
    assert [(one.retracted, one.retracted_on) for one in rows()] == [("true", "2016-03-24")]
    Notice.objects.filter(date__isnull=False).delete()
    assert [(one.retracted, one.retracted_on) for one in rows()] == [("true", "")]
    Notice.objects.all().delete()
    assert [(one.retracted, one.retracted_on) for one in rows()] == [("false", "")]


def test_how_long_the_conditions_last() -> None:
    study = trials.yousef(top=trials.magnesium()).result.study
    weeks: list[tuple[int | None, int | None]] = [(None, 6), (6, 12), (6, 12), (12, None), (None, None)]
    study.conditions.set([make.make_condition(weeks_from=low, weeks_to=high) for low, high in weeks])
    assert [one.condition_weeks for one in rows()] == ["0-6; 12-; 6-12"]


def test_whose_interest_and_whose_people() -> None:
    study = trials.yousef(top=trials.magnesium()).result.study
    told = {
        "sponsor": "Abbott",
        "seller_interest": "yes",
        "independence_group": "pace",
        "independence_reason": "people",
    }
    Study.objects.filter(pk=study.pk).update(**told)
    (row,) = rows()
    assert {name: getattr(row, name) for name in told} == told
