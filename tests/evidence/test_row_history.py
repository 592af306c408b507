"""The history of a row at the desk: what is told of each change, and the way back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evidence.actions.recording import recording, version_of
from evidence.models import Act, Arm, Change, State, Study
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Client:
    return admin_client


def edit(study: Study, **values: object) -> int:
    with recording(act=Act.EDITED, by=None, reason="methods section") as recorder:
        recorder.watch(study)
        for name, value in values.items():
            setattr(study, name, value)
        study.save()
    return version_of(study)


def address(name: str, *args: object) -> str:
    return reverse(f"admin:evidence_{name}", args=args)


def test_a_change_is_told_in_words(desk: Client) -> None:
    study = make.make_study(design="cohort", country="")
    sciatica = make.make_condition(name="sciatica")
    with recording(act=Act.EDITED, by=None, reason="seen <b>") as recorder:
        recorder.watch(study)
        study.design = "randomised"
        study.save()
        study.conditions.add(sciatica)
        make.make_arm(study=study, name="magnesium", people=40)
    (step,) = desk.get(address("study_history", study.pk)).context["view"].steps
    told = {(row.noun, row.name, row.kind): {f.field: (f.before, f.after) for f in row.fields} for row in step.rows}
    assert told["study", study.slug, "changed"] == {
        "Design": ("cohort study", "randomised trial"),
        "Conditions": ("", "sciatica"),
    }
    arm = told["arm", "magnesium", "new"]
    assert arm["People allocated"] == ("", "40")
    assert "Study" not in arm
    answer = desk.get(address("study_history", study.pk)).content.decode()
    assert "seen &lt;b&gt;" in answer


def test_long_texts_are_compared_word_by_word(desk: Client) -> None:
    rest = "concealed, and the outcome was read by the same person twice, at the start and at the end."
    study = make.make_study(notes=f"The allocation was not {rest}")
    edit(study, notes=f"The allocation was {rest}")
    (step,) = desk.get(address("study_history", study.pk)).context["view"].steps
    sides = step.rows[0].fields[0].sides
    assert [piece.text for row in sides.rows for piece in row.old if piece.differs] == ["not "]


def test_the_history_of_an_arm_is_its_own_and_leads_to_its_study(desk: Client) -> None:
    arm = make.make_arm()
    edit(arm.study, country="Iran")
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(arm)
        Arm.objects.filter(pk=arm.pk).update(people=7)
    answer = desk.get(address("arm_history", arm.pk))
    assert [row.noun for step in answer.context["view"].steps for row in step.rows] == ["arm"]
    assert address("study_history", arm.study_id) in answer.content.decode()
    report = make.make_report()
    assert desk.get(address("report_restore", report.pk, 0)).status_code == 404


def test_any_two_versions_are_compared(desk: Client) -> None:
    study = make.make_study(country="Spain")
    first = edit(study, country="Iran")
    edit(study, country="Egypt")
    third = edit(study, country="Turkey")
    answer = desk.get(address("study_compare", study.pk), {"from": third, "to": first})
    (row,) = answer.context["rows"]
    assert [(one.field, one.before, one.after) for one in row.fields] == [("Country", "Iran", "Turkey")]
    (row,) = desk.get(address("study_compare", study.pk), {"from": 0, "to": first}).context["rows"]
    assert [(one.before, one.after) for one in row.fields] == [("Spain", "Iran")]


@pytest.mark.parametrize("asked", [{}, {"from": "x", "to": "0"}, {"from": "99999999999999999999", "to": "0"}])
def test_versions_that_are_none_are_not_compared(desk: Client, asked: dict[str, str]) -> None:
    assert desk.get(address("study_compare", make.make_study().pk), asked).status_code == 404


def test_a_version_is_restored_with_a_reason_and_stays_as_public_as_it_is(desk: Client) -> None:
    study = make.make_study(country="Spain", state=State.DRAFT)
    edit(study, country="Iran")
    with recording(act=Act.STATE, by=None, reason="not ours") as recorder:
        recorder.watch(study)
        Study.objects.filter(pk=study.pk).update(state=State.WITHDRAWN)
    place = address("study_restore", study.pk, 0)
    shown = desk.get(place).context
    assert shown["seen"] == version_of(study)
    assert [(one.field, one.before, one.after) for row in shown["rows"] for one in row.fields] == [
        ("Country", "Iran", "Spain")
    ]
    assert desk.post(place, {"seen": version_of(study)}).status_code == 422
    assert desk.post(place, {"seen": version_of(study), "reason": "wrong paper"}).status_code == 302
    study.refresh_from_db()
    assert (study.country, study.state) == ("Spain", State.WITHDRAWN)
    newest = Change.objects.first()
    assert newest is not None
    assert (newest.act, newest.reason, str(newest.by), newest.door) == ("restored", "wrong paper", "admin", "desk")


def test_what_was_saved_meanwhile_is_not_restored_over(desk: Client) -> None:
    study = make.make_study(country="Spain")
    seen = edit(study, country="Iran")
    edit(study, country="Egypt")
    answer = desk.post(address("study_restore", study.pk, 0), {"seen": seen, "reason": "wrong paper"})
    assert answer.status_code == 422
    assert "saved this meanwhile" in answer.content.decode()
    study.refresh_from_db()
    assert study.country == "Egypt"


def test_restoring_needs_the_right_to_change_all_that_it_touches(client: Client) -> None:
    study = make.make_study()
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        make.make_arm(study=study)
    client.force_login(make.make_user(can="view_study change_study"))
    assert client.get(address("study_history", study.pk)).status_code == 200
    assert client.post(address("study_restore", study.pk, 0), {"reason": "x"}).status_code == 403
    client.force_login(make.make_user(can="view_arm"))
    assert client.get(address("study_history", study.pk)).status_code == 403
    assert Arm.objects.exists()


def test_a_long_history_comes_in_screens(desk: Client) -> None:
    study = make.make_study()
    numbers = [edit(study, country=f"country {number}") for number in range(25)]
    view = desk.get(address("study_history", study.pk)).context["view"]
    assert [step.change.pk for step in view.steps] == numbers[:4:-1]
    view = desk.get(address("study_history", study.pk), {"before": view.next}).context["view"]
    assert ([step.change.pk for step in view.steps], view.next) == (numbers[4::-1], None)
