"""A row says everything of one comparison, and recomputes only what the arms allow."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from evidence.models import ArmValue
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
        "outcome_effect": "benefit",
        "outcome_better": "lower",
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
