"""The place where both applications meet: a study's mentions and an intervention's pages, for evidence's templates."""

from __future__ import annotations

from django import template

from evidence.models import Intervention, Study
from wiki.models import Page, Version
from wiki.summaries.echo import MentionsOf, PagesAbout
from wiki.summaries.echo import mentions_of as find_mentions
from wiki.summaries.echo import pages_about as find_pages

register = template.Library()


@register.inclusion_tag("wiki/_pages_about.html")
def pages_about(intervention: Intervention) -> dict[str, PagesAbout | Intervention]:
    """Published pages that cite its studies or carry its name, each with its lane. Two queries."""
    return {"intervention": intervention, "about": find_pages(intervention)}


@register.inclusion_tag("wiki/_mentions_of.html")
def mentions_of(study: Study) -> dict[str, MentionsOf]:
    """Every mention of a study: “seen 4 times, still one study of 80 people”. Two queries."""
    return {"echo": find_mentions(study)}


@register.inclusion_tag("wiki/_version.html")
def version_of(page: Page) -> dict[str, Page | list[Version]]:
    """Which version of a page readers see, and the one before; none where none is kept. One query."""
    newest = Version.objects.public().filter(page=page).newest_first().only("number", "made")
    return {"page": page, "versions": list(newest[:2])}
