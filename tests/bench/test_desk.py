"""The benchmark of the desk opens every page that it names, at any size."""

from __future__ import annotations

import pytest

from bench.desk_data import STEP, fill
from bench.desk_pages import addresses, clients, last_pages, visit
from evidence.models import ArmValue, Report, RowChange, Study

pytestmark = pytest.mark.django_db


def test_a_desk_is_filled_with_copies_that_hang_together() -> None:
    fill(studies=160, first=40)
    assert Study.objects.count() == 160
    copy = Report.objects.filter(pk__gt=STEP, study__isnull=False).order_by("-pk")[0]
    assert copy.study is not None
    assert copy.study.pk // STEP == copy.pk // STEP == 3
    assert ArmValue.objects.filter(result__study=copy.study).count() == 6
    assert RowChange.objects.of(copy.study).count() >= 1
    assert Study.objects.create(slug="one-more", title="T", design="cohort").pk > copy.study.pk


def test_each_page_of_the_benchmark_opens() -> None:
    fill(studies=80, first=40)
    who = clients()
    pages = last_pages(addresses(), who)
    seen = {name: visit(who[by], address) for name, (by, address) in pages.items()}
    # The front page counts each of its sixty numbers by itself.
    most = {name: 100 if name.startswith("front page") else 40 for name in seen}
    assert not [name for name, (_, queries) in seen.items() if not 1 <= queries <= most[name]]
