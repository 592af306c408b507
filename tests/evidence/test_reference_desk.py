"""Imports of references at the desk: uploaded, looked through, decided on, applied and undone in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bench.references import ris_records
from evidence.models import Change, ReferenceImport, Report
from tests.factories import make_notice, make_report, make_user

pytestmark = pytest.mark.django_db
ADD = reverse("admin:evidence_referenceimport_add")
RIS = b"""TY  - JOUR
AU  - Yousef, Ayman A.
TI  - The value of sequential magnesium in chronic low back pain
PY  - 2013
DO  - 10.1111/anae.12107
ER  -

TY  - JOUR
AU  - Rossi, Gina
TI  - Ginger for migraine: a randomised pilot study
PY  - 2019
UR  - javascript:alert(1)
ER  -

TY  - JOUR
AU  - Rossi, Gina
TI  - Ginger for migraine: a randomised pilot study
PY  - 2019
VL  - 4
ER  -
"""


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user(username="curator", can="add_report view_report change_report"))
    return client


def upload(desk: Client, content: bytes = RIS, name: str = "search.ris") -> Any:
    return desk.post(ADD, {"file": SimpleUploadedFile(name, content), "format": "auto"}, follow=True)


def page(source: ReferenceImport, name: str = "change") -> str:
    return reverse(f"admin:evidence_referenceimport_{name}", args=[source.pk])


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_file_is_looked_through_and_nothing_is_entered_before_it_is_applied(desk: Client) -> None:
    response = upload(desk)
    source = ReferenceImport.objects.get()
    assert response.redirect_chain == [(page(source), 302)]
    assert (source.seen, source.new, source.doubtful, source.format, source.by.username) == (  # type: ignore[union-attr]
        *(3, 2, 1),
        "ris",
        "curator",
    )
    assert Report.objects.count() == 0
    applied = desk.post(page(source), {"_apply": ""}, follow=True)
    assert said(applied) == ["Applied: 2 reports were entered or filled."]
    assert [(one.slug, one.address, one.study) for one in Report.objects.order_by("pk")] == [
        ("yousef-2013", "", None),
        ("rossi-2019", "", None),
    ]


def test_doubtful_records_are_decided_on_one_by_one_or_all_at_once(desk: Client) -> None:
    upload(desk)
    source = ReferenceImport.objects.get()
    none = desk.post(page(source), {"_decide": "", "decision": "new"}, follow=True)
    assert said(none) == ["Tick the records that you decide on."]
    missing = desk.post(page(source) + "?show=doubtful", {"_decide": "", "decision": "same", "report": "no-one"})
    assert "There is no report with the citation key “no-one”." in missing.content.decode()
    one = desk.post(page(source), {"_decide": "", "decision": "new", "record": "3"}, follow=True)
    assert said(one) == ["Decided on 1. Nothing is entered until the import is applied."]
    desk.post(page(source), {"_apply": ""})
    assert Report.objects.count() == 3


def test_all_that_are_undecided_can_be_left_out_together(desk: Client) -> None:
    upload(desk)
    source = ReferenceImport.objects.get()
    desk.post(page(source), {"_decide": "", "decision": "out", "every": "on"})
    assert list(source.references.values_list("number", "decision")) == [(1, ""), (2, ""), (3, "out")]


def test_the_lists_show_each_record_with_its_line_its_reason_and_its_text(desk: Client) -> None:
    upload(desk)
    source = ReferenceImport.objects.get()
    html = desk.get(page(source) + "?show=new&words=ginger").content.decode()
    assert "Kept aside: UR." in html
    assert "UR  - javascript:alert(1)" in html
    assert 'href="javascript' not in html
    assert "Yousef" not in html
    assert "None with “nothing”." in desk.get(page(source) + "?show=new&words=nothing").content.decode()
    assert desk.get(page(source) + "?show=left&after=x").status_code == 200


def test_long_lists_come_a_page_at_a_time_with_as_many_queries(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    content = "\n".join("\n".join(lines) for lines in ris_records(records=120, seed=3)).encode()
    upload(desk, content)
    source = ReferenceImport.objects.get()
    with django_assert_max_num_queries(14):
        first = desk.get(page(source))
    assert [one.row.number for one in first.context["found"].rows] == list(range(1, 51))
    last = desk.get(page(source) + "?show=new&after=100")
    assert [one.row.number for one in last.context["found"].rows] == list(range(101, 121))
    assert last.context["found"].after is None


def test_what_became_of_each_record_is_downloaded_without_formulas(desk: Client) -> None:
    make_report(slug="yousef-2013", study=None, doi="10.1111/anae.12107", year=2013)
    upload(desk, RIS.replace(b"Ginger for migraine: a randomised pilot study", b"=HYPERLINK(1)"))
    body = b"".join(desk.get(page(ReferenceImport.objects.get(), "report"))).decode()
    assert body.splitlines()[0] == "number,line,verdict,reason,decision,report,pmid,doi,title,text"
    assert "'=HYPERLINK(1)" in body
    assert ",=HYPERLINK" not in body
    assert "1,1,known," in body or "1,1,changed," in body


def test_an_import_is_undone_by_who_made_it_after_typing_the_files_name(desk: Client) -> None:
    upload(desk)
    source = ReferenceImport.objects.get()
    desk.post(page(source), {"_apply": ""})
    wrong = desk.post(page(source, "undo"), {"name": "other.ris"})
    assert "Expected “search.ris”, got “other.ris”." in wrong.content.decode()
    notice = make_notice(report=Report.objects.get(slug="rossi-2019"))
    used = desk.post(page(source, "undo"), {"name": "search.ris"})
    assert "rossi-2019 (used by notices)." in used.content.decode()
    notice.delete()
    undone = desk.post(page(source, "undo"), {"name": "search.ris", "reason": "Wrong file."}, follow=True)
    assert said(undone) == ["Undone: what search.ris brought is gone again."]
    assert (Report.objects.count(), Change.objects.count()) == (0, 2)
    assert "nothing to undo" in desk.get(page(source, "undo")).content.decode()


def test_somebody_elses_import_is_undone_by_an_administrator_alone(desk: Client, client: Client) -> None:
    upload(desk)
    source = ReferenceImport.objects.get()
    desk.post(page(source), {"_apply": ""})
    client.force_login(make_user(can="add_report"))
    assert "Only curator or an administrator undoes this import." in client.get(page(source, "undo")).content.decode()
    assert client.post(page(source, "undo"), {"name": "search.ris"}).status_code == 403
    client.force_login(make_user(is_superuser=True))
    client.post(page(source, "undo"), {"name": "search.ris"})
    assert Report.objects.count() == 0


def test_a_file_that_is_too_large_has_too_many_records_or_is_none_says_so(desk: Client, settings: Any) -> None:
    settings.MAX_REFERENCES_AT_DESK = 2
    assert "more than 2 records" in upload(desk).content.decode()
    settings.MAX_REFERENCES_BYTES = 100
    assert "Expected a file of at most 0 MB, got 0.0 MB" in upload(desk).content.decode()
    assert ReferenceImport.objects.count() == 0
    settings.MAX_REFERENCES_BYTES = settings.MAX_UPLOAD_BYTES
    response = upload(desk, b"%PDF-1.7 nothing", "paper.pdf")
    assert ReferenceImport.objects.get().refused == 1
    assert "paper.pdf is" in response.content.decode()


def test_an_import_can_be_discarded_and_who_may_not_enter_reports_sees_none(desk: Client, client: Client) -> None:
    upload(desk)
    source = ReferenceImport.objects.get()
    assert said(desk.post(page(source), {"_discard": ""}, follow=True)) == [
        "Discarded: nothing of this file was entered."
    ]
    assert said(desk.post(page(source), {"_apply": ""}, follow=True)) == [
        "This import was discarded: import the file again."
    ]
    client.force_login(make_user(can="view_report"))
    for address in (ADD, page(source), page(source, "undo"), page(source, "report")):
        assert client.get(address).status_code == 403


def test_a_report_shows_what_the_file_had_of_it(desk: Client) -> None:
    upload(desk)
    desk.post(page(ReferenceImport.objects.get()), {"_apply": ""})
    report = Report.objects.get(slug="rossi-2019")
    html = desk.get(reverse("admin:evidence_report_change", args=[report.pk])).content.decode()
    assert "<summary>Record 2 of search.ris</summary>" in html
    assert "UR  - javascript:alert(1)" in html
