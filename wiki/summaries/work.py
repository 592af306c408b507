"""Work on pages: how far their mentions are tied to studies, and what waits for whoever wrote a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Model, Q

from evidence.models import State
from evidence.summaries.work.cut import Cut, Place, always, of_states
from evidence.summaries.work.mine import own_rows
from wiki.models import Mention, MentionState, Page

MOST_PAGES = 20
# What the others are a share of.
WHOLE = "public"
# As readers see them: `MentionQuerySet.public`.
PUBLIC = Q(page__state=State.PUBLISHED, section__isnull=False)


def _public(state: MentionState) -> Cut:
    return Cut(
        name=f"public-{state.value.replace(' ', '-')}",
        words=f"Mentions of published pages that are {state.label}",
        place=Place.COVERAGE,
        wanted=always(PUBLIC & Q(state=state)),
    )


CUTS: dict[type[Model], tuple[Cut, ...]] = {
    Mention: (
        Cut(name=WHOLE, words="Mentions of published pages", place=Place.COVERAGE, wanted=always(PUBLIC)),
        *(_public(state) for state in (MentionState.LINKED, MentionState.OPEN, MentionState.SET_ASIDE)),
    ),
    Page: (*own_rows(Page, "pages"), *of_states("Pages")),
}
OPEN = f"public-{MentionState.OPEN.value}"


@dataclass(frozen=True, kw_only=True)
class OpenPage:
    """A published page and how many of its mentions are open."""

    pk: int
    title: str
    count: int


def pages_with_most_open() -> list[OpenPage]:
    """At most MOST_PAGES, that with the most first. One query over the open mentions."""
    found = Mention.objects.open().filter(PUBLIC).order_by().values("page", "page__title").annotate(times=Count("pk"))
    return [
        OpenPage(pk=one["page"], title=one["page__title"], count=one["times"])
        for one in found.order_by("-times", "page")[:MOST_PAGES]
    ]
