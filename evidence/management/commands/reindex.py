"""`manage.py reindex`: rebuild what is derived from curated rows."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from evidence.actions.derived import derived_fields, rework
from evidence.actions.findings import rebuild


class Command(BaseCommand):
    help = "Works out anew the keys that duplicates are found by, and all findings; safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_app_config("evidence").get_models():
            if derived_fields(model):
                corrected = rework(model=model)
                self.stdout.write(f"{str(model._meta.verbose_name_plural).capitalize()}: {corrected:,} corrected.")
        self.stdout.write(f"Findings: {rebuild():,} corrected.")
