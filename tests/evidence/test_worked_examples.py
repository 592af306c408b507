"""The worked examples hold the figures that many methods papers compute with, and say that they are second-hand."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Sum

from evidence.actions.fixtures import load_records, user_of_the_files
from evidence.models import ArmValue, Comparison, Result, Study
from evidence.summaries.result_row import result_rows, result_values

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "worked-examples"


@pytest.fixture(autouse=True)
def _examples() -> None:
    load_records(paths=[FOLDER], by=user_of_the_files())


def test_every_trial_is_there_with_its_own_address_and_source() -> None:
    assert Study.objects.published().filter(interventions__slug="bcg-vaccine").count() == 13
    assert Study.objects.published().filter(interventions__slug="specialist-stroke-care").count() == 9
    assert set(Result.objects.values_list("basis", "place")) == {("secondary", "table of trials")}
    assert not Study.objects.exclude(title__contains="as tabulated by").exists()
    assert not Study.objects.exclude(notes__contains="own report was not seen").exists()
    assert set(Comparison.objects.values_list("comparator", flat=True)) == {"no treatment", "usual care"}


def test_the_counts_of_bcg_add_up_to_those_of_the_review() -> None:
    bcg = ArmValue.objects.filter(result__outcome__slug="tuberculosis")
    sums = bcg.values("arm__slug").order_by("arm__slug").annotate(events=Sum("events"), total=Sum("total"))
    assert [tuple(one.values()) for one in sums] == [("bcg", 1065, 191064), ("none", 1510, 166283)]
    randomised = Study.objects.filter(interventions__slug="bcg-vaccine").randomised()
    assert (randomised.count(), Study.objects.filter(design="controlled").count()) == (7, 6)


def test_one_row_of_each_is_recomputed_as_others_have_it() -> None:
    rows = {one.study_id: one for one in result_rows(result_values().order_by("pk"))}
    aronson, umea = rows["bcg-aronson-1948"], rows["stroke-care-umea"]
    assert aronson.recomputed_measure == "RR"
    assert aronson.recomputed_estimate == pytest.approx(4 / 123 / (11 / 139))
    assert (aronson.known_on, aronson.outcome_better) == ("1948", "lower")
    assert (umea.recomputed_measure, umea.recomputed_estimate, umea.experimental_sd) == ("MD", -10, 16)
    assert umea.study_title == "Stroke care trial of Umeå, as tabulated by Normand"


def test_they_load_again_without_a_change() -> None:
    assert not load_records(paths=[FOLDER], by=user_of_the_files()).created
    call_command("load_evidence", FOLDER, verbosity=0)
    assert Study.objects.count() == 22
