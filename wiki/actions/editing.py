"""A page as a curator edits it: all of a form at once, or nothing; what was set by hand stays through imports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from evidence.dates import PartialDate
from wiki.actions.aliases import AliasError, add_aliases, refuse_taken_slug
from wiki.actions.categories import set_categories
from wiki.actions.curation import curate_section
from wiki.actions.links import resolve_links
from wiki.actions.moving import move_page
from wiki.actions.rendering import render_page
from wiki.actions.tag_states import TagError
from wiki.actions.tags import curate_tags
from wiki.actions.versions import editing
from wiki.models import Alias, Authority, Page, normal_path, tags_of
from wiki.reading.page_file import LossKind, SourceFormat
from wiki.rendering import RENDERER, RenderingError

# What a file says as well: a name in `Page.by_hand` keeps it from being changed by one.
FROM_FILES = ("title", "slug", "date", "body", "categories", "aliases")
# Who stands behind a page; kept from files by its authority.
ORIGIN = ("lane", "publisher", "conflict_of_interest", "source_url")


class EditError(ValueError):
    """An edit that is refused; `field` is the value that it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class SectionValues:
    anchor: str
    lane: str = ""
    date: PartialDate | None = None
    date_words: str = ""
    looked_at: bool = False


@dataclass(frozen=True, kw_only=True)
class PageValues:
    """All that the form of a page holds. Aliases are in normal form; sections may be left out, and stay as they are."""

    title: str
    slug: str
    body: str
    date: PartialDate | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    lane: str = ""
    publisher: str = ""
    conflict_of_interest: str = ""
    source_url: str = ""
    sections: tuple[SectionValues, ...] = ()


def values_of(page: Page) -> PageValues:
    """What the form of a page is filled with."""
    return PageValues(
        **{name: getattr(page, name) for name in ("title", "slug", "body", "date", *ORIGIN)},
        categories=tuple(page.categories.order_by("name").values_list("name", flat=True)),
        tags=tuple(name for name, _ in tags_of(page)),
        aliases=tuple(page.aliases.order_by("path").values_list("path", flat=True)),
        sections=tuple(
            SectionValues(
                anchor=one.anchor, lane=one.lane, date=one.date, date_words=one.date_words, looked_at=one.confirmed
            )
            for one in page.sections.defer("html", "heading_html").order_by("order")
        ),
    )


def edit_page(*, page: Page, values: PageValues, by: Any, reason: str, seen: int | None) -> list[str]:
    """Make a page what a form says; returns the names of what changed. One version, or none if nothing did.

    Raises EditConflict if somebody saved after version `seen`, EditError for a value that is refused, and
    ValidationError for one that the database would refuse; nothing is half saved.
    """
    with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason, seen=seen):
        page.refresh_from_db()
        before = values_of(page)
        changed = _changed(values, before)
        if "slug" in changed:
            with _refused_at("slug", AliasError):
                move_page(page=page, slug=values.slug, by=by, reason=reason)
        _set_own(page, values, changed, by)
        page.full_clean(exclude=["renderer"])
        page.save()
        _set_rows(page, values, before, changed, by)
        if {"body", "lane"} & set(changed):
            _render(page)
    return changed


def create_page(*, values: PageValues, by: Any, reason: str) -> Page:
    """A page that is written here, as a draft: markdown, without front matter.

    Raises EditError and ValidationError as `edit_page` does.
    """
    page = Page(entered_by=by, source_format=SourceFormat.HUGO, by_hand=sorted(FROM_FILES), renderer=RENDERER)
    page.checksum = hashlib.sha256(values.body.encode()).hexdigest()
    with _refused_at("slug", AliasError):
        refuse_taken_slug(slug=values.slug, page=page)
    _set_own(page, values, [*ORIGIN, "title", "slug", "date", "body"], by)
    page.full_clean()
    page.save()
    with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason):
        nothing = PageValues(title="", slug="", body="")
        _set_rows(page, values, nothing, ["categories", "tags", "aliases"], by)
        _render(page)
    return page


def take_offered(*, page: Page, by: Any, seen: int) -> None:
    """Put the newer file's text, which was held back, in the place of the page's. Raises as `edit_page` does."""
    with editing(page=page, authority=Authority.CURATOR, by=by, reason="Took the newer file's text.", seen=seen):
        page.refresh_from_db()
        if page.offered is None:
            raise EditError("body", "No newer text is held back any more.")
        page.front_matter, page.body = page.offered.front_matter, page.offered.body
        page.by_hand = [name for name in page.by_hand if name != "body"]
        _settle(page)
        _render(page)


def keep_ours(*, page: Page, by: Any, seen: int) -> None:
    """Set the newer file's text aside: the page's own stays. Raises EditConflict."""
    with editing(page=page, authority=Authority.CURATOR, by=by, reason="Kept the text of this page.", seen=seen):
        page.refresh_from_db()
        if page.offered is not None:
            _settle(page)


def _changed(values: PageValues, before: PageValues) -> list[str]:
    """The names of what differs; neither the order of names nor a section that is left out is a difference."""
    names = [one.name for one in fields(values) if one.name not in {"categories", "tags", "aliases", "sections"}]
    changed = [name for name in names if getattr(values, name) != getattr(before, name)]
    changed += [name for name in ("categories", "tags", "aliases") if set(_of(values, name)) != set(_of(before, name))]
    return changed + ["sections"] * (not set(values.sections) <= set(before.sections))


def _of(values: PageValues, name: str) -> tuple[str, ...]:
    named: tuple[str, ...] = getattr(values, name)
    return named


def _settle(page: Page) -> None:
    """The file is known now, so that the next import does not offer it once more."""
    assert page.offered is not None  # noqa: S101  for the type checker
    page.checksum = page.offered.checksum
    page.offered = None
    page.save()
    page.losses.filter(kind=LossKind.HELD_BACK).delete()


def _set_own(page: Page, values: PageValues, changed: Iterable[str], by: Any) -> None:
    """The columns of the page itself."""
    for name in changed:
        if name in {"title", "slug", "date", "body", *ORIGIN}:
            setattr(page, name, getattr(values, name))
    if set(ORIGIN) & set(changed):
        page.decide(authority=Authority.CURATOR, by=by)
    page.by_hand = sorted({*page.by_hand, *(set(FROM_FILES) & set(changed))})


def _set_rows(page: Page, values: PageValues, before: PageValues, changed: Iterable[str], by: Any) -> None:
    """What hangs on the page in rows of its own."""
    if "categories" in changed:
        set_categories(page=page, names=values.categories)
    if "tags" in changed:
        with _refused_at("tags", TagError):
            curate_tags(page=page, names=values.tags, by=by)
    if "aliases" in changed:
        _set_aliases(page, set(before.aliases), values.aliases)
    if "sections" in changed:
        _set_sections(page, set(before.sections), values.sections, by)


def _set_aliases(page: Page, before: set[str], wanted: Iterable[str]) -> None:
    paths = [normal_path(path) for path in wanted]
    Alias.objects.filter(page=page, path__in=before.difference(paths)).delete()
    with _refused_at("aliases", AliasError):
        add_aliases(page=page, addresses=[path for path in paths if path not in before])
    resolve_links(page=page)


def _set_sections(page: Page, before: set[SectionValues], wanted: Iterable[SectionValues], by: Any) -> None:
    sections = {section.anchor: section for section in page.sections.select_related("page")}
    for one in wanted:
        if one not in before and one.anchor in sections:
            curate_section(
                section=sections[one.anchor],
                lane=one.lane,
                date=one.date,
                date_words=one.date_words,
                authority=Authority.CURATOR,
                by=by,
            )


def _render(page: Page) -> None:
    with _refused_at("body", RenderingError, "This text cannot be shown: "):
        render_page(page=page)


@contextmanager
def _refused_at(field: str, error: type[Exception], before: str = "") -> Iterator[None]:
    try:
        yield
    except error as refusal:
        raise EditError(field, f"{before}{refusal}") from refusal
