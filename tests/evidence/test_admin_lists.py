"""Lists stay quick however long they grow: a fixed number of queries, nothing counted to the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.admin.paging import CappedPaginator, RowPaginator
from evidence.admin.searching import identifiers
from evidence.models import Report, Study
from tests import factories as make

pytestmark = pytest.mark.django_db
MAKERS: dict[str, Callable[[], Any]] = {
    "study": lambda: make.make_study(interventions=[make.make_intervention()]),
    "report": make.make_report,
    "result": make.make_result,
    "arm": make.make_arm,
    "registration": make.make_registration,
    "riskofbias": lambda: make.make_risk_of_bias(assessed_by=make.make_user()),
    "notice": make.make_notice,
    "intervention": lambda: make.make_intervention(parent=make.make_intervention()),
    "condition": lambda: make.make_condition(parent=make.make_condition()),
    "outcome": make.make_outcome,
    "instrument": make.make_instrument,
    "searchlog": lambda: make.make_search_log(condition=make.make_condition()),
    "biastool": make.make_bias_tool,
    "biasdomain": make.make_bias_domain,
    "extraction": make.make_extraction,
    "change": make.make_row_change,
    "certaintyrules": make.make_certainty_rules,
    "referenceimport": make.make_reference_import,
    "assessment": lambda: make.make_assessment(condition=make.make_condition(), entered_by=make.make_user()),
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_user(is_superuser=True))
    return client


def asked(desk: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return [query["sql"] for query in queries]


def test_each_list_of_the_desk_is_tried_here() -> None:
    listed = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "evidence"}
    assert listed == set(MAKERS)


@pytest.mark.parametrize("noun", MAKERS)
def test_a_long_list_asks_no_more_than_a_short_one(desk: Client, noun: str) -> None:
    address = reverse(f"admin:evidence_{noun}_changelist")
    for _ in range(2):
        MAKERS[noun]()
    short = asked(desk, address)
    for _ in range(6):
        MAKERS[noun]()
    long = asked(desk, address)
    assert len(long) == len(short)
    assert len(long) <= 8
    for sql in long:
        assert "COUNT(" not in sql or "LIMIT 10001" in sql, sql
        assert "DISTINCT" not in sql, sql


@pytest.mark.parametrize("noun", MAKERS)
def test_a_search_counts_to_its_cap_as_well(desk: Client, noun: str) -> None:
    MAKERS[noun]()
    searched = asked(desk, reverse(f"admin:evidence_{noun}_changelist") + "?q=pain")
    assert searched
    for sql in searched:
        assert "COUNT(" not in sql or "LIMIT 10001" in sql, sql


@pytest.mark.parametrize("noun", MAKERS)
def test_no_form_offers_every_row_of_another_table(desk: Client, noun: str) -> None:
    row = MAKERS[noun]()
    strangers = [make.make_study(), make.make_report(), make.make_intervention(), make.make_outcome(), make.make_arm()]
    html = desk.get(reverse(f"admin:evidence_{noun}_change", args=[row.pk])).content.decode()
    options = re.findall(r'<option value="(\d+)"[^>]*>([^<]*)', html)
    assert not {str(one) for one in strangers} & {name for _, name in options}


@pytest.mark.parametrize("pages", ["arms", "results", "bias", "apart", "entry", "change"])
def test_a_page_of_the_entry_asks_the_same_for_one_row_and_for_eight(desk: Client, pages: str) -> None:
    arm = make.make_arm()
    placebo = make.make_arm(study=arm.study, role="placebo", order=1)
    report = make.make_report(study=arm.study)

    def add() -> None:
        result = make.make_result(study=arm.study, report=report, instrument=make.make_instrument())
        make.make_arm_value(result=result, arm=arm)
        make.make_arm_value(result=result, arm=placebo)
        make.make_comparison(result=result, experimental=arm, reference=placebo, intervention=make.make_intervention())
        make.make_regimen_step(arm=arm)
        make.make_risk_of_bias(study=arm.study)

    add()
    address = reverse(f"admin:evidence_study_{pages}", args=[arm.study.pk])
    few = asked(desk, address)
    for _ in range(7):
        add()
    assert len(asked(desk, address)) == len(few)


def change_list(address: str) -> ChangeList:
    request = RequestFactory().get(address)
    request.user = make.make_user(is_superuser=True)
    return admin.site.get_model_admin(Study).get_changelist_instance(request)


def test_a_list_beyond_the_cap_says_so_and_ends_there(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CappedPaginator, "most", 100)
    Study.objects.bulk_create(Study(slug=f"s-{number:03}", title="T", design="cohort") for number in range(120))
    listed = change_list("/?o=1")
    assert (listed.result_count, listed.paginator.count_words, listed.paginator.num_pages) == (101, "more than 100", 2)
    html = desk.get(reverse("admin:evidence_study_changelist")).content.decode()
    assert "more than 100" in html
    assert "Search or filter to reach those beyond the last page." in html
    monkeypatch.undo()
    assert change_list("/").paginator.count_words == "120"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no estimate of a table's size")
def test_postgresql_is_asked_for_its_own_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CappedPaginator, "most", 100)
    Study.objects.bulk_create(Study(slug=f"s-{number:03}", title="T", design="cohort") for number in range(120))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE evidence_study")
    with CaptureQueriesContext(connection) as queries:
        assert CappedPaginator(Study.objects.order_by("slug"), 50).count == 120
    assert not [query for query in queries if "COUNT(" in query["sql"]]
    assert CappedPaginator(Study.objects.filter(design="cohort"), 50).count == 101


FORMS = [
    "23384256",
    "PMID: 23384256",
    "https://pubmed.ncbi.nlm.nih.gov/23384256/",
    "doi:10.1111/ANAE.12107",
    "https://onlinelibrary.wiley.com/doi/full/10.1111/anae.12107",
    "PMC 8482298",
    "Yousef, see https://doi.org/10.1111/anae.12107.",
]


@pytest.mark.parametrize("typed", FORMS)
@pytest.mark.parametrize("noun", ["report", "study"])
def test_an_identifier_in_any_form_finds_its_report_and_its_study(desk: Client, typed: str, noun: str) -> None:
    report = make.make_report(pmid="23384256", doi="10.1111/anae.12107", pmcid="PMC8482298")
    make.make_report(pmid="23384257", title="About PMID 23384256")
    response = desk.get(reverse(f"admin:evidence_{noun}_changelist"), {"q": typed})
    assert list(response.context["cl"].result_list) == [report if noun == "report" else report.study]


@pytest.mark.parametrize("typed", ["NCT05396014", "https://clinicaltrials.gov/study/NCT05396014", "nct 05396014"])
@pytest.mark.parametrize("noun", ["registration", "study"])
def test_a_registration_in_any_form_is_found(desk: Client, typed: str, noun: str) -> None:
    one, _ = make.make_registration(number="NCT05396014"), make.make_registration()
    response = desk.get(reverse(f"admin:evidence_{noun}_changelist"), {"q": typed})
    assert list(response.context["cl"].result_list) == [one if noun == "registration" else one.study]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("2013", []), ("12345", ["12345"]), ("00023384256", []), ("magnesium", []), ("PMID 1 PMID 2", ["1", "2"])],
)
def test_what_counts_as_an_identifier_in_a_search(typed: str, expected: list[str]) -> None:
    assert [one.value for one in identifiers(typed)] == expected


def test_words_find_what_no_identifier_does(desk: Client) -> None:
    study = make.make_study(title="Magnesium for back pain")
    make.make_study(title="Vitamin D for falls")
    response = desk.get(reverse("admin:evidence_study_changelist"), {"q": "magnesium pain"})
    assert list(response.context["cl"].result_list) == [study]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"missing": "report"}, {"bare"}),
        ({"missing": "result"}, {"bare", "reported"}),
        ({"missing": "registration"}, {"bare", "reported", "whole"}),
        ({"whose": "mine"}, {"bare"}),
        ({"whose": "others"}, {"reported", "whole"}),
        ({"state": "published"}, {"whole"}),
    ],
)
def test_studies_are_filtered_by_what_a_curator_asks(client: Client, query: dict[str, str], expected: set[str]) -> None:
    user = make.make_user(is_superuser=True)
    client.force_login(user)
    make.make_study(slug="bare", entered_by=user)
    make.make_report(study=make.make_study(slug="reported", entered_by=make.make_user()))
    make.make_result(study=make.make_study(slug="whole", state="published"))
    response = client.get(reverse("admin:evidence_study_changelist"), query)
    assert {study.slug for study in response.context["cl"].result_list} == expected


def test_the_autocomplete_finds_a_synonym_and_no_more_than_a_page(desk: Client) -> None:
    magnesium = make.make_intervention(name="magnesium sulfate")
    make.make_synonym(intervention=magnesium, name="Epsom salt")
    asked_for: dict[str, Any] = {"app_label": "evidence", "model_name": "regimenstep", "field_name": "intervention"}
    response = desk.get(reverse("admin:autocomplete"), asked_for | {"term": "epsom"})
    assert response.json() == {
        "results": [{"id": str(magnesium.pk), "text": "magnesium sulfate"}],
        "pagination": {"more": False},
    }
    for _ in range(25):
        make.make_intervention()
    page = desk.get(reverse("admin:autocomplete"), asked_for | {"term": "intervention"}).json()
    assert (len(page["results"]), page["pagination"]) == (20, {"more": True})


def test_a_report_on_the_list_reads_like_a_citation() -> None:
    report = make.make_report(authors="Yousef AA\nAl-deeb AE", journal="Anaesthesia", year=2013)
    shown = admin.site.get_model_admin(Report).citation(report)  # type: ignore[attr-defined]
    assert shown == "Yousef AA et al., Anaesthesia, 2013"


def test_a_later_page_has_the_rows_that_follow_in_order_and_what_each_row_shows(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    studies = (Study(slug=f"s-{number:03}", title="T", design="cohort") for number in range(120))
    Study.objects.bulk_create(studies)
    address = reverse("admin:evidence_study_changelist")
    seen = [desk.get(address, {"p": number}).context["cl"].result_list for number in (1, 2, 3)]
    assert [row.slug for page in seen for row in page] == [f"s-{number:03}" for number in range(120)]
    assert {row.seen_version for page in seen for row in page} == {None}
    monkeypatch.setattr(CappedPaginator, "most", 100)
    assert [row.slug for row in RowPaginator(Study.objects.order_by("slug"), 50).page(2)] == [
        f"s-{number:03}" for number in range(50, 100)
    ]


@pytest.mark.parametrize("query", [{"q": "togarestatin"}, {"missing": "result"}, {"state": "published"}])
def test_where_the_count_finds_nothing_the_rows_are_not_looked_for_again(desk: Client, query: dict[str, str]) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(reverse("admin:evidence_study_changelist"), query)
    assert list(response.context["cl"].result_list) == []
    assert not [one for one in queries if "seen_version" in one["sql"]]


def test_an_empty_page_of_suggestions_asks_only_for_the_count() -> None:
    paginator = CappedPaginator(Study.objects.order_by("slug"), 20)
    with CaptureQueriesContext(connection) as queries:
        assert list(paginator.page(1)) == []
    assert not [one for one in queries if "ORDER BY" in one["sql"]]
