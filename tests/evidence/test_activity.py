"""The log of all activity: what it lists, what it is filtered by, how acts are undone and deleted rows come back."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import restore_deleted, undo
from evidence.models import Act, Arm, Change, Intervention, Report, RowChange, State, Study, Synonym
from evidence.summaries.activity import Wanted, changes_wanted
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Client:
    return admin_client


def edit(study: Study, *, by: User | None = None, reason: str = "", act: Act = Act.EDITED, **values: object) -> Change:
    with recording(act=act, by=by, reason=reason) as recorder:
        recorder.watch(study)
        for name, value in values.items():
            setattr(study, name, value)
        study.save()
    assert recorder.change is not None
    return recorder.change


def delete(row: Any) -> RowChange:
    key = row._meta.label_lower, row.pk
    with recording(act=Act.DELETED, by=None, reason="entered twice") as recorder:
        recorder.watch(row)
        row.delete()
    return RowChange.objects.get(change=recorder.change, model=key[0], row=key[1])


def address(name: str, *args: object) -> str:
    return reverse(f"admin:evidence_change_{name}", args=args)


def listed(answer: Any) -> list[tuple[str, str]]:
    return [(entry.what, entry.change.reason) for entry in answer.context["entries"]]


def test_the_log_lists_who_did_what_to_what_and_why(desk: Client) -> None:
    study = make.make_study(slug="opal-2023")
    edit(study, by=make.make_user(username="anna"), reason="seen in table 1", country="Iran")
    answer = desk.get(address("changelist"))
    assert listed(answer) == [("study opal-2023", "seen in table 1")]
    assert "anna" in answer.content.decode()
    assert reverse("admin:evidence_study_history", args=[study.pk]) in answer.content.decode()


def test_the_front_page_shows_what_one_did_last(desk: Client) -> None:
    study = make.make_study(slug="opal-2023")
    edit(study, by=User.objects.get(username="admin"), country="Iran")
    edit(study, by=make.make_user(), country="Egypt")
    answer = desk.get(reverse("admin:index"))
    assert [(one.what, one.change.act) for one in answer.context["latest"]] == [("study opal-2023", "edited")]
    assert address("changelist") in answer.content.decode()


def test_each_filter_narrows_the_log() -> None:
    anna = make.make_user(username="anna")
    one = edit(make.make_study(), by=anna, reason="seen in Table 1", country="Iran")
    other = edit(make.make_study(), act=Act.MERGED, reason="one study", country="Iran")
    day = one.at.date()
    assert set(changes_wanted(Wanted())) == {one, other}
    narrow = [
        Wanted(who="Anna"),
        Wanted(act="edited"),
        Wanted(words="table"),
        Wanted(noun="evidence.study", since=day, until=day, door="command", words="TABLE 1"),
    ]
    assert [set(changes_wanted(wanted)) for wanted in narrow] == [{one}] * 4
    none = [Wanted(noun="evidence.arm"), Wanted(door="desk"), Wanted(until=date(2020, 1, 1)), Wanted(since=date.max)]
    assert [set(changes_wanted(wanted)) for wanted in none[:3]] == [set()] * 3


@pytest.mark.parametrize("asked", ["?act=left", "?since=x", "?before=x", "?noun=auth.user", "?before=9" + "9" * 30])
def test_filters_that_are_none_are_told_or_left_out(desk: Client, asked: str) -> None:
    edit(make.make_study(), country="Iran")
    assert desk.get(address("changelist") + asked).status_code == 200


def test_the_log_comes_in_screens_by_a_fixed_number_of_queries(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    studies = [make.make_study() for _ in range(3)]
    changes = [edit(studies[number % 3], country=f"{number}") for number in range(52)]
    desk.get(address("changelist"))
    # Session, user, role, twice whether they read blind, changes, their first rows, names of studies.
    with django_assert_num_queries(8):
        answer = desk.get(address("changelist"))
    assert [entry.change for entry in answer.context["entries"]] == changes[:1:-1]
    answer = desk.get(address("changelist"), {"before": answer.context["next"]})
    assert [entry.change for entry in answer.context["entries"]] == changes[1::-1]


def test_a_history_is_shown_by_a_fixed_number_of_queries(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    study = make.make_study()
    for number in range(15):
        with recording(act=Act.EDITED, by=None) as recorder:
            recorder.watch(study)
            study.conditions.add(make.make_condition())
            make.make_arm(study=study, name=f"arm {number}")
    place = reverse("admin:evidence_study_history", args=[study.pk])
    desk.get(place)
    with django_assert_num_queries(12):
        desk.get(place)


def test_hostile_words_make_no_line_of_the_file(desk: Client) -> None:
    make.make_user(username="=cmd|'/C calc'!A0")
    by = User.objects.get(username__startswith="=cmd")
    study = make.make_study(notes="one\nanna,2020-01-01,desk,edited\r\n\x1b[2Jtwo")
    edit(study, by=by, reason="fine\r\nanna,2020-01-01,desk,edited,forged", notes="-1+1\u2028", people=40)
    text = b"".join(desk.get(address("export")).streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(text.splitlines()) == 3
    assert {row["field"]: (row["before"], row["after"]) for row in rows} == {
        "notes": (r"one\nanna,2020-01-01,desk,edited\r\n\x1b[2Jtwo", r"'-1+1\u2028"),
        "people": ("", "40"),
    }
    assert {(row["who"], row["reason"]) for row in rows} == {
        ("'=cmd|'/C calc'!A0", "fine anna,2020-01-01,desk,edited,forged")
    }


def test_the_file_has_what_the_filters_leave(desk: Client) -> None:
    edit(make.make_study(), reason="one", country="Iran")
    edit(make.make_study(), reason="other", country="Egypt")
    text = b"".join(desk.get(address("export"), {"words": "other"}).streaming_content).decode()  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["model"], row["field"], row["before"], row["after"]) == ("evidence.study", "country", "", "Egypt")
    assert row["when"].endswith("+00:00")


def test_a_change_is_undone_at_the_desk_with_a_reason(desk: Client) -> None:
    study = make.make_study(country="Spain")
    change = edit(study, country="Iran")
    (row,) = desk.get(address("undo", change.pk)).context["rows"]
    assert [(one.before, one.after) for one in row.fields] == [("Iran", "Spain")]
    assert desk.post(address("undo", change.pk), {}).status_code == 422
    assert desk.post(address("undo", change.pk), {"reason": "wrong paper"}).status_code == 302
    study.refresh_from_db()
    assert study.country == "Spain"
    again = desk.post(address("undo", change.pk), {"reason": "once more"})
    assert "undone already" in again.content.decode()


def test_what_was_changed_since_is_not_undone_and_the_desk_says_so(desk: Client) -> None:
    study = make.make_study()
    change = edit(study, country="Iran")
    edit(study, country="Egypt")
    answer = desk.post(address("undo", change.pk), {"reason": "wrong paper"})
    assert answer.status_code == 422
    assert "changed since" in answer.content.decode()
    study.refresh_from_db()
    assert study.country == "Egypt"


def test_undoing_needs_the_right_to_change_what_it_touches(client: Client) -> None:
    change = edit(make.make_study(), country="Iran")
    client.force_login(make.make_user(can="view_change view_study"))
    assert client.get(address("change", change.pk)).status_code == 200
    assert client.post(address("undo", change.pk), {"reason": "x"}).status_code == 403
    client.force_login(make.make_user(can="view_study change_study"))
    assert client.post(address("undo", change.pk), {"reason": "x"}).status_code == 403


def test_rows_that_were_added_since_to_what_a_change_made_keep_it_from_being_undone() -> None:
    study = make.make_study()
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        arm = make.make_arm(study=study)
    make.make_regimen_step(arm=arm)
    assert recorder.change is not None
    with pytest.raises(RefusedError, match="1 rows were added since"):
        undo(change=recorder.change, by=make.make_user(), reason="")
    assert Arm.objects.filter(pk=arm.pk).exists()


def test_what_two_rows_swapped_is_swapped_back() -> None:
    study = make.make_study()
    first, second = make.make_report(study=study, main=True), make.make_report(study=study, main=False)
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        for report, main in ((first, False), (second, True)):
            report.main = main
            report.save()
    assert recorder.change is not None
    undo(change=recorder.change, by=make.make_user(), reason="")
    assert list(Report.objects.order_by("pk").values_list("main", flat=True)) == [True, False]


def test_a_name_that_went_to_a_new_row_goes_back_to_the_old_one() -> None:
    study = make.make_study()
    old = make.make_arm(study=study, slug="placebo")
    number = old.pk
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        old.delete()
        make.make_arm(study=study, slug="placebo")
    assert recorder.change is not None
    undo(change=recorder.change, by=make.make_user(), reason="")
    assert Arm.objects.get().pk == number


def test_a_deleted_row_comes_back_with_its_parts(desk: Client) -> None:
    synonym = make.make_synonym(name="Mg")
    number = synonym.intervention_id
    row = delete(synonym.intervention)
    (gone,) = [one for one in desk.get(address("deleted")).context["gone"] if one.row == row]
    assert gone.what.startswith("intervention ")
    assert desk.post(address("restore", row.pk), {"reason": "it was not twice"}).status_code == 302
    assert Synonym.objects.get().intervention_id == number
    change = Change.objects.first()
    assert change is not None
    assert (change.act, change.rows) == ("restored", 2)
    assert desk.get(address("deleted")).context["gone"] == []
    assert "there again" in desk.post(address("restore", row.pk), {"reason": "x"}).content.decode()


def test_a_deleted_row_whose_address_is_taken_asks_for_another(desk: Client) -> None:
    row = delete(make.make_intervention(name="Magnesium", slug="magnesium"))
    make.make_intervention(name="magnesium salts", slug="magnesium")
    answer = desk.post(address("restore", row.pk), {"reason": "x"})
    assert answer.status_code == 422
    assert "Slug already exists" in answer.content.decode()
    assert desk.post(address("restore", row.pk), {"reason": "x", "slug": "magnesium-2"}).status_code == 302
    assert set(Intervention.objects.values_list("slug", flat=True)) == {"magnesium", "magnesium-2"}


def test_a_deleted_part_comes_back_to_its_study_and_not_without_it() -> None:
    study = make.make_study(state=State.WITHDRAWN)
    arm = make.make_arm(study=study)
    step = make.make_regimen_step(arm=arm)
    row = delete(arm)
    restore_deleted(row=row, by=make.make_user(), reason="")
    assert Arm.objects.get().regimen.get().pk == step.pk
    lonely = delete(step)
    delete(Arm.objects.get())
    with pytest.raises(RefusedError, match="not there any more"):
        restore_deleted(row=lonely, by=make.make_user(), reason="")


def test_what_waited_for_a_reader_when_it_was_deleted_is_a_draft_when_it_comes_back() -> None:
    row = delete(make.make_study(state=State.IN_REVIEW))
    restore_deleted(row=row, by=make.make_user(), reason="")
    assert Study.objects.get().state == State.DRAFT
