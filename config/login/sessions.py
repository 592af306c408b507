"""Sessions end: after hours without a request, after a week in any case, and when somebody's role changes."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from config.login.factors import has_factor, must_have_factor
from config.requests import Answer

IDLE = 8 * 60 * 60
LONGEST = 7 * 24 * 60 * 60
# How often a session notes that it is in use.
NOTED_EVERY = 5 * 60
# Before accounts are changed, the password is asked again; a form that was opened in time may still be sent.
RECENT, RECENT_TO_SEND = 15 * 60, 60 * 60


def begin(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Receives Django's own signal that somebody has logged in."""
    now = int(time.time())
    request.session["began"] = request.session["seen"] = request.session["confirmed"] = now
    request.session["role"] = role_of(user)
    request.session["factor"] = not must_have_factor(user) or has_factor(user)


def bound_sessions(get_response: Answer) -> Answer:
    """Only the desk has sessions; readers' pages never look at one."""
    desk = reverse("admin:index")

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(desk) and request.user.is_authenticated:
            return _stopped(request, request.path_info.removeprefix(desk)) or get_response(request)
        return get_response(request)

    return answer


def role_of(user: User) -> str:
    groups = sorted(user.groups.values_list("pk", flat=True))
    return hashlib.sha256(f"{user.is_staff} {user.is_superuser} {groups}".encode()).hexdigest()[:16]


def _stopped(request: HttpRequest, path: str) -> HttpResponseBase | None:
    user, session, now = request.user, request.session, int(time.time())
    if now - session.get("seen", 0) > IDLE or now - session.get("began", 0) > LONGEST:
        return _out(request, "You were logged out, because some hours have passed.")
    if session.get("role") != role_of(user):  # type: ignore[arg-type]
        return _out(request, "You were logged out, because your role was changed.")
    if now - session["seen"] > NOTED_EVERY:
        session["seen"] = now
    if not session.get("factor") and not path.startswith(("second-factor/", "logout/", "confirm/", "password_change/")):
        _keep(request)
        messages.info(request, "This site asks everybody who may write for a second factor: set it up first.")
        return HttpResponseRedirect(reverse("admin:second-factor"))
    recent = RECENT if request.method == "GET" else RECENT_TO_SEND
    if path.startswith(settings.CONFIRMED_BELOW) and now - session.get("confirmed", 0) > recent:
        _keep(request)
        return HttpResponseRedirect(f"{reverse('admin:confirm')}?{urlencode({'next': request.get_full_path()})}")
    return None


def _out(request: HttpRequest, why: str) -> HttpResponseBase:
    path = request.get_full_path()
    logout(request)
    _keep(request)
    messages.info(request, why)
    return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({'next': path})}")


def _keep(request: HttpRequest) -> None:
    """A form that was sent is shown again, filled in, once its typist is let through."""
    from evidence.admin.kept_forms import keep  # noqa: PLC0415  its package registers nouns, and this is read before

    if request.method == "POST":
        keep(request)
