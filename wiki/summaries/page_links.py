"""What is said of a page's links: which lead nowhere yet, which are gone, and which pages lead here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from evidence.models import State
from wiki.models import Answer, Leads, Link, LinkCheck, Page

MOST_PAGES = 20
NO_PAGE = "no page yet"


@dataclass(frozen=True, kw_only=True)
class LinksHere:
    """Slug and title of the public pages with a link to this one, by slug; `more` if there are others."""

    pages: list[tuple[str, str]]
    more: bool


def link_notes(page: Page) -> dict[int, str]:
    """By the position of the link: what a reader should know before following it. One query."""
    gone = LinkCheck.objects.filter(address=OuterRef("address"), answer=Answer.GONE).values("checked")
    nowhere = Q(kind=Leads.TO_PAGE) & (Q(target__isnull=True) | ~Q(target__state=State.PUBLISHED))
    links = Link.objects.filter(page=page).annotate(gone=Subquery(gone[:1]))
    told = links.filter(nowhere | Q(gone__isnull=False)).order_by("position")
    return {
        position: NO_PAGE if kind == Leads.TO_PAGE else f"gone when last asked, {checked:%B %Y}"
        for position, kind, checked in told.values_list("position", "kind", "gone")
    }


def links_here(page: Page) -> LinksHere:
    """One query, and of each page no more than is shown: rows made into objects took a sixth of a page's time."""
    leading = Link.objects.filter(target=page).exclude(page=page).values("page")
    found = Page.objects.published().filter(pk__in=leading).order_by("slug").values_list("slug", "title")
    pages = list(found[: MOST_PAGES + 1])
    return LinksHere(pages=pages[:MOST_PAGES], more=len(pages) > MOST_PAGES)
