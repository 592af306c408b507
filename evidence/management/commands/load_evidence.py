"""Load the reviewed evidence of fixtures/evidence, or of the files and folders named."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evidence.actions.fixtures import FixtureError, load_records, user_of_the_files


class Command(BaseCommand):
    help = (
        "Adds the evidence of record files: Django's YAML serialisation with natural keys. "
        "All or nothing; rows that exist already are left as they are, so it can be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders to load")
        parser.add_argument("--by", metavar="USERNAME", help="who enters it; by default the user “fixtures”")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = options["paths"] or [settings.BASE_DIR / "fixtures" / "evidence"]
        try:
            with transaction.atomic():
                loaded = load_records(paths=paths, by=self._user(options["by"]))
        except FixtureError as error:
            raise CommandError(str(error)) from error
        for model in sorted(loaded.created | loaded.present):
            self.stdout.write(f"{model}: {loaded.created[model]} created, {loaded.present[model]} there already")

    def _user(self, username: str | None) -> User:
        if username is None:
            return user_of_the_files()
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user “{username}”: expected somebody who has an account.") from error
