"""Where a login comes from: the address behind our own proxies, and devices that were let in before."""

from __future__ import annotations

import ipaddress
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SALT = "tracewell.known-device"
YEAR = 365 * 24 * 60 * 60


def client_address(request: HttpRequest) -> str:
    """Of IPv6 the network of 64 bits, since whoever has one address of it has all."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = settings.TRUSTED_PROXIES
    forwarded = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if hops and len(forwarded) >= hops:
        address = forwarded[-hops]
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def known_device(request: HttpRequest, name: str) -> str:
    """A name for this device and account; empty for a device that never logged in to it."""
    try:
        device: Any = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return ""
    if not isinstance(device, dict) or device.get("name") != name.casefold():
        return ""
    return f"{device['id']} {device['name']}"


def remember_device(response: HttpResponseBase, name: str) -> None:
    device = {"id": secrets.token_urlsafe(16), "name": name.casefold()}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(device, salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
