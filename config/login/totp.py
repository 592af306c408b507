"""Codes of six digits that change every half minute (RFC 6238 over RFC 4226), as authenticator apps show them."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from urllib.parse import quote

SECONDS = 30
DIGITS = 6
# One half minute to either side, for clocks that are not quite right.
DRIFT = 1


def new_secret() -> str:
    """160 bits, as RFC 4226 recommends, in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a half minute, counted from 1970 (RFC 4226, 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, code: str, now: float) -> int | None:
    """The half minute near `now` whose code this is; None for any other text."""
    here = int(now) // SECONDS
    # All are compared, so that the time taken says nothing.
    fitting = [
        step
        for step in range(here - DRIFT, here + DRIFT + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode())
    ]
    return fitting[0] if fitting else None


def address(secret: str, *, account: str, issuer: str) -> str:
    """What an authenticator app opens: otpauth://totp/…"""
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={secret}&issuer={quote(issuer)}"
