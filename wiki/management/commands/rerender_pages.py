"""Render the stored pages again, after the renderer or the sanitiser changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wiki.actions.rendering import render_page
from wiki.models import Page
from wiki.rendering import RENDERER, RenderingError


class Command(BaseCommand):
    help = "Render the pages that an older version rendered, or all of them. What people decided about them stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those that the current version rendered")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = Page.objects.all() if options["all"] else Page.objects.exclude(renderer=RENDERER)
        failed = 0
        numbers = list(pages.values_list("pk", flat=True))
        for number in numbers:
            page = Page.objects.get(pk=number)
            try:
                render_page(page=page)
            except RenderingError as error:
                failed += 1
                self.stderr.write(f"{page.slug}: {error}")
        self.stdout.write(f"{len(numbers) - failed} pages rendered, {failed} left as they were.")
        if failed:
            raise CommandError(f"{failed} of {len(numbers)} pages could not be rendered.")
