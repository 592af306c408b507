"""Ask the addresses that pages lead to whether they still answer."""

from argparse import ArgumentParser
from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evidence.asking.asker import Asker
from evidence.asking.manners import NAME, Manners
from evidence.management.progress import Progress
from wiki.actions.link_checks import NobodyAnswersError, check_links, due_addresses
from wiki.models import Answer


class Command(BaseCommand):
    help = (
        "Ask every address out of this site, the longest not asked first, and keep what it answered. Hosts are asked "
        "one request at a time, with a pause; their robots.txt holds. A run that was stopped goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--older-than", type=int, default=30, metavar="DAYS", help="leave what was asked since")
        parser.add_argument("--limit", type=int, default=5000, metavar="N", help="ask so many and no more")
        parser.add_argument("--host-delay", type=float, default=1.0, metavar="SECONDS", help="between two of one host")
        parser.add_argument("--timeout", type=float, default=10.0, metavar="SECONDS", help="for one request, in all")
        parser.add_argument("--include-files", action="store_true", help="also files and pictures")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, least in (("older_than", 0), ("limit", 1), ("host_delay", 0), ("timeout", 0.1)):
            if not least <= options[name] <= 1_000_000:
                raise CommandError(f"--{name.replace('_', '-')} is {options[name]}: expected {least} to 1,000,000.")
        addresses = due_addresses(
            older_than=timedelta(days=options["older_than"]),
            limit=options["limit"],
            include_files=options["include_files"],
        )
        agent = f"{NAME} link check (contact: {settings.SECURITY_CONTACT})"
        manners = Manners(asker=Asker(agent=agent, seconds=options["timeout"]), pause=options["host_delay"])
        self._check(addresses, manners)

    def _check(self, addresses: list[str], manners: Manners) -> None:
        counts: Counter[Answer | None] = Counter()
        try:
            with Progress(total=len(addresses), unit="addresses", to=self.stderr) as progress:
                for heard in check_links(addresses=addresses, manners=manners):
                    counts[heard.answer if heard else None] += 1
                    progress.step()
        except NobodyAnswersError as error:
            raise CommandError("Nothing answered: is there a network? No silence was recorded.") from error
        told = [f"{counts[answer]} {answer.label}" for answer in Answer]
        later = f", {counts[None]} left for another run" if counts[None] else ""
        self.stdout.write(f"{counts.total()} addresses asked: {', '.join(told)}{later}.")
