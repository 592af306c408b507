"""Requests that are no text are the sender's fault: 400, on either database, never 500."""

import pytest
from django.test import Client


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
