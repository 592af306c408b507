"""Accounts at the desk: their forms know what they were opened at, as all others do."""

from __future__ import annotations

import django.contrib.auth.admin as accounts  # registers what is replaced here
from django.contrib import admin
from django.contrib.auth.models import Group, User

from evidence.admin.guarding import GuardedAdmin

admin.site.unregister([User, Group])


@admin.register(User)
class UserAdmin(GuardedAdmin, accounts.UserAdmin):
    pass


@admin.register(Group)
class GroupAdmin(GuardedAdmin, accounts.GroupAdmin):
    pass
