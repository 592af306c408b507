"""The house as an application: its commands, and what it checks before it serves strangers."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Tags as CheckTags
from django.db.models.signals import post_migrate


class HouseConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config.accounts import groups_after_migration  # noqa: PLC0415  models cannot be imported before

        register(static_files_are_collected, CheckTags.staticfiles, deploy=True)
        # Once a migration, at its end: Django sends the signal for one application after another.
        last = [one for one in apps.get_app_configs() if one.models_module is not None][-1]
        post_migrate.connect(groups_after_migration, sender=last, dispatch_uid="config.groups")


def static_files_are_collected(**_: Any) -> list[CheckMessage]:
    """Without the manifest that collectstatic writes, every page would be an error page."""
    if not settings.COLLECTED_STATIC or (settings.STATIC_ROOT / "staticfiles.json").exists():
        return []
    return [Error("Static files have not been collected.", hint="Run manage.py collectstatic.", id="config.E001")]


class DeskConfig(AdminConfig):
    """Puts the desk in the place of Django's own admin site."""

    default_site = "config.desk.Desk"
