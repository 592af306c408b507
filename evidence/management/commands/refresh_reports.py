"""Look known reports and registrations up again: retractions, corrections, and how trials stand."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence.actions.looking_up import client, services
from evidence.actions.refreshing import Refreshed, Round


class Command(BaseCommand):
    help = (
        "Ask PubMed and Crossref what was published about known reports since, and ClinicalTrials.gov how known "
        "registrations stand; the longest not looked up first. Notices are added, what was entered is never "
        "overwritten, and what differs is listed. A run that was stopped goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=1000, metavar="N", help="so many of each and no more")
        parser.add_argument("--older-than", type=int, default=30, metavar="DAYS", help="leave what was looked up since")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, least in (("limit", 1), ("older_than", 0)):
            if not least <= options[name] <= 1_000_000:
                raise CommandError(f"--{name.replace('_', '-')} is {options[name]}: expected {least} to 1,000,000.")
        asked = services()
        if not (asked.pubmed.url or asked.crossref.url or asked.clinicaltrials.url):
            raise CommandError("Nothing can be looked up: PUBMED_URL, CROSSREF_URL and CLINICALTRIALS_URL are off.")
        run = Round(client=client(), services=asked)
        which = {"older_than": timedelta(days=options["older_than"]), "limit": options["limit"]}
        reports, told = self._tell(run.reports(**which))
        trials, told_of_trials = self._tell(run.registrations(**which))
        listed = f" To be looked at, as listed above: {told + told_of_trials}." if told + told_of_trials else ""
        self.stdout.write(
            f"{_count(reports.looked, 'report')} looked up, {_count(reports.notices, 'notice')} added or completed; "
            f"{_count(trials.looked, 'registration')} looked up, {trials.changed} changed.{listed}"
        )
        if (told or told_of_trials) and not run.heard:
            raise CommandError("Nothing answered: is there a network?")

    def _tell(self, batches: Iterator[Refreshed]) -> tuple[Refreshed, int]:
        """The sum of all batches; their sentences are printed as they come, and only counted."""
        done, told = Refreshed(), 0
        for batch in batches:
            done.looked += batch.looked
            done.notices += batch.notices
            done.changed += batch.changed
            told += len(batch.told)
            for sentence in batch.told:
                self.stdout.write(sentence)
        return done, told


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
