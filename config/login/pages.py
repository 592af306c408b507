"""The desk's pages about one's own account: the second factor, and the password once more."""

from __future__ import annotations

import time
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from config.login import factors, totp
from config.login.throttle import TooOftenError, count


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="The six digits that the app shows now.",
        error_messages={"required": "Type the six digits that the app shows now."},
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )


def too_often(request: HttpRequest, refusal: TooOftenError) -> HttpResponse:
    minutes = -(-refusal.seconds // 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(refusal.seconds)
    return response


def second_factor(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    try:
        done = _changed(request, user) if request.method == "POST" else None
    except TooOftenError as refusal:
        return too_often(request, refusal)
    if isinstance(done, HttpResponseRedirect):
        return done
    on = factors.has_factor(user)
    context: dict[str, Any] = {"on": on, "required": factors.must_have_factor(user), "form": CodeForm(), "codes": []}
    if isinstance(done, CodeForm):
        context["form"] = done
    elif done is not None:
        context["codes"] = done
    if not on and (done is not None or "_begin" in request.POST):
        secret = factors.begin(user).secret
        context["secret"] = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
        context["address"] = totp.address(secret, account=user.get_username(), issuer="Tracewell")
    return _page(request, "second_factor", "Second factor", context, status=422 if context["form"].errors else 200)


def _changed(request: HttpRequest, user: User) -> list[str] | CodeForm | HttpResponseRedirect | None:
    """What a button did: codes to show once, a form that was wrong, or back to the page."""
    if "_begin" in request.POST:
        return []
    if "_codes" in request.POST and factors.has_factor(user):
        return factors.new_recovery_codes(user)
    if "_remove" in request.POST and not factors.must_have_factor(user):
        factors.remove(user)
        messages.success(request, "Your second factor is off: the password alone lets you in.")
        return HttpResponseRedirect(reverse("admin:second-factor"))
    if "_confirm" in request.POST and not factors.has_factor(user):
        return _confirmed(request, user)
    return HttpResponseRedirect(reverse("admin:second-factor"))


def _confirmed(request: HttpRequest, user: User) -> list[str] | CodeForm:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return form
    one = count("code", str(user.pk))
    codes = factors.confirm(user, form.cleaned_data["code"])
    if codes is None:
        form.add_error("code", "This is not the code that the app shows now. Is the clock of your telephone right?")
        return form
    one.take_back()
    request.session["factor"] = True
    messages.success(request, "Your second factor is on.")
    return codes


def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more, before accounts are changed."""
    user, form = _user(request), PasswordForm(request.POST or None)
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = reverse("admin:index")
    if request.method == "POST" and form.is_valid():
        try:
            one = count("account", user.get_username().casefold())
        except TooOftenError as refusal:
            return too_often(request, refusal)
        if user.check_password(form.cleaned_data["password"]):
            one.take_back()
            request.session["confirmed"] = int(time.time())
            return HttpResponseRedirect(onward)
        form.add_error("password", "This is not your password.")
    context = {"form": form, "next": onward}
    return _page(request, "confirm", "Your password once more", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    whole = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/login/{name}.html", whole, status=status)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
