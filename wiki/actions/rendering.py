"""A stored body, rendered: its sections, mentions and links made anew, what people decided about them kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace

from django.db import transaction

from wiki.actions.attachments import find_attachments, held_pictures, known_attachments, save_attachments
from wiki.actions.links import find_links, resolve_links, save_links
from wiki.actions.losses import set_losses
from wiki.actions.mentions import find_mentions, save_mentions
from wiki.models import Authority, LossPart, Page, Section
from wiki.reading.page_file import Loss, LossKind, SourceFormat, line_at
from wiki.rendering import RENDERER, Rendered, RenderedSection, headings
from wiki.rendering.bounded import render_bounded
from wiki.rendering.headings import Suggestion
from wiki.rendering.links import with_relations
from wiki.rendering.markup import text_of
from wiki.rendering.pictures import Held, with_pictures

SHOWN = ["order", "level", "heading", "heading_html", "html"]
GUESSED = ["date", "date_words", "suggested_lane", "suggestion_reason"]


@transaction.atomic(savepoint=False)
def render_page(*, page: Page, rendered: Rendered | None = None, in_a_run: bool = False) -> None:
    """Show the body as it is stored; `rendered` is what a caller made of it before.

    `in_a_run` leaves it to the caller to resolve the links of other pages to this one, for all of its pages at once.

    Raises RenderingError, with nothing half rendered.
    """
    rendered = rendered or render_bounded(SourceFormat(page.source_format), page.body)
    files, long = find_attachments(rendered)
    known = known_attachments(files)
    stored = {} if page.is_new else {section.anchor: section for section in page.sections.all()}
    sections = list(_sections(page, rendered.sections, held_pictures(known), stored))
    links = find_links(page=page, sections=sections)
    mentions = find_mentions(page=page, sections=sections)
    gone = _save_sections(page, sections, stored)
    gone += save_mentions(page=page, found=mentions)
    save_attachments(page=page, found=files, known=known)
    save_links(page=page, found=links)
    if not in_a_run:
        resolve_links(page=page)
    _tell(page, [*rendered.losses, *long], gone)
    if page.renderer != RENDERER:
        page.renderer = RENDERER
        page.save(update_fields=["renderer", "updated"])


def _tell(page: Page, losses: Iterable[Loss], gone: Iterable[str]) -> None:
    """Losses of the text, whose lines are counted in the body; what people decided is told at its beginning."""
    above = line_at(page.front_matter, len(page.front_matter))
    told = [replace(loss, line=above + loss.line) for loss in losses]
    told += [Loss(kind=LossKind.DECISION, line=above, sentence=sentence) for sentence in gone]
    set_losses(page=page, part=LossPart.TEXT, losses=told)


def _sections(
    page: Page, rendered: Iterable[RenderedSection], held: Mapping[str, Held], stored: Mapping[str, Section]
) -> Iterator[Section]:
    """The sections as readers get them, not saved yet; each keeps its row as long as it keeps its anchor."""
    for order, (shown, suggestion) in enumerate(_with_suggestions(rendered)):
        section = copy(stored.get(shown.anchor)) or Section(page=page, anchor=shown.anchor)
        section.order = order
        section.level, section.heading = shown.level, shown.heading
        commercial = section.sells(page)
        section.heading_html, section.html = (
            with_pictures(with_relations(html, commercial=commercial), held)
            for html in (shown.heading_html, shown.html)
        )
        section.suggested_lane, section.suggestion_reason = suggestion.lane, suggestion.reason
        if not section.confirmed:
            section.date, section.date_words = headings.date_in(shown.heading)
        yield section


def _save_sections(page: Page, sections: list[Section], stored: Mapping[str, Section]) -> list[str]:
    """Exactly these, and written where they differ; returns a sentence for each decision lost with its section."""
    kept = {section.pk for section in sections}
    over = [one for one in stored.values() if one.pk not in kept]
    lost = [one for one in over if one.authority != Authority.IMPORT]
    if over:
        page.sections.filter(pk__in=[one.pk for one in over]).delete()
    changed = [one for one in sections if one.pk and _differs(one, stored[one.anchor])]
    Section.objects.bulk_create([section for section in sections if not section.pk])
    Section.objects.bulk_update(changed, [*SHOWN, *GUESSED])
    return [f"section “{one}”, decided by {one.get_authority_display()}, is not in the text any more." for one in lost]


def _differs(section: Section, stored: Section) -> bool:
    return any(getattr(section, name) != getattr(stored, name) for name in [*SHOWN, *GUESSED])


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
