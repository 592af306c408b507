"""Render the stored pages again, after the renderer or the sanitiser changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence.management.progress import Progress
from wiki.actions.rerendering import count_pages, rerender_pages
from wiki.models import Page


class Command(BaseCommand):
    help = (
        "Render the pages that an older version rendered, or all of them. What people decided about them stays, and "
        "a page that cannot be rendered keeps what it had. Interrupted, it can be run again and goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those that the current version rendered")

    def handle(self, *args: Any, **options: Any) -> None:
        every = options["all"]
        failed = 0
        with Progress(total=count_pages(every=every), unit="pages", to=self.stderr) as progress:

            def watch(page: Page, fault: str) -> None:
                nonlocal failed
                if fault:
                    failed += 1
                    progress.tell(f"{page.slug}: {fault}")
                progress.step()

            rerender_pages(every=every, watch=watch)
        self.stdout.write(f"{progress.done - failed} pages rendered, {failed} left as they were.")
        if failed:
            raise CommandError(f"{failed} of {progress.done} pages could not be rendered.")
