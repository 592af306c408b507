"""A session that ends while somebody types: the form waits behind the login page and comes back filled in, unsaved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evidence.models import Arm, Change, Condition, Study
from tests import factories as make
from tests.evidence.desk import page
from tests.evidence.typing_in import Values, shown, typed
from tests.wiki.making import make_public_page
from wiki.models import Page

pytestmark = pytest.mark.django_db
PASSWORD = "carbonate of lime"


def change_form() -> tuple[str, Values]:
    return page("change", make.make_study(country="Spain")), {"country": "Egypt"}


def add_form() -> tuple[str, Values]:
    return reverse("admin:evidence_condition_add"), {"name": "Sciatica", "slug": "sciatica"}


def entry_page() -> tuple[str, Values]:
    arm = make.make_arm()
    return page("arms", arm.study), {"arm-0-words": "into a vein"}


def wiki_page() -> tuple[str, Values]:
    return f"/admin/wiki/page/{make_public_page('Words.').pk}/change/", {"body": "#### Mine\n\nWörds.", "reason": "R."}


Form = Callable[[], tuple[str, Values]]
FORMS: list[Form] = [change_form, add_form, entry_page, wiki_page]


def curator(**overrides: Any) -> tuple[Client, User]:
    user = make.make_user(is_superuser=True, password=PASSWORD, **overrides)
    client = Client()
    client.force_login(user)
    return client, user


def end_sessions() -> None:
    Session.objects.all().delete()


def log_in(client: Client, address: str, user: User) -> Any:
    door = reverse("admin:login", query={"next": address})
    return client.post(door, {"username": user.username, "password": PASSWORD, "next": address}, follow=True)


def stored() -> list[Any]:
    return [list(model._default_manager.order_by("pk").values()) for model in (Study, Arm, Condition, Page, Change)]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_comes_back_after_the_login_and_is_not_saved(form: Form) -> None:
    client, user = curator()
    address, words = form()
    sent = typed(client.get(address), words | {"_continue": ""})
    before = stored()
    end_sessions()

    told = client.post(address, sent, follow=True)
    assert "What you typed is kept" in told.content.decode()
    back = log_in(client, address, user)

    html = back.content.decode()
    assert "Not saved yet: your session had ended" in html
    assert {name: shown(back)[name] for name in words} == {
        name: [value.replace("\r\n", "\n")] for name, value in words.items()
    }
    assert stored() == before
    assert client.get(address).context["unsaved"] is False

    assert client.post(address, dict(shown(back)) | {"_continue": "", "_stay": ""}).status_code == 302
    assert stored() != before


@pytest.mark.parametrize("form", FORMS)
def test_it_is_shown_once(form: Form) -> None:
    client, user = curator()
    address, words = form()
    sent = typed(client.get(address), words)
    end_sessions()
    client.post(address, sent)
    assert "Not saved yet" in log_in(client, address, user).content.decode()
    assert "Not saved yet" not in client.get(address).content.decode()


def test_what_somebody_saved_meanwhile_is_told_as_well() -> None:
    client, user = curator()
    address, words = change_form()
    sent = typed(client.get(address), words)
    end_sessions()
    client.post(address, sent)
    other, _ = curator(username="anna")
    other.post(address, typed(other.get(address), {"country": "Turkey"}))

    back = log_in(client, address, user)

    html = back.content.decode()
    assert back.status_code == 200
    assert "Not saved yet" in html
    assert "Anna saved on" in html
    assert [(one.theirs, one.mine) for one in back.context["clash"].differences] == [("Turkey", "Egypt")]


def test_another_person_at_the_same_browser_does_not_see_it() -> None:
    client, _ = curator()
    address, words = change_form()
    sent = typed(client.get(address), words)
    end_sessions()
    client.post(address, sent)
    _, other = curator()
    back = log_in(client, address, other)
    assert shown(back)["country"] == ["Spain"]
    assert "Not saved yet" not in back.content.decode()
    assert "Egypt" not in Session.objects.get(pk=client.cookies["sessionid"].value).get_decoded().__str__()


def test_whoever_may_not_any_more_gets_no_form() -> None:
    client, user = curator()
    address, words = change_form()
    sent = typed(client.get(address), words)
    end_sessions()
    client.post(address, sent)
    User.objects.filter(pk=user.pk).update(is_superuser=False)
    assert log_in(client, address, user).status_code == 403
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    assert "Not saved yet" not in client.get(address).content.decode()


@pytest.mark.parametrize("typist", [None, "", "1", "MQ:1xWCS1:forged"])
def test_strangers_cannot_make_the_server_keep_anything(client: Client, typist: str | None) -> None:
    address, words = change_form()
    sent = words if typist is None else words | {"_typist": typist}
    assert client.post(address, sent).status_code == 302
    assert not Session.objects.exists()


def test_too_much_is_not_kept_and_the_login_page_says_so() -> None:
    client, _ = curator()
    address, _ = change_form()
    sent = typed(client.get(address), {"notes": "x" * 1_000_001})
    end_sessions()
    told = client.post(address, sent, follow=True)
    assert "too large to be kept" in told.content.decode()


def test_files_are_named_as_lost() -> None:
    client, user = curator()
    address = reverse("admin:wiki_attachment_change", args=[make.make_attachment().pk])
    sent = typed(client.get(address), {"title": "A scan"})
    end_sessions()
    told = client.post(address, sent | {"upload": SimpleUploadedFile("scan.pdf", b"%PDF-1.7")}, follow=True)
    assert "Files are not kept: scan.pdf." in told.content.decode()
    back = log_in(client, address, user)
    assert shown(back)["title"] == ["A scan"]
    assert "choose them again: scan.pdf" in back.content.decode()


def test_passwords_are_never_kept() -> None:
    client, _ = curator()
    address = reverse("admin:auth_user_change", args=[make.make_user().pk])
    sent = dict(shown(client.get(address))) | {"password": "secret words", "new_password1": "secret words"}
    end_sessions()
    client.post(address, sent)
    assert "secret words" not in str(Session.objects.get().get_decoded())


def test_no_more_than_five_forms_wait() -> None:
    client, _ = curator()
    addresses = [page("change", make.make_study()) for _ in range(7)]
    sent = {address: typed(client.get(address), {"country": "Egypt"}) for address in addresses}
    end_sessions()
    for address in addresses:
        client.post(address, sent[address])
    assert list(Session.objects.get().get_decoded()["kept forms"]) == addresses[2:]
