"""What a form does not ask is not taken, whatever is sent with it: who decided, who entered, what is public."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from evidence.models import Sheet
from evidence.models.snapshot import values_of
from tests import factories as make
from tests.evidence.test_every_door import NOUNS, a_row, address
from tests.evidence.typing_in import Values, typed

pytestmark = pytest.mark.django_db
FORGED: Values = {
    "id": "9999",
    "pk": "9999",
    "state": "published",
    "created": "2001-01-01",
    "title_key": "forged",
    "opening_key": "forged",
    "place_key": "forged",
    "looked_up": "2001-01-01",
    "imported_from": "forged",
    "submitted": "2001-01-01",
    "settled": "2001-01-01",
    "merged_into": "1",
    "merged_into_id": "1",
}
# A second person decides these, or the server does.
KEPT = (*FORGED, "entered_by_id", "by_id", "imported_from_id")


def decided(row: models.Model) -> dict[str, Any]:
    (values,) = values_of(type(row), [row.pk]).values()
    return {name: value for name, value in values.items() if name in KEPT}


@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
def test_no_form_takes_what_it_does_not_ask(admin_client: Client, model: type[models.Model]) -> None:
    row, other = a_row(model), make.make_user()
    before, place = decided(row), address(model, "change", row.pk)
    answer = admin_client.post(
        place, typed(admin_client.get(place), {"_save": ""}) | FORGED | {"entered_by": other.pk, "by": other.pk}
    )
    assert answer.status_code == 302
    assert decided(row) == before


@pytest.mark.parametrize("column", ["state", "entered_by", "checked_by", "merged_into", "title_key", "id"])
def test_no_sheet_takes_what_it_does_not_offer(admin_client: Client, column: str) -> None:
    """A column of the download that is fixed, or one that it has not: a fault, and nothing is changed."""
    study = make.make_study(slug="there", country="")
    before = values_of(type(study), [study.pk])
    data = f"study_id,country,{column},version\nthere,Iran,published,0\n".encode()
    sheet = make.make_sheet(data=data)
    preview = reverse("admin:evidence_study_sheet_preview", args=[sheet.pk])
    seen = admin_client.get(preview)
    assert [one.column for one in seen.context["plan"].faults] == [column]
    admin_client.post(preview, {"_apply": "", "digest": seen.context["plan"].digest})
    assert values_of(type(study), [study.pk]) == before
    assert Sheet.objects.get().state == "previewed"
