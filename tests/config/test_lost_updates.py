"""Every form of the desk that changes a row, read from the site: opened by two, saved by both, lost by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from evidence.admin.guarding import GuardedAdmin
from tests import factories as make
from tests.evidence.typing_in import Values, shown

pytestmark = pytest.mark.django_db
DESK: dict[str, Any] = {model._meta.label_lower: one for model, one in admin.site._registry.items()}
# What each form is typed at, and what is typed: by the first, and by the second. Nothing else is said of a form here.
TYPED: dict[str, tuple[str, str, str]] = {
    "auth.group": ("name", "readers", "writers"),
    "auth.user": ("first_name", "Ayşe", "Ben"),
    "evidence.arm": ("words", "oral", "infused"),
    "evidence.assessment": ("summary", "theirs", "mine"),
    "evidence.biasdomain": ("name", "theirs", "mine"),
    "evidence.biastool": ("name", "theirs", "mine"),
    "evidence.certaintyrules": ("notes", "theirs", "mine"),
    "evidence.condition": ("name", "theirs", "mine"),
    "evidence.instrument": ("name", "theirs", "mine"),
    "evidence.intervention": ("synonyms-0-name", "theirs", "mine"),
    "evidence.notice": ("citation", "theirs", "mine"),
    "evidence.outcome": ("name", "theirs", "mine"),
    "evidence.registration": ("notes", "theirs", "mine"),
    "evidence.report": ("journal", "theirs", "mine"),
    "evidence.result": ("notes", "theirs", "mine"),
    "evidence.riskofbias": ("reason", "theirs", "mine"),
    "evidence.searchlog": ("notes", "theirs", "mine"),
    "evidence.study": ("country", "Turkey", "Egypt"),
    "taggit.tag": ("name", "theirs", "mine"),
    "wiki.attachment": ("title", "theirs", "mine"),
    "wiki.category": ("name", "theirs", "mine"),
    "wiki.mention": ("reason", "theirs", "mine"),
    "wiki.page": ("publisher", "theirs", "mine"),
}
# Their rows are changed elsewhere, by programs only, or by their one owner; an import is judged again when applied.
UNCHANGED = {
    "evidence.extraction",
    "evidence.referenceimport",
    "wiki.link",
    "wiki.linkcheck",
    "wiki.pageloss",
    "wiki.section",
    "wiki.tagchange",
    "wiki.tagrule",
}


def row_of(label: str) -> models.Model:
    if label == "auth.user":
        return make.make_user(username="somebody")
    if label == "auth.group":
        return Group.objects.create(name="a group")
    if label == "evidence.result":
        return make.make_comparison().result
    noun = label.partition(".")[2]
    names = {"riskofbias": "risk_of_bias", "biasdomain": "bias_domain", "searchlog": "search_log"}
    names |= {"biastool": "bias_tool", "certaintyrules": "certainty_rules"}
    made: models.Model = getattr(make, f"make_{names.get(noun, noun)}")()
    return made


def owner() -> Client:
    client = Client()
    client.force_login(make.make_user(is_superuser=True))
    return client


def opened(client: Client, address: str) -> Values:
    response = client.get(address)
    assert response.status_code == 200
    return dict(shown(response))


def change(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_every_form_of_the_desk_is_in_the_loop() -> None:
    request = RequestFactory().get("/")
    request.user = make.make_user(is_superuser=True)
    changing = {label for label, one in DESK.items() if one.has_change_permission(request)}
    assert changing - UNCHANGED == set(TYPED)
    assert all(isinstance(DESK[label], GuardedAdmin) for label in changing)


@pytest.mark.parametrize("label", sorted(TYPED))
def test_the_slower_of_two_is_refused_and_gets_back_what_was_typed(label: str) -> None:
    anna, ben, (field, theirs, mine) = owner(), owner(), TYPED[label]
    address = change(row_of(label))
    annas, bens = opened(anna, address), opened(ben, address)
    assert anna.post(address, annas | {field: theirs, "_continue": ""}).status_code == 302

    refused = ben.post(address, bens | {field: mine, "_continue": ""})

    assert refused.status_code == (200 if label == "wiki.page" else 409)
    assert "somebody was faster" in refused.content.decode()
    back = shown(refused)
    assert back[field] == [mine]
    assert opened(anna, address)[field] == [theirs]

    assert ben.post(address, back | {"_continue": ""}).status_code == 302
    assert opened(anna, address)[field] == [mine]


@pytest.mark.parametrize("label", sorted(TYPED.keys() - {"wiki.page"}))
@pytest.mark.parametrize("seen", [None, "", "x", "-1", "9" * 400, "1; 2", "\ud800"])
def test_a_form_that_does_not_say_what_it_saw_is_refused_with_a_sentence(label: str, seen: str | None) -> None:
    client, (field, _, mine) = owner(), TYPED[label]
    address = change(row_of(label))
    values = opened(client, address) | {field: mine}
    values.pop("_seen")
    if seen is not None:
        values["_seen"] = seen.encode("utf-8", "replace").decode()
    refused = client.post(address, values)
    assert refused.status_code == 409
    assert shown(refused)[field] == [mine]
    assert opened(client, address)[field] != [mine]


def test_nothing_is_edited_in_a_list() -> None:
    assert {label: one.list_editable for label, one in DESK.items() if one.list_editable} == {}
