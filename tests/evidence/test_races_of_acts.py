"""Several people at the same moment, in threads with their own connections: one wins, all are told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from evidence.actions.recording import recording
from evidence.actions.sheets import preview, take_in
from evidence.models import Act, Change, Presence, Report, Sheet, State, Study
from evidence.summaries.sheet_kinds import kind_of
from evidence.summaries.verification import verify_history
from tests import factories as make
from tests.evidence.desk import page
from tests.evidence.typing_in import Values, typed

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
    pytest.mark.django_db(transaction=True),
]


def person() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make.make_user(can="*"))
    return client


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, all of them started at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def posting(client: Client, address: str, values: Values) -> Callable[[], int]:
    return lambda: int(client.post(address, values).status_code)


def assert_history_is_whole() -> None:
    assert verify_history().fault == ""


def edited(study: Study, country: str) -> Change:
    with recording(act=Act.EDITED, by=make.make_user(), reason="seen in the paper") as recorder:
        recorder.watch(study)
        study.country = country
        study.save()
    assert recorder.change is not None
    return recorder.change


def test_eight_at_one_study_and_one_of_them_saves() -> None:
    study = make.make_study(slug="there")
    forms = []
    for number in range(8):
        client, form = person(), reverse("admin:evidence_study_change", args=[study.pk])
        if number % 2:
            form = page("arms", study)
            values = typed(client.get(form), {"arm-0-name": f"arm {number}", "arm-0-role": "experimental", "_stay": ""})
        else:
            values = typed(client.get(form), {"title": f"title {number}", "_save": ""})
        forms.append((client, form, values))
    codes = at_once(*(posting(*one) for one in forms))
    assert sorted(codes) == [302] + [409] * 7
    assert Change.objects.count() == 1
    assert_history_is_whole()


def test_nothing_is_published_that_the_clicker_has_not_seen() -> None:
    for _ in range(4):
        study = make.make_study(state=State.IN_REVIEW, title="as it was read")
        editor, reader = person(), person()
        form = reverse("admin:evidence_study_change", args=[study.pk])
        values = typed(editor.get(form), {"title": "as nobody read it", "_save": ""})
        deciding = reverse("admin:evidence_study_state", args=[study.pk])
        press = {"way": "publish", "_seen": "0", "_reason": "read"}
        codes = at_once(posting(editor, form, values), posting(reader, deciding, press))
        study.refresh_from_db()
        assert max(codes) < 500
        assert (study.state, study.title) != (State.PUBLISHED, "as nobody read it")
    assert_history_is_whole()


@pytest.mark.parametrize("noun", ["report", "study"])
def test_of_two_mergers_that_cross_one_is_done(noun: str) -> None:
    made: Any = make.make_report if noun == "report" else make.make_study
    alone = {"study": None} if noun == "report" else {}
    rows = [made(title="Magnesium for cramps", **alone) for _ in "ab"]
    one, other = rows
    address = reverse(f"admin:{noun}_pair", args=[one.pk, other.pk])
    press = {"_merge": "", "kept_version": "0", "lost_version": "0", "reason": "the same"}
    codes = at_once(*(posting(person(), address, press | {"keep": str(row.pk)}) for row in rows for _ in "ab"))
    assert codes == [302] * 4
    model = Report if noun == "report" else Study
    assert model._base_manager.filter(merged_into__isnull=False).count() == 1
    assert Change.objects.count() == 1
    assert_history_is_whole()


def test_a_sheet_applied_by_two_is_applied_once() -> None:
    study = make.make_study(slug="there", country="")
    kind = kind_of(Study)
    data = b"study_id,country,version\nthere,Iran,0\n"
    sheet = take_in(kind=kind, file_name="s.csv", data=data, by=make.make_user())
    plan = preview(kind=kind, sheet=sheet)
    assert plan.faults == ()
    address = reverse("admin:evidence_study_sheet_preview", args=[sheet.pk])
    press = {"_apply": "", "digest": plan.digest, "reason": "table 1"}
    assert at_once(*(posting(person(), address, press) for _ in range(4))) == [302] * 4
    study.refresh_from_db()
    assert (study.country, Sheet.objects.get().state, Change.objects.count()) == ("Iran", "applied", 1)
    assert_history_is_whole()


def test_two_who_undo_the_same_change_undo_it_once() -> None:
    study = make.make_study(country="")
    change = edited(study, "Iran")
    address = reverse("admin:evidence_change_undo", args=[change.pk])
    codes = at_once(*(posting(person(), address, {"reason": "a mistake"}) for _ in range(4)))
    assert sorted(codes) == [302, 422, 422, 422]
    study.refresh_from_db()
    assert (study.country, Change.objects.count()) == ("", 2)
    assert_history_is_whole()


def test_pings_of_one_person_from_many_windows() -> None:
    study, client = make.make_study(), person()
    address = reverse("admin:presence")
    here = {"model": "evidence.study", "row": str(study.pk)}
    cookies = client.cookies
    windows = [Client(raise_request_exception=False) for _ in range(6)]
    for window in windows:
        window.cookies = cookies
    pings = [here] * 5 + [here | {"gone": "1"}]
    codes = at_once(*(posting(one, address, ping) for one, ping in zip(windows, pings, strict=True)))
    assert codes == [200] * 6
    assert Presence.objects.count() <= 1


def test_an_import_that_several_apply_enters_its_reports_once() -> None:
    client = person()
    file = SimpleUploadedFile(
        "one.ris", b"TY  - JOUR\nTI  - Magnesium for cramps\nDO  - 10.1000/one\nPY  - 2013\nER  - \n"
    )
    upload = client.post(reverse("admin:evidence_referenceimport_add"), {"file": file, "format": ""})
    assert upload.status_code == 302
    codes = at_once(*(posting(person(), upload["Location"], {"_apply": ""}) for _ in range(4)))
    assert codes == [302] * 4
    assert (Report.objects.get().doi, Change.objects.count()) == ("10.1000/one", 1)
    assert_history_is_whole()
