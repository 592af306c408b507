"""The login form: name, password and code together, so that no answer says which of them was wrong."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from config.login.devices import client_address, known_device
from config.login.factors import accepts, has_factor
from config.login.throttle import Try, count

WRONG = "These do not belong together: name, password and, if you have set it up, the code. Check all of them."


class LoginForm(AdminAuthenticationForm):
    """Raises TooOftenError when it is asked whether it is valid once too often."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text"}),
        help_text="Six digits from your authenticator app, or a recovery code. Empty if you have set up neither.",
    )
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username") or ""
        tries = self._count(name)
        typed = super().clean()
        user = self.get_user()
        if not isinstance(user, User) or not self._has_what_it_takes(user):
            raise ValidationError(WRONG, code="invalid_login")
        for one in tries:
            one.take_back()
        return typed

    def confirm_login_allowed(self, user: Any) -> None:
        if not (user.is_active and user.is_staff):
            raise ValidationError(WRONG, code="invalid_login")

    def _count(self, name: str) -> list[Try]:
        """A device that logged in to this account before has a count of its own, so others cannot lock it out."""
        request = cast(HttpRequest, self.request)
        device = known_device(request, name)
        if device:
            return [count("device", device)]
        return [count("account", name.casefold()), count("address", client_address(request))]

    def _has_what_it_takes(self, user: User) -> bool:
        if not has_factor(user):
            return True
        one = count("code", str(user.pk))
        if not accepts(user, self.cleaned_data.get("code") or ""):
            return False
        one.take_back()
        return True
