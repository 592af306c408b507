"""Every act at the desk leaves one change, in the transaction that does it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from evidence.actions.fixtures import load_records, user_of_the_files
from evidence.models import Change, Condition, Intervention, RowChange
from tests import factories as make
from tests.evidence.desk import chosen, page, send
from tests.evidence.typing_in import typed

pytestmark = pytest.mark.django_db
TRIAL = Path(__file__).with_name("trial.yaml")


@pytest.fixture
def desk(admin_client: Client) -> Client:
    return admin_client


def rows_of_the_only_change() -> dict[str, tuple[bool, bool]]:
    """By noun: whether there was something before, and after."""
    rows = Change.objects.get().row_changes.all()
    return {one.model.partition(".")[2]: (one.before is not None, one.after is not None) for one in rows}


def test_a_new_study_is_one_change_with_its_reports(desk: Client) -> None:
    new = {"slug": "new", "title": "T", "design": "cohort", "reports-0-slug": "new", "reports-0-pmid": "23384256"}
    answer = desk.post(page("add"), typed(desk.get(page("add")), new) | {"_reason": "seen\r\nin print\0"})
    assert answer.status_code == 302
    change = Change.objects.get()
    assert (str(change.by), change.door, change.act, change.reason) == ("admin", "desk", "entered", "seen in print")
    assert change.request == answer["X-Request-ID"]
    assert rows_of_the_only_change() == {"study": (False, True), "report": (False, True)}
    assert not LogEntry.objects.exists()


def test_a_faulty_form_and_a_form_without_news_leave_no_change(desk: Client) -> None:
    study = make.make_study()
    address = reverse("admin:evidence_study_change", args=[study.pk])
    assert send(desk, address, {"title": ""}).status_code == 200
    assert send(desk, address, {}).status_code == 302
    assert not Change.objects.exists()


def test_a_report_that_moves_to_another_study_is_one_row_of_the_other(desk: Client) -> None:
    report, other = make.make_report(), make.make_study()
    address = reverse("admin:evidence_report_change", args=[report.pk])
    assert send(desk, address, {"study": other.pk}).status_code == 302
    row = RowChange.objects.get()
    assert ((row.before or {})["study_id"], (row.after or {})["study_id"]) == (report.study_id, other.pk)
    assert (row.changed, row.root_model, row.root) == (["study_id"], "evidence.study", other.pk)


def test_a_deleted_row_is_kept_with_its_parts(desk: Client) -> None:
    synonym = make.make_synonym()
    address = reverse("admin:evidence_intervention_delete", args=[synonym.intervention_id])
    assert desk.post(address, {"post": "yes", "_reason": "twice", "_seen": "0"}).status_code == 302
    assert not Intervention.objects.exists()
    assert (Change.objects.get().act, Change.objects.get().reason) == ("deleted", "twice")
    assert rows_of_the_only_change() == {"intervention": (True, False), "synonym": (True, False)}


def test_rows_deleted_from_a_list_are_one_change(desk: Client) -> None:
    values = chosen("delete_selected", make.make_condition(), make.make_condition(), post="yes")
    assert desk.post(reverse("admin:evidence_condition_changelist"), values).status_code == 302
    assert not Condition.objects.exists()
    assert Change.objects.get().rows == 2


def test_what_a_study_links_to_is_not_deleted(desk: Client) -> None:
    condition = make.make_condition()
    study = make.make_study(conditions=[condition])
    address = reverse("admin:evidence_condition_delete", args=[condition.pk])
    answer = desk.post(address, {"post": "yes"})
    assert study.slug in answer.content.decode()
    assert Condition.objects.exists()
    assert not Change.objects.exists()


def test_a_load_is_one_change_and_loading_again_is_none() -> None:
    by = user_of_the_files()
    load_records(paths=[TRIAL], by=by)
    change = Change.objects.get()
    assert (change.by, change.door, change.act) == (by, "command", "loaded")
    study = RowChange.objects.get(model="evidence.study")
    arms = RowChange.objects.filter(model="evidence.arm")
    assert {(one.root_model, one.root) for one in arms} == {("evidence.study", study.row)}
    load_records(paths=[TRIAL], by=by)
    assert Change.objects.count() == 1
