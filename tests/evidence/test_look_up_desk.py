"""Paste an identifier, get a filled form: what is filled says from where, and nothing is saved by looking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from evidence.admin import look_up
from evidence.lookups import Services
from evidence.models import Notice, Registration, Report, Study
from tests import factories as make
from tests.evidence.desk import page
from tests.evidence.playing_services import ERRATUM, RETRACTION, Desk, article, playing, work
from tests.evidence.typing_in import typed

pytestmark = pytest.mark.django_db
REPORT = "/admin/evidence/report/look-up/"
STUDY = "/admin/evidence/study/look-up/"
DOI = "10.1111/anae.12107"


@pytest.fixture
def services(settings: Any) -> Iterator[Services]:
    cache.clear()
    with playing() as found:
        settings.PUBMED_URL = found.pubmed.url
        settings.CROSSREF_URL = found.crossref.url
        settings.CLINICALTRIALS_URL = found.clinicaltrials.url
        yield found


@pytest.fixture
def off(settings: Any) -> None:
    cache.clear()
    settings.PUBMED_URL = settings.CROSSREF_URL = settings.CLINICALTRIALS_URL = ""


@pytest.fixture
def curator() -> User:
    return make.make_user(username="curator", can="*")


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def paste(desk: Client, address: str, text: str, **values: str) -> Any:
    return desk.post(address, {"pasted": text} | values, follow=True)


def said(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def values_of(form: Any, *names: str) -> dict[str, str]:
    return {name: form[name].value() for name in names}


def marked(form: Any) -> dict[str, str]:
    """The fields that say where their value is from, with the end of what they say."""
    return {
        name: str(field.help_text).rpartition("From ")[2] for name, field in form.fields.items()
        if "From " in str(field.help_text)
    }  # fmt: skip


# A report


@pytest.mark.parametrize(
    "text",
    [
        "23384256",
        "PMID: 23384256",
        "https://pubmed.ncbi.nlm.nih.gov/23384256/?from_term=backs",
        "doi:10.1111/ANAE.12107",
        "Yousef AA, Al-deeb AE. Magnesium for backs. Ann Backs. 2013;68(3):260-6. https://doi.org/10.1111/anae.12107.",
    ],
)
def test_whatever_is_pasted_the_form_of_a_report_is_filled(services: Services, desk: Client, text: str) -> None:
    response = paste(desk, REPORT, text)
    form = response.context["adminform"].form
    assert values_of(
        form, "pmid", "doi", "title", "authors", "journal", "year", "volume", "issue", "pages", "published_online",
        "published_issue", "kind",
    ) == {
        "pmid": "23384256",
        "doi": DOI,
        "title": "Magnesium for backs that ache: a trial",
        "authors": "Yousef AA\nAl-deeb AE",
        "journal": "Annals of backs",
        "year": "2013",
        "volume": "68",
        "issue": "3",
        "pages": "260-266",
        "published_online": "2012-12-17",
        "published_issue": "2013-03",
        "kind": "article",
    }  # fmt: skip
    assert marked(form) == dict.fromkeys(
        ["pmid", "doi", "title", "authors", "journal", "year", "volume", "issue", "pages", "published_online",
         "published_issue", "kind"],
        "PubMed: check it against the paper.",
    )  # fmt: skip
    assert response.context["looked"].told == ["It names the registration NCT01234567: enter that with its study."]
    assert Report.objects.count() == 0


def test_what_was_looked_up_is_saved_when_the_curator_saves(services: Services, desk: Client) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION + ERRATUM)
    form = paste(desk, REPORT, "23384256")
    html = form.content.decode()
    assert "<strong>retraction</strong>, 2015-05, Ann Backs. 2015 May;70(5):640, PMID 25872120" in html

    response = desk.post(form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], typed(form, {"year": "2013"}))

    assert response.status_code == 302, response.context["errors"]
    report = Report.objects.get()
    assert (report.slug, report.pmid, report.author_list) == ("yousef-2013", "23384256", ["Yousef AA", "Al-deeb AE"])
    assert [(one.kind, str(one.date), one.pmid) for one in Notice.objects.order_by("date")] == [
        ("erratum", "2014-01", "24320853"),
        ("retraction", "2015-05", "25872120"),
    ]


def test_where_two_services_disagree_is_told(services: Services, desk: Client) -> None:
    Desk.works[DOI] = work(title=["Magnesium for necks"], issued={"date-parts": [[2012]]}) | {"published-print": None}
    html = paste(desk, REPORT, DOI).content.decode()
    assert "The year differs: PubMed says 2013; Crossref says 2012." in html
    assert "Crossref says Magnesium for necks." in html


def test_markup_in_a_title_is_shown_as_text(services: Services, desk: Client) -> None:
    Desk.articles["23384256"] = article(title="&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=y&gt; backs")
    Desk.works[DOI] = work(title=["<script>alert(2)</script>"])
    html = paste(desk, REPORT, "23384256").content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "Crossref says alert(2)." in html


def test_what_is_too_long_is_cut_and_told(services: Services, desk: Client) -> None:
    Desk.articles.clear()
    people = [{"family": f"Family{number}", "given": "A"} for number in range(10_000)]
    Desk.works[DOI] = work(title=["x" * 900], volume="v" * 30, author=people)
    response = paste(desk, REPORT, DOI)
    form = response.context["adminform"].form
    assert (len(form["title"].value()), len(form["authors"].value().splitlines())) == (500, 500)
    assert response.context["looked"].told[:3] == [
        "The title from Crossref was cut after 500 characters.",
        "The volume from Crossref was cut after 20 characters.",
        "Of 10,000 authors the first 500 were taken.",
    ]


def test_a_date_of_another_year_is_left_out(services: Services, desk: Client) -> None:
    Desk.articles["23384256"] = article(year="2014")
    Desk.works[DOI] = work()
    response = paste(desk, REPORT, "23384256")
    form = response.context["adminform"].form
    assert values_of(form, "year", "published_issue") == {"year": "2014", "published_issue": "2014-03"}


CITATION = "Yousef AA, Al-deeb AE. Magnesium for backs that ache. Annals of backs 2013;68:260-6."


def test_a_citation_without_an_identifier_leads_to_what_it_may_mean(services: Services, desk: Client) -> None:
    Desk.works["10.1000/b"] = work("10.1000/b", title=["<b>Bold</b> <script>x</script>"], author=[])
    response = paste(desk, REPORT, CITATION)
    assert Desk.asked == [f"/crossref/works?query.bibliographic={CITATION.replace(' ', '+')}&rows=3"]
    assert response.context["looked"].candidates == [
        {"doi": DOI, "words": "Yousef AA et al., Magnesium for backs that ache: a trial, Annals of backs, 2013"},
        {"doi": "10.1000/b", "words": "Bold x, Annals of backs, 2013"},
    ]
    html = response.content.decode()
    assert f'<input type="hidden" name="pasted" value="doi:{DOI}">' in html
    assert response.context["adminform"].form["title"].value() is None
    filled = paste(desk, REPORT, f"doi:{DOI}")
    assert filled.context["adminform"].form["pmid"].value() == "23384256"


def test_a_citation_that_cannot_be_looked_up_says_why(off: None, desk: Client) -> None:
    why, what = said(paste(desk, REPORT, CITATION))
    assert why == "Crossref is switched off on this site."
    assert what.startswith(f"No identifier was found in “{CITATION}”: expected a PMID, a DOI or an NCT number")


# A study


def test_the_form_of_a_study_is_filled_with_its_report_and_its_registration(services: Services, desk: Client) -> None:
    form = paste(desk, STUDY, "23384256")
    html = form.content.decode()
    assert "NCT01234567: its row below is filled as ClinicalTrials.gov has it today" in html
    response = desk.post(
        form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], typed(form, {"design": "randomised"})
    )
    assert response.status_code == 302, response.context["errors"]
    study, registration = Study.objects.get(), Registration.objects.get()
    assert (study.slug, study.acronym, study.status, study.reports.get().pmid) == (
        "yousef-2013", "MAGBACK", "completed", "23384256"
    )  # fmt: skip
    assert {
        name: str(getattr(registration, name))
        for name in ("number", "status", "registered", "actual_start", "actual_end", "people_recruited")
    } == {
        "number": "NCT01234567",
        "status": "completed",
        "registered": "2009-08-14",
        "actual_start": "2009-10",
        "actual_end": "2011-09-30",
        "people_recruited": "80",
    }
    assert (registration.results_posted, registration.last_looked is not None) == (False, True)


def test_notices_of_a_new_studys_report_are_saved_with_it_unless_they_are_unticked(
    services: Services, desk: Client
) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION + ERRATUM)
    form = paste(desk, STUDY, "23384256")
    sent = typed(form, {"design": "randomised", "notice": ["0"]})
    desk.post(form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], sent)
    assert [(one.kind, one.pmid, one.report.pmid) for one in Notice.objects.all()] == [
        ("retraction", "25872120", "23384256")
    ]


def test_a_trial_alone_makes_a_study_without_a_report(services: Services, desk: Client) -> None:
    response = paste(desk, STUDY, "https://clinicaltrials.gov/study/NCT01234567")
    assert values_of(response.context["adminform"].form, "title", "acronym", "status") == {
        "title": "Magnesium for Backs: a Randomised Trial",
        "acronym": "MAGBACK",
        "status": "completed",
    }


def test_on_the_form_of_a_report_a_registration_is_led_to_a_study(services: Services, desk: Client) -> None:
    response = paste(desk, REPORT, "NCT01234567")
    assert (
        "NCT01234567 is a registration: it belongs to a study. Paste it under “Add study”."
        in response.context["looked"].told
    )


# What is here already


def test_what_is_entered_already_is_led_to_and_nobody_is_asked(services: Services, desk: Client) -> None:
    study = make.make_study(slug="magback")
    report = make.make_report(slug="yousef-2013", pmid="23384256", study=study)
    (sentence,) = said(paste(desk, REPORT, "PMID 23384256"))
    assert sentence == (
        f'This is entered already: the report <a href="/admin/evidence/report/{report.pk}/change/">yousef-2013</a>, '
        f'a report of the study <a href="/admin/evidence/study/{study.pk}/change/">magback</a>.'
    )
    assert Desk.asked == []


def test_what_is_entered_under_its_other_number_is_led_to(services: Services, desk: Client) -> None:
    make.make_report(slug="yousef-2013", pmid="23384256")
    (sentence,) = said(paste(desk, REPORT, DOI))
    assert sentence.startswith("This is entered already: the report <a href=")


def test_a_registration_that_is_here_leads_to_its_study(services: Services, desk: Client) -> None:
    make.make_registration(number="NCT01234567", study=make.make_study(slug="magback"))
    (sentence,) = said(paste(desk, STUDY, "NCT01234567"))
    assert sentence.startswith("This is entered already: the study <a href=")
    assert "magback" in sentence


# What cannot be looked up


def test_without_a_network_the_form_has_the_identifiers_and_the_reasons(
    desk: Client, settings: Any, off: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise: nothing but the look-up itself misses the network."""
    settings.PUBMED_URL = settings.CROSSREF_URL = "https://example.org"

    def cut(*args: Any, **values: Any) -> Any:
        raise OSError("the network is down")

    monkeypatch.setattr("socket.getaddrinfo", cut)
    monkeypatch.setattr("socket.create_connection", cut)
    response = paste(desk, REPORT, f"PMID 23384256 doi:{DOI}")
    assert values_of(response.context["adminform"].form, "pmid", "doi") == {"pmid": "23384256", "doi": DOI}
    assert response.context["looked"].told == [
        "PubMed could not be asked: cannot be reached.",
        "Crossref could not be asked: cannot be reached.",
    ]
    saved = desk.post(response.request["PATH_INFO"], typed(response, {"slug": "yousef-2013"}))
    assert (saved.status_code, Report.objects.get().pmid) == (302, "23384256")


@pytest.mark.parametrize("fault", ["html", "later", "broken", "cut", "empty", "gzip", "shape", "inside", "huge"])
def test_whatever_the_services_do_the_form_opens(services: Services, desk: Client, fault: str) -> None:
    Desk.faults[:] = [fault]
    response = paste(desk, REPORT, f"PMID 23384256 doi:{DOI}")
    assert response.status_code == 200
    assert values_of(response.context["adminform"].form, "pmid", "doi") == {"pmid": "23384256", "doi": DOI}
    told = response.context["looked"].told
    assert [one.partition(" ")[0] for one in told] == ["PubMed", "Crossref"]


@pytest.mark.parametrize("text", ["", "nothing of the kind", "NCT00000000", "\x00" * 40, "x" * 100_000])
def test_what_holds_no_identifier_is_said(off: None, desk: Client, text: str) -> None:
    (sentence,) = said(paste(desk, REPORT, text))
    assert sentence.startswith("No identifier was found in “")
    assert "expected a PMID, a DOI or an NCT number" in sentence


def test_one_person_looks_up_so_many_a_minute_and_no_more(
    services: Services, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look_up, "MOST_A_MINUTE", 3)
    for _ in range(3):
        desk.post(REPORT, {"pasted": "NCT01234567"})
    asked = len(Desk.asked)
    response = paste(desk, REPORT, "PMID 23384256")
    assert (asked, len(Desk.asked)) == (3, 3)
    assert response.context["looked"].told == [
        "Nothing was looked up: 3 look-ups a minute are the most; try again in a minute."
    ]
    desk.force_login(make.make_user(username="other", can="*"))
    assert paste(desk, REPORT, "PMID 23384256").context["looked"].report["title"].startswith("Magnesium")


# Who may, and how


def test_looking_at_the_address_asks_nobody(services: Services, desk: Client) -> None:
    assert [desk.get(one).status_code for one in (REPORT, STUDY)] == [405, 405]
    assert desk.get(reverse("admin:evidence_report_add") + "?looked=nothing").status_code == 200
    assert Desk.asked == []


def test_who_may_not_add_may_not_look_up(services: Services, client: Client) -> None:
    client.force_login(make.make_user(can="view_report change_report view_study"))
    assert client.post(REPORT, {"pasted": "23384256"}).status_code == 403
    assert Desk.asked == []


def test_the_form_to_paste_into_comes_first_on_a_new_report_and_study_alone(off: None, desk: Client) -> None:
    study = make.make_study()
    for address in (page("add"), reverse("admin:evidence_report_add")):
        html = desk.get(address).content.decode()
        assert html.index('for="id_pasted"') < html.index('id="content-main"')
    assert 'for="id_pasted"' not in desk.get(page("change", study)).content.decode()
    assert 'for="id_pasted"' not in desk.get(page("add") + "?_popup=1").content.decode()
