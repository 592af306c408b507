"""Every address that the URL resolver knows, asked by people who may not: generated, so that none is forgotten."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Something for each kind of part that an address can have; nothing of that name exists.
PARTS: dict[str, object] = {"slug": "nothing-of-this-name", "str": "nothing", "path": "nothing", "int": 1}
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]


def named_addresses(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str]]:
    """The name of each address, and one address for it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_addresses(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            name = f"{namespace}{pattern.name}"
            yield name, reverse(name, kwargs=parts_of(pattern))


def parts_of(pattern: URLPattern) -> dict[str, Any]:
    converters = pattern.pattern.converters
    kinds = {part: type(converter).__name__.removesuffix("Converter").lower() for part, converter in converters.items()}
    regex = getattr(pattern.pattern, "regex").groupindex  # noqa: B009  (Django's types leave it out)
    # The admin's own regular expression names an application.
    return {part: PARTS.get(kind, "nothing") for part, kind in kinds.items()} | {
        part: "auth" for part in regex if part not in kinds
    }


ADDRESSES = dict(named_addresses(get_resolver()))
ADMIN = {name: address for name, address in ADDRESSES.items() if name.startswith("admin:")}
PUBLIC = {name: address for name, address in ADDRESSES.items() if name not in ADMIN}
# Pages of the desk that show no data: anybody's, and any member of staff's.
DOOR = {"admin:login", "admin:logout", "admin:jsi18n"}
HALL = {"admin:index", "admin:password_change", "admin:password_change_done", "admin:second-factor", "admin:confirm"}


def test_the_resolver_was_read_whole() -> None:
    assert {"evidence:home", "evidence:intervention-results", "security-txt"} <= PUBLIC.keys()
    assert {"admin:index", "admin:auth_user_change"} <= ADMIN.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_a_reader_may_look_and_nothing_else(client: Client, name: str) -> None:
    assert client.get(PUBLIC[name]).status_code in {200, 301, 404}
    assert client.head(PUBLIC[name]).status_code in {200, 301, 404}
    assert {method: client.generic(method, PUBLIC[name]).status_code for method in UNSAFE} == dict.fromkeys(UNSAFE, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADMIN.keys() - DOOR))
def test_the_desk_sends_strangers_to_its_door(client: Client, name: str) -> None:
    for method in ("GET", *UNSAFE):
        answer = client.generic(method, ADMIN[name])
        assert answer.status_code in {302, 404}
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("admin:login"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ADMIN.keys() - DOOR))
def test_accounts_that_may_not_see_data_do_not(client: Client, name: str) -> None:
    """Neither one that is not staff nor one that is, but has no permission yet."""
    client.force_login(User.objects.create_user("reader"))
    assert client.get(ADMIN[name]).status_code in {302, 404}
    if name not in HALL:
        client.force_login(User.objects.create_user("new", is_staff=True))
        assert client.get(ADMIN[name]).status_code in {302, 403, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDRESSES)
def test_every_form_needs_its_token(name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_superuser("owner"))
    assert strict.post(ADDRESSES[name]).status_code in {403, 404, 405}
