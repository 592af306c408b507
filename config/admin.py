"""Accounts at the desk, found by Django: their forms know what they were opened at, as all others do."""

from __future__ import annotations

import django.contrib.auth.admin as accounts  # registers what is replaced here
from django.contrib import admin
from django.contrib.auth.models import Group, User

from config.login.admin import AccountAdmin
from evidence.admin.guarding import GuardedAdmin

admin.site.unregister([User, Group])
admin.site.register(User, AccountAdmin)


@admin.register(Group)
class GroupAdmin(GuardedAdmin, accounts.GroupAdmin):
    pass
