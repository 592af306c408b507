"""Fill this computer's database with the demonstration, and serve it."""

import socket
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.accounts import make_account
from config.environment import is_local
from evidence.actions.findings import rebuild
from evidence.models import Result, Study
from wiki.models import Page

# Each account has the name of its group.
ACCOUNTS = ("curator", "reviewer", "administrator")
SIGHTS = {
    "": "the first page",
    "interventions/magnesium/": "one intervention and its evidence",
    "interventions/magnesium/results.csv": "the same figures as a file",
    "pages/": "the source pages, and which studies they point at",
    "admin/": "the curators' desk",
}


class Command(BaseCommand):
    help = (
        "Make the database, load the fixtures and the fixture pages, make three demo accounts, serve on this computer. "
        "Run again, it changes nothing and loses nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="only fill the database")
        parser.add_argument("--port", type=int, default=8000, help="where to serve; 8000 by default")
        parser.add_argument("--remote-database", action="store_true", help="fill a database on another computer")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_other_computers(remote_database=options["remote_database"])
        if not options["no_serve"]:
            refuse_taken_port(options["port"])
        call_command("migrate", verbosity=0)
        self._fill()
        self._accounts()
        if options["no_serve"]:
            return
        self.stdout.write("")
        for path, what in SIGHTS.items():
            self.stdout.write(f"{what:<50} http://127.0.0.1:{options['port']}/{path}")
        self.stdout.write("")
        call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)

    def _fill(self) -> None:
        fixtures = settings.BASE_DIR / "fixtures"
        quiet = StringIO()
        call_command("load_evidence", fixtures / "evidence", fixtures / "worked-examples", stdout=quiet)
        call_command("import_pages", fixtures / "pages", publish=True, stdout=quiet)
        call_command("curate_pages", fixtures / "pages" / "curation.yaml", stdout=quiet)
        # A database that an older version filled has none yet; else this writes nothing.
        rebuild()
        self.stdout.write(
            f"The database holds {Study.objects.count()} studies, {Result.objects.count()} results "
            f"and {Page.objects.count()} source pages."
        )

    def _accounts(self) -> None:
        for name in ACCOUNTS:
            password = make_account(name=name, group=name)
            if password:
                self.stdout.write(f"Account {name}, password {password} (shown this once).")
            else:
                self.stdout.write(f"Account {name} keeps its password; manage.py changepassword {name} sets a new one.")


def refuse_other_computers(*, remote_database: bool) -> None:
    if not settings.LOCAL:
        raise CommandError(
            f"ALLOWED_HOSTS names {', '.join(settings.ALLOWED_HOSTS)}: this is a site for others. The demonstration "
            "would mix its accounts and studies with yours. Unset ALLOWED_HOSTS to try it on this computer."
        )
    database = settings.DATABASES["default"]
    host = database.get("HOST") or database["OPTIONS"].get("host", "")
    if host and not host.startswith("/") and not is_local(host) and not remote_database:
        raise CommandError(
            f"DATABASE_URL leads to another computer ({host}). --remote-database fills that database all the same."
        )


def refuse_taken_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise CommandError(f"--port is {port}; write a number from 1 to 65535.")
    with socket.socket() as trial:
        # As the server will: a port that somebody has just left is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used: {error.strerror}. Choose another with --port, or make demo PORT=8001."
            ) from error
