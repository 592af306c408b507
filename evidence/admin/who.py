"""Who is at the desk, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def curator(request: HttpRequest) -> User:
    """Who is at the desk; the admin lets nobody else in."""
    return cast(User, request.user)


def reason_given(request: HttpRequest) -> str:
    """Why, where a form has a field for it."""
    return request.POST.get("_reason", "")


def may_change(request: HttpRequest, labels: Iterable[str]) -> bool:
    """Whether somebody may change every one of these nouns, each as in `evidence.arm`."""
    split = (label.split(".") for label in labels)
    return request.user.has_perms([f"{application}.change_{noun}" for application, noun in split])


def number_in(words: str) -> int | None:
    """A number that a row can have, as an address says it; None for anything else."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None
