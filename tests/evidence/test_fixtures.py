"""The evidence that ships with the project: it loads whole, says where each figure stands, and has no typing errors."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from pytest_django import DjangoDbBlocker

from evidence.actions.fixtures import load_records, user_of_the_files
from evidence.models import (
    ArmValue,
    Comparison,
    Intervention,
    Notice,
    Registration,
    Report,
    Result,
    RiskOfBias,
    SearchLog,
    Study,
)

pytestmark = pytest.mark.django_db

FOLDER = settings.BASE_DIR / "fixtures" / "evidence"
FILES = sorted(FOLDER.rglob("*.yaml"))


@pytest.fixture(scope="module")
def evidence(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything, loaded once for this module and rolled back after it: full validation takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_records(paths=[FOLDER], by=user_of_the_files())
        yield
        transaction.set_rollback(True)


def records() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in FILES:
        for record in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield record["model"], record["fields"]


def stored() -> dict[str, list[Any]]:
    """Every column of every row, stamps and many-to-many rows included."""
    everything = apps.get_app_config("evidence").get_models(include_auto_created=True)
    return {one._meta.label_lower: list(one._default_manager.order_by("pk").values()) for one in everything}


@pytest.mark.usefixtures("evidence")
def test_every_record_of_the_files_is_there_and_nothing_else() -> None:
    counts = Counter(model for model, _ in records())
    assert {label: len(rows) for label, rows in stored().items() if label in counts} == counts
    assert counts["evidence.report"] >= 45
    assert counts["evidence.study"] >= 30


@pytest.mark.usefixtures("evidence")
def test_a_second_load_changes_nothing() -> None:
    before = stored()
    loaded = load_records(paths=[FOLDER], by=user_of_the_files())
    assert (loaded.created, loaded.present) == (Counter(), Counter(model for model, _ in records()))
    assert stored() == before


def test_plain_loaddata_takes_the_same_files_and_the_rows_are_valid() -> None:
    call_command("loaddata", *FILES, verbosity=0)
    for model in apps.get_app_config("evidence").get_models():
        for row in model._default_manager.all():
            row.full_clean(validate_unique=False, validate_constraints=False)  # the database has checked those
    assert load_records(paths=[FOLDER], by=user_of_the_files()).created == Counter()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_begins_with_what_it_is(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert len(first) > 40


@pytest.mark.usefixtures("evidence")
def test_every_result_says_where_it_stands() -> None:
    assert not Result.objects.filter(Q(place="") | Q(basis="") | (Q(addresses="") & Q(quote=""))).exists()
    assert not Result.objects.filter(finding="").exists()
    addresses = "\n".join(Result.objects.values_list("addresses", flat=True)).splitlines()
    assert [address for address in addresses if not address.startswith(("https://", "http://"))] == []


@pytest.mark.usefixtures("evidence")
def test_every_result_is_public_entered_from_the_files_and_checked_by_nobody() -> None:
    user = user_of_the_files()
    assert not Result.objects.exclude(state="published", entered_by=user, checked_by=None).exists()
    assert not RiskOfBias.objects.exclude(assessed_by=user).exists()


@pytest.mark.usefixtures("evidence")
def test_every_study_has_one_main_report() -> None:
    assert list(Study.objects.exclude(reports__main=True)) == []


@pytest.mark.usefixtures("evidence")
def test_a_report_that_was_not_seen_has_no_figures() -> None:
    assert list(Result.objects.filter(report__seen="unverified")) == []
    assert list(Report.objects.exclude(seen="unverified").filter(seen_at="")) == []


@pytest.mark.usefixtures("evidence")
def test_magnesium_infused_swallowed_and_rubbed_in_stay_apart() -> None:
    magnesium = Intervention.objects.under(Intervention.objects.get(slug="magnesium"))
    assert dict(magnesium.values_list("slug", "parent__slug")) == {
        "magnesium": None,
        "magnesium-sulfate-intravenous": "magnesium",
        "magnesium-oral": "magnesium",
        "magnesium-oxide-oral": "magnesium-oral",
        "magnesium-gluconate-oral": "magnesium-oral",
        "magnesium-citrate-oral": "magnesium-oral",
        "magnesium-chloride-oral": "magnesium-oral",
        "magnesium-chloride-anhydrous-oral": "magnesium-oral",
        "magnesium-slow-release": "magnesium-oral",
        "magnesium-topical": "magnesium",
        "magnesium-chloride-topical": "magnesium-topical",
        "royal-warrior-cream": "magnesium-topical",
        "magnesium-dietary": "magnesium",
        "magnesium-iv-then-oral": "magnesium",
    }


@pytest.mark.usefixtures("evidence")
def test_registrations_and_notices() -> None:
    assert dict(Registration.objects.values_list("number", "study__slug")) == {
        "NCT05396014": "best-2025",
        "NCT04479787": "distinct-2023",
        "NCT04626063": "bayram-2021",
        "NCT01017913": "facci-2011",
        "NCT01583985": "space-2018",
        "ACTRN12615000775516": "opal-2023",
        "ACTRN12609000966291": "pace-2014",
        "ACTRN12619001134112": "walkback-2024",
        "ACTRN12605000262606": "costa-2009",
    }
    best = Registration.objects.get(number="NCT05396014")
    assert (best.status, str(best.actual_end), best.planned_end, best.people_recruited) == (
        "completed",
        "2024-10-22",
        None,
        1014,
    )
    notice = Notice.objects.get()
    assert (notice.report.slug, notice.kind, str(notice.date), notice.pmid) == (
        "opal-2023",
        "erratum",
        "2023-08-19",
        "37597890",
    )


@pytest.mark.usefixtures("evidence")
def test_somebody_looked_for_magnesium_in_low_back_pain_and_found_one_trial() -> None:
    log = SearchLog.objects.get(intervention__slug="magnesium", condition__slug="low-back-pain")
    assert (str(log.date), log.found, log.looked_for_contrary) == ("2018-09", 1, True)


@pytest.mark.usefixtures("evidence")
def test_identifiers_that_were_not_seen_whole_are_not_entered() -> None:
    unseen = ["kim-2013", "al-taiar-2020", "peck-2020", "parisien-2022", "al-faraj-2003"]
    assert Report.objects.filter(slug__in=unseen, pmid=None).count() == len(unseen)
    assert list(ArmValue.objects.filter(result__study__slug__in=["space-2018", "opal-2023"], sd__isnull=False)) == []
    assert list(Comparison.objects.filter(result__study__slug="pace-2014", estimate__isnull=False)) == []


@pytest.mark.skipif("TRACEWELL_FACTS" not in os.environ, reason="TRACEWELL_FACTS does not name a file of facts")
@pytest.mark.usefixtures("evidence")
def test_reports_agree_with_a_file_of_facts() -> None:
    """The identifiers of every report in the file that are digits or DOIs and nothing else."""
    facts = json.loads(Path(os.environ["TRACEWELL_FACTS"]).read_text(encoding="utf-8"))["reports"]
    wanted = {
        (scheme, value.lower())
        for fact in facts
        for scheme, value in fact["ids"].items()
        if scheme in ("pmid", "doi", "pmcid") and value and "MEMORY" not in value and " " not in value
    }
    there = {
        (scheme, str(value).lower())
        for scheme in ("pmid", "doi", "pmcid")
        for value in Report.objects.values_list(scheme, flat=True)
    }
    assert wanted - there == set()
