"""A stored body, rendered: its sections and mentions made anew, what people decided about them kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import transaction

from wiki import headings, rendering
from wiki.actions.losses import set_losses
from wiki.actions.mentions import link_mentions, place_mentions
from wiki.headings import Suggestion
from wiki.links import with_relations
from wiki.markup import text_of
from wiki.models import Authority, LossPart, Page, Section
from wiki.page_file import Loss, LossKind, SourceFormat
from wiki.pictures import with_pictures
from wiki.rendering import RENDERER, RenderedSection

SHOWN = ["order", "level", "heading", "heading_html", "html"]
GUESSED = ["date", "date_words", "suggested_lane", "suggestion_reason"]


@transaction.atomic
def render_page(*, page: Page) -> None:
    """Render the body as it is stored. Raises RenderingError, with nothing half rendered."""
    to_html = rendering.TO_HTML[SourceFormat(page.source_format)]
    rendered = rendering.render(page.body, to_html=to_html)
    gone = _save_sections(page, rendered.sections)
    gone += place_mentions(page=page)
    link_mentions(page=page)
    above = page.front_matter.count("\n") + 1
    losses = [replace(loss, line=above + loss.line) for loss in rendered.losses]
    losses += [Loss(kind=LossKind.DECISION, line=above, sentence=sentence) for sentence in gone]
    set_losses(page=page, part=LossPart.TEXT, losses=losses)
    page.renderer = RENDERER
    page.save(update_fields=["renderer", "updated"])


def _save_sections(page: Page, rendered: Iterable[RenderedSection]) -> list[str]:
    """Sections keep their row as long as they keep their anchor; returns a sentence for each decision that is lost."""
    known = {section.anchor: section for section in page.sections.all()}
    new: list[Section] = []
    old: list[Section] = []
    for order, (shown, suggestion) in enumerate(_with_suggestions(rendered)):
        section = known.pop(shown.anchor, None) or Section(page=page, anchor=shown.anchor)
        section.order = order
        section.level, section.heading = shown.level, shown.heading
        section.heading_html, section.html = (_finished(page, html) for html in (shown.heading_html, shown.html))
        section.suggested_lane, section.suggestion_reason = suggestion.lane, suggestion.reason
        if not section.confirmed:
            section.date, section.date_words = headings.date_in(shown.heading)
        (old if section.pk else new).append(section)
    lost = [one for one in known.values() if one.authority != Authority.IMPORT]
    page.sections.filter(pk__in=[one.pk for one in known.values()]).delete()
    Section.objects.bulk_create(new)
    Section.objects.bulk_update(old, [*SHOWN, *GUESSED])
    return [f"section “{one}”, decided by {one.get_authority_display()}, is not in the text any more." for one in lost]


def _finished(page: Page, html: str) -> str:
    return with_pictures(with_relations(html, commercial=page.is_commercial), {})


def _with_suggestions(rendered: Iterable[RenderedSection]) -> Iterator[tuple[RenderedSection, Suggestion]]:
    """Each section with the lane it probably belongs to; what stands under a personal story is part of it."""
    above: list[tuple[RenderedSection, Suggestion]] = []
    for section in rendered:
        while above and above[-1][0].level >= section.level:
            above.pop()
        suggestion = headings.suggest(section.heading, text_of(section.html))
        if not suggestion.lane and above and above[-1][1].lane:
            parent, theirs = above[-1]
            suggestion = Suggestion(lane=theirs.lane, reason=f"stands under “{parent.heading[:150]}”")
        above.append((section, suggestion))
        yield section, suggestion
