"""Stored pages, rendered anew: those of an older renderer, or all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import OperationalError, connection, transaction

from wiki.actions.links import resolve_links
from wiki.actions.rendering import render_page
from wiki.actions.versions import record_version
from wiki.models import Authority, Page
from wiki.reading.page_file import SourceFormat
from wiki.rendering import RENDERER, Rendered, RenderingError
from wiki.rendering.bounded import Renderers, processors

BATCH = 100
# Of a page that is older than versions; without one, changes over many pages would have to make each its first.
FIRST = "As it was when versions began to be kept."


def rerender_pages(*, every: bool, watch: Callable[[Page, str], None]) -> None:
    """Bring pages to the present renderer, each in one transaction; what people decided about them stays.

    `watch` is called for each page, with a sentence if it keeps the HTML that it had. Whoever runs it again goes on
    with what is left, unless `every` page is asked for.
    """
    with Renderers(processors()) as renderers:
        pages = renderers.render_all(_pages(every), key=lambda page: (SourceFormat(page.source_format), page.body))
        for page, rendered in pages:
            watch(page, _rerender(page, rendered))
    resolve_links()


def count_pages(*, every: bool) -> int:
    return (Page.objects.all() if every else Page.objects.exclude(renderer=RENDERER)).count()


def _pages(every: bool) -> Iterator[Page]:
    """In the order of their numbers, a batch at a time; those that come meanwhile are rendered already."""
    pages = Page.objects.all() if every else Page.objects.exclude(renderer=RENDERER)
    last = 0
    while batch := list(pages.filter(pk__gt=last).order_by("pk").only("slug", "source_format", "body")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def _rerender(page: Page, rendered: Rendered | RenderingError) -> str:
    """Why a page keeps the HTML that it had; empty if it is rendered."""
    if isinstance(rendered, RenderingError):
        return str(rendered)
    try:
        with transaction.atomic():
            now = Page.objects.select_for_update().get(pk=page.pk)
            # Somebody may have changed the text since it was read here.
            render_page(page=now, rendered=rendered if now.body == page.body else None, in_a_run=True)
            if now.version == 0:
                record_version(page=now, authority=Authority.IMPORT, by=None, reason=FIRST)
    except RenderingError as error:
        return str(error)
    except OperationalError:
        if not connection.is_usable():
            raise
        return "somebody else is changing this page: run this again."
    return ""
