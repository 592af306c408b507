"""A study's first page and its last but one: each bad input of study, report and judgement gets its sentence."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evidence.models import Report, RiskOfBias, Study
from tests import factories as make
from tests.evidence.desk import page, send
from tests.evidence.typing_in import Values, faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return make.make_user(can="*")


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


NOT_A_DATE = (
    "“March 2013” is not a date: write 2013, 2013-03 or 2013-03-01, with a ? behind it if the source is unsure."
)
NO_KEY = "Give a key such as yousef-2013, or the authors and the year to make it from."
TWICE = "A report with this PMID is entered already: look it up under Reports instead of entering it twice."

STUDY = [
    ({"title": ""}, {"title": ["A study needs a title: that of its main report, or what the registry calls it."]}),
    ({"slug": ""}, {"slug": ["A study needs an address: first author and year, such as yousef-2013."]}),
    ({"design": ""}, {"design": ["This is needed: design."]}),
    ({"people": "eighty"}, {"people": ["Expected a whole number, or nothing if it is not reported."]}),
]
REPORT = [
    (
        {"doi": "The DOI was not printed in this paper."},
        {"doi": ["“The DOI was not printed in this paper.” is not a DOI: expected something like 10.1111/anae.12107."]},
    ),
    ({"pmid": "2338425"}, {"pmid": ["PMID 2338425 has 7 digits, but papers of 2013 carry eight: is one missing?"]}),
    ({"pmid": "n/a"}, {"pmid": ["“n/a” is not a PMID: expected one to eight digits, such as 23384256."]}),
    (
        {"published_issue": "March 2013"},
        {"published_issue": [NOT_A_DATE]},
    ),
    ({"published_issue": "2012-03"}, {"year": ["The year is 2013, but the dates say 2012."]}),
    ({"address": "javascript:alert(1)"}, {"address": ["Enter a valid URL."]}),
    (
        {"authors": "", "slug": ""},
        {"slug": [NO_KEY]},
    ),
    (
        {"pmid": "PMID: 11111111"},
        {"pmid": [TWICE]},
    ),
]


@pytest.mark.parametrize(("wrong", "expected"), STUDY, ids=lambda one: str(one)[:60])
def test_a_study_says_what_is_wrong(desk: Client, wrong: Values, expected: dict[str, list[str]]) -> None:
    good: Values = {"slug": "yousef-2013", "title": "A trial", "design": "randomised"}
    response = send(desk, page("add"), good | wrong | {"_save": ""})
    assert response.context["adminform"].form.errors == expected
    assert not Study.objects.exists()


@pytest.mark.parametrize(("wrong", "expected"), REPORT, ids=lambda one: str(one)[:60])
def test_a_bad_report_keeps_its_study_back(desk: Client, wrong: Values, expected: dict[str, list[str]]) -> None:
    make.make_report(study=None, slug="there", pmid="11111111")
    good: Values = {"authors": "Yousef AA\nAl-deeb AE", "year": "2013", "pmid": "23384256"}
    values: Values = {"slug": "yousef-2013", "title": "A trial", "design": "randomised", "_save": ""}
    values |= {f"reports-0-{name}": value for name, value in (good | wrong).items()}
    response = send(desk, page("add"), values)
    (formset,) = [one.formset for one in response.context["inline_admin_formsets"] if one.formset.prefix == "reports"]
    assert formset.forms[0].errors == expected
    assert (Study.objects.count(), Report.objects.count()) == (0, 1)


def test_a_placeholder_of_a_registration_keeps_its_study_back(desk: Client) -> None:
    values = {"slug": "s", "title": "A trial", "design": "randomised", "registrations-0-number": "NCT00000000"}
    response = send(desk, page("add"), values | {"_save": ""})
    said = "“NCT00000000” is a placeholder, not a registration: all its digits are zero."
    assert said in response.content.decode()
    assert not Study.objects.exists()


def test_a_judgement_needs_its_reason_and_a_reason_its_judgement(desk: Client) -> None:
    study = make.make_study()
    one, other = (make.make_bias_domain(code=code) for code in ("D1", "D2"))
    values = {f"domain-{one.pk}-judgement": "high", f"domain-{other.pk}-reason": "By computer.", "_stay": ""}
    response = send(desk, page("bias", study), values)
    assert faults(response) == [
        ("Quote", "Expected the paper’s words that it rests on, or why there are none."),
        ("Reason", "A judgement needs one."),
        ("Judgement", "There is a reason or a quote: say what you judged."),
    ]
    assert not RiskOfBias.objects.exists()


def test_a_judgement_is_taken_back_by_emptying_its_row(desk: Client) -> None:
    risk = make.make_risk_of_bias()
    prefix = f"domain-{risk.domain.pk}"
    values = {f"{prefix}-judgement": "", f"{prefix}-reason": "", f"{prefix}-quote": "", "_stay": ""}
    assert send(desk, page("bias", risk.study), values).status_code == 302
    assert not RiskOfBias.objects.exists()
