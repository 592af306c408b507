"""MentionedOn: the pages that point at a report or a study, for the curator who has it open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from wiki.models import Mention, Page

MOST_PAGES = 10


@dataclass(frozen=True, kw_only=True)
class MentionedOn:
    """`mentions` and `pages` count everything; `first` holds the first of the pages, drafts too."""

    mentions: int
    pages: int
    first: list[Page]

    @property
    def more(self) -> int:
        return self.pages - len(self.first)


def mentioned_on(*, report: int | None = None, study: int | None = None) -> MentionedOn:
    """Where a report, or any report of a study, is mentioned: two queries, however often."""
    found = Mention.objects.filter(Q(report=report) if report else Q(report__study=study))
    counts = found.order_by().aggregate(mentions=Count("pk"), pages=Count("page", distinct=True))
    pages = Page.objects.filter(pk__in=found.order_by().values("page")).order_by("slug").listed()
    return MentionedOn(mentions=counts["mentions"], pages=counts["pages"], first=list(pages[:MOST_PAGES]))
