"""A page becomes again what one of its versions says; whether the public sees it stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from evidence.dates import PartialDate
from wiki.actions.aliases import AliasError, add_aliases, leave_address, refuse_taken, refuse_taken_slug
from wiki.actions.categories import set_categories
from wiki.actions.rendering import render_page
from wiki.actions.tag_states import TagError
from wiki.actions.tags import curate_tags
from wiki.actions.versions import PLAIN, editing, mark_by_hand, snapshot
from wiki.models import Authority, Page, Section, Version
from wiki.reading import frontmatter
from wiki.reading.page_file import PageFileError, SourceFormat
from wiki.rendering import RenderingError, headings


class RestoreError(ValueError):
    """A version that cannot be restored as it is; the sentence says why, and what to give instead."""


@dataclass(kw_only=True)
class Restored:
    """`version` is that which the restoring made, None if nothing differed; `notes` say what could not be restored."""

    version: Version | None = None
    notes: list[str] = field(default_factory=list)


def restore_version(
    *, page: Page, version: Version, by: Any, reason: str, seen: int | None, slug: str = ""
) -> Restored:
    """Make a new version that equals an old one, and keep every import from undoing it.

    `slug` is taken instead of the old address, where that leads to another page by now. Decisions on citations stay:
    they are knowledge about studies, which a page does not take back. Raises RestoreError, with nothing half restored,
    and EditConflict if there is a newer version than `seen`.
    """
    if version.page_id != page.pk:
        raise RestoreError(f"{version} is none of this page.")
    if not reason.strip():
        raise RestoreError("why: say in a sentence why this is restored.")
    restored = Restored()
    try:
        with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason, seen=seen):
            before = page.version
            _restore(page, version, slug or version.values["slug"], by, restored)
    except (AliasError, RenderingError, TagError) as error:
        raise RestoreError(str(error)) from error
    except ValidationError as error:
        raise RestoreError(" ".join(error.messages)) from error
    restored.version = page.versions.filter(number__gt=before).order_by("number").last()
    return restored


def _restore(page: Page, version: Version, slug: str, by: Any, restored: Restored) -> None:
    now, then = snapshot(page), version.values | {"slug": slug}
    old_slug, text = page.slug, page.source_text
    if slug != old_slug:
        refuse_taken_slug(slug=slug, page=page)
    for name in PLAIN:
        setattr(page, name, then[name])
    page.date = PartialDate.parse(then["date"]) if then["date"] else None
    page.front_matter, page.body = version.text.front_matter, version.text.body
    _read_extra(page)
    changed = [name for name in now if now[name] != then[name]]
    mark_by_hand(page, *changed, *(["body"] if page.source_text != text else []))
    page.decide(authority=Authority.CURATOR, by=by)
    page.full_clean(exclude=["renderer"])
    page.save()
    if slug != old_slug:
        leave_address(page=page, old_slug=old_slug)
    _restore_aliases(page, then["aliases"], restored)
    curate_tags(page=page, names=then["tags"], by=by)
    set_categories(page=page, names=then["categories"])
    render_page(page=page)
    _restore_sections(page, then["sections"], by, restored)


def _read_extra(page: Page) -> None:
    """The unknown keys of the front matter; those of one that no reader understands any more stay as they are."""
    if page.source_format == SourceFormat.HUGO:
        try:
            page.extra = frontmatter.read(page.source_text, file=f"{page.slug}.md").extra
        except PageFileError:
            return


def _restore_aliases(page: Page, paths: list[str], restored: Restored) -> None:
    """The aliases of then, and every address below /pages/ that the page has had since: it must not die."""
    had = {f"pages/{slug}" for slug in page.versions.values_list("values__slug", flat=True)}
    page.aliases.exclude(path__in=[*paths, *had]).delete()
    for path in paths:
        if path == f"pages/{page.slug}":
            continue
        try:
            refuse_taken(path=path, page=page)
        except AliasError as error:
            restored.notes.append(f"Not given back: {error}")
        else:
            add_aliases(page=page, addresses=[path])


def _restore_sections(page: Page, decided: list[dict[str, str]], by: Any, restored: Restored) -> None:
    """Lanes and dates as they were decided then; what was decided since is open again."""
    then = {one["anchor"]: one for one in decided}
    for section in page.sections.all():
        _restore_section(section, then.pop(section.anchor, None), by)
    restored.notes += [
        f"The text has no section “{anchor}” any more: its lane and date were not restored." for anchor in then
    ]


def _restore_section(section: Section, then: dict[str, str] | None, by: Any) -> None:
    if then is None:
        if not section.confirmed:
            return
        section.lane = ""
        section.date, section.date_words = headings.date_in(section.heading)
        section.decide(authority=Authority.IMPORT, by=None)
    else:
        new = (then["lane"], PartialDate.parse(then["date"]) if then["date"] else None, then["date_words"])
        if section.confirmed and (section.lane, section.date, section.date_words) == new:
            return
        section.lane, section.date, section.date_words = new
        section.decide(authority=Authority.CURATOR, by=by)
    section.full_clean()
    section.save()
