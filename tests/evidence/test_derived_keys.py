"""The keys that duplicates are found by follow what they are made of, by every door."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from evidence.actions.recording import recording
from evidence.actions.undoing import undo
from evidence.models import Act, Report
from tests.factories import make_report, make_study, make_user

pytestmark = pytest.mark.django_db
PAPER = {
    "title": "The effect of magnesium: a trial",
    "authors": "Yousef AA\nAl-deeb AE",
    "volume": "68",
    "pages": "260-6",
}
TITLE_KEY, PLACE_KEY = "effectofmagnesiumatrial", "yousef 68 260"


def keys(report: Report) -> tuple[str, str, str]:
    report.refresh_from_db()
    return report.title_key, report.opening_key, report.place_key


def test_rows_saved_one_by_one_or_in_bulk_have_their_keys() -> None:
    one = make_report(study=None, **PAPER)
    (other,) = Report.objects.bulk_create([Report(slug="other", **PAPER)])
    assert keys(one)[0] == keys(other)[0] == TITLE_KEY
    assert keys(one) == keys(other)
    assert keys(one)[2] == PLACE_KEY
    assert make_study(title="Étude").title_key == "etude"


def test_undoing_brings_the_keys_back_with_the_title_and_history_does_not_mention_them() -> None:
    report = make_report(study=None, **PAPER)
    before = keys(report)
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(report)
        report.title = "Another"
        report.save()
    assert keys(report)[0] == "another"
    assert recorder.change is not None
    assert recorder.change.row_changes.get().changed == ["title"]
    undo(change=recorder.change, by=make_user(), reason="a slip")
    assert keys(report) == before


def test_reindex_corrects_what_was_written_round_the_models() -> None:
    report, right = make_report(study=None, **PAPER), make_report(study=None, **PAPER)
    before = keys(report)
    Report.objects.filter(pk=report.pk).update(title_key="stale", opening_key="", place_key="")
    said = StringIO()
    call_command("reindex", stdout=said)
    assert said.getvalue() == "Studies: 0 corrected.\nReports: 1 corrected.\nFindings: 0 corrected.\n"
    assert keys(report) == keys(right) == before
