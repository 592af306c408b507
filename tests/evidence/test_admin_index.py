"""The desk's first page: the nouns in the order of the work, none left out and none twice."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


def groups(client: Client) -> dict[str, list[str]]:
    listed = client.get(reverse("admin:index")).context["app_list"]
    return {group["name"]: [model["object_name"] for model in group["models"]] for group in listed}


def test_every_noun_has_its_place_once(client: Client) -> None:
    client.force_login(make.make_user(is_superuser=True))
    shown = groups(client)
    assert list(shown) == [
        "What studies found",
        "What is tried and measured",
        "What is said about it",
        "What pages lead to",
        "Behind the desk",
    ]
    assert shown["What is tried and measured"] == ["Intervention", "Condition", "Outcome", "Instrument"]
    nouns = [noun for group in shown.values() for noun in group]
    assert sorted(nouns) == sorted(model.__name__ for model in admin.site._registry)


def test_a_curator_sees_only_what_is_a_curators(client: Client) -> None:
    client.force_login(make.make_user(can="view_study change_study"))
    assert groups(client) == {"What studies found": ["Study"]}


def test_one_application_alone_keeps_its_own_page(client: Client) -> None:
    client.force_login(make.make_user(is_superuser=True))
    assert client.get(reverse("admin:app_list", args=["evidence"])).status_code == 200
