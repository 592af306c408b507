"""A researcher takes the figures away as CSV and finds in it what the page says."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from evidence.actions.fixtures import load_records
from evidence.models import ArmValue, Comparison, Intervention
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def test_from_a_page_to_a_file_with_the_same_figures(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    load_records(paths=[settings.BASE_DIR / "fixtures" / "evidence"], by=make_user(username="fixtures"))
    page.goto(f"{live_server.url}/interventions/magnesium/")
    with page.expect_download() as download:
        page.get_by_role("link", name="These results as CSV").click()
    assert re.fullmatch(r"tracewell-magnesium-results-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    path = tmp_path / "results.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    magnesium = Intervention.objects.get(slug="magnesium")
    assert len(rows) == Comparison.objects.published().about(magnesium).count() > 20
    assert len({row["comparison_id"] for row in rows}) == len(rows)

    # Every figure of every arm, out of the file, equals the one in the database.
    values = {
        (*one.result.natural_key(), one.arm.name): one
        for one in ArmValue.objects.select_related("result__study", "arm")
    }
    compared = 0
    for row in rows:
        for side in ("experimental", "reference"):
            value = values.get((*row["result_id"].split("/"), row[f"{side}_arm"]))
            for figure in ("n", "mean", "sd", "baseline_mean", "baseline_sd", "events", "total", "percent", "median"):
                assert number(row[f"{side}_{figure}"]) == (getattr(value, figure) if value else None)
                compared += value is not None and getattr(value, figure) is not None
    assert compared > 30

    # And the trial that the question was about reads as on the page.
    (trial,) = [row for row in rows if row["result_id"] == "yousef-2013/pain-6-months"]
    figures = {
        name: trial[name]
        for name in (
            "experimental_mean",
            "experimental_sd",
            "reference_mean",
            "reference_sd",
            "reported_p",
            "pmid",
            "doi",
        )
    }
    assert figures == {
        "experimental_mean": "4.7",
        "experimental_sd": "1.8",
        "reference_mean": "7.2",
        "reference_sd": "",
        "reported_p": "<0.03",
        "pmid": "23384256",
        "doi": "10.1111/anae.12107",
    }

    # The codebook has a line for each column of the file.
    page.get_by_role("link", name="what the columns mean").click()
    described = page.get_by_role("region", name="results.csv").get_by_role("rowheader")
    expect(described).to_have_count(len(rows[0]))
    assert described.all_inner_texts() == list(rows[0])


def test_the_whole_data_set(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    load_records(paths=[settings.BASE_DIR / "fixtures" / "evidence"], by=make_user(username="fixtures"))
    page.goto(live_server.url)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Data").click()
    for name, key, least in (("results", "comparison_id", 100), ("studies", "study_id", 30)):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"{name}.csv", exact=True).click()
        download.value.save_as(tmp_path / name)
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len({row[key] for row in rows}) == len(rows) >= least
