"""The wiki application: what is said about it."""

from django.apps import AppConfig


class WikiConfig(AppConfig):
    name = "wiki"
    default_auto_field = "django.db.models.BigAutoField"
