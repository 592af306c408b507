"""What is unique stays so when several people enter it at once, each in another way; nobody sees an error page."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from evidence.actions.merging import merge_studies
from evidence.actions.refused import RefusedError
from evidence.models import Change, Registration, Report, Study
from tests import factories as make
from tests.evidence.typing_in import Values, typed

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
    pytest.mark.django_db(transaction=True),
]
PEOPLE = 6
DOIS = ("10.1111/anae.12107", "doi:10.1111/ANAE.12107", "https://doi.org/10.1111/Anae.12107")
PMIDS = ("23384256", "PMID: 23384256", "https://pubmed.ncbi.nlm.nih.gov/23384256/")
NUMBERS = ("NCT05396014", "nct05396014", "https://clinicaltrials.gov/study/NCT05396014")


def at_once(do: Callable[[int], Any]) -> list[Any]:
    """What each of several people got who did it in the same moment."""
    start = Barrier(PEOPLE)

    def one(number: int) -> Any:
        start.wait()
        try:
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(one, range(PEOPLE)))


@pytest.mark.parametrize("name", ["slug", "pmid", "doi", "number"])
def test_one_identifier_in_several_spellings_makes_one_row(client: Client, name: str) -> None:
    client.force_login(make.make_user(can="*"))
    study = make.make_study()
    noun = "registration" if name == "number" else "report"
    address = reverse(f"admin:evidence_{noun}_add")
    page = client.get(address)
    spelt = {"slug": ("yousef-2013",), "pmid": PMIDS, "doi": DOIS, "number": NUMBERS}[name]

    def enter(number: int) -> int:
        values: Values = {"slug": f"other-{number}"} if noun == "report" else {"study": study.pk}
        hand = Client(raise_request_exception=False)
        hand.cookies = client.cookies
        return hand.post(address, typed(page, values | {name: spelt[number % len(spelt)], "_save": ""})).status_code

    answers = sorted(at_once(enter))
    assert (Registration if noun == "registration" else Report).objects.count() == 1
    assert answers == [200] * (PEOPLE - 1) + [302]


def test_two_studies_that_several_people_merge_in_both_directions_are_merged_once() -> None:
    one, other, reviewer = make.make_study(), make.make_study(), make.make_user(can="*")
    make.make_registration(study=one)
    make.make_registration(study=other)

    def merge(number: int) -> bool:
        kept, lost = (one, other) if number % 2 else (other, one)
        try:
            return bool(merge_studies(kept=kept, lost=lost, by=reviewer, reason="One trial."))
        except RefusedError:
            return False

    assert sorted(at_once(merge)) == [False] * (PEOPLE - 1) + [True]
    assert Change.objects.count() == Study.objects.exclude(merged_into=None).count() == 1
