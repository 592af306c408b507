"""A text as readers would see it, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from wiki.actions.losses import capped
from wiki.reading.page_file import Loss, SourceFormat
from wiki.rendering import LARGEST, RenderingError
from wiki.rendering.bounded import render_bounded
from wiki.rendering.links import with_relations
from wiki.rendering.pictures import with_pictures
from wiki.summaries.page import Fragment, Marks, fragments


@dataclass(frozen=True, kw_only=True)
class ShownSection:
    level: int
    heading: list[Fragment]
    body: list[Fragment]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The sections, and what is left out of them by line of the text; or the sentence why there are none."""

    refused: str = ""
    sections: list[ShownSection] = field(default_factory=list)
    left_out: list[Loss] = field(default_factory=list)


def preview_of(body: str, source_format: str) -> Preview:
    """Rendered as saving would, in a process of its own. Citations have no badges yet: they are found on saving."""
    if len(body) > LARGEST:
        return Preview(refused=f"the text has {len(body):,} characters: expected at most {LARGEST:,}.")
    try:
        rendered = render_bounded(_format(source_format), body)
    except RenderingError as error:
        return Preview(refused=str(error))
    shown = [
        ShownSection(level=one.level, heading=_finished(one.heading_html), body=_finished(one.html))
        for one in rendered.sections
    ]
    lines = [Loss(kind=one.kind, line=one.line + 1, sentence=one.sentence) for one in capped(rendered.losses)]
    return Preview(sections=shown, left_out=lines)


def _format(name: str) -> SourceFormat:
    return SourceFormat.TEXT if name == SourceFormat.TEXT.value else SourceFormat.HUGO


def _finished(html: str) -> list[Fragment]:
    return fragments(with_relations(with_pictures(html, {}), commercial=False), Marks(badges={}, notes={}))


@permission_required(("wiki.view_page", "wiki.change_page"), raise_exception=True)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A piece of HTML for the form; 422 with the sentence if the text cannot be rendered."""
    shown = preview_of(request.POST.get("body", ""), request.POST.get("format", ""))
    status = 422 if shown.refused else 200
    return render(request, "admin/wiki/page/_preview.html", {"preview": shown}, status=status)
