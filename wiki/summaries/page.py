"""PageView: a page with its sections, each citation with its badge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from wiki.mentions import PLACEHOLDER
from wiki.models import Category, Lane, Mention, Page, Section, tags_of
from wiki.summaries.badge import Badge, badge


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """Stored HTML up to a citation, then the badge of that citation if there is one."""

    html: SafeString
    badge: Badge | None = None


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """`lane` is set where a reader must be told: it differs from the page's, or is sealed.

    `suggested` is a lane that nobody has confirmed yet.
    """

    section: Section
    heading: list[Fragment]
    body: list[Fragment]
    lane: Lane | None
    suggested: Lane | None


@dataclass(frozen=True, kw_only=True)
class PageView:
    page: Page
    tags: list[tuple[str, str]]
    categories: list[Category]
    sections: list[SectionView]
    citations: int
    entered: int

    @property
    def contents(self) -> list[Section]:
        return [one.section for one in self.sections if one.section.heading]

    @property
    def latest(self) -> Section | None:
        """The section that was dated last: a page lives on after the day it was begun."""
        dated = [one.section for one in self.sections if one.section.date]
        return max(dated, key=lambda section: str(section.date), default=None)


def page_view(page: Page) -> PageView:
    """Everything a reader sees of a page, in a number of queries that does not depend on its length."""
    mentions = Mention.objects.filter(page=page, position__isnull=False).select_related("report__study")
    mentions = mentions.prefetch_related("report__notices", "report__study__interventions", "report__study__conditions")
    badges = {mention.position or 0: badge(mention) for mention in mentions}
    return PageView(
        page=page,
        tags=tags_of(page),
        categories=list(page.categories.all()),
        sections=[_section_view(section, page, badges) for section in page.sections.all()],
        citations=len(badges),
        entered=sum(one.kind in {"study", "report"} for one in badges.values()),
    )


def _section_view(section: Section, page: Page, badges: Mapping[int, Badge]) -> SectionView:
    lane, suggestion = section.in_lane, section.perhaps_in_lane
    return SectionView(
        section=section,
        heading=fragments(section.heading_html, badges),
        body=fragments(section.html, badges),
        lane=lane if lane and (lane.sealed or lane != page.lane) else None,
        suggested=suggestion if not section.confirmed and suggestion != page.lane else None,
    )


def fragments(html: str, badges: Mapping[int, Badge]) -> list[Fragment]:
    """Stored HTML, cut at its placeholders. The one place where stored HTML is declared safe.

    It is safe because `wiki.rendering` is the only writer of these columns, and the sanitiser its last step.
    """
    parts = PLACEHOLDER.split(html)
    texts = [mark_safe(text) for text in parts[::3]]  # noqa: S308
    places = zip(parts[1::3], parts[2::3], strict=True)
    here = [badges.get(int(number)) if kind == "cite" else None for kind, number in places]
    return [Fragment(html=text, badge=one) for text, one in zip(texts, [*here, None], strict=True)]
