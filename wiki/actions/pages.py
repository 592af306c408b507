"""Pages: saved from a file, published, withdrawn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence.models import State
from wiki.actions.aliases import AliasError, add_aliases, leave_address
from wiki.actions.categories import set_categories
from wiki.actions.losses import set_losses
from wiki.actions.rendering import render_page
from wiki.actions.versions import editing, record_version
from wiki.frontmatter import line_of
from wiki.headings import SHOP
from wiki.models import Authority, Lane, LaneError, LossPart, Page, set_tags
from wiki.page_file import Loss, LossKind, PageFile, PageFileError
from wiki.rendering import RENDERER, RenderingError
from wiki.slugs import slug_of


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
    tags, losses = _distinct_tags(file)
    page.full_clean(exclude=["renderer"])
    page.save()
    set_losses(page=page, part=LossPart.FILE, losses=[*losses, *_unknown_keys(file)])
    set_tags(page, tags)
    set_categories(page=page, names=file.categories)
    add_aliases(page=page, addresses=file.aliases)
    if not created and old_slug != page.slug:
        leave_address(page=page, old_slug=old_slug)
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


def _distinct_tags(file: PageFile) -> tuple[list[str], list[Loss]]:
    """The tags, each in one spelling, and a line for every one that is not kept as it stands."""
    kept: dict[str, str] = {}
    losses = []
    for tag in file.tags:
        first = kept.setdefault(tag.lower(), tag)
        if first != tag:
            sentence = f"tags “{first}” and “{tag}” differ only in capitals: kept as one."
            losses.append(Loss(kind=LossKind.TAG_CASE, line=_line(file, "tags"), sentence=sentence))
        if not slug_of(tag):
            del kept[tag.lower()]
            sentence = f"tag “{tag}” has no letter that makes an address: left out."
            losses.append(Loss(kind=LossKind.TAG_NAME, line=_line(file, "tags"), sentence=sentence))
    return list(kept.values()), losses


def _unknown_keys(file: PageFile) -> list[Loss]:
    sentence = "key “{}” is not known here: kept with the page, not used."
    return [Loss(kind=LossKind.KEY, line=_line(file, key), sentence=sentence.format(key)) for key in file.extra]


def _line(file: PageFile, key: str) -> int:
    return line_of(file.front_matter, json.dumps(key))


def _fault(file: PageFile, key: str, sentence: str) -> PageFileError:
    return PageFileError(sentence, file=file.file, line=_line(file, key))


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
