"""Every check: refused by the form with its sentence, and by the database behind the form's back.

A check passes where it is unknown, so each pair that belongs together is tried with every corner missing.
"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from evidence.models import ArmValue, Comment, Comparison, Result
from tests import factories as make
from tests.evidence.rules import NONE_SAYS, RULES, Rule, Values, constraints

pytestmark = pytest.mark.django_db
# Those that need rows of a special kind have a test of their own below.
APART = {
    "evidence_intervention_not_its_own_parent",
    "evidence_condition_not_its_own_parent",
    "evidence_report_doi_canonical",
    "evidence_result_four_eyes",
    "evidence_comparison_two_arms",
    "evidence_change_door",
    "evidence_change_act",
    "evidence_rowchange_changes",
    "evidence_comment_settled_by_somebody",
}


def own_words(row: models.Model, name: str) -> list[str]:
    """What the constraint of that name says of a row, whatever else is wrong with it."""
    constraint = next(one for one in row._meta.constraints if one.name == name)
    try:
        constraint.validate(type(row), row)
    except ValidationError as error:
        return list(error.messages)
    return []


def refused_by_the_database(row: models.Model, name: str) -> bool:
    """Inserted round every form; the database names the constraint."""
    try:
        with transaction.atomic():
            type(row)._default_manager.bulk_create([row])
    except IntegrityError as error:
        return name in str(error)
    return False


def changed(rule: Rule, values: Values) -> models.Model:
    """A valid row that was never saved, with the values put over it."""
    row = rule.make()
    row.delete()
    row.pk = None
    row._state.adding = True
    for name, value in values.items():
        setattr(row, name, value)
    return row


REFUSALS = [pytest.param(rule, values, id=f"{rule.name}-{values}") for rule in RULES for values in rule.refuses]
TAKEN = [pytest.param(rule, values, id=f"{rule.name}-{values}") for rule in RULES for values in rule.takes]


@pytest.mark.parametrize(("rule", "values"), REFUSALS)
def test_what_a_check_refuses_is_refused_by_the_form_and_by_the_database(rule: Rule, values: Values) -> None:
    row = changed(rule, values)
    assert own_words(row, rule.name) == [rule.says]
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert caught.value.messages
    assert set(caught.value.messages) <= {rule.says, *rule.form}
    assert refused_by_the_database(row, rule.name)


@pytest.mark.parametrize(("rule", "values"), TAKEN)
def test_what_a_check_takes_passes_the_form_and_the_database(rule: Rule, values: Values) -> None:
    row = changed(rule, values)
    row.full_clean()
    type(row)._default_manager.bulk_create([row])
    stored = type(row)._default_manager.get(pk=row.pk)
    assert {name: getattr(stored, name) for name in values} == values


def test_nothing_is_a_kind_of_itself() -> None:
    for row in (make.make_intervention(), make.make_condition()):
        name = f"evidence_{row._meta.model_name}_not_its_own_parent"
        row.parent_id = row.pk
        assert own_words(row, name) == ["parent: nothing is a kind of itself."]
        with pytest.raises(ValidationError, match="a tree has no circles"):
            row.full_clean()
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(parent=row)


@pytest.mark.parametrize("doi", ["10.1111/ANAE.12107", "anae.12107", "https://doi.org/10.1111/anae.12107", ""])
def test_a_doi_is_kept_in_its_one_form_even_by_hand(doi: str) -> None:
    report = make.make_report(doi="10.1111/anae.12107")
    with (
        pytest.raises(IntegrityError, match="evidence_report_doi_canonical"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE evidence_report SET doi = %s WHERE id = %s", [doi, report.pk])


def test_the_second_reader_is_another_person() -> None:
    one, other = make.make_user(), make.make_user()
    result = make.make_result()
    corners = {(None, None): True, (one, None): True, (None, one): False, (one, one): False, (one, other): True}
    for (entered_by, checked_by), taken in corners.items():
        result.entered_by, result.checked_by = entered_by, checked_by
        says = [] if taken else ["checked by: the second reader must be another person than the first."]
        assert own_words(result, "evidence_result_four_eyes") == says
        change = Result.objects.filter(pk=result.pk)
        if taken:
            result.full_clean()
            assert change.update(entered_by=entered_by, checked_by=checked_by) == 1
            continue
        with pytest.raises(ValidationError) as caught:
            result.full_clean()
        assert caught.value.messages == says
        with pytest.raises(IntegrityError, match="evidence_result_four_eyes"), transaction.atomic():
            change.update(entered_by=entered_by, checked_by=checked_by)


def test_two_arms_are_compared_not_one_with_itself() -> None:
    comparison = make.make_comparison()
    study = comparison.result.study
    one, other = make.make_arm(study=study), make.make_arm(study=study)
    corners = {(None, None): True, (one, None): True, (None, one): False, (one, one): False, (one, other): True}
    for (experimental, reference), taken in corners.items():
        comparison.experimental, comparison.reference = experimental, reference
        says = [] if taken else ["reference: an arm is compared with another arm, not with itself."]
        assert own_words(comparison, "evidence_comparison_two_arms") == says
        change = Comparison.objects.filter(pk=comparison.pk)
        if taken:
            comparison.full_clean()
            assert change.update(experimental=experimental, reference=reference) == 1
            continue
        with pytest.raises(ValidationError) as caught:
            comparison.full_clean()
        assert caught.value.messages == says
        with pytest.raises(IntegrityError, match="evidence_comparison_two_arms"), transaction.atomic():
            change.update(experimental=experimental, reference=reference)


def test_no_comparator_has_no_reference_arm() -> None:
    comparison = make.make_comparison(comparator="none", direction="not compared")
    study = comparison.result.study
    comparison.experimental, comparison.reference = make.make_arm(study=study), make.make_arm(study=study)
    assert own_words(comparison, "evidence_comparison_none_is_none") == [NONE_SAYS]
    with pytest.raises(IntegrityError, match="evidence_comparison_none_is_none"), transaction.atomic():
        comparison.save()


def test_an_estimate_outside_its_interval_is_told_its_figures() -> None:
    with pytest.raises(ValidationError) as caught:
        make.make_comparison(measure="MD", estimate=3, ci_low=-2, ci_high=2)
    assert caught.value.message_dict == {"estimate": ["3 lies outside its interval, -2 to 2."]}


def test_a_direction_is_not_denied_where_something_was_compared() -> None:
    with pytest.raises(ValidationError) as caught:
        make.make_comparison(comparator="placebo", direction="not compared")
    assert caught.value.message_dict == {
        "direction": ["There is a comparator, so the direction cannot be “not compared with anything”."]
    }


@pytest.mark.parametrize("field", ["settled_by", "settled_at"])
def test_a_comment_is_settled_by_somebody_at_some_time(field: str) -> None:
    comment = make.make_comment(settled_by=make.make_user(), settled_at="2026-03-24T12:00Z")
    with pytest.raises(IntegrityError, match="evidence_comment_settled_by_somebody"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**{field: None})


def test_no_check_is_left_untested() -> None:
    assert {rule.name for rule in RULES} | APART == constraints(models.CheckConstraint)


def test_the_instrument_is_asked_before_the_result_has_a_number() -> None:
    """A grid checks the figures of a new result before it is saved."""
    scale = make.make_instrument()
    arm = make.make_arm(people=40)
    result = Result(study=arm.study, instrument=scale, kind="final")
    with pytest.raises(ValidationError) as caught:
        ArmValue(result=result, arm=arm, mean=47, n=41).clean()
    assert caught.value.message_dict == {
        "n": [f"41 people, but only 40 were allocated to {arm.name}."],
        "mean": ["47 cannot be read on NRS 0–10, which runs from 0 to 10."],
    }
