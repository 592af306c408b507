"""Accounts at the desk: Django's own pages, and a way back for whoever has lost the telephone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from config.login.factors import remove
from evidence.admin.guarding import GuardedAdmin


class AccountAdmin(GuardedAdmin, UserAdmin):
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "second_factor")
    list_select_related = ("second_factor",)
    actions = ("take_factor_away",)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever is more than an administrator is changed by their like alone."""
        above = obj is not None and obj.is_superuser and not self._is_superuser(request)
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and obj.is_superuser and not self._is_superuser(request)
        return super().has_delete_permission(request, obj) and not above

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if self._is_superuser(request) else (*fields, "is_superuser", "user_permissions")

    def _is_superuser(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.is_superuser

    @admin.display(description="second factor", boolean=True)
    def second_factor(self, user: User) -> bool:
        factor = getattr(user, "second_factor", None)
        return factor is not None and factor.confirmed is not None

    @admin.action(description="Take the second factor away, for who has lost the telephone", permissions=["change"])
    def take_factor_away(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            if not self.has_change_permission(request, user):
                self.message_user(request, f"{user} is above you: nothing was taken away.", messages.ERROR)
                continue
            remove(user)
            self.message_user(request, f"{user}: the password alone lets in, until a new one is set up.", messages.INFO)
