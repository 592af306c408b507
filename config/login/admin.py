"""Accounts at the desk: Django's own pages, and a way back for whoever has lost the telephone."""

from __future__ import annotations

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

    @admin.display(description="second factor", boolean=True)
    def second_factor(self, user: User) -> bool:
        factor = getattr(user, "second_factor", None)
        return factor is not None and factor.confirmed is not None

    @admin.action(description="Take the second factor away, for who has lost the telephone", permissions=["change"])
    def take_factor_away(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            remove(user)
            self.message_user(request, f"{user}: the password alone lets in, until a new one is set up.", messages.INFO)
