"""Requests that are no text are the sender's fault: 400, on either database, never 500."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/studies/?q=%FF",
        "/studies/?%C3%28=1",
        "/studies/?q=%ED%A0%80",  # half of a surrogate pair
        "/studies/?q=%00",
        "/?\0",
        "/%00",
        "/admin/login/?next=%00",
    ],
)
def test_a_garbled_address_is_refused(client: Client, address: str) -> None:
    path, _, query = address.partition("?")
    answer = client.get(path, QUERY_STRING=query)
    assert answer.status_code == 400
    assert "This request cannot be read" in answer.content.decode()


@pytest.mark.django_db
def test_a_cookie_cannot_carry_a_nul_to_the_database(client: Client) -> None:
    assert client.get("/admin/", HTTP_COOKIE=r'sessionid="abcdefgh\000"').status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/studies/?q=%F0%9F%A7%B2",
        "/studies/?q=%E2%80%AE%07",
        "/studies/%FF/",
        "/studies/..%2F..%2Fetc/",
        "/?" + "a" * 5000,
    ],
)
def test_an_odd_address_is_not_an_error(client: Client, address: str) -> None:
    assert client.get(address).status_code in {200, 301, 404}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=%FF%00", "application/x-www-form-urlencoded"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"a=1", "application/x-www-form-urlencoded; charset=utf-9"),
        (b"a=1", "\xff"),
    ],
)
def test_a_garbled_form_is_not_an_error(client: Client, body: bytes, kind: str) -> None:
    client.raise_request_exception = False
    assert client.generic("POST", "/admin/login/", body, content_type=kind).status_code in {200, 400, 403}


@pytest.mark.django_db
def test_the_log_tells_a_refused_deletion_as_what_was_sent(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """The page comes back as if it had only been opened, and the line of the log must not say so."""
    client.force_login(make.make_user(can="*"))
    outcome = make.make_outcome()
    with caplog.at_level("INFO", "tracewell.request"):
        client.post(reverse("admin:evidence_outcome_delete", args=[outcome.pk]), {"post": "yes"})
    (line,) = [one.getMessage() for one in caplog.records if one.name == "tracewell.request"]
    assert line.startswith(f"POST /admin/evidence/outcome/{outcome.pk}/delete/ ")


@pytest.mark.django_db
def test_an_empty_name_of_a_field_is_none(client: Client) -> None:
    client.force_login(make.make_user(can="*"))
    address = reverse("admin:evidence_outcome_change", args=[make.make_outcome().pk])
    assert client.post(address, {"_to_field": ""}).status_code == 409


@pytest.mark.parametrize("claimed", ["2147483648", "9" * 400, "200000001"])
def test_what_says_that_it_is_huge_is_not_read(client: Client, claimed: str) -> None:
    class Unread(BytesIO):
        def read(self, *_: Any) -> bytes:
            pytest.fail("the body was read")

    claim: Any = {"CONTENT_LENGTH": claimed, "wsgi.input": Unread()}
    answer = client.generic("POST", "/admin/login/", **claim)
    assert answer.status_code == 413
    assert "larger than 200 megabytes, so none of it was read" in answer.content.decode()
