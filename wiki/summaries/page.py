"""PageView: a page with its sections, each citation with its badge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from wiki.mentions import PLACEHOLDER
from wiki.models import Category, Lane, Mention, Page, PageTag, Section, page_tags
from wiki.summaries.badge import Badge, badge
from wiki.summaries.page_links import LinksHere, link_notes, links_here

# What with_relations writes into links of a seller; within a text no tag has quotation marks like these.
SPONSORED = ' rel="external nofollow noopener sponsored">'


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """Stored HTML up to a citation or a link, then the badge of the one or what is said of the other."""

    html: SafeString
    badge: Badge | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What stands at the placeholders of a page, by their number."""

    badges: Mapping[int, Badge]
    notes: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """`lane` is set where a reader must be told: it differs from the page's, or is sealed.

    `suggested` is a lane that nobody has confirmed yet, unless the part above it says the same already. `doubtful`
    says that it is perhaps sealed, told or not. `sells` says that its links out of this site are a seller's.
    """

    section: Section
    heading: list[Fragment]
    body: list[Fragment]
    lane: Lane | None
    suggested: Lane | None
    doubtful: bool
    sells: bool


@dataclass(frozen=True, kw_only=True)
class PageView:
    page: Page
    tags: list[PageTag]
    categories: list[Category]
    sections: list[SectionView]
    citations: int
    entered: int
    links_here: LinksHere

    @property
    def sells(self) -> bool:
        """Whether links of a seller stand on a page that is the seller's as a whole."""
        return self.page.is_commercial and any(one.sells for one in self.sections)

    @property
    def contents(self) -> list[SectionView]:
        return [one for one in self.sections if one.section.heading]

    @property
    def lanes(self) -> list[tuple[Lane, int]]:
        """How many parts stand in each confirmed lane, if not all stand in the page's own."""
        counts = Counter(one.section.effective_lane(self.page) for one in self.sections)
        known = [(lane, counts[lane]) for lane in Lane if counts[lane]]
        return known if len(known) > 1 else []

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
    marks = Marks(badges=badges, notes=link_notes(page))
    return PageView(
        page=page,
        tags=page_tags(page),
        categories=list(page.categories.all()),
        sections=_section_views(page, marks),
        citations=len(badges),
        entered=sum(one.kind == "study" for one in badges.values()),
        links_here=links_here(page),
    )


def _section_views(page: Page, marks: Marks) -> list[SectionView]:
    views: list[SectionView] = []
    # The headings that a section stands under, each with the lane that is suggested there.
    above: list[tuple[int, Lane | None]] = []
    for section in page.sections.all():
        above = [one for one in above if one[0] < section.level]
        said = above[-1][1] if above else page.perhaps_in_lane
        views.append(_section_view(section, page, marks, said=said))
        above.append((section.level, None if section.confirmed else section.perhaps_in_lane or said))
    return views


def _section_view(section: Section, page: Page, marks: Marks, *, said: Lane | None) -> SectionView:
    lane = section.in_lane
    suggestion = None if section.confirmed else section.perhaps_in_lane
    return SectionView(
        section=section,
        heading=fragments(section.heading_html, marks),
        body=fragments(section.html, marks),
        lane=lane if lane and (lane.sealed or lane != page.lane) else None,
        suggested=suggestion if suggestion not in {page.in_lane, said} else None,
        doubtful=suggestion is not None and suggestion.sealed and suggestion != page.perhaps_in_lane,
        sells=SPONSORED in section.heading_html + section.html,
    )


def fragments(html: str, marks: Marks) -> list[Fragment]:
    """Stored HTML, cut at its placeholders. The one place where stored HTML is declared safe.

    It is safe because `wiki.rendering` is the only writer of these columns, and the sanitiser its last step; the
    preview of the desk shows what comes from there, too, before it is stored.
    """
    parts = PLACEHOLDER.split(html)
    texts = [mark_safe(text) for text in parts[::3]]  # noqa: S308
    places = [(kind, int(number)) for kind, number in zip(parts[1::3], parts[2::3], strict=True)]
    return [
        Fragment(
            html=text,
            badge=marks.badges.get(number) if kind == "cite" else None,
            note=marks.notes.get(number, "") if kind == "link" else "",
        )
        for text, (kind, number) in zip(texts, [*places, ("", 0)], strict=True)
    ]
