"""Logging in: bounded tries, one answer for everything that is wrong, and a second factor."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, override_settings
from django.test.client import RequestFactory
from django.urls import reverse

from config.login import factors, throttle, totp
from config.login.devices import client_address
from config.login.form import WRONG
from config.models import LoginTries, RecoveryCode, SecondFactor
from tests import factories as make

PASSWORD = "an old password of nobody"
DOOR = "/admin/login/?next=/admin/"


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("ayse", password=PASSWORD)


def knock(client: Client, name: str = "ayse", password: str = PASSWORD, code: str = "", **extra: Any) -> Any:
    return client.post(DOOR, {"username": name, "password": password, "code": code}, **extra)


def with_factor(user: User) -> tuple[str, list[str]]:
    """The secret and the recovery codes of a factor that is on; its first code was used half an hour ago."""
    secret = factors.begin(user).secret
    codes = factors.confirm(user, totp.code_at(secret, int(time.time()) // totp.SECONDS))
    SecondFactor.objects.update(last_step=0)
    assert codes is not None
    return secret, codes


def now_code(secret: str) -> str:
    return totp.code_at(secret, int(time.time()) // totp.SECONDS)


def test_ten_tries_in_five_minutes_and_no_more(owner: User, client: Client) -> None:
    assert [knock(client, password="wrong").status_code for _ in range(11)] == [200] * 10 + [429]
    refused = knock(client)
    assert refused.status_code == 429
    assert 290 <= int(refused["Retry-After"]) <= 300
    assert "Wait 5 minutes, then try again." in refused.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_account_is_counted_whatever_address_the_tries_come_from(owner: User) -> None:
    answers = [knock(Client(), password="wrong", REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(11)]
    assert answers == [200] * 10 + [429]


def test_an_address_is_counted_whatever_name_is_tried(owner: User) -> None:
    answers = [knock(Client(), name=f"name-{number}").status_code for number in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_device_that_was_let_in_before_is_not_locked_out_by_others(owner: User) -> None:
    own = Client()
    assert knock(own).status_code == 302
    own.post("/admin/logout/")
    for number in range(11):
        last = knock(Client(), password="wrong", REMOTE_ADDR=f"192.0.2.{number}")
    assert last.status_code == 429
    assert knock(own).status_code == 302


def test_a_known_device_has_its_own_count_and_no_more_tries(owner: User) -> None:
    own = Client()
    knock(own)
    own.post("/admin/logout/")
    assert [knock(own, password="wrong").status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_device_cookie_of_another_account_counts_for_nothing(owner: User) -> None:
    User.objects.create_superuser("mallory", password=PASSWORD)
    other = Client()
    knock(other, name="mallory")
    other.post("/admin/logout/")
    for _ in range(10):
        knock(other, password="wrong")
    assert LoginTries.objects.filter(kind="device").count() == 0
    assert knock(other).status_code == 429


def test_logging_in_rightly_costs_no_try(owner: User, client: Client) -> None:
    for _ in range(12):
        assert knock(Client()).status_code == 302
    assert [one.at for one in LoginTries.objects.all()] == [[], []]


def test_tries_are_free_again_after_five_minutes(owner: User, client: Client) -> None:
    for _ in range(10):
        knock(client, password="wrong")
    for row in LoginTries.objects.all():
        row.at = [one - 301 for one in row.at]
        row.save()
    assert knock(client).status_code == 302


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_ten_tries() -> None:
    def attempt(_: int) -> bool:
        try:
            throttle.count("account", "ayse")
        except throttle.TooOftenError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(50) as hands:
        assert sum(hands.map(attempt, range(50))) == 10


@pytest.mark.parametrize(
    ("name", "password"), [("ayse", "wrong"), ("nobody", PASSWORD), ("retired", PASSWORD), ("reader", PASSWORD)]
)
def test_all_that_is_wrong_gets_one_answer(owner: User, name: str, password: str) -> None:
    User.objects.create_user("retired", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("reader", password=PASSWORD)
    page = knock(Client(), name=name, password=password)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == [WRONG]
    assert page.content.decode().count(WRONG) == 1


def test_a_wrong_code_gets_the_answer_of_a_wrong_password(owner: User) -> None:
    with_factor(owner)
    for code in ("", "000000", "abcd-efgh-jkmn"):
        assert knock(Client(), code=code).context["form"].non_field_errors() == [WRONG]


def test_the_code_lets_in_once(owner: User) -> None:
    secret, _ = with_factor(owner)
    code = now_code(secret)
    assert knock(Client(), code=code).status_code == 302
    assert knock(Client(), code=code).status_code == 200


def test_a_recovery_code_lets_in_once(owner: User) -> None:
    _, codes = with_factor(owner)
    assert len(codes) == 10
    assert knock(Client(), code=codes[3].upper()).status_code == 302
    assert knock(Client(), code=codes[3]).status_code == 200
    assert RecoveryCode.objects.count() == 9
    assert not RecoveryCode.objects.filter(checksum__in=codes).exists()


def test_whoever_knows_the_password_may_guess_five_codes_a_minute(owner: User) -> None:
    with_factor(owner)
    answers = [knock(Client(), code="000000", REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(6)]
    assert answers == [200] * 5 + [429]


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_a_site_for_others_leads_whoever_has_no_factor_to_set_it_up(owner: User, client: Client) -> None:
    knock(client)
    for name in ("index", "evidence_study_changelist", "evidence_study_add", "wiki_page_changelist", "auth_user_add"):
        for method in ("GET", "POST"):
            answer = client.generic(method, reverse(f"admin:{name}"))
            assert (answer.status_code, answer["Location"]) == (302, "/admin/second-factor/")
    page = client.post("/admin/second-factor/", {"_begin": ""})
    secret = page.context["secret"].replace(" ", "")
    done = client.post("/admin/second-factor/", {"_confirm": "", "code": now_code(secret)})
    assert len(done.context["codes"]) == 10
    assert client.get("/admin/").status_code == 200
    client.post("/admin/second-factor/", {"_remove": ""})
    assert factors.has_factor(owner)


def test_a_wrong_first_code_turns_nothing_on(owner: User, client: Client) -> None:
    client.force_login(owner)
    client.post("/admin/second-factor/", {"_begin": ""})
    page = client.post("/admin/second-factor/", {"_confirm": "", "code": "000000"})
    assert page.status_code == 422
    assert "This is not the code that the app shows now." in page.content.decode()
    assert not factors.has_factor(owner)


def test_an_administrator_takes_a_lost_factor_away(owner: User, client: Client) -> None:
    other = User.objects.create_user("lost", is_staff=True)
    with_factor(other)
    client.force_login(owner)
    page = {"action": "take_factor_away", "_selected_action": other.pk}
    assert client.post(reverse("admin:auth_user_changelist"), page).status_code == 302
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_an_administrator_makes_nobody_a_superuser_and_changes_none(owner: User, client: Client) -> None:
    administrator = make.make_member("administrator")
    client.force_login(administrator)
    own = reverse("admin:auth_user_change", args=[administrator.pk])
    page = client.get(own)
    assert page.status_code == 200
    assert not {"is_superuser", "user_permissions"} & set(page.context["adminform"].form.fields)
    for address in (reverse("admin:auth_user_change", args=[owner.pk]), f"/admin/auth/user/{owner.pk}/password/"):
        assert client.post(address, {"username": "taken", "is_active": "on"}).status_code == 403
    with_factor(owner)
    client.post(reverse("admin:auth_user_changelist"), {"action": "take_factor_away", "_selected_action": owner.pk})
    assert factors.has_factor(owner)


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ("", 0, "192.0.2.1"),
        ("198.51.100.7", 0, "192.0.2.1"),
        ("198.51.100.7", 1, "198.51.100.7"),
        ("made-up, 198.51.100.7", 1, "198.51.100.7"),
        ("198.51.100.7, 10.0.0.1", 2, "198.51.100.7"),
        ("10.0.0.1", 2, "192.0.2.1"),
        ("2001:db8:1:2:3::4", 1, "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", 1, "198.51.100.7"),
    ],
)
def test_only_our_own_proxies_are_believed(forwarded: str, hops: int, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    with override_settings(TRUSTED_PROXIES=hops):
        assert client_address(request) == address


@pytest.mark.parametrize("bad", ["password1234", "123456789012", "short one", "ayse-ayse-ayse"])
def test_passwords_that_thieves_try_first_are_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(bad, User(username="ayse-ayse-ays"))


def test_passwords_are_kept_as_pbkdf2_of_a_million_rounds() -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        hasher: Any = get_hasher()
    assert (hasher.algorithm, hasher.iterations >= 1_000_000) == ("pbkdf2_sha256", True)
