"""Every way that rows are changed in, one after another: at the end each row is what the log says of it."""

from __future__ import annotations

from io import BytesIO

import pytest

from evidence.actions.copying import copy_study
from evidence.actions.extracting import Decision, begin, hand_in, settle
from evidence.actions.merging import merge_studies, put_under_one_study
from evidence.actions.recording import recording
from evidence.actions.reference_deciding import undo_import
from evidence.actions.reference_importing import import_file
from evidence.actions.sheets import apply, preview, take_in
from evidence.actions.states import move
from evidence.actions.undoing import restore, undo
from evidence.models import Act, Change, ReferenceImport, Report, State, Study
from evidence.summaries.extraction import asked_of, value_of
from evidence.summaries.sheet_kinds import kind_of
from evidence.summaries.verification import verify_history
from tests import factories as make
from tests.evidence import trials

pytestmark = pytest.mark.django_db
MEAN = "result:pain-6-months:arm:magnesium:mean"
RIS = b"""TY  - JOUR
AU  - Invented, Ann
TI  - An invented trial of magnesium in recurrent low back pain
PY  - 2024
DO  - 10.5555/inv.2024.3
ER  -
TY  - JOUR
AU  - Made, Up B.
TI  - Another invented trial of exercise
PY  - 2023
ER  -
"""


def entered() -> Study:
    top = trials.magnesium()
    with recording(act=Act.ENTERED, by=None) as recorder:
        study = trials.yousef(top=top, state="draft").result.study
        recorder.made(study)
    return study


def test_after_every_kind_of_act_the_log_is_whole_and_true() -> None:
    first, second, third = (make.make_user(can="*") for _ in range(3))
    study = entered()
    Study.objects.filter(pk=study.pk).update(entered_by=None)
    with recording(act=Act.EDITED, by=first, reason="methods") as recorder:
        recorder.watch(study)
        study.refresh_from_db()
        study.country, study.entered_by = "Egypt", first
        study.save()
    # A second reading, and a third person's decision.
    extraction = begin(study=study, by=second)
    values = {one.name: value_of(one) for one in asked_of(study)} | {MEAN: "4.9"}
    settle(
        extraction=hand_in(extraction=extraction, values=values),
        decisions={MEAN: Decision(value="4.9", reason="Table 2.")},
        by=third,
    )
    # A spreadsheet.
    kind = kind_of(Study)
    version = Change.objects.of(study).values_list("pk", flat=True)[0]
    sheet = take_in(
        kind=kind,
        file_name="s.csv",
        data=f"study_id,setting,version\nyousef-2013,clinic,{version}\n".encode(),
        by=first,
    )
    apply(kind=kind, sheet=sheet, digest=preview(kind=kind, sheet=sheet).digest, reason="", by=first)
    # An import, one report of it put under a study, a copy, and a merge of the copy.
    import_file(file=BytesIO(RIS), name="refs.ris", format="auto", by=first)
    preprint = Report.objects.get(doi="10.5555/inv.2024.3")
    article = study.reports.get(main=True)
    put_under_one_study(one=article, other=preprint, by=second, reason="Its preprint.")
    copy = copy_study(study=study, by=first)
    merged = merge_studies(kept=study, lost=copy, by=second, reason="Entered twice.")
    assert merged is not None
    undo(change=merged, by=second, reason="Two studies after all.")
    # States, and the way back to an earlier version.
    study.refresh_from_db()
    move(row=study, to=State.IN_REVIEW, by=first)
    move(row=study, to=State.DRAFT, by=second, reason="The setting is missing.")
    restore(root=study, version=version, by=first, reason="Before the sheet.")
    verified = verify_history()
    assert (verified.fault, verified.changes) == ("", Change.objects.count())
    assert {one.act for one in Change.objects.all()} == {
        Act.ENTERED,
        Act.EDITED,
        Act.SETTLED,
        Act.SHEET,
        Act.IMPORTED,
        Act.COPIED,
        Act.MERGED,
        Act.UNDONE,
        Act.STATE,
        Act.RESTORED,
    }


def test_an_import_that_is_undone_leaves_the_log_whole() -> None:
    curator = make.make_user(can="*")
    import_file(file=BytesIO(RIS), name="refs.ris", format="auto", by=curator)
    assert Report.objects.count() == 2
    undo_import(source=ReferenceImport.objects.get(), by=curator)
    assert not Report.objects.exists()
    assert verify_history().fault == ""
