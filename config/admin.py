"""Found by Django's desk: accounts with their second factor."""

from django.contrib import admin
from django.contrib.auth.models import User

from config.login.admin import AccountAdmin

admin.site.unregister(User)
admin.site.register(User, AccountAdmin)
