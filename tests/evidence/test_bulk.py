"""Many rows at once."""

from __future__ import annotations

import pytest

from evidence.actions.bulk import in_parts
from evidence.models import Outcome
from tests.factories import make_outcome

pytestmark = pytest.mark.django_db


def test_all_rows_come_in_parts_each_as_it_stands_when_its_turn_comes() -> None:
    numbers = [make_outcome().pk for _ in range(5)]
    seen = []
    for part in in_parts(Outcome.objects.order_by("-slug"), 2):
        seen.append([(one.pk, one.better) for one in part])
        Outcome.objects.update(better="higher")

    assert [[pk for pk, _ in part] for part in seen] == [numbers[:2], numbers[2:4], numbers[4:]]
    assert [[better for _, better in part] for part in seen] == [["lower"] * 2, ["higher"] * 2, ["higher"]]
