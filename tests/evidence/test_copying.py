"""Copy as new takes over what two trials have in common, and no figure."""

from __future__ import annotations

import pytest

from evidence.actions.copying import copy_arm, copy_result, copy_study, share_background
from evidence.models import Arm, ArmValue, Change, RowChange, Study
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    """Two arms, a regimen, and two results: one with figures, one in words only."""
    study = make.make_study(
        slug="yousef-2013",
        title="Magnesium for back pain",
        people=80,
        funding="none",
        design="randomised",
        blinding="double",
        state="published",
        conditions=[make.make_condition(slug="back-pain")],
        interventions=[make.make_intervention(slug="magnesium")],
        entered_by=make.make_user(),
    )
    report = make.make_report(study=study, slug="yousef-2013", pmid="23384256", main=True)
    magnesium = make.make_arm(study=study, slug="magnesium", name="magnesium", people=40)
    placebo = make.make_arm(study=study, slug="placebo", name="placebo", role="placebo", people=40, order=1)
    make.make_regimen_step(arm=magnesium, step=1, amount=1, unit="g", days=14)
    make.make_regimen_step(arm=magnesium, step=2, co_intervention=True, amount=300, unit="mg")
    pain = make.make_result(
        study=study,
        report=report,
        slug="pain-6-months",
        time="6 months",
        days=183,
        quote="fell to 4.7",
        instrument=make.make_instrument(),
        state="published",
    )
    make.make_arm_value(result=pain, arm=magnesium, n=40, mean=4.7, sd=1.8)
    make.make_comparison(
        result=pain,
        slug="magnesium-v-placebo",
        experimental=magnesium,
        reference=placebo,
        measure="MD",
        estimate=-2.5,
        p="<0.03",
        direction="favours intervention",
    )
    words = make.make_result(study=study, report=report, kind="words", finding="No harm was seen.", slug="harm")
    make.make_comparison(result=words, comparator="none", direction="not compared")
    return study


def test_a_study_is_copied_without_its_figures(study: Study) -> None:
    by = make.make_user()
    copy = copy_study(study=study, by=by)
    copy.refresh_from_db()
    assert (copy.slug, copy.title, copy.design, copy.blinding) == (
        "yousef-2013-copy",
        "Copy of Magnesium for back pain",
        "randomised",
        "double",
    )
    assert (copy.state, copy.entered_by, copy.people, copy.funding) == ("draft", by, None, "")
    assert [one.slug for one in copy.conditions.all()] == ["back-pain"]
    assert [one.slug for one in copy.interventions.all()] == ["magnesium"]
    assert [(arm.slug, arm.role, arm.people) for arm in copy.arms.all()] == [
        ("magnesium", "experimental", None),
        ("placebo", "placebo", None),
    ]
    regimen = copy.arms.get(slug="magnesium").regimen.all()
    assert [(step.step, step.amount, step.unit, step.days, step.co_intervention) for step in regimen] == [
        (1, 1.0, "g", 14, False),
        (2, 300.0, "mg", None, True),
    ]
    report = copy.reports.get()
    assert (report.slug, report.pmid, report.main) == ("yousef-2013-copy", None, True)
    result = copy.results.get()
    assert (result.slug, result.time, result.days, result.report, result.place, result.quote, result.state) == (
        "pain-6-months",
        "6 months",
        183,
        report,
        "",
        "",
        "draft",
    )
    assert result.values.count() == 0
    comparison = result.comparisons.get()
    assert comparison.experimental == copy.arms.get(slug="magnesium")
    assert comparison.reference == copy.arms.get(slug="placebo")
    assert (comparison.measure, comparison.estimate, comparison.p, comparison.direction) == (
        "MD",
        None,
        "",
        "not stated",
    )
    change = Change.objects.get()
    assert (change.by, change.act, change.reason) == (by, "copied", "Copied from yousef-2013.")
    assert RowChange.objects.of(copy).count() == change.rows


def test_the_original_stays_as_it_was(study: Study) -> None:
    before = (study.arms.count(), study.results.count(), ArmValue.objects.count(), study.updated)
    copy_study(study=study, by=make.make_user())
    study.refresh_from_db()
    assert (study.arms.count(), study.results.count(), ArmValue.objects.count(), study.updated) == before


def test_a_second_copy_has_a_name_of_its_own(study: Study) -> None:
    by = make.make_user()
    assert [copy_study(study=study, by=by).slug for _ in range(3)] == [
        "yousef-2013-copy",
        "yousef-2013-copy-2",
        "yousef-2013-copy-3",
    ]


def test_a_long_name_is_cut_and_still_copied() -> None:
    study = make.make_study(slug="s" * 100, title="t" * 500)
    copy = copy_study(study=study, by=make.make_user())
    assert (copy.slug, len(copy.title)) == ("s" * 95 + "-copy", 500)


def test_an_arm_is_copied_with_its_regimen(study: Study) -> None:
    Study.objects.update(state="draft")
    copy = copy_arm(arm=study.arms.get(slug="magnesium"), by=make.make_user())
    assert (copy.slug, copy.name, copy.people, copy.order) == ("magnesium-copy", "magnesium, copy", None, 2)
    assert [(step.step, step.amount) for step in copy.regimen.all()] == [(1, 1.0), (2, 300.0)]
    copy.full_clean()


def test_a_result_is_copied_for_its_next_time_point(study: Study) -> None:
    by = make.make_user()
    copy = copy_result(result=study.results.get(slug="pain-6-months"), by=by)
    assert (copy.slug, copy.entered_by, copy.state, copy.values.count()) == ("pain-6-months-copy", by, "draft", 0)
    assert [(one.slug, one.estimate) for one in copy.comparisons.all()] == [("magnesium-v-placebo", None)]
    copy.full_clean()
    words = copy_result(result=study.results.get(slug="harm"), by=by)
    assert (words.finding, words.comparisons.get().direction) == ("No harm was seen.", "not compared")


def test_background_treatment_is_given_to_every_arm_once(study: Study) -> None:
    by = make.make_user()
    Study.objects.update(state="draft")
    assert share_background(study=study, by=by) == 1
    placebo = Arm.objects.get(study=study, slug="placebo")
    assert [(step.step, step.amount, step.co_intervention) for step in placebo.regimen.all()] == [(2, 300.0, True)]
    assert share_background(study=study, by=by) == 0
