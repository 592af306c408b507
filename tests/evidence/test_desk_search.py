"""What a curator types into a search box finds the same rows on both databases, and on PostgreSQL by an index."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_user(is_superuser=True))
    return client


def found(desk: Client, noun: str, typed: str) -> set[str]:
    response = desk.get(reverse(f"admin:evidence_{noun}_changelist"), {"q": typed})
    return {row.slug for row in response.context["cl"].result_list}


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("magnesium", {"yousef-2013"}),
        ("pain magnesium", {"yousef-2013"}),
        ("MAGNESIUM Back", {"yousef-2013"}),
        ("magn", {"yousef-2013"}),
        ("nesium", {"yousef-2013"}),
        ('"back pain"', {"yousef-2013", "opal-2020"}),
        ('"pain back"', set()),
        ("opal", {"opal-2020"}),
        ("yousef-2013", {"yousef-2013"}),
        ("yousef back", {"yousef-2013"}),
        ("magnesium opal", set()),
        ("50%", {"half-1999"}),
        ("a_c", {"half-1999"}),
        ("in", {"yousef-2013", "opal-2020"}),
        ("Müll", {"half-1999"}),
        ("%", {"half-1999"}),
    ],
)
def test_studies_are_found_by_words_and_parts_of_words_in_any_order(desk: Client, typed: str, slugs: set[str]) -> None:
    make.make_study(slug="yousef-2013", title="Magnesium for low back pain")
    make.make_study(slug="opal-2020", title="Opioids in acute back pain", acronym="OPAL")
    make.make_study(slug="half-1999", title="A dose of 50% a_c by Müller")
    make.make_study(slug="abc-1999", title="abc of falls")
    assert found(desk, "study", typed) == slugs


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [("deeb", {"one"}), ("Yousef neuropathic", {"one"}), ("magnesium", {"one", "two"}), ("yousef two", set())],
)
def test_reports_are_found_by_title_author_and_key(desk: Client, typed: str, slugs: set[str]) -> None:
    make.make_report(slug="one", title="Magnesium in neuropathic pain", authors="Yousef AA\nAl-deeb AE")
    make.make_report(slug="two", title="Oral magnesium", authors="Park R")
    assert found(desk, "report", typed) == slugs


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("yousef", {"pain-6", "sleep-6"}),
        ("yousef sleep", {"sleep-6"}),
        ("insomnia", {"sleep-6"}),
        ("pain-6", {"pain-6"}),
        ("yousef insomnia pain", set()),
    ],
)
def test_results_are_found_by_study_outcome_and_name(desk: Client, typed: str, slugs: set[str]) -> None:
    study, other = make.make_study(slug="yousef-2013"), make.make_study(slug="park-2020")
    make.make_result(study=study, slug="pain-6", outcome=make.make_outcome(name="aching"))
    make.make_result(study=study, slug="sleep-6", outcome=make.make_outcome(name="Insomnia"))
    make.make_result(study=other, slug="falls", outcome=make.make_outcome(name="falls"))
    assert found(desk, "result", typed) == slugs


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads the table")
@pytest.mark.parametrize("column", ["evidence_study_title", "evidence_report_authors", "evidence_result_slug"])
def test_postgresql_has_an_index_for_what_is_searched(column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [f"{column}_search"])
        assert "gin_trgm_ops" in cursor.fetchone()[0]
