"""Known reports and registrations are looked up again: what is new is added, what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evidence.actions.looking_up import client
from evidence.actions.refreshing import Refreshed, Round
from evidence.actions.refused import RefusedError
from evidence.dates import PartialDate
from evidence.lookups import Services
from evidence.models import Act, Change, LookedUp, Notice, Registration, RowChange
from tests import factories as make
from tests.evidence.playing_services import ERRATUM, RETRACTION, Desk, article, playing, trial, work

pytestmark = pytest.mark.django_db
DOI = "10.1111/anae.12107"


@pytest.fixture(autouse=True)
def services(settings: Any) -> Iterator[Services]:
    with playing() as found:
        settings.PUBMED_URL = found.pubmed.url
        settings.CROSSREF_URL = found.crossref.url
        settings.CLINICALTRIALS_URL = found.clinicaltrials.url
        yield found


def run(**options: Any) -> list[str]:
    out = StringIO()
    call_command("refresh_reports", stdout=out, **options)
    return out.getvalue().splitlines()


def notices() -> list[tuple[str, str, str | None, str | None]]:
    return [(one.kind, str(one.date), one.pmid, one.doi) for one in Notice.objects.order_by("kind")]


def test_what_was_published_later_is_added_with_its_history(services: Services) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION + ERRATUM)
    study = make.make_study()
    make.make_report(slug="yousef-2013", study=study, pmid="23384256", doi=DOI)

    assert run() == ["1 report looked up, 2 notices added or completed; 0 registrations looked up, 0 changed."]
    assert notices() == [
        ("erratum", "2014-01", "24320853", None),
        ("retraction", "2015-05", "25872120", None),
    ]
    change = Change.objects.get()
    assert (change.act, change.by, change.rows, change.reason) == (Act.LOOKED_UP, None, 2, "Looked up again.")
    assert {(one.model, one.root_model, one.root) for one in RowChange.objects.all()} == {
        ("evidence.notice", "evidence.study", study.pk)
    }


def test_a_second_run_adds_nothing_and_leaves_no_trace(services: Services) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION)
    make.make_report(pmid="23384256")
    run()
    Desk.asked.clear()
    run()
    assert Desk.asked == []
    run(older_than=0)
    assert (len(Desk.asked), Notice.objects.count(), Change.objects.count()) == (1, 1, 1)


def test_what_a_curator_typed_stays_and_lacks_no_number_any_more(services: Services) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION)
    report = make.make_report(pmid="23384256")
    make.make_notice(report=report, kind="retraction", date="2015-06", reason="Read: made-up figures.")
    run()
    notice = Notice.objects.get()
    assert (str(notice.date), notice.reason, notice.pmid) == ("2015-06", "Read: made-up figures.", "25872120")


def test_a_notice_that_is_called_otherwise_is_told(services: Services) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION)
    report = make.make_report(slug="yousef-2013", pmid="23384256")
    make.make_notice(report=report, kind="concern", pmid="25872120")
    told, _ = run()
    assert told == "yousef-2013: PubMed calls 25872120 retraction; entered is concern."
    assert notices() == [("concern", "None", "25872120", None)]


def test_crossref_knows_of_notices_too(services: Services) -> None:
    Desk.works[DOI] = work() | {
        "updated-by": [{"DOI": "10.1111/r.1", "type": "expression_of_concern", "updated": {"date-parts": [[2014, 2]]}}]
    }
    make.make_report(doi=DOI)
    run()
    assert notices() == [("concern", "2014-02", None, "10.1111/r.1")]


def test_a_registration_takes_over_the_news_and_keeps_its_promises(services: Services) -> None:
    Desk.trials["NCT01234567"] = trial(studyFirstSubmitDate="2009-08-15")
    one = make.make_registration(
        number="NCT01234567", status="running", registered="2009-08-14", planned_start="2009-09", notes="Seen."
    )
    told, counts = run()
    assert told == "NCT01234567: first registered is 2009-08-15 in the registry; entered is 2009-08-14."
    assert counts.endswith("1 registration looked up, 1 changed. To be looked at, as listed above: 1.")
    one = Registration.objects.get()
    assert {
        name: str(getattr(one, name))
        for name in ("status", "registered", "planned_start", "actual_start", "people_recruited", "notes")
    } == {
        "status": "completed",
        "registered": "2009-08-14",
        "planned_start": "2009-09",
        "actual_start": "2009-10",
        "people_recruited": "80",
        "notes": "Seen.",
    }
    assert (one.results_posted, isinstance(one.last_looked, PartialDate)) == (False, True)
    (row,) = RowChange.objects.all()
    assert row.before is not None
    assert row.after is not None
    assert (row.before["status"], row.after["status"]) == ("running", "completed")


def test_what_a_service_does_not_know_is_told_and_not_asked_again_at_once(services: Services) -> None:
    make.make_report(slug="unknown", doi="10.1000/none")
    make.make_registration(number="NCT07654321")
    assert run()[:2] == [
        "unknown: Crossref has no work with the DOI 10.1000/none.",
        "NCT07654321: ClinicalTrials.gov has no trial NCT07654321.",
    ]
    Desk.asked.clear()
    run()
    assert Desk.asked == []


def test_a_report_about_which_one_of_two_was_silent_is_looked_up_again(services: Services) -> None:
    """PubMed is out of order, Crossref is not: what it knows is kept, and the next run asks both again."""
    Desk.works[DOI] = work() | {"updated-by": [{"DOI": "10.1111/r.1", "type": "retraction"}]}
    make.make_report(slug="both", pmid="23384256", doi=DOI)
    Desk.faults[:] = ["html", ""]
    told, counts = run()
    assert told == "PubMed answered something else than was expected: a web page instead of a set of articles."
    assert counts.startswith("0 reports looked up, 1 notice added or completed;")
    assert (notices(), LookedUp.objects.count()) == ([("retraction", "None", None, "10.1111/r.1")], 0)
    assert run()[-1].startswith("1 report looked up, 0 notices added or completed;")


def test_a_row_that_may_not_be_changed_stops_no_other(services: Services) -> None:
    rows = [make.make_registration(number=f"NCT0123456{number}") for number in range(3)]
    done, refused = Refreshed(), rows[1]

    def change(part: list[Registration]) -> int:
        for one in part:
            one.status = "completed"
            one.save()
        if refused in part:
            raise RefusedError("it is published.")
        return len(part)

    Round(client=client(), services=services)._write(done, rows, change, "changed", touched={one.pk for one in rows})

    assert (done.looked, done.changed, done.told) == (2, 2, [f"{refused}: it is published."])
    assert list(Registration.objects.values_list("status", flat=True)) == ["completed", "unknown", "completed"]
    assert Change.objects.count() == 2


def test_the_longest_not_looked_up_come_first_and_no_more_than_asked(services: Services) -> None:
    for number, year in (("1", 2026), ("2", 2024), ("3", 2025)):
        report = make.make_report(slug=f"report-{number}", pmid=f"2338425{number}")
        make.make_looked_up(report=report, at=datetime(year, 1, 1, tzinfo=UTC))
    make.make_report(slug="never", pmid="23384250")
    run(limit=2)
    assert Desk.asked == ["/pubmed/efetch.fcgi?db=pubmed&tool=tracewell&id=23384252,23384250&retmode=xml"]


def test_a_hundred_reports_are_one_question_to_pubmed_and_the_next_hundred_another(services: Services) -> None:
    for number in range(101):
        make.make_report(slug=f"report-{number}", pmid=str(30_000_000 + number))
    run()
    assert [one.count(",") for one in Desk.asked] == [99, 0]


@pytest.mark.parametrize("fault", ["html", "cut", "shape", "gzip", "refused"])
def test_a_service_that_is_silent_three_times_is_left_alone(services: Services, fault: str) -> None:
    Desk.faults[:] = [fault]
    for number in range(5):
        make.make_registration(number=f"NCT0123456{number}")
    before = list(Registration.objects.values_list())
    with pytest.raises(CommandError, match=r"^Nothing answered: is there a network\?$"):
        run()
    assert len({one.partition("?")[0] for one in Desk.asked}) == 3
    assert (list(Registration.objects.values_list()), LookedUp.objects.count()) == (before, 0)


def test_numbers_that_make_no_sense_and_services_that_are_off_are_said(settings: Any) -> None:
    with pytest.raises(CommandError, match=r"^--limit is 0: expected 1 to 1,000,000\.$"):
        run(limit=0)
    settings.PUBMED_URL = settings.CROSSREF_URL = settings.CLINICALTRIALS_URL = ""
    with pytest.raises(CommandError, match=r"^Nothing can be looked up: "):
        run()
