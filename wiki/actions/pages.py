"""Pages: saved from a file, published, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence.models import State
from wiki.actions.aliases import AliasError, add_aliases
from wiki.actions.categories import set_categories
from wiki.actions.losses import set_losses
from wiki.actions.rendering import render_page
from wiki.actions.versions import editing, record_version
from wiki.headings import SHOP
from wiki.models import Authority, Lane, LaneError, LossPart, Page, set_tags
from wiki.page_file import PageFile, PageFileError
from wiki.rendering import RENDERER, RenderingError


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True)
class Saved:
    page: Page
    outcome: Outcome


def save_page(*, file: PageFile, by: Any, publish: bool = False) -> Saved:
    """Create or update the page of a file; a file that is stored already changes nothing.

    Raises PageFileError, with nothing half saved.
    """
    try:
        with transaction.atomic():
            return _save(file, by, publish)
    except AliasError as error:
        raise _fault(file, "aliases", str(error)) from error
    except LaneError as error:
        raise _fault(file, "lane", str(error)) from error
    except RenderingError as error:
        raise PageFileError(str(error), file=file.file, line=file.lines_above_body + 1) from error
    except ValidationError as error:
        key, sentences = next(iter(error.message_dict.items()))
        raise _fault(file, key, f"{key}: {' '.join(sentences)}" if key != "__all__" else sentences[0]) from error
    except IntegrityError as error:
        raise PageFileError("another import saved the same page meanwhile: run it again.", file=file.file) from error


def _save(file: PageFile, by: Any, publish: bool) -> Saved:
    page = _page_of(file)
    created = page.pk is None
    to_publish = publish and page.state == State.DRAFT
    if not created and page.checksum == file.checksum and page.renderer == RENDERER and not to_publish:
        return Saved(page=page, outcome=Outcome.UNCHANGED)
    old_slug = page.slug
    _take_over(page, file)
    if created:
        page.entered_by = by
    if to_publish:
        page.state = State.PUBLISHED
    page.full_clean(exclude=["renderer"])
    page.save()
    set_losses(page=page, part=LossPart.FILE, losses=file.losses)
    set_tags(page, file.tags)
    set_categories(page=page, names=file.categories)
    add_aliases(page=page, addresses=file.aliases)
    if not created and old_slug != page.slug:
        add_aliases(page=page, addresses=[f"pages/{old_slug}"])
    render_page(page=page)
    reason = f"{'Imported' if created else 'Imported again'} from {PurePath(file.file).name}."
    record_version(page=page, authority=Authority.IMPORT, by=by, reason=reason)
    return Saved(page=page, outcome=Outcome.CREATED if created else Outcome.UPDATED)


def _page_of(file: PageFile) -> Page:
    """The page a file belongs to: by its slug, else by its number in the old wiki if the slug was changed."""
    pages = Page.objects.select_for_update()
    page = pages.filter(slug=file.slug).first()
    if page is None and file.tiki_page_id is not None:
        page = pages.filter(tiki_page_id=file.tiki_page_id).first()
    return page or Page()


def _take_over(page: Page, file: PageFile) -> None:
    page.slug, page.title, page.date = file.slug, file.title, file.date
    page.tiki_page_id = file.tiki_page_id
    page.source_format = file.format
    page.front_matter, page.body, page.checksum = file.front_matter, file.body, file.checksum
    page.extra = file.extra
    page.suggested_lane, page.suggestion_reason = _suggestion(file)
    if page.open_to(Authority.IMPORT):
        page.lane = Lane.named(file.lane) if file.lane else ""
        page.publisher = file.publisher
        page.conflict_of_interest = file.conflict_of_interest
        page.source_url = file.source_url


def _suggestion(file: PageFile) -> tuple[str, str]:
    if file.tiki_page_id is not None:
        return Lane.WIKI, "it has a number in the old wiki"
    match = SHOP.search(file.body)
    return (Lane.COMMERCIAL, f"“{match[0]}” in the text") if match else ("", "")


def _fault(file: PageFile, key: str, sentence: str) -> PageFileError:
    return PageFileError(sentence, file=file.file, line=file.line_of(key))


@transaction.atomic
def publish_pages(*, pages: Iterable[Page], by: Any, reason: str = "Published.") -> int:
    """Show these pages to the public; returns how many were not public before."""
    return _set_state(pages, State.PUBLISHED, by, reason)


@transaction.atomic
def withdraw_pages(*, pages: Iterable[Page], by: Any, reason: str = "Withdrawn.") -> int:
    """Take these pages from the public; nothing is deleted."""
    return _set_state(pages, State.WITHDRAWN, by, reason)


def _set_state(pages: Iterable[Page], state: State, by: Any, reason: str) -> int:
    changed = [page for page in pages if page.state != state]
    for page in changed:
        with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason):
            page.state = state
            page.save(update_fields=["state", "updated"])
    return len(changed)
