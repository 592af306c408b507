"""A log that somebody tampered with is told from a whole one, and so is a row that was changed past the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from evidence.actions.recording import recording, write
from evidence.models import Act, Change, RowChange, Study
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study = make.make_study(country="Spain", people=40)
    with recording(act=Act.ENTERED, by=make.make_user(), reason="entered") as recorder:
        recorder.made(study)
    for country in ("Iran", "Egypt"):
        with recording(act=Act.EDITED, by=None) as recorder:
            recorder.watch(study)
            study.country = country
            study.save()
            study.conditions.add(make.make_condition())
            make.make_arm_value(result=make.make_result(study=study), mean=4.0, sd=1.5)
    return study


@contextmanager
def tampering() -> Iterator[None]:
    """As somebody who owns the database could."""
    tables = ("evidence_change", "evidence_rowchange")
    for what in ("DISABLE", "ENABLE"):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for table in tables:
                    cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} {what} TRIGGER USER")
        if what == "DISABLE":
            yield


def fault() -> str:
    with pytest.raises(CommandError) as told:
        call_command("verify_history")
    return str(told.value)


def test_a_log_that_nobody_touched_is_whole(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_history")
    assert capsys.readouterr().out == "Whole: 3 changes in one chain, 9 rows as their history says.\n"


@pytest.mark.parametrize(("column", "value"), [("reason", "another"), ("by_id", None), ("at", "2020-01-01T00:00:00Z")])
def test_another_reason_time_or_person_is_found(study: Study, column: str, value: object) -> None:
    first = Change.objects.order_by("pk").first()
    assert first is not None
    with tampering():
        Change._base_manager.filter(pk=first.pk).update(**{column: value})
    assert fault().startswith(f"Change {first.pk} of ")


def test_another_value_of_a_row_is_found(study: Study) -> None:
    row = RowChange.objects.filter(model="evidence.study").order_by("pk")[1]
    with tampering():
        RowChange._base_manager.filter(pk=row.pk).update(before=(row.before or {}) | {"people": 400})
    assert fault().startswith(f"Change {row.change_id} of ")


def test_a_change_that_was_taken_out_is_found(study: Study) -> None:
    first, second, third = Change.objects.order_by("pk")
    with tampering():
        RowChange._base_manager.filter(change=second).delete()
        Change._base_manager.filter(pk=second.pk).delete()
    assert fault() == (
        f"Change {third.pk} of {third.at:%Y-%m-%d %H:%M} UTC: expected the checksum of the change before, "
        f"{first.checksum}, got {third.previous}."
    )


def test_a_row_changed_past_the_log_is_found(study: Study) -> None:
    Study.objects.filter(pk=study.pk).update(people=41)
    assert fault() == f"Study {study.pk}: people is 41, and its history says 40."


def test_a_link_taken_away_past_the_log_is_found(study: Study) -> None:
    study.conditions.clear()
    assert fault().startswith(f"Study {study.pk}: conditions is []")


def test_a_row_deleted_past_the_log_is_found(study: Study) -> None:
    value = study.results.order_by("pk")[0].values.get()
    number = value.pk
    value.delete()
    assert fault() == f"Arm value {number}: its history does not say that it was deleted, and it is not there."


def test_a_column_that_came_later_is_no_fault(study: Study) -> None:
    """What was written before there was such a column says nothing of it."""
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        study.country = "Turkey"
        study.save()
    assert recorder.change is not None
    row = recorder.change.row_changes.get()
    rows = [
        RowChange(model=row.model, row=row.row, root_model=row.root_model, root=row.root, after=dict(row.after or {}))
    ]
    del (rows[0].after or {})["acronym"]
    write(act=Act.EDITED, by=None, reason="", rows=rows)
    call_command("verify_history")
