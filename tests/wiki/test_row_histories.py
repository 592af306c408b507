"""What is curated beside the pages has a history at the desk as well."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Act, Change
from tests import factories as make
from tests.evidence.typing_in import typed
from wiki.models import Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_user(is_superuser=True))
    return client


def saved(desk: Client, row: Any, **values: str) -> Any:
    address = reverse(f"admin:wiki_{row._meta.model_name}_change", args=[row.pk])
    return desk.post(address, typed(desk.get(address), values | {"_save": ""}), follow=True)


def history(desk: Client, row: Any) -> str:
    return desk.get(reverse(f"admin:wiki_{row._meta.model_name}_history", args=[row.pk])).content.decode()


def test_a_category_can_be_restored(desk: Client) -> None:
    category = make.make_category(name="Pain", slug="pain")
    saved(desk, category, name="Aches")
    page = history(desk, category)
    assert "Aches" in page
    address = reverse("admin:wiki_category_restore", args=[category.pk, 0])
    assert address in page
    seen = Change.objects.get(act=Act.EDITED).pk
    desk.post(address, {"reason": "The wiki’s own word.", "seen": seen})
    assert Category.objects.get().name == "Pain"


def test_a_picture_s_description_is_told_with_who_and_when(desk: Client) -> None:
    picture = make.make_attachment()
    saved(desk, picture, alt_text="A spine from the side.")
    page = history(desk, picture)
    assert "A spine from the side." in page
    assert "What happened to this row at the desk" in page


@pytest.mark.parametrize("maker", [make.make_tag, make.make_tag_rule, make.make_mention, make.make_section])
def test_every_noun_beside_the_pages_has_a_history_to_open(desk: Client, maker: Any) -> None:
    row = maker()
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_history"
    assert desk.get(reverse(name, args=[row.pk])).status_code == 200
