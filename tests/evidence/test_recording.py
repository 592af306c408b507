"""What a change keeps of rows, who may not save over it, and how it is undone and restored."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction

from evidence.actions.recording import ChangedError, note, recording, version_of
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import restore, state_at, undo
from evidence.models import Act, Arm, Change, Door, Intervention, Report, RowChange, State, Study
from evidence.models.chain import checksum_of
from evidence.models.change import AppendOnlyError
from tests.factories import (
    make_arm,
    make_change,
    make_condition,
    make_report,
    make_result,
    make_row_change,
    make_study,
    make_synonym,
    make_user,
)

pytestmark = pytest.mark.django_db


def rename(study: Study, country: str, *, seen: int | None = None) -> Change | None:
    with recording(act=Act.EDITED, by=None, reason="seen in the methods section") as recorder:
        recorder.watch(study, seen=seen)
        study.country = country
        study.save()
    return recorder.change


def test_a_change_keeps_who_when_why_and_what_a_row_was_and_became() -> None:
    study, curator = make_study(slug="opal-2023", country=""), make_user()
    with recording(act=Act.EDITED, by=curator, reason="methods section") as recorder:
        recorder.watch(study)
        study.country = "Australia"
        study.save()
    change = Change.objects.get()
    assert recorder.change == change
    assert (change.by, change.door, change.act, change.reason, change.rows) == (
        curator,
        Door.COMMAND,
        Act.EDITED,
        "methods section",
        1,
    )
    row = RowChange.objects.get()
    assert (row.model, row.row, row.root_model, row.root) == ("evidence.study", study.pk, "evidence.study", study.pk)
    assert row.changed == ["country"]
    assert row.before is not None
    assert row.before["country"] == ""
    assert row.after is not None
    assert row.after["country"] == "Australia"


def test_a_save_that_changes_nothing_leaves_no_change() -> None:
    study = make_study()
    assert rename(study, study.country) is None
    assert not Change.objects.exists()


def test_parts_and_links_are_kept_with_the_study_they_belong_to() -> None:
    study = make_study()
    sciatica = make_condition(slug="sciatica")
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        arm = make_arm(study=study, slug="placebo")
        study.conditions.add(sciatica)
    rows = {(one.model, one.row): one for one in RowChange.objects.of(study)}
    assert set(rows) == {("evidence.arm", arm.pk), ("evidence.study", study.pk)}
    assert rows["evidence.arm", arm.pk].before is None
    link = rows["evidence.study", study.pk]
    assert (link.before or {})["conditions"] == []
    assert (link.after or {})["conditions"] == [sciatica.pk]


def test_a_new_root_is_kept_whole() -> None:
    with recording(act=Act.ENTERED, by=None) as recorder:
        synonym = make_synonym(name="Mg")
        recorder.made(synonym.intervention)
    assert {one.model: one.before for one in RowChange.objects.all()} == {
        "evidence.intervention": None,
        "evidence.synonym": None,
    }
    assert RowChange.objects.of(synonym.intervention).count() == 2


def test_a_report_that_moves_to_another_study_is_a_change_and_no_deletion() -> None:
    report, other = make_report(), make_study()
    first = report.study
    assert first is not None
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(first, other)
        report.study = other
        report.save()
    (row,) = RowChange.objects.of_row(report)
    assert ((row.before or {})["study_id"], (row.after or {})["study_id"]) == (first.pk, other.pk)
    assert row.root == other.pk


def test_whoever_saw_an_older_version_is_told_what_came_between() -> None:
    study = make_study()
    rename(study, "Turkey")
    seen = version_of(study)
    newer = rename(study, "Egypt")
    with pytest.raises(ChangedError) as told:
        rename(study, "Iran", seen=seen)
    assert told.value.changes == [newer]
    study.refresh_from_db()
    assert study.country == "Egypt"


def test_what_is_done_inside_another_act_is_part_of_it() -> None:
    study = make_study()
    with recording(act=Act.MERGED, by=None, reason="one study") as outer:
        outer.watch(study)
        rename(study, "Spain")
    assert [(one.act, one.reason) for one in Change.objects.all()] == [(Act.MERGED, "one study")]


def change_and_fail(study: Study) -> None:
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        study.country = "Iran"
        study.save()
        rename(study, "Egypt", seen=7)


def test_an_act_that_fails_leaves_nothing() -> None:
    study = make_study(country="Spain")
    with pytest.raises(ChangedError):
        change_and_fail(study)
    study.refresh_from_db()
    assert study.country == "Spain"
    assert not Change.objects.exists()


def test_history_is_only_ever_added_to() -> None:
    study = make_study()
    rename(study, "Iran")
    with pytest.raises(AppendOnlyError):
        Change.objects.update(reason="")
    with pytest.raises(AppendOnlyError):
        RowChange.objects.all().delete()


def test_each_change_carries_the_checksum_of_the_one_before() -> None:
    study = make_study()
    for country in ("Iran", "Egypt", "Spain"):
        rename(study, country)
    previous, changes = "", list(Change.objects.order_by("pk"))
    assert len(changes) == 3
    for change in changes:
        assert change.previous == previous
        assert change.checksum == checksum_of(change, change.row_changes.order_by("pk"))
        previous = change.checksum


def test_undoing_takes_away_what_was_made_and_puts_back_what_was_changed_or_deleted() -> None:
    study = make_study(country="Spain", conditions=[make_condition(slug="sciatica")])
    gone = make_arm(study=study, slug="placebo", name="placebo")
    number = gone.pk
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        study.country = "Iran"
        study.save()
        study.conditions.clear()
        gone.delete()
        make_arm(study=study, slug="sham")
    assert recorder.change is not None
    made = undo(change=recorder.change, by=make_user(), reason="wrong paper")
    study.refresh_from_db()
    assert study.country == "Spain"
    assert [one.slug for one in study.conditions.all()] == ["sciatica"]
    assert [(one.pk, one.name) for one in Arm.objects.all()] == [(number, "placebo")]
    assert (made.act, made.undoes, made.rows) == (Act.UNDONE, recorder.change, 3)


def test_what_was_changed_since_is_not_undone_over() -> None:
    study = make_study()
    first = rename(study, "Iran")
    rename(study, "Spain")
    assert first is not None
    with pytest.raises(RefusedError, match="1 of 1 rows were changed since"):
        undo(change=first, by=make_user(), reason="")


def test_what_is_used_by_now_is_not_taken_away() -> None:
    with recording(act=Act.IMPORTED, by=None) as recorder:
        report = make_report()
        assert report.study is not None
        recorder.made(report.study)
    make_result(study=report.study, report=report)
    assert recorder.change is not None
    with pytest.raises(RefusedError, match=r"used elsewhere|added since"):
        undo(change=recorder.change, by=make_user(can="undo_change"), reason="")
    assert Report.objects.filter(pk=report.pk).exists()


def test_any_version_can_be_restored_and_restoring_never_publishes() -> None:
    study = make_study(country="", state=State.WITHDRAWN)
    rename(study, "Iran")
    old = version_of(study)
    arm = make_arm_recorded(study)
    with recording(act=Act.STATE, by=None) as recorder:
        recorder.watch(study)
        study.state = State.DRAFT
        study.save()
    rename(study, "Spain")
    made = restore(root=study, version=old, by=make_user(), reason="the paper says Iran")
    study.refresh_from_db()
    assert (study.country, study.state) == ("Iran", State.DRAFT)
    assert not Arm.objects.filter(pk=arm.pk).exists()
    assert made is not None
    assert made.act == Act.RESTORED


def test_restoring_never_takes_away_the_row_itself() -> None:
    with recording(act=Act.ENTERED, by=None) as recorder:
        study = make_study(slug="opal-2023")
        recorder.made(study)
    with pytest.raises(RefusedError, match="opal-2023 was not there yet: what was entered is withdrawn, not deleted"):
        restore(root=study, version=0, by=make_user(), reason="")
    assert Study.objects.filter(pk=study.pk).exists()


def test_before_its_first_change_a_row_was_what_that_change_found() -> None:
    study = make_study(country="Spain")
    rename(study, "Iran")
    values = state_at(study, 0)["evidence.study", study.pk]
    assert values is not None
    assert values["country"] == "Spain"


def test_a_synonym_is_part_of_its_intervention() -> None:
    synonym = make_synonym(name="Mg")
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(synonym)
        synonym.delete()
    assert [one.model for one in RowChange.objects.of(Intervention.objects.get())] == ["evidence.synonym"]


def make_arm_recorded(study: Study) -> Arm:
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        return make_arm(study=study)


@pytest.mark.parametrize("wrong", [{"door": "window"}, {"act": "left"}])
def test_a_change_is_one_of_those_that_the_log_names(wrong: dict[str, str]) -> None:
    change = make_change()
    change.pk = None
    for name, value in wrong.items():
        setattr(change, name, value)
    with pytest.raises(IntegrityError, match=f"evidence_change_{next(iter(wrong))}"), transaction.atomic():
        change.save(force_insert=True)


def test_a_row_that_was_nothing_and_became_nothing_did_not_change() -> None:
    row = make_row_change()
    row.pk, row.before, row.after = None, None, None
    with pytest.raises(IntegrityError, match="evidence_rowchange_changes"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no rights to refuse")
@pytest.mark.parametrize("table", ["evidence_change", "evidence_rowchange"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_rewrite_history(table: str, act: str) -> None:
    make_row_change()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))
    assert (Change.objects.count(), RowChange.objects.count()) == (1, 1)


def test_an_act_within_another_that_fails_leaves_nothing_in_its_change() -> None:
    """Its ready-made rows were rolled back with it; a log that told of them would tell what never was."""
    study = make_study(country="")
    ready = RowChange(model="evidence.study", row=99, root_model="evidence.study", root=99, before={}, after={"x": 1})
    with recording(act=Act.EDITED, by=None) as recorder:
        with suppress(RefusedError), recording(act=Act.EDITED, by=None, reason="inner"):
            note(act=Act.EDITED, by=None, reason="this never was", rows=[ready])
            raise RefusedError("No.")
        recorder.watch(study)
        study.country = "Iran"
        study.save()
    change = Change.objects.get()
    assert (change.reason, [one.row for one in change.row_changes.all()]) == ("", [study.pk])


def test_what_an_act_that_failed_had_locked_is_locked_and_read_anew() -> None:
    """The lock went when the inner act was rolled back, so that somebody else may have saved since."""
    study = make_study(country="")
    with recording(act=Act.EDITED, by=None) as recorder:
        with suppress(RefusedError), recording(act=Act.EDITED, by=None) as inner:
            inner.watch(study)
            raise RefusedError("No.")
        Study.objects.filter(pk=study.pk).update(country="of somebody else")
        recorder.watch(study)
        Study.objects.filter(pk=study.pk).update(country="Iran")
    row = RowChange.objects.get()
    assert (row.before or {})["country"] == "of somebody else"
