"""Publishing takes a second person; withdrawing takes nothing away."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from evidence.actions.publishing import check, publish, withdraw, withdraw_result
from evidence.actions.refused import RefusedError
from evidence.models import Change, Result, Study
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return make.make_user(can="change_study change_result")


@pytest.fixture
def reviewer() -> User:
    return make.make_user(can="change_study change_result publish_study")


@pytest.fixture
def study(curator: User) -> Study:
    """A draft with one result that is set against something."""
    study = make.make_study(slug="trial", entered_by=curator)
    result = make.make_result(study=study, slug="pain", entered_by=curator)
    make.make_comparison(result=result)
    return study


def states(study: Study) -> dict[str, str]:
    study.refresh_from_db()
    return {study.slug: study.state} | dict(study.results.values_list("slug", "state"))


def test_a_second_person_publishes_a_study_with_its_results(study: Study, reviewer: User) -> None:
    publish(study=study, by=reviewer)
    assert states(study) == {"trial": "published", "pain": "published"}
    change = Change.objects.get()
    assert (change.by, change.act, change.rows) == (reviewer, "state", 2)


@pytest.mark.parametrize("noun", ["study", "result"])
def test_whoever_entered_it_does_not_publish_it(study: Study, reviewer: User, noun: str) -> None:
    whose = Study.objects.all() if noun == "study" else Result.objects.all()
    whose.update(entered_by=reviewer)
    with pytest.raises(RefusedError) as caught:
        publish(study=study, by=reviewer)
    what = "trial" if noun == "study" else "the result trial: pain"
    assert str(caught.value) == f"You entered {what} yourself: somebody else publishes it."
    assert states(study) == {"trial": "draft", "pain": "draft"}
    assert not Change.objects.exists()


def test_a_curator_does_not_publish_at_all(study: Study) -> None:
    with pytest.raises(RefusedError) as caught:
        publish(study=study, by=make.make_user(can="change_study"))
    assert str(caught.value) == "Publishing and withdrawing trial is a reviewer’s work."
    assert states(study) == {"trial": "draft", "pain": "draft"}


def test_a_result_that_is_set_against_nothing_keeps_its_study_back(study: Study, reviewer: User) -> None:
    make.make_result(study=study, slug="lonely")
    with pytest.raises(RefusedError) as caught:
        publish(study=study, by=reviewer)
    assert str(caught.value) == (
        "The result trial: lonely is not set against anything: give it a comparison, or say that there is none."
    )
    assert set(states(study).values()) == {"draft"}


def test_what_is_not_complete_is_named(study: Study, reviewer: User) -> None:
    study.results.update(place="")
    with pytest.raises(RefusedError) as caught:
        publish(study=study, by=reviewer)
    assert str(caught.value) == "trial: pain is not complete. place: This field cannot be blank."
    assert set(states(study).values()) == {"draft"}


def test_a_published_study_takes_in_what_was_added_since(study: Study, reviewer: User, curator: User) -> None:
    publish(study=study, by=reviewer)
    with pytest.raises(RefusedError) as caught:
        publish(study=study, by=reviewer)
    assert str(caught.value) == "trial is published already, with all its results."
    make.make_comparison(result=make.make_result(study=study, slug="flexion", entered_by=curator))
    publish(study=study, by=reviewer)
    assert set(states(study).values()) == {"published"}


def test_withdrawing_keeps_every_row(study: Study, reviewer: User) -> None:
    publish(study=study, by=reviewer)
    withdraw(study=study, by=reviewer)
    assert states(study) == {"trial": "withdrawn", "pain": "published"}
    assert not Result.objects.published().exists()
    with pytest.raises(RefusedError) as caught:
        withdraw(study=study, by=reviewer)
    assert str(caught.value) == "trial is withdrawn already."


def test_a_withdrawn_study_can_be_published_again(study: Study, reviewer: User) -> None:
    withdraw(study=study, by=reviewer)
    publish(study=study, by=reviewer)
    assert states(study) == {"trial": "published", "pain": "published"}


def test_a_curator_withdraws_a_draft_and_nothing_public(study: Study, curator: User, reviewer: User) -> None:
    result = study.results.get()
    withdraw_result(result=result, by=curator)
    assert states(study) == {"trial": "draft", "pain": "withdrawn"}
    make.make_comparison(result=make.make_result(study=study, slug="flexion"))
    publish(study=study, by=reviewer)
    with pytest.raises(RefusedError, match="Publishing and withdrawing trial is a reviewer’s work"):
        withdraw(study=study, by=curator)
    with pytest.raises(RefusedError, match="Publishing and withdrawing trial: flexion is a reviewer’s work"):
        withdraw_result(result=study.results.get(slug="flexion"), by=curator)
    assert states(study) == {"trial": "published", "pain": "withdrawn", "flexion": "published"}


def test_a_second_person_notes_that_it_was_compared_with_the_paper(study: Study, reviewer: User, curator: User) -> None:
    result = study.results.get()
    with pytest.raises(RefusedError) as caught:
        check(result=result, by=curator)
    assert str(caught.value) == "You entered trial: pain yourself: the second reader must be another person."
    check(result=result, by=reviewer)
    result.refresh_from_db()
    assert result.checked_by == reviewer


def test_nobody_is_second_reader_where_nobody_was_first() -> None:
    result = make.make_result()
    with pytest.raises(RefusedError) as caught:
        check(result=result, by=make.make_user())
    assert str(caught.value) == (f"Nobody is noted as having entered {result}, so nobody can be its second reader.")
