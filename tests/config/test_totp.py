"""Codes of an authenticator app, against the table of the standard."""

from __future__ import annotations

import base64

import pytest

from config.login import totp

# RFC 6238, appendix B: the key, and for a time the last six of its eight digits.
KEY = base64.b32encode(b"12345678901234567890").decode()
TABLE = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("now", "code"), TABLE.items())
def test_codes_are_those_of_the_standard(now: int, code: str) -> None:
    assert totp.code_at(KEY, now // totp.SECONDS) == code
    assert totp.step_of(KEY, code, now) == now // totp.SECONDS


def test_a_clock_may_be_half_a_minute_wrong_and_no_more() -> None:
    assert [totp.step_of(KEY, "005924", 1234567890 + seconds) for seconds in (-60, -30, 0, 30, 60)] == [
        None,
        41152263,
        41152263,
        41152263,
        None,
    ]


@pytest.mark.parametrize("text", ["", "5924", "0059240", "００５９２４", "abcdef", "005924\0"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert totp.step_of(KEY, text, 1234567890) is None


def test_every_secret_is_new_and_has_160_bits() -> None:
    secrets = {totp.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b32decode(one)) for one in secrets} == {20}


def test_the_address_is_what_apps_open() -> None:
    expected = "otpauth://totp/Tracewell:ay%C5%9Fe%20k?secret=ABC&issuer=Tracewell"
    assert totp.address("ABC", account="ayşe k", issuer="Tracewell") == expected
