"""Findings at the doors themselves: files, sheets, services, the desk, imports; each leaves what a rebuild would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from evidence.actions.findings import rebuild
from evidence.actions.fixtures import load_records, user_of_the_files
from evidence.actions.reference_applying import apply_import
from evidence.actions.reference_deciding import undo_import
from evidence.actions.states import move
from evidence.lookups import Services
from evidence.models import Condition, Finding, Instrument, Intervention, Report, Result, SearchLog, State, Study
from tests.evidence.desk import page, send
from tests.evidence.playing_services import RETRACTION, Desk, article, playing
from tests.evidence.pooled_trials import asked, three
from tests.evidence.reference_files import YOUSEF, record, staged
from tests.evidence.test_findings_follow import People, assert_followed, kept, people, published, world
from tests.evidence.test_load_records import TRIAL, load
from tests.evidence.test_sheets import as_csv, bring, download

__all__ = ["people"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Client:
    return admin_client


@pytest.fixture
def services(settings: Any) -> Iterator[Services]:
    with playing() as found:
        settings.PUBMED_URL = found.pubmed.url
        settings.CROSSREF_URL = found.crossref.url
        settings.CLINICALTRIALS_URL = found.clinicaltrials.url
        yield found


def reopened(people: People, slug: str) -> Study:
    study = Study.objects.get(slug=slug)
    move(row=study, to=State.DRAFT, by=people.reviewer, reason="A figure is wrong.")
    return study


def test_loading_a_file_makes_them(tmp_path: Path) -> None:
    load(tmp_path, TRIAL.replace("slug: pain, outcome", "slug: pain, state: published, outcome"))
    assert Finding.objects.get().intervention.slug == "walking"
    assert_followed("a file")


def test_loading_all_that_ships_makes_them_all() -> None:
    load_records(paths=[project.BASE_DIR / "fixtures" / "evidence"], by=user_of_the_files())
    assert len(kept()) > 50
    assert_followed("all files")


@pytest.mark.parametrize(
    ("noun", "model", "cells"),
    [
        ("instrument", Instrument, {"maximum": "50"}),
        ("condition", Condition, {"weeks_from": "12"}),
        ("searchlog", SearchLog, {"looked_for_contrary": "false"}),
    ],
)
def test_a_sheet_of_what_studies_rest_on(desk: Client, noun: str, model: Any, cells: dict[str, str]) -> None:
    world()
    rows = [row | cells for row in download(desk, noun)[:1]]
    assert set(cells) <= rows[0].keys()
    bring(model, as_csv(rows))
    assert_followed(f"a sheet of {noun}")


def test_a_sheet_of_results_of_a_draft(desk: Client, people: People) -> None:
    """Not shown while it is corrected, and as the sheet says once it is published again."""
    world()
    study = reopened(people, "abel-2008")
    (row,) = (one for one in download(desk, "result") if one["study_id"] == "abel-2008")
    bring(Result, as_csv([row | {"experimental_mean": "1.5"}]))
    assert_followed("a sheet of results")
    before = kept()
    published(people, study)
    assert_followed("published again")
    assert kept() != before


def test_a_retraction_that_a_service_tells_of_takes_the_study_out(services: Services) -> None:
    three(asked())
    Report.objects.filter(slug="abel-2008").update(pmid="23384256")
    rebuild()
    assert Finding.objects.get().trials == 3
    Desk.articles["23384256"] = article(notices=RETRACTION)
    call_command("refresh_reports", verbosity=0)
    assert Finding.objects.get().trials == 2
    assert_followed("a retraction")


def test_an_import_of_references_and_its_undoing(people: People) -> None:
    """It fills what a report lacks, by which its study is cited."""
    world()
    report = Report.objects.get(slug="baker-2012")
    for name, value in (YOUSEF | {"authors": "", "published_online": None, "published_issue": None}).items():
        setattr(report, name, value)
    report.save()
    rebuild()
    study = reopened(people, "baker-2012")
    source = staged(record(1, **YOUSEF))
    assert apply_import(source=source, by=people.ruler) is not None
    report.refresh_from_db()
    assert report.authors == "Yousef AA\nAl-deeb AE"
    assert_followed("an import")
    undo_import(source=source, by=people.ruler, reason="The wrong file.")
    assert_followed("its undoing")
    published(people, study)
    assert_followed("published again")


def test_the_forms_of_the_desk(desk: Client) -> None:
    world()
    by_vein = Intervention.objects.get(slug="by-vein")
    minerals = Intervention.objects.get(slug="minerals")
    before = kept()
    for model, row, values in (
        ("intervention", by_vein, {"parent": minerals.pk}),
        ("condition", Condition.objects.get(slug="sciatica"), {"name": "Sciatic pain"}),
        ("outcome", Finding.objects.all()[0].outcome, {"better": "higher"}),
        ("instrument", Instrument.objects.get(slug="nrs"), {"short_name": "Scale of 10"}),
    ):
        answer = send(desk, reverse(f"admin:evidence_{model}_change", args=[row.pk]), values)
        assert answer.status_code == 302, answer.context["errors"]
        assert_followed(f"the form of a {model}")
    assert kept() != before


def test_a_study_and_a_result_at_the_desk(desk: Client, people: People) -> None:
    world()
    study = reopened(people, "abel-2008")
    assert send(desk, page("change", study), {"people": "12", "_save": ""}).status_code == 302
    assert_followed("the form of a study")
    result = study.results.get()
    address = reverse("admin:evidence_result_change", args=[result.pk])
    assert send(desk, address, {"values-0-mean": "2.5"}).status_code == 302
    assert_followed("the form of a result")
    before = kept()
    published(people, study)
    assert_followed("published again")
    assert kept() != before
    assert desk.post(reverse("admin:evidence_result_delete", args=[result.pk]), {"post": "yes"}).status_code in (
        302,
        403,
    )
    assert_followed("a deletion")
