"""An intervention with more results than a page reads: its lines rest on all of them all the same."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from evidence.actions.findings import rebuild
from evidence.models import Finding, Intervention
from evidence.summaries import groups
from tests import factories as make

pytestmark = pytest.mark.django_db
# So that a test makes dozens of rows and not hundreds.
LONGEST = 20
STUDIES = LONGEST // 2 + 1


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Intervention:
    """Two outcomes of more studies than half a page; the second is not whole in the first rows of it."""
    monkeypatch.setattr(groups, "LONGEST", LONGEST)
    top = make.make_intervention(slug="walking", name="Walking")
    outcomes = [make.make_outcome(slug=slug, name=name) for slug, name in (("pain", "Pain"), ("stairs", "Stairs"))]
    instrument = make.make_instrument()
    for number in range(STUDIES):
        study = make.make_study(slug=f"trial-{number}", state="published", people=80)
        report = make.make_report(study=study)
        arms = [make.make_arm(study=study), make.make_arm(study=study, role="placebo")]
        for outcome in outcomes:
            result = make.make_result(
                study=study, report=report, outcome=outcome, instrument=instrument, state="published"
            )
            for arm, mean in zip(arms, (3.0, 4.0 + number % 5 / 10), strict=True):
                make.make_arm_value(result=result, arm=arm, n=40, mean=mean, sd=2.0)
            make.make_comparison(result=result, intervention=top, experimental=arms[0], reference=arms[1])
    rebuild()
    return top


def test_the_lines_count_every_study(client: Client, large: Intervention) -> None:
    kept = {one.outcome.slug: one.trials for one in Finding.objects.select_related("outcome")}
    assert kept == {"pain": STUDIES, "stairs": STUDIES}
    page = client.get("/interventions/walking/").content.decode()
    assert page.count(f">{80 * STUDIES:,} ({STUDIES})<") == 2
    assert "has more results than one page puts together" in page
    assert "Put it together otherwise" not in page
    assert "trial-0" not in page


def test_the_page_of_an_outcome_puts_all_of_its_studies_together(client: Client, large: Intervention) -> None:
    page = client.get("/interventions/walking/stairs/").content.decode()
    assert f"{STUDIES} studies, {80 * STUDIES:,} people" in page


def test_the_large_page_costs_as_many_queries_as_a_small_one(
    client: Client, large: Intervention, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(13):
        client.get("/interventions/walking/")
