"""Three services that are asked: what they know is read, and whatever they do instead is a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.dates import PartialDate
from evidence.identifiers import Identifier, Scheme
from evidence.lookups import (
    Client,
    Looked,
    NoAnswerError,
    RegistryRecord,
    Service,
    Services,
    clinicaltrials,
    crossref,
    look_up,
    pubmed,
)
from evidence.lookups.client import Pace
from evidence.lookups.plain_words import clean, plain
from evidence.reading import Linked
from evidence.reading.xml_records import ENTITY
from tests.evidence.playing_services import ERRATUM, RETRACTION, Desk, article, playing, trial, work
from tests.playing import StoppedClock

DOI = "10.1111/anae.12107"


@pytest.fixture
def services() -> Iterator[Services]:
    with playing() as found:
        yield found


class Clock(StoppedClock):
    def client(self, **values: Any) -> Client:
        return Client(pace=Pace(), sleep=self.sleep, clock=lambda: self.now, **({"seconds": 5.0} | values))


def silence(services: Services, *faults: str, **values: Any) -> str:
    Desk.faults[:] = faults
    with pytest.raises(NoAnswerError) as silent:
        crossref.work(Clock().client(**values), services.crossref, DOI)
    return str(silent.value)


# What they know


def test_a_work_of_crossref_is_read(services: Services) -> None:
    Desk.works[DOI] = work() | {
        "title": ["Magnesium for <i>backs</i> &amp; <scp>MRI</scp> (p &lt; 0.05)"],
        "clinical-trial-number": [
            {"clinical-trial-number": "isrctn12345678", "registry": "10.18810/isrctn"},
            {"clinical-trial-number": "not applicable"},
        ],
        "updated-by": [
            {"DOI": "10.1111/ANAE.13080", "type": "retraction", "updated": {"date-parts": [[2015, 5, 1]]}},
            {"DOI": "10.1111/anae.9", "type": "new_version"},
        ],
    }
    read = crossref.work(Clock().client(), services.crossref, DOI)
    assert {name: getattr(read, name) for name in (
        "kind", "title", "authors", "journal", "journal_abbreviation", "year", "volume", "issue", "pages", "doi",
        "published_online", "published_issue", "registrations", "notices", "retracted", "related",
    )} == {
        "kind": "article",
        "title": "Magnesium for backs & MRI (p < 0.05)",
        "authors": ("Yousef AA", "Al-deeb AE"),
        "journal": "Annals of backs",
        "journal_abbreviation": "Ann Backs",
        "year": 2013,
        "volume": "68",
        "issue": "3",
        "pages": "260-266",
        "doi": DOI,
        "published_online": PartialDate(year=2012, month=12, day=17),
        "published_issue": PartialDate(year=2013, month=3),
        "registrations": ("ISRCTN12345678",),
        "notices": (
            Linked(kind="retraction", doi="10.1111/anae.13080", date=PartialDate(year=2015, month=5, day=1)),
        ),
        "retracted": True,
        "related": (),
    }  # fmt: skip


def test_a_trial_is_read(services: Services) -> None:
    assert clinicaltrials.trial(Clock().client(), services.clinicaltrials, "NCT01234567") == RegistryRecord(
        number="NCT01234567",
        title="Magnesium for Backs: a Randomised Trial",
        acronym="MAGBACK",
        status="completed",
        status_word="completed",
        registered=PartialDate(year=2009, month=8, day=14),
        actual_start=PartialDate(year=2009, month=10),
        actual_end=PartialDate(year=2011, month=9, day=30),
        people_recruited=80,
        results_posted=False,
        results_in=("23384256",),
    )


def test_what_is_planned_is_not_called_done(services: Services) -> None:
    Desk.trials["NCT01234567"] = trial(
        overallStatus="SUSPENDED",
        startDateStruct={"date": "2027-01", "type": "ESTIMATED"},
        completionDateStruct={"date": "soon", "type": "ESTIMATED"},
    )
    read = clinicaltrials.trial(Clock().client(), services.clinicaltrials, "NCT01234567")
    assert (read.status, read.status_word, read.planned_start, read.actual_start, read.planned_end) == (
        "unknown", "suspended", PartialDate(year=2027, month=1), None, None
    )  # fmt: skip


# What they do instead


MISREAD = "Crossref answered something else than was expected: "
ASKED = "Crossref could not be asked: "
CUT = ASKED + "closes the connection without an answer, or answers what no browser could read."


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("html", MISREAD + "a web page instead of JSON."),
        ("empty", MISREAD + "nothing instead of JSON."),
        ("depth", MISREAD + "what begins with “" + "[" * 40 + "” instead of JSON."),
        ("shape", MISREAD + "JSON without message."),
        ("huge", MISREAD + "more than 5 MB."),
        ("gzip", MISREAD + "a compressed text, which was not asked for."),
        ("later", ASKED + "it is overloaded or out of order (status 429); try again later."),
        ("broken", ASKED + "it is overloaded or out of order (status 500); try again later."),
        ("refused", ASKED + "it refused the question (status 403)."),
        ("inside", ASKED + "leads to another address that is not asked: only HERE is."),
        ("elsewhere", ASKED + "leads to another address that is not asked: only HERE is."),
        ("cut", CUT),
        ("claim", CUT),
    ],
)
def test_what_is_no_answer_is_a_sentence(services: Services, fault: str, sentence: str) -> None:
    here = services.crossref.url.rpartition("/")[0]
    assert silence(services, fault).replace(here, "HERE") == sentence


def test_a_service_that_drips_is_left(services: Services) -> None:
    Desk.faults[:] = ["drip"]
    with pytest.raises(NoAnswerError, match=r"^Crossref could not be asked: no answer within 0\.4 seconds\.$"):
        crossref.work(Client(seconds=0.4), services.crossref, DOI)


def test_nobody_there_is_a_sentence(services: Services) -> None:
    gone = Service(name="Crossref", url="http://127.0.0.1:9")
    with pytest.raises(NoAnswerError, match=r"^Crossref could not be asked: refuses connections\.$"):
        crossref.work(Clock().client(), gone, DOI)


def test_another_record_than_was_asked_for_is_not_taken(services: Services) -> None:
    Desk.works[DOI] = work("10.1000/other")
    Desk.trials["NCT01234567"] = trial("NCT07654321")
    assert silence(services) == (
        f"Crossref answered something else than was expected: the work 10.1000/other instead of {DOI}."
    )
    with pytest.raises(NoAnswerError, match=r"the trial NCT07654321 instead of NCT01234567\.$"):
        clinicaltrials.trial(Clock().client(), services.clinicaltrials, "NCT01234567")


def test_what_they_do_not_know_is_said(services: Services) -> None:
    Desk.works.clear()
    assert silence(services) == f"Crossref has no work with the DOI {DOI}."


# Manners


def test_a_broken_service_is_asked_three_times_with_growing_pauses(services: Services) -> None:
    clock, Desk.faults[:] = Clock(), ["broken", "broken", ""]
    assert crossref.work(clock.client(), services.crossref, DOI).doi == DOI
    assert (len(Desk.asked), clock.slept) == (3, [0.5, 1.0])


def test_the_wait_that_a_service_asks_for_is_kept_if_it_is_short(services: Services) -> None:
    clock, Desk.faults[:] = Clock(), ["soon", ""]
    crossref.work(clock.client(), services.crossref, DOI)
    assert clock.slept == [2.0]

    clock, Desk.faults[:] = Clock(), ["later"]
    Desk.asked.clear()
    with pytest.raises(NoAnswerError):
        crossref.work(clock.client(), services.crossref, DOI)
    assert (len(Desk.asked), clock.slept) == (1, [])


def test_questions_keep_their_distance(services: Services) -> None:
    clock = Clock()
    client, slow = clock.client(), replace(services.crossref, pause=0.34)
    for _ in range(3):
        crossref.work(client, slow, DOI)
    assert clock.slept == [0.34, 0.34]


def test_all_questions_together_have_an_end(services: Services) -> None:
    clock = Clock()
    client = clock.client(whole=3.0)
    clock.sleep(3.0)
    with pytest.raises(NoAnswerError, match=r"^Crossref could not be asked: no time was left for it; try again\.$"):
        crossref.work(client, services.crossref, DOI)
    assert Desk.asked == []


def test_who_asks_says_who_it_is(services: Services) -> None:
    crossref.work(Clock().client(contact="desk@example.org"), services.crossref, DOI)
    assert Desk.asked == [f"/crossref/works/{DOI}?mailto=desk@example.org"]
    assert Desk.headers_seen[0]["User-Agent"] == "Tracewell (mailto:desk@example.org)"


def test_what_is_switched_off_and_what_is_not_safe_is_not_asked() -> None:
    for url, sentence in (
        ("", "Crossref is switched off on this site."),
        ("http://example.org", "Crossref could not be asked: its address does not begin with https://."),
        ("https://10.0.0.1", "Crossref could not be asked: its host is not open to the whole internet."),
        ("https://169.254.169.254", "Crossref could not be asked: its host is not open to the whole internet."),
    ):
        with pytest.raises(NoAnswerError) as silent:
            crossref.work(Clock().client(), Service(name="Crossref", url=url), DOI)
        assert str(silent.value) == sentence


def test_no_proxy_is_asked_for_the_way(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    assert crossref.work(Clock().client(), services.crossref, DOI).year == 2013


# Strangers' words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>Bold</b> <script>alert(1)</script>", "Bold alert(1)"),
        ("p < 0.05 and 7 > 3", "p < 0.05 and 7 > 3"),
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
        ("H<sub>2</sub>O\x00\x1b[31m\u202egnp\ud800", "H2O[31mgnp"),
        ("a\r\nb\tc\u2028d", "a b c d"),
        ("&lt;img src=x&gt;", "<img src=x>"),
        ("<unclosed", "<unclosed"),
    ],
)
def test_markup_and_unseen_signs_are_taken_from_strangers_words(text: str, words: str) -> None:
    assert plain(text) == words


@given(st.text())
def test_whatever_comes_can_be_stored_on_one_line(text: str) -> None:
    for words in (clean(text), plain(text)):
        assert words == clean(words)
        assert not set("\x00\r\n\t\x1b\u202e") & set(words)
        words.encode()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(work())), inner, max_size=4),
))  # fmt: skip
def test_a_work_of_any_shape_is_read_or_refused(value: Any) -> None:
    message = {**value, "DOI": DOI} if isinstance(value, dict) else {"DOI": DOI, "author": value, "issued": value}
    assert crossref._reference(message, DOI).doi == DOI


# One look-up


def test_a_trial_without_a_paper_and_a_number_that_is_not_looked_up(services: Services) -> None:
    seen = [Identifier(Scheme.NCT, "NCT01234567"), Identifier(Scheme.PMCID, "PMC8482298")]
    looked = look_up(client=Clock().client(), services=services, identifiers=seen)
    assert [one.number for one in looked.trials] == ["NCT01234567"]
    assert looked.silences == ("PMC8482298 alone is not looked up: paste the PMID or the DOI of the paper.",)


def test_without_any_service_the_identifiers_are_there_and_the_reasons() -> None:
    off = Services(
        **{name.lower().replace(".gov", ""): Service(name=name, url="") for name in (
            "PubMed", "Crossref", "ClinicalTrials.gov"
        )}
    )  # fmt: skip
    seen = (Identifier(Scheme.PMID, "23384256"), Identifier(Scheme.DOI, DOI), Identifier(Scheme.NCT, "NCT01234567"))
    assert look_up(client=Clock().client(), services=off, identifiers=seen) == Looked(
        identifiers=seen,
        silences=(
            "PubMed is switched off on this site.",
            "Crossref is switched off on this site.",
            "ClinicalTrials.gov is switched off on this site.",
        ),
    )


# PubMed


def test_a_record_of_pubmed_is_read_with_its_registration_and_its_notices(services: Services) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION + ERRATUM)
    read = pubmed.article(Clock().client(contact="desk@example.org"), services.pubmed, "23384256")
    assert (read.title, read.year, read.pages, read.doi, read.registrations) == (
        "Magnesium for backs that ache: a trial", 2013, "260-266", DOI, ("NCT01234567",)
    )  # fmt: skip
    assert [(one.kind, one.pmid, str(one.date)) for one in read.notices] == [
        ("retraction", "25872120", "2015-05"),
        ("erratum", "24320853", "2014-01"),
    ]
    assert Desk.asked == ["/pubmed/efetch.fcgi?db=pubmed&tool=tracewell&email=desk@example.org&id=23384256&retmode=xml"]


def test_a_doi_leads_to_the_one_record_that_carries_it(services: Services) -> None:
    client = Clock().client()
    assert pubmed.article_of_doi(client, services.pubmed, DOI).pmid == "23384256"
    with pytest.raises(NoAnswerError, match=r"^PubMed has no record with the DOI 10\.1000/none\.$"):
        pubmed.article_of_doi(client, services.pubmed, "10.1000/none")


PUBMED_MISREAD = "PubMed answered something else than was expected: "


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("html", PUBMED_MISREAD + "a web page instead of a set of articles."),
        ("gzip", PUBMED_MISREAD + "a compressed text, which was not asked for."),
        ("huge", PUBMED_MISREAD + "more than 5 MB."),
        ("bomb", PUBMED_MISREAD + ENTITY),
        (
            "half_a_set",
            PUBMED_MISREAD + "The record has no end (</PubmedArticle>): the file is cut off there.",
        ),
        ("", "PubMed has no record with the PMID 99."),
        ("other", PUBMED_MISREAD + "PMID 23384256 instead of 99."),
    ],
)
def test_what_pubmed_answers_instead_is_a_sentence(services: Services, fault: str, sentence: str) -> None:
    Desk.faults[:] = [fault] if fault != "other" else []
    Desk.articles |= {"99": article()} if fault == "other" else {}
    with pytest.raises(NoAnswerError) as silent:
        pubmed.article(Clock().client(), services.pubmed, "99")
    assert str(silent.value) == sentence


# All three together


def test_a_pmid_leads_to_all_that_is_known(services: Services) -> None:
    Desk.works[DOI] = work(issued={"date-parts": [[2012]]}) | {"published-print": None}
    looked = look_up(client=Clock().client(), services=services, identifiers=[Identifier(Scheme.PMID, "23384256")])
    assert [one.source for one in looked.references] == ["PubMed", "Crossref"]
    assert [one.number for one in looked.trials] == ["NCT01234567"]
    assert looked.registrations == [("NCT01234567", "ClinicalTrials.gov")]
    assert looked.disagreements == ["The year differs: PubMed says 2013; Crossref says 2012."]
    assert looked.silences == ()


def test_a_notice_that_two_services_know_is_told_once(services: Services) -> None:
    Desk.articles["23384256"] = article(notices=RETRACTION)
    Desk.works[DOI] = work() | {
        "updated-by": [
            {"DOI": "10.1111/anae.13080", "type": "retraction", "updated": {"date-parts": [[2015, 5, 1]]}},
            {"DOI": "10.1111/anae.13081", "type": "expression_of_concern", "updated": {"date-parts": [[2014]]}},
        ]
    }
    looked = look_up(client=Clock().client(), services=services, identifiers=[Identifier(Scheme.DOI, DOI)])
    assert [(one.kind, source) for one, source in looked.notices] == [
        ("retraction", "PubMed"),
        ("concern", "Crossref"),
    ]


def test_a_notice_says_what_it_is_about(services: Services) -> None:
    Desk.articles.clear()
    Desk.works["10.1111/anae.13080"] = work("10.1111/anae.13080") | {"update-to": [{"DOI": DOI, "type": "retraction"}]}
    seen = [Identifier(Scheme.DOI, "10.1111/anae.13080")]
    looked = look_up(client=Clock().client(), services=services, identifiers=seen)
    assert looked.about == [f"Crossref says that this is a notice: retraction of {DOI}."]
    assert looked.silences == ("PubMed has no record with the DOI 10.1111/anae.13080.",)
