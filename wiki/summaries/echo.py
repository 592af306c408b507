"""Where the evidence is talked about: pages about an intervention, mentions of a study."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from evidence.models import Intervention, Study
from wiki.models import Lane, Mention, Page, tagged_any

MOST_PAGES = 50
MOST_MENTIONS = 100


@dataclass(frozen=True, kw_only=True)
class PageAbout:
    """A page and how often it cites a study of the intervention; 0: it only carries its name as a tag."""

    page: Page
    citations: int


@dataclass(frozen=True, kw_only=True)
class PagesAbout:
    pages: list[PageAbout]
    more: bool


@dataclass(frozen=True, kw_only=True)
class MentionOf:
    mention: Mention
    lane: Lane | None


@dataclass(frozen=True, kw_only=True)
class MentionsOf:
    """`times` and `pages` count everything; `mentions` holds the first of them."""

    study: Study
    times: int
    pages: int
    mentions: list[MentionOf]


def pages_about(intervention: Intervention) -> PagesAbout:
    """Published pages that cite a published study of it or of what lies below it, or carry its name as a tag."""
    studies = Study.objects.published().about(intervention)
    citing = Mention.objects.public().filter(page=OuterRef("pk"), report__study__in=studies)
    counted = citing.order_by().values("page").annotate(times=Count("pk")).values("times")
    names = [intervention.name, *intervention.synonyms.values_list("name", flat=True)]
    found = (
        Page.objects.published()
        .annotate(citations=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)))
        .filter(Q(citations__gt=0) | Q(pk__in=tagged_any(names)))
        .order_by(F("citations").desc(), "slug")
        .listed()
    )
    pages = list(found[: MOST_PAGES + 1])
    return PagesAbout(
        pages=[
            PageAbout(page=page, citations=page.citations)  # type: ignore[attr-defined]  # annotated above
            for page in pages[:MOST_PAGES]
        ],
        more=len(pages) > MOST_PAGES,
    )


def mentions_of(study: Study) -> MentionsOf:
    """Every mention of a study on a published page: however many there are, it is still one study."""
    found = Mention.objects.public().of(study)
    counts = found.order_by().aggregate(times=Count("pk"), pages=Count("page", distinct=True))
    shown = found.select_related("page", "section", "report").order_by("page__slug", "position")
    return MentionsOf(
        study=study,
        times=counts["times"],
        pages=counts["pages"],
        mentions=[
            MentionOf(mention=one, lane=one.section.effective_lane(one.page) if one.section else None)
            for one in shown[:MOST_MENTIONS]
        ],
    )
