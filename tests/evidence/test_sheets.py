"""A list becomes a sheet and comes back: differences cell by cell, all applied or none, and undone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from evidence.actions.refused import RefusedError
from evidence.actions.sheet_rows import NO_SUCH
from evidence.actions.sheets import apply, preview, take_in
from evidence.actions.undoing import undo
from evidence.models import Act, ArmValue, Change, Report, Result, Sheet, Study
from evidence.models.sheet import SheetState
from evidence.models.snapshot import rows_of
from evidence.sheets.reading import read_sheet
from evidence.summaries.result_row import RESULT_COLUMNS
from evidence.summaries.sheet_kinds import kind_of
from evidence.summaries.study_row import STUDY_COLUMNS
from tests import factories as make
from tests.evidence import trials

pytestmark = pytest.mark.django_db
Rows = list[dict[str, str]]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_user(username="curator", can="*"))
    return client


@pytest.fixture
def trial() -> Study:
    return trials.yousef(top=trials.magnesium(), state="draft").result.study


def download(desk: Client, noun: str, query: str = "") -> Rows:
    page = desk.get(reverse(f"admin:evidence_{noun}_sheet_csv") + query)
    text = b"".join(page.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def changed(rows: Rows, **cells: str) -> bytes:
    return as_csv([row | cells for row in rows])


def plan(model: Any, data: bytes) -> Any:
    kind = kind_of(model)
    return preview(kind=kind, sheet=take_in(kind=kind, file_name="s.csv", data=data, by=make.make_user()))


def told(model: Any, data: bytes) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.sentence) for one in plan(model, data).faults]


def bring(model: Any, data: bytes) -> Sheet:
    kind, by = kind_of(model), make.make_user()
    sheet = take_in(kind=kind, file_name="mended.csv", data=data, by=by)
    return apply(kind=kind, sheet=sheet, digest=preview(kind=kind, sheet=sheet).digest, reason="table 2", by=by)


def test_the_columns_are_those_of_the_export_and_the_version(desk: Client, trial: Study) -> None:
    assert list(download(desk, "study")[0]) == [*(one.name for one in STUDY_COLUMNS), "version"]
    assert list(download(desk, "result")[0]) == [*(one.name for one in RESULT_COLUMNS), "version"]


def test_a_sheet_holds_the_list_as_it_was_filtered(desk: Client, trial: Study) -> None:
    make.make_study(slug="opal-2023", state="published")
    assert [row["study_id"] for row in download(desk, "study", "?state__exact=draft")] == ["yousef-2013"]
    assert [row["study_id"] for row in download(desk, "study", "?q=opal")] == ["opal-2023"]


@pytest.mark.parametrize("noun", ["study", "result", "report", "intervention", "outcome", "instrument", "condition"])
def test_a_sheet_that_nobody_touched_changes_nothing(desk: Client, trial: Study, noun: str) -> None:
    admin_model = {"study": Study, "result": Result}.get(noun) or desk_model(noun)
    rows = download(desk, noun)
    assert rows
    nothing = plan(admin_model, as_csv(rows))
    assert (nothing.changes, nothing.faults, nothing.rows) == ((), (), len(rows))
    xlsx = desk.get(reverse(f"admin:evidence_{noun}_sheet_xlsx")).content
    again = plan(admin_model, xlsx)
    assert (again.changes, again.faults, again.rows) == ((), (), len(rows))


def desk_model(noun: str) -> Any:
    return apps.get_model("evidence", noun)


def test_every_difference_is_told_before_anything_changes(desk: Client, trial: Study) -> None:
    rows = download(desk, "result")
    shown = plan(Result, changed(rows, experimental_sd="1.9", quote="fell", reported_p="0.034", days="180"))
    assert [(one.row, one.key, one.column, one.was, one.becomes) for one in shown.changes] == [
        (2, rows[0]["comparison_id"], "days", "183", "180"),
        (2, rows[0]["comparison_id"], "experimental_sd", "1.8", "1.9"),
        (2, rows[0]["comparison_id"], "reported_p", rows[0]["reported_p"], "0.034"),
        (2, rows[0]["comparison_id"], "quote", "", "fell"),
    ]
    assert Result.objects.get().quote == ""


def standing() -> Any:
    return rows_of([Study.objects.get()])


def test_an_applied_sheet_is_one_change_and_can_be_undone(desk: Client, trial: Study) -> None:
    Result.objects.update(entered_by=make.make_user(), checked_by=make.make_user())
    before = standing()
    sheet = bring(Result, changed(download(desk, "result"), experimental_sd="1.9", reference_sd="2.1", days="180"))
    assert list(ArmValue.objects.order_by("arm__order").values_list("sd", flat=True)) == [1.9, 2.1]
    result = Result.objects.get()
    assert (result.days, result.checked_by) == (180, None)
    assert sheet.state == SheetState.APPLIED
    assert sheet.change is not None
    assert (sheet.change.act, sheet.change.reason, sheet.change.rows) == (Act.SHEET, "table 2", 3)
    undo(change=sheet.change, by=make.make_user(), reason="wrong table")
    assert standing() == before


def test_lists_and_links_and_lines_are_written_as_they_are_read(desk: Client, trial: Study) -> None:
    make.make_condition(name="sciatica")
    cells = {"conditions": "Chronic low back pain; sciatica", "authors": "Yousef AA; Al-deeb AE; Third T"}
    bring(Study, changed(download(desk, "study"), **cells))
    assert sorted(one.name for one in trial.conditions.all()) == ["Chronic low back pain", "sciatica"]
    assert Report.objects.get().authors == "Yousef AA\nAl-deeb AE\nThird T"


def test_a_mean_of_an_arm_without_figures_makes_its_row(desk: Client, trial: Study) -> None:
    ArmValue.objects.filter(arm__slug="placebo").delete()
    bring(Result, changed(download(desk, "result"), reference_mean="7.2", reference_n="40"))
    value = ArmValue.objects.get(arm__slug="placebo")
    assert (value.mean, value.n, value.sd) == (7.2, 40, None)


KEY = "yousef-2013/pain-6-months/magnesium-v-placebo"
FAULTS: dict[str, tuple[dict[str, str], list[tuple[int, str, str]]]] = {
    "a comma": (
        {"experimental_sd": "1,9"},
        [(2, "experimental_sd", "Expected a number such as 4.7, or nothing if it is not reported, got “1,9”.")],
    ),
    "half a person": (
        {"experimental_n": "39.5"},
        [(2, "experimental_n", "Expected a whole number, or nothing if it is not reported, got “39.5”.")],
    ),
    "infinity": (
        {"experimental_mean": "1e999"},
        [(2, "experimental_mean", "Expected a number such as 4.7, or nothing if it is not reported, got “1e999”.")],
    ),
    "off the scale": (
        {"experimental_mean": "47"},
        [(2, "experimental_mean", "47 cannot be read on NRS 0–10, which runs from 0 to 10.")],
    ),
    "a made date": (
        {"place": "01-Feb"},
        [(2, "place", "“01-Feb” looks like a date that a spreadsheet made: format the column as text.")],
    ),
    "no such outcome": ({"outcome_id": "happiness"}, [(2, "outcome_id", "There is no outcome “happiness”.")]),
    "another's report": ({"report_id": "elsewhere"}, [(2, "report_id", "There is no report “elsewhere”.")]),
    "no choice": (
        {"basis": "hearsay"},
        [(2, "basis", "Expected one of full text, abstract, registry, secondary, got “hearsay”.")],
    ),
    "not yes or no": ({"primary": "maybe"}, [(2, "primary", "Expected true or false, got “maybe”.")]),
    "an empty place": ({"place": ""}, [(2, "place", "This field cannot be blank.")]),
    "a decided column": (
        {"checked_by": "curator"},
        [(2, "checked_by", "This column cannot be changed in a sheet: expected “”.")],
    ),
    "no such row": (
        {"comparison_id": "a/b/c"},
        [
            (
                2,
                "comparison_id",
                f"“a/b/c”: {NO_SUCH}",
            )
        ],
    ),
    "an old version": (
        {"version": "7", "days": "180"},
        [
            (
                2,
                "version",
                f"“{KEY}” was changed since this sheet was downloaded: download it again.",
            )
        ],
    ),
}


@pytest.mark.parametrize(("cells", "said"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_taken_is_told_with_row_and_column(
    desk: Client, trial: Study, cells: dict[str, str], said: list[tuple[int, str, str]]
) -> None:
    make.make_report(slug="elsewhere")
    data = changed(download(desk, "result"), **cells)
    assert told(Result, data) == said
    with pytest.raises(RefusedError):
        bring(Result, data)
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("model", "noun", "cells", "row"),
    [
        (Study, "study", {"country": "Egypt"}, "yousef-2013"),
        (Result, "result", {"experimental_sd": "1.9"}, "yousef-2013: pain-6-months"),
        (Result, "result", {"reported_p": "0.04"}, "yousef-2013: pain-6-months"),
    ],
)
def test_what_is_public_is_told_to_be_locked(
    desk: Client, trial: Study, model: Any, noun: str, cells: dict[str, str], row: str
) -> None:
    Study.objects.update(state="published")
    Result.objects.update(state="published")
    said = f"{row} is published, so nothing of it is changed: reopen it to correct it, and say why."
    assert [one[2] for one in told(model, changed(download(desk, noun), **cells))] == [said]


def test_the_report_of_a_public_study_can_be_mended(desk: Client, trial: Study) -> None:
    Study.objects.update(state="published")
    bring(Study, changed(download(desk, "study"), journal="Pain"))
    assert Report.objects.get().journal == "Pain"


def test_shifted_columns_are_refused(desk: Client, trial: Study) -> None:
    text = as_csv(download(desk, "study")).decode()
    head, row = text.split("\r\n")[:2]
    shifted = f"{head}\r\n,{row}\r\n".encode()
    assert read_sheet(shifted).faults
    assert told(Study, shifted)[0][2].endswith("stands beyond the last column.")


def test_missing_and_unknown_columns_are_told(desk: Client, trial: Study) -> None:
    rows = [{"study_id": "yousef-2013", "titel": "T"}]
    assert told(Study, as_csv(rows)) == [
        (1, "titel", "There is no such column in the download: expected its names, unchanged."),
        (1, "version", "This column is missing: without it nobody can tell which row is meant."),
    ]


def test_columns_and_rows_that_were_taken_out_stay_as_they_are(desk: Client, trial: Study) -> None:
    make.make_study(slug="opal-2023", country="Australia")
    rows = [row for row in download(desk, "study") if row["study_id"] == "yousef-2013"]
    bring(Study, as_csv([{"study_id": row["study_id"], "version": row["version"], "country": "Egypt"} for row in rows]))
    assert dict(Study.objects.values_list("slug", "country")) == {"yousef-2013": "Egypt", "opal-2023": "Australia"}


def test_one_row_twice_is_told(desk: Client, trial: Study) -> None:
    rows = download(desk, "study")
    assert told(Study, as_csv(rows * 2)) == [(3, "study_id", "Row 2 is about “yousef-2013” already.")]


def test_rows_of_one_result_must_say_the_same_of_it(desk: Client, trial: Study) -> None:
    result = Result.objects.get()
    first = result.comparisons.get()
    make.make_comparison(result=result, slug="other", comparator="none", direction="not compared")
    rows = download(desk, "result")
    data = as_csv([row | {"days": "180" if first.slug in row["comparison_id"] else "181"} for row in rows])
    assert told(Result, data) == [(3, "days", "Row 2 says “180” of the same thing.")]


def test_what_is_applied_is_what_was_shown(desk: Client, trial: Study) -> None:
    kind, by = kind_of(Study), make.make_user()
    sheet = take_in(kind=kind, file_name="s.csv", data=changed(download(desk, "study"), country="Egypt"), by=by)
    with pytest.raises(RefusedError, match="no longer as the preview showed"):
        apply(kind=kind, sheet=sheet, digest="another", reason="", by=by)
    digest = preview(kind=kind, sheet=sheet).digest
    apply(kind=kind, sheet=sheet, digest=digest, reason="", by=by)
    with pytest.raises(RefusedError, match="applied already"):
        apply(kind=kind, sheet=sheet, digest=digest, reason="", by=by)


def upload(desk: Client, noun: str, data: bytes, name: str = "mended.csv") -> Any:
    address = reverse(f"admin:evidence_{noun}_sheet")
    return desk.post(address, {"sheet": SimpleUploadedFile(name, data)}, follow=True)


def test_a_curator_brings_a_sheet_back_looks_applies_and_undoes(desk: Client, trial: Study) -> None:
    page = upload(desk, "study", changed(download(desk, "study"), country="Egypt"))
    assert (
        reverse("admin:evidence_study_sheet") in desk.get(reverse("admin:evidence_study_changelist")).content.decode()
    )
    assert "1 cell of 1 row would change" in page.content.decode()
    address, digest = page.request["PATH_INFO"], page.context["plan"].digest
    page = desk.post(address, {"_apply": "", "digest": digest, "reason": "methods"}, follow=True)
    assert "The sheet was applied, all of it." in page.content.decode()
    assert Study.objects.get().country == "Egypt"
    page = desk.post(address, {"_undo": ""}, follow=True)
    assert "It was undone afterwards." in page.content.decode()
    assert Study.objects.get().country == ""


def test_a_file_that_is_no_sheet_is_told_in_the_form(desk: Client, trial: Study) -> None:
    page = upload(desk, "study", b"%PDF-1.7", "paper.pdf")
    assert page.status_code == 422
    assert "This is a PDF: expected the sheet as CSV or XLSX." in page.content.decode()
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    ("can", "download_", "upload_"), [("", 403, 403), ("view_study", 200, 403), ("view_study change_study", 200, 200)]
)
def test_looking_and_changing_are_two_rights(client: Client, can: str, download_: int, upload_: int) -> None:
    make.make_study()
    client.force_login(make.make_user(can=can))
    assert client.get(reverse("admin:evidence_study_sheet_csv")).status_code == download_
    assert client.get(reverse("admin:evidence_study_sheet_xlsx")).status_code == download_
    assert client.get(reverse("admin:evidence_study_sheet")).status_code == upload_


def test_whoever_may_not_change_reports_applies_no_sheet_that_does(client: Client, trial: Study) -> None:
    client.force_login(make.make_user(can="view_study change_study"))
    page = upload(client, "study", changed(download(client, "study"), journal="Pain"))
    assert "You may not change reports, so somebody else must apply it." in page.content.decode()
    sent = {"_apply": "", "digest": page.context["plan"].digest}
    assert client.post(page.request["PATH_INFO"], sent).status_code == 403
    assert Report.objects.get().journal == "Anaesthesia"


def test_formulas_go_out_defused_and_come_back_as_they_were(desk: Client, trial: Study) -> None:
    Study.objects.update(notes="=1+1")
    rows = download(desk, "study")
    assert rows[0]["notes"] == "'=1+1"
    assert plan(Study, as_csv(rows)).changes == ()


@pytest.mark.parametrize("noun", ["study", "result"])
def test_a_sheet_costs_the_same_queries_for_more_rows(
    desk: Client, trial: Study, noun: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(14):
        download(desk, noun)
    for number in range(12):
        study = make.make_study(slug=f"study-{number}")
        make.make_comparison(result=make.make_result(study=study))
    with django_assert_max_num_queries(14):
        assert len(download(desk, noun)) == 13


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"state": "left"}, "evidence_sheet_state"), ({"state": "applied"}, "evidence_sheet_applied_has_a_change")],
)
def test_only_an_applied_sheet_has_a_change(wrong: dict[str, str], name: str) -> None:
    make.make_sheet()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Sheet.objects.update(**wrong)


@pytest.mark.parametrize("noun", ["study", "result", "report", "instrument"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_filter_that_the_list_does_not_have_leads_back_to_it_with_a_sentence(
    desk: Client, noun: str, ending: str
) -> None:
    answer = desk.get(reverse(f"admin:evidence_{noun}_sheet_{ending}"), {"_no_such": "x"}, follow=True)
    assert answer.redirect_chain == [(reverse(f"admin:evidence_{noun}_changelist"), 302)]
    assert "The address had a filter that this list does not have" in answer.content.decode()


@pytest.mark.parametrize("noun", [Study, Report, Result])
def test_whoever_extracts_a_study_blind_learns_nothing_of_it_from_a_sheet(
    client: Client, trial: Study, noun: type[Any]
) -> None:
    """Neither from one of their own, in which any key can be typed, nor from one that a colleague brought."""
    reader = make.make_user(username="reader", can="*")
    client.force_login(make.make_user(username="another", can="*"))
    rows = download(client, noun._meta.model_name or "")
    column = {Study: "country", Report: "journal", Result: "finding"}[noun]
    sheet = take_in(
        kind=kind_of(noun), file_name="s.csv", data=changed(rows, **{column: "guessed"}), by=make.make_user()
    )
    address = reverse(f"admin:evidence_{noun._meta.model_name}_sheet_preview", args=[sheet.pk])
    assert client.get(address).context["plan"].changes
    make.make_extraction(study=trial, by=reader)
    client.force_login(reader)
    seen = client.get(address)
    assert seen.context["plan"].changes == ()
    assert {one.sentence.rpartition(": There")[2] for one in seen.context["plan"].faults} == {NO_SUCH[5:]}
    client.post(address, {"_apply": "", "digest": seen.context["plan"].digest})
    assert not Change.objects.exists()


def test_a_sheet_is_undone_by_those_who_may_change_what_it_changed(client: Client, trial: Study) -> None:
    """Its list is of studies, and it changed a report as well."""
    client.force_login(make.make_user(username="curator", can="*"))
    sheet = bring(Study, changed(download(client, "study"), journal="Another journal"))
    client.force_login(make.make_user(can="view_study change_study"))
    answer = client.post(reverse("admin:evidence_study_sheet_preview", args=[sheet.pk]), {"_undo": ""})
    assert answer.status_code == 403
    assert Change.objects.count() == 1
