"""A second click, or a colleague at the same moment, makes one row and no error page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from evidence.models import Arm, Intervention, Report, Result, Study
from tests import factories as make
from tests.evidence.desk import page
from tests.evidence.typing_in import Values, typed

CLICKS = 6


def pages_to_click_twice(client: Client) -> dict[str, tuple[str, Values, type[Any]]]:
    """For each form: its address, what it sends, and what it makes."""
    study = make.make_study(slug="there")
    report = make.make_report(study=study, main=True)
    make.make_arm(study=study, slug="placebo", role="placebo")
    outcome = make.make_outcome()

    def filled(address: str, values: Values) -> tuple[str, Values]:
        return address, typed(client.get(address), values)

    new: Values = {"slug": "new", "title": "T", "design": "cohort", "_save": ""}
    arm: Values = {"arm-1-name": "magnesium", "arm-1-role": "experimental", "_stay": ""}
    row: Values = {
        "result-0-outcome": outcome.pk,
        "result-0-kind": "estimate",
        "result-0-place": "Table 2",
        "result-0-basis": "abstract",
        "result-0-report": report.pk,
        "result-0-comparison-0-comparator": "none",
        "result-0-comparison-0-direction": "not compared",
        "_stay": "",
    }
    substance: Values = {"name": "magnesium", "slug": "magnesium", "kind": "substance", "_save": ""}
    return {
        "study": (*filled(page("add"), new | {"reports-0-slug": "new", "reports-0-pmid": "23384256"}), Study),
        "report": (*filled(reverse("admin:evidence_report_add"), {"slug": "r", "pmid": "1", "_save": ""}), Report),
        "intervention": (*filled(reverse("admin:evidence_intervention_add"), substance), Intervention),
        "arm": (*filled(page("arms", study), arm), Arm),
        "result": (*filled(page("results", study), row), Result),
    }


NOUNS = ("study", "report", "intervention", "arm", "result")


@pytest.mark.django_db
@pytest.mark.parametrize("noun", NOUNS)
def test_the_second_click_makes_nothing(client: Client, noun: str) -> None:
    client.force_login(make.make_user(can="*"))
    address, values, model = pages_to_click_twice(client)[noun]
    before = model.objects.count()
    first, second = client.post(address, values), client.post(address, values)
    assert (first.status_code, second.status_code) in ((302, 200), (302, 422), (302, 409))
    assert any(words in second.content.decode() for words in ("exists", "already", "somebody was faster"))
    assert model.objects.count() == before + 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noun", NOUNS)
def test_clicks_at_the_same_moment_make_one_row_and_no_error_page(client: Client, noun: str) -> None:
    user = make.make_user(can="*")
    client.force_login(user)
    address, values, model = pages_to_click_twice(client)[noun]
    before = model.objects.count()
    start = Barrier(CLICKS)

    def click(_: int) -> int:
        hand = Client(raise_request_exception=False)
        hand.cookies = client.cookies
        start.wait()
        try:
            return hand.post(address, values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(CLICKS) as hands:
        answers = sorted(hands.map(click, range(CLICKS)))
    assert model.objects.count() == before + 1
    assert set(answers) <= {200, 302, 409, 422}
    assert answers.count(302) == 1
