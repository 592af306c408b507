"""From state to state: in one table, by those who may, with a second person, and with a reason where one is due."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.contrib.auth.models import User

from evidence.actions.checking import check
from evidence.actions.comments import comment, settle
from evidence.actions.locking import guard
from evidence.actions.recording import ChangedError, recording, version_of
from evidence.actions.refused import RefusedError
from evidence.actions.states import Stateful, move
from evidence.models import Act, Assessment, Change, Comment, Result, RowChange, State, Study
from evidence.models.transition import TRANSITIONS, transition
from tests import factories as make

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN


@pytest.fixture
def curator(db: None) -> User:
    return make.make_member("curator")


@pytest.fixture
def reviewer(db: None) -> User:
    return make.make_member("reviewer")


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


def said(row: Stateful, to: State, by: User, reason: str = "") -> str:
    with pytest.raises(RefusedError) as caught:
        move(row=row, to=to, by=by, reason=reason)
    return str(caught.value)


def publish(study: Study, curator: User, reviewer: User) -> None:
    move(row=study, to=IN_REVIEW, by=curator)
    move(row=study, to=PUBLISHED, by=reviewer)


def test_the_table_says_who_goes_where() -> None:
    """Written out a second time on purpose: whoever changes the rules changes them here as well."""
    assert {(one.before, one.after): (one.publishing, one.another, one.reason) for one in TRANSITIONS} == {
        ("draft", "in review"): (False, False, False),
        ("in review", "published"): (True, True, False),
        ("in review", "draft"): (True, False, True),
        ("published", "withdrawn"): (True, False, True),
        ("draft", "withdrawn"): (False, False, False),
        ("published", "draft"): (True, False, True),
        ("withdrawn", "draft"): (True, False, True),
    }
    assert len({one.name for one in TRANSITIONS}) == len(TRANSITIONS)


def test_ten_thousand_steps_reach_the_public_only_through_a_second_reader() -> None:
    chance = random.Random(11)  # noqa: S311  a walk, not a secret
    state, way = State.DRAFT, []
    for _ in range(10_000):
        wanted = chance.choice(list(State))
        step = transition(state, wanted)
        if step is None:
            continue
        if wanted == PUBLISHED:
            assert (state, step.publishing, step.another) == (IN_REVIEW, True, True)
        if state == PUBLISHED:
            assert wanted in (DRAFT, WITHDRAWN)
            assert step.reason
        way.append((state, wanted))
        state = wanted
    assert set(way) == {(one.before, one.after) for one in TRANSITIONS}


def test_a_study_goes_to_the_public_together_with_its_results(study: Study, curator: User, reviewer: User) -> None:
    move(row=study, to=IN_REVIEW, by=curator)
    assert states(study) == {"trial": "in review", "pain": "in review"}
    done = move(row=study, to=PUBLISHED, by=reviewer, reason="Read beside the paper.")
    assert states(study) == {"trial": "published", "pain": "published"}
    assert done is not None
    assert (done.act, done.by, done.reason, done.rows) == (Act.STATE, reviewer, "Read beside the paper.", 2)
    assert [one.changed for one in done.row_changes.all()] == [["state"], ["state"]]


def test_a_draft_is_not_published_at_once(study: Study, reviewer: User) -> None:
    assert said(study, PUBLISHED, reviewer) == "trial is draft: it cannot become published at once."
    assert states(study) == {"trial": "draft", "pain": "draft"}


@pytest.mark.parametrize("noun", ["study", "result"])
def test_whoever_entered_it_does_not_publish_it(study: Study, curator: User, reviewer: User, noun: str) -> None:
    whose = Study.objects.all() if noun == "study" else Result.objects.all()
    whose.update(entered_by=reviewer)
    move(row=study, to=IN_REVIEW, by=curator)
    what = "trial" if noun == "study" else "trial: pain"
    assert said(study, PUBLISHED, reviewer) == f"You entered {what} yourself: somebody else publishes it."
    assert states(study) == {"trial": "in review", "pain": "in review"}


def test_whoever_edited_it_last_does_not_publish_it(study: Study, curator: User, reviewer: User) -> None:
    change(study.results.get(), reviewer, place="Table 3")
    move(row=study, to=IN_REVIEW, by=reviewer)
    assert said(study, PUBLISHED, reviewer) == "You edited trial last: somebody else publishes it."
    move(row=study, to=PUBLISHED, by=make.make_member("reviewer"))


@pytest.mark.parametrize("to", [PUBLISHED, DRAFT])
def test_a_curator_does_not_decide(study: Study, curator: User, to: State) -> None:
    move(row=study, to=IN_REVIEW, by=curator)
    name = "Publish" if to == PUBLISHED else "Return to its author"
    assert (
        said(study, to, make.make_member("curator"), "why") == f"“{name}” is a reviewer’s work: trial stays as it is."
    )


def test_a_return_needs_a_reason_which_is_kept_as_a_comment(study: Study, curator: User, reviewer: User) -> None:
    move(row=study, to=IN_REVIEW, by=curator)
    assert said(study, DRAFT, reviewer, "  ") == "“Return to its author” needs a reason: say in a sentence why."
    move(row=study, to=DRAFT, by=reviewer, reason="Table 2 says 5.1.")
    assert states(study) == {"trial": "draft", "pain": "draft"}
    assert [(one.text, one.by) for one in Comment.objects.on(study)] == [("Table 2 says 5.1.", reviewer)]


def test_an_edit_in_review_makes_it_a_draft_again(study: Study, curator: User, reviewer: User) -> None:
    move(row=study, to=IN_REVIEW, by=curator)
    change(study.results.get(), curator, place="Table 3")
    assert states(study) == {"trial": "draft", "pain": "draft"}
    changed = {(one.model, name) for one in Change.objects.all()[0].row_changes.all() for name in one.changed}
    assert changed == {("evidence.result", "place"), ("evidence.result", "state"), ("evidence.study", "state")}


def test_checking_in_review_is_no_edit(study: Study, curator: User, reviewer: User) -> None:
    move(row=study, to=IN_REVIEW, by=curator)
    check(result=study.results.get(), by=reviewer)
    assert states(study) == {"trial": "in review", "pain": "in review"}


def test_a_text_that_the_reader_has_not_seen_is_not_published(study: Study, curator: User, reviewer: User) -> None:
    move(row=study, to=IN_REVIEW, by=curator)
    seen = version_of(study)
    change(study, curator, country="Iran")
    move(row=study, to=IN_REVIEW, by=curator)
    with pytest.raises(ChangedError):
        move(row=study, to=PUBLISHED, by=reviewer, seen=seen)
    assert states(study)["trial"] == "in review"


def test_a_result_that_is_set_against_nothing_keeps_its_study_back(study: Study, curator: User, reviewer: User) -> None:
    make.make_result(study=study, slug="lonely")
    move(row=study, to=IN_REVIEW, by=curator)
    assert said(study, PUBLISHED, reviewer) == (
        "The result trial: lonely is not set against anything: give it a comparison, or say that there is none."
    )
    assert set(states(study).values()) == {"in review"}


def test_what_is_not_complete_is_named(study: Study, curator: User, reviewer: User) -> None:
    study.results.update(place="")
    move(row=study, to=IN_REVIEW, by=curator)
    assert said(study, PUBLISHED, reviewer) == "trial: pain is not complete. place: This field cannot be blank."


def test_a_result_of_a_published_study_has_its_own_way(study: Study, curator: User, reviewer: User) -> None:
    publish(study, curator, reviewer)
    late = make.make_result(study=study, slug="flexion", entered_by=curator)
    make.make_comparison(result=late)
    move(row=late, to=IN_REVIEW, by=curator)
    assert said(late, PUBLISHED, curator).startswith("“Publish” is a reviewer’s work")
    move(row=late, to=PUBLISHED, by=reviewer)
    assert states(study) == {"trial": "published", "pain": "published", "flexion": "published"}
    move(row=late, to=DRAFT, by=reviewer, reason="The figure is of another arm.")
    assert states(study) == {"trial": "published", "pain": "published", "flexion": "draft"}


def test_before_its_study_is_published_a_result_goes_with_it(study: Study, curator: User) -> None:
    assert said(study.results.get(), IN_REVIEW, curator) == (
        "trial: pain goes together with its study, which is draft."
    )


def test_withdrawing_keeps_every_row_and_reopening_brings_them_back(
    study: Study, curator: User, reviewer: User
) -> None:
    publish(study, curator, reviewer)
    move(row=study, to=WITHDRAWN, by=reviewer, reason="Retracted.")
    assert states(study) == {"trial": "withdrawn", "pain": "published"}
    assert not Result.objects.published().exists()
    assert said(study, WITHDRAWN, reviewer) == "trial is withdrawn already."
    assert said(study, PUBLISHED, reviewer) == "trial is withdrawn: it cannot become published at once."
    move(row=study, to=DRAFT, by=reviewer, reason="It was another paper.")
    assert states(study) == {"trial": "draft", "pain": "draft"}


def test_a_curator_sets_a_draft_aside_and_nothing_public(study: Study, curator: User, reviewer: User) -> None:
    move(row=study.results.get(), to=WITHDRAWN, by=curator)
    assert states(study) == {"trial": "draft", "pain": "withdrawn"}
    publish(study, curator, reviewer)
    assert said(study, WITHDRAWN, curator, "why") == "“Withdraw” is a reviewer’s work: trial stays as it is."
    assert states(study) == {"trial": "published", "pain": "withdrawn"}


def test_a_favourable_assessment_needs_a_search_for_the_contrary(curator: User, reviewer: User) -> None:
    row = make.make_assessment(direction="favours", entered_by=curator)
    make.make_search_log(intervention=row.intervention, looked_for_contrary=False)
    make.make_search_log(looked_for_contrary=True)
    move(row=row, to=IN_REVIEW, by=curator)
    assert said(row, PUBLISHED, reviewer) == (
        f"{row} favours it, but no search is logged that looked for the contrary, for {row.intervention} or what it is "
        "a kind of, in all conditions: enter one under Searches first."
    )
    make.make_search_log(intervention=row.intervention, looked_for_contrary=True)
    move(row=row, to=PUBLISHED, by=reviewer)
    assert list(Assessment.objects.published()) == [row]


@pytest.mark.parametrize(
    ("intervention", "condition", "enough"),
    [
        ("cream", "chronic", True),
        ("magnesium", "chronic", True),
        ("magnesium", "back pain", True),
        ("magnesium", None, True),
        ("tablets", "chronic", False),
        ("cream in a jar", "chronic", False),
        ("cream", "acute", False),
        ("cream", "chronic sciatica", False),
    ],
)
def test_a_search_covers_what_lies_below_it_and_nothing_beside(
    curator: User, reviewer: User, intervention: str, condition: str | None, enough: bool
) -> None:
    tried = {"magnesium": make.make_intervention()}
    for name, above in (("cream", "magnesium"), ("tablets", "magnesium"), ("cream in a jar", "cream")):
        tried[name] = make.make_intervention(parent=tried[above])
    treated = {"back pain": make.make_condition()}
    for name, above in (("chronic", "back pain"), ("acute", "back pain"), ("chronic sciatica", "chronic")):
        treated[name] = make.make_condition(parent=treated[above])
    row = make.make_assessment(
        direction="favours", entered_by=curator, intervention=tried["cream"], condition=treated["chronic"]
    )
    looked = treated[condition] if condition else None
    make.make_search_log(intervention=tried[intervention], condition=looked, looked_for_contrary=True)
    move(row=row, to=IN_REVIEW, by=curator)
    if enough:
        move(row=row, to=PUBLISHED, by=reviewer)
    else:
        assert said(row, PUBLISHED, reviewer).startswith(f"{row} favours it, but no search is logged")


def test_a_search_in_one_condition_does_not_cover_all_of_them(curator: User, reviewer: User) -> None:
    row = make.make_assessment(direction="favours", entered_by=curator)
    make.make_search_log(intervention=row.intervention, condition=make.make_condition(), looked_for_contrary=True)
    move(row=row, to=IN_REVIEW, by=curator)
    assert said(row, PUBLISHED, reviewer).startswith(f"{row} favours it, but no search is logged")


def test_an_assessment_against_needs_no_search(curator: User, reviewer: User) -> None:
    row = make.make_assessment(direction="against", entered_by=curator)
    move(row=row, to=IN_REVIEW, by=curator)
    move(row=row, to=PUBLISHED, by=reviewer)


def test_a_second_person_notes_that_it_was_compared_with_the_paper(study: Study, reviewer: User, curator: User) -> None:
    result = study.results.get()
    with pytest.raises(RefusedError) as caught:
        check(result=result, by=curator)
    assert str(caught.value) == "You entered trial: pain yourself: the second reader must be another person."
    check(result=result, by=reviewer)
    result.refresh_from_db()
    assert result.checked_by == reviewer


@pytest.mark.django_db
def test_nobody_is_second_reader_where_nobody_was_first() -> None:
    result = make.make_result()
    with pytest.raises(RefusedError) as caught:
        check(result=result, by=make.make_user())
    assert str(caught.value) == (f"Nobody is noted as having entered {result}, so nobody can be its second reader.")


def test_comments_are_settled_once_and_by_those_who_may(study: Study, curator: User, reviewer: User) -> None:
    one = comment(row=study, text=" Is this the same team? ", by=reviewer)
    assert (one.text, one.model, one.row, one.by) == ("Is this the same team?", "evidence.study", study.pk, reviewer)
    for text, sentence in (("  ", "The comment is empty"), ("x" * 5001, "The comment has 5,001 letters")):
        with pytest.raises(RefusedError, match=sentence):
            comment(row=study, text=text, by=reviewer)
    with pytest.raises(RefusedError, match="Comments are for those who may change the row"):
        settle(number=one.pk, by=make.make_user())
    assert settle(number=one.pk, by=curator).settled_by == curator
    assert settle(number=one.pk, by=reviewer).settled_by == curator
    assert not Comment.objects.on(study).open().exists()


def change(row: Study | Result | Assessment, by: User, **values: Any) -> None:
    with recording(act=Act.EDITED, by=by) as recorder:
        recorder.watch(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[*values, "updated"])


def test_a_walk_of_random_people_never_publishes_its_own_nor_changes_what_is_public(db: None) -> None:
    """Whatever they try; what the database says afterwards is held against the log, not against the actions."""
    chance = random.Random(2013)  # noqa: S311  a walk, not a secret
    people = [make.make_member(name) for name in ("curator", "curator", "reviewer", "reviewer", "administrator")]
    study = make.make_study(slug="walk", entered_by=people[0])
    result = make.make_result(study=study, slug="pain", entered_by=people[1])
    make.make_comparison(result=result)
    done = 0
    for step in range(400):
        row: Study | Result = Study.objects.get() if chance.random() < 0.5 else Result.objects.get()
        by = chance.choice(people)
        try:
            if chance.random() < 0.3:
                change(row, by, notes=f"step {step}")
            else:
                move(row=row, to=chance.choice(list(State)), by=by, reason="" if chance.random() < 0.1 else "why")
        except RefusedError:
            continue
        done += 1
    assert done > 60
    published = 0
    last_hand: dict[str, int | None] = {"evidence.study": people[0].pk, "evidence.result": people[1].pk}
    for one in RowChange.objects.select_related("change").order_by("pk"):
        assert one.before is not None
        assert one.after is not None
        was, now, by_number = one.before["state"], one.after["state"], one.change.by_id
        if set(one.changed) - {"state"}:
            assert PUBLISHED not in (was, now)
            last_hand[one.model] = by_number
        if was != now:
            way = transition(was, now)
            assert way is not None
            by_itself = one.change.act == Act.EDITED and (was, now) == (IN_REVIEW, DRAFT)
            reviewed = User.objects.get(pk=by_number).has_perm("evidence.publish_study")
            assert by_itself or reviewed or not way.publishing
        if now == PUBLISHED and was != now:
            published += 1
            assert by_number not in (one.after["entered_by_id"], last_hand[one.model])
    assert published > 1


def test_the_guard_knows_a_forged_state() -> None:
    row = {"state": "draft", "title": "A"}
    for before, after, act in (
        (row, row | {"state": "published"}, Act.EDITED),
        (row, row | {"state": "published"}, Act.STATE),
        (None, row | {"state": "published"}, Act.IMPORTED),
        (row | {"state": "withdrawn"}, row, Act.SHEET),
    ):
        with pytest.raises(RefusedError, match="Whether the public sees a row is decided by itself"):
            guard(
                act=act,
                before={("evidence.assessment", 1): before} if before else {},
                after={("evidence.assessment", 1): after},
            )


@pytest.mark.django_db
def test_what_somebody_extracts_blind_is_not_published_meanwhile() -> None:
    study = make.make_study(state=State.IN_REVIEW)
    extraction = make.make_extraction(study=study)
    with pytest.raises(RefusedError, match="is being extracted blind: publish it when the second reader has handed in"):
        move(row=study, to=State.PUBLISHED, by=make.make_member("reviewer"))
    extraction.given_up = study.created
    extraction.save()
    move(row=study, to=State.PUBLISHED, by=make.make_member("reviewer"))
    study.refresh_from_db()
    assert study.state == State.PUBLISHED
