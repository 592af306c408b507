"""Reader pages: what they show, to whom, and at which cost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from evidence.actions.findings import rebuild
from evidence.models import Comparison, Intervention, Result, State, Study
from tests import factories as make
from tests.evidence import trials

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, status: int = 200) -> str:
    """The words of a page, without its markup."""
    response = client.get(address)
    assert response.status_code == status, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_intervention_page_tells_the_whole_trial(client: Client) -> None:
    comparison = trials.yousef(top=trials.magnesium())
    make.make_regimen_step(
        arm=comparison.experimental,
        intervention=comparison.intervention,
        route="intravenous",
        amount=1,
        unit="g",
        times_a_day=1,
        days=14,
        words="in saline over four hours",
    )
    page = text(client, "/interventions/magnesium/")
    for words in (
        "1 study reports an advantage of the intervention. 1 study with a comparison (80 people)",
        "No study entered here reports on harms.",
        "Yousef and Al-deeb 2013",
        "randomised trial, 80 people; Chronic low back pain",
        "6 months NRS 0–10",
        "magnesium 4.7 (SD 1.8) 40 people; 7.5 (SD 2.2) at the start",
        "placebo 7.2 (SD unknown) 40 people; 7.4 (SD unknown) at the start",
        "Reported p &lt;0.03",
        "Recomputed here MD −2.5",
        "favours the intervention",
        "SD not reported",
        "no registration known",
        "abstract, from the abstract",
        "doi:10.1111/anae.12107",
        "PMID 23384256",
        "1 g into a vein once a day for 14 days in saline over four hours",
        "No search is logged.",
    ):
        assert words in page


def test_a_parent_keeps_its_children_apart(client: Client) -> None:
    top = trials.magnesium()
    trials.yousef(top=top)
    cream = make.make_intervention(name="Magnesium cream", slug="magnesium-cream", parent=top)
    result = make.make_result(study=make.make_study(state="published", people=9), state="published", days=7)
    make.make_comparison(result=result, intervention=cream, comparator="none", direction="not compared")
    page = client.get("/interventions/magnesium/").content.decode()
    groups = re.findall(r'<section class="group" id="group-([^"]*)"', page)
    assert groups == ["infusions-then-capsules", "magnesium-cream"]
    infusions, cream_page = page.split('id="group-magnesium-cream"')
    assert "Yousef" in infusions
    assert "Yousef" not in cream_page.split("</section>")[0]
    assert "no comparator" in cream_page


PUBLIC_PAGES = [
    "/",
    "/interventions/",
    "/interventions/magnesium/",
    "/conditions/",
    "/conditions/chronic-low-back-pain/",
    "/outcomes/",
    "/outcomes/pain-intensity/",
    "/studies/",
    "/export/",
    "/how-to-read/",
    "/interventions/magnesium/results.csv",
    "/interventions/magnesium/studies.csv",
    "/conditions/chronic-low-back-pain/results.csv",
    "/outcomes/pain-intensity/results.csv",
    "/export/results.csv",
    "/export/studies.csv",
]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
@pytest.mark.parametrize("row", [Study, Result])
def test_what_is_not_published_is_nowhere(client: Client, row: type[Study] | type[Result], state: State) -> None:
    trials.yousef(top=trials.magnesium())
    row._default_manager.update(state=state)
    for address in PUBLIC_PAGES:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        assert response.status_code == 200
        # A published study may be named; its unpublished figures may not.
        assert (b"yousef" if row is Study else b"7.2") not in body.lower(), address
    assert client.get("/studies/yousef-2013/").status_code == (404 if row is Study else 200)
    assert client.get("/studies/yousef-2013/results.csv").status_code == (404 if row is Study else 200)


def fill(number: int) -> None:
    """So many more studies of infusions, each with a result."""
    model = Comparison.objects.get(result__study__slug="yousef-2013")
    for _ in range(number):
        study = make.make_study(
            state="published", interventions=[model.intervention], conditions=model.result.study.conditions.all()
        )
        make.make_report(study=study, main=True)
        arm = make.make_arm(study=study)
        make.make_regimen_step(arm=arm, intervention=model.intervention)
        result = make.make_result(
            study=study, report=study.reports.get(), outcome=model.result.outcome, state="published", days=7
        )
        make.make_arm_value(result=result, arm=arm, mean=3)
        make.make_comparison(result=result, intervention=model.intervention, experimental=arm, reference=None)


# Pinned: whoever adds a query says why. One of them asks for the state of the data, by which pages are remembered.
QUERIES = {
    "/": 12,
    "/interventions/": 2,
    "/interventions/magnesium/": 20,
    "/interventions/magnesium/pain-intensity/": 12,
    "/interventions/magnesium/pain-intensity/forest.csv": 12,
    "/interventions/magnesium/pain-intensity/pool.py": 2,
    "/map/": 6,
    "/certainty/": 1,
    "/conditions/": 2,
    "/conditions/chronic-low-back-pain/": 8,
    "/outcomes/": 2,
    "/outcomes/pain-intensity/": 4,
    "/studies/": 2,
    # With what it may not be independent of.
    "/studies/yousef-2013/": 15,
    "/export/": 0,
    "/how-to-read/": 0,
}


@pytest.mark.parametrize(("address", "queries"), QUERIES.items())
def test_a_page_costs_the_same_however_much_there_is(
    client: Client, address: str, queries: int, django_assert_num_queries: Callable[..., object]
) -> None:
    trials.yousef(top=trials.magnesium())
    fill(1)
    client.get(address)
    for more in (0, 5):
        fill(more)
        rebuild()
        with django_assert_num_queries(queries):  # type: ignore[attr-defined]
            client.get(address)


def test_a_page_is_cut_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.summaries.groups.LONGEST", 2)
    trials.yousef(top=trials.magnesium())
    fill(3)
    assert "This page shows the first 2 rows. The CSV has all of them." in text(client, "/outcomes/pain-intensity/")
    assert "Magnesium has more results than one page puts together" in text(client, "/interventions/magnesium/")
    outcome = text(client, "/interventions/magnesium/pain-intensity/")
    assert "These are the first 2 rows. The CSV has all of them." in outcome
    rows = b"".join(client.get("/interventions/magnesium/results.csv")).decode().strip().split("\r\n")
    assert len(rows) == 1 + 4


def test_studies_are_paged_by_their_addresses(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.views.studies.PAGE", 2)
    for slug in ("c-2003", "a-2001", "b-2002"):
        make.make_study(slug=slug, title=f"Trial {slug}", state="published")
    first = client.get("/studies/").content.decode()
    assert re.findall(r"Trial \w-\d+", first) == ["Trial a-2001", "Trial b-2002"]
    assert 'href="?after=b-2002"' in first
    second = client.get("/studies/?after=b-2002").content.decode()
    assert re.findall(r"Trial \w-\d+", second) == ["Trial c-2003"]
    assert 'rel="next"' not in second
    assert "No study comes after this one." in client.get("/studies/?after=zz").content.decode()


def test_a_file_says_what_it_is(client: Client) -> None:
    trials.yousef(top=trials.magnesium())
    response = client.get("/interventions/magnesium/results.csv")
    assert re.fullmatch(
        r'attachment; filename="tracewell-magnesium-results-\d{4}-\d\d-\d\d.csv"', response["Content-Disposition"]
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Link"] == '</export/#results>; rel="describedby"'


def test_an_unknown_table_is_not_found(client: Client) -> None:
    assert client.get("/export/users.csv").status_code == 404


def test_reader_pages_refuse_to_be_written_to(client: Client) -> None:
    trials.yousef(top=trials.magnesium())
    for address in [*PUBLIC_PAGES, "/studies/yousef-2013/", "/studies/yousef-2013/results.csv"]:
        for method in (client.post, client.put, client.delete, client.patch):
            assert method(address).status_code == 405, address


def test_what_people_typed_is_never_markup(client: Client) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    trials.yousef(top=trials.magnesium())
    Study.objects.update(title=evil, notes=evil, population=evil, conflict_of_interest=evil)
    Result.objects.update(finding=evil, notes=evil, quote=evil, place=evil[:90], addresses="javascript:alert(1)")
    Intervention.objects.update(description=evil, mechanism=evil)
    for address in ("/", "/interventions/magnesium/", "/studies/yousef-2013/", "/studies/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page, address


def test_addresses_stand_as_designed() -> None:
    assert [
        reverse("evidence:intervention", args=["magnesium"]),
        reverse("evidence:intervention-results", args=["magnesium"]),
        reverse("evidence:intervention-studies", args=["magnesium"]),
        reverse("evidence:study", args=["yousef-2013"]),
        reverse("evidence:condition", args=["x"]),
        reverse("evidence:outcome", args=["x"]),
        reverse("evidence:export"),
    ] == [
        "/interventions/magnesium/",
        "/interventions/magnesium/results.csv",
        "/interventions/magnesium/studies.csv",
        "/studies/yousef-2013/",
        "/conditions/x/",
        "/outcomes/x/",
        "/export/",
    ]
