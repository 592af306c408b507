"""Pages: saved from a file, published, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection

from evidence.actions.recording import recording
from evidence.models import Act, State
from wiki.actions.aliases import AliasError, claim_addresses, give_aliases, leave_address, left_out
from wiki.actions.categories import set_categories
from wiki.actions.file_pages import FilePages
from wiki.actions.losses import set_losses
from wiki.actions.rendering import render_page
from wiki.actions.versions import editing, record_version
from wiki.models import (
    Alias,
    Authority,
    Lane,
    LaneError,
    LossPart,
    Mention,
    Page,
    Section,
    SourceText,
    set_tags,
)
from wiki.reading.page_file import Loss, LossKind, PageFile, PageFileError
from wiki.rendering import RENDERER, Rendered, RenderingError
from wiki.rendering.headings import SHOP

HELD_BACK = "the text of this newer file is held back, because a curator has changed the page's: compare the two."


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD_BACK = "held back"


@dataclass(frozen=True, kw_only=True)
class Saved:
    page: Page
    outcome: Outcome


def is_news(page: Page, file: PageFile, *, publish: bool = False) -> bool:
    """Whether saving this file would change its page, or render it anew."""
    to_publish = publish and page.state == State.DRAFT
    return page.checksum != file.checksum or page.renderer != RENDERER or to_publish


def save_page(
    *,
    file: PageFile,
    by: Any,
    publish: bool = False,
    rendered: Rendered | RenderingError | None = None,
    in_a_run: bool = False,
) -> Saved:
    """Create or update the page of a file; a file that is stored already changes nothing.

    `rendered` is what became of the file's body, if it was rendered before; `in_a_run` is that of `render_page`.
    Raises PageFileError, with nothing half saved.
    """
    try:
        if isinstance(rendered, RenderingError):
            raise rendered
        with recording(act=Act.LOADED, by=by):
            return _save(file, by, publish, rendered, in_a_run)
    except LaneError as error:
        raise _fault(file, "lane", str(error)) from error
    except RenderingError as error:
        raise PageFileError(str(error), file=file.file, line=file.lines_above_body + 1) from error
    except ValidationError as error:
        key, sentences = next(iter(error.message_dict.items()))
        raise _fault(file, key, f"{key}: {' '.join(sentences)}") from error
    except IntegrityError as error:
        raise PageFileError(_why(error), file=file.file) from error
    except OperationalError as error:
        if not connection.is_usable():
            raise
        raise PageFileError("somebody else is changing this page: run the import again.", file=file.file) from error


def _save(file: PageFile, by: Any, publish: bool, rendered: Rendered | None, in_a_run: bool) -> Saved:
    page = FilePages([file], lock=True).of(file)
    if page is None:
        page = Page(entered_by=by)
        page.is_new = True
    elif not is_news(page, file, publish=publish):
        return Saved(page=page, outcome=Outcome.UNCHANGED)
    old_slug, old_number = page.slug, page.tiki_page_id
    held_back = _offer(page, file)
    _take_over(page, file, held_back=held_back)
    if publish and page.state == State.DRAFT:
        page.state = State.PUBLISHED
    # Both become true before this transaction ends; a row with a long text is better not written three times.
    page.renderer, page.version = RENDERER, page.version or 1
    # Its constraints are the database's to check, and other rows are no fields of this one.
    page.clean_fields(exclude=["renderer", "entered_by", "decided_by", "offered"])
    page.save()
    if (old_slug, old_number) != (page.slug, page.tiki_page_id):
        claim_addresses(page=page, by=by)
    losses = _save_around(page, file, old_slug)
    losses += [Loss(kind=LossKind.HELD_BACK, line=file.lines_above_body + 1, sentence=HELD_BACK)] * held_back
    set_losses(page=page, part=LossPart.FILE, losses=[*file.losses, *losses])
    render_page(page=page, rendered=rendered if page.body == file.body else None, in_a_run=in_a_run)
    reason = f"{'Imported' if page.is_new else 'Imported again'} from {PurePath(file.file).name}."
    record_version(page=page, authority=Authority.IMPORT, by=by, reason=reason)
    outcome = Outcome.CREATED if page.is_new else Outcome.HELD_BACK if held_back else Outcome.UPDATED
    page.is_new = False
    return Saved(page=page, outcome=outcome)


def _offer(page: Page, file: PageFile) -> bool:
    """Whether the file's text has to wait, because a curator wrote the page's and the file brings another one."""
    if "body" not in page.by_hand or file.body == page.body:
        page.offered = None
        return False
    last = page.offered or page.texts.filter(checksum=page.checksum).first()
    if last is not None and last.body == file.body and page.offered is None:
        return False  # only the front matter is new
    page.offered, _ = SourceText.objects.get_or_create(
        page=page, checksum=file.checksum, defaults={"front_matter": file.front_matter, "body": file.body}
    )
    return True


def _take_over(page: Page, file: PageFile, *, held_back: bool) -> None:
    """All that the file says, but for what a curator has said."""
    said = {"slug": file.slug, "title": file.title, "date": file.date, "tiki_page_id": file.tiki_page_id}
    for name, value in said.items():
        if name not in page.by_hand:
            setattr(page, name, value)
    if "body" not in page.by_hand:
        page.body = file.body
    if not held_back:
        page.front_matter, page.source_format = file.front_matter, file.format
    page.extra = file.extra
    page.checksum, page.source_file = file.checksum, file.file
    page.suggested_lane, page.suggestion_reason = _suggestion(file)
    if page.open_to(Authority.IMPORT):
        page.lane = Lane.named(file.lane) if file.lane else ""
        page.publisher = file.publisher
        page.conflict_of_interest = file.conflict_of_interest
        page.source_url = file.source_url


def _save_around(page: Page, file: PageFile, old_slug: str) -> list[Loss]:
    """What a page has besides its own row; returns the old addresses that it could not have."""
    set_tags(page, file.tags)
    if "categories" not in page.by_hand:
        set_categories(page=page, names=file.categories)
    aliases = [] if "aliases" in page.by_hand else list(file.aliases)
    faults = list(give_aliases(page=page, addresses=aliases).values())
    if old_slug and old_slug != page.slug:
        try:
            leave_address(page=page, old_slug=old_slug)
        except AliasError as error:
            faults.append(str(error).rstrip("."))
    line = file.line_of("aliases")
    return [Loss(kind=LossKind.ALIAS, line=line, sentence=left_out(fault)) for fault in faults]


def _why(error: IntegrityError) -> str:
    """The sentence of the constraint that refused a row."""
    constraints = [one for model in (Page, Alias, Section, Mention) for one in model._meta.constraints]
    broken = [str(one.violation_error_message) for one in constraints if one.name in str(error)]
    return broken[0] if broken else "somebody else saved the same page meanwhile: run the import again."


def _suggestion(file: PageFile) -> tuple[str, str]:
    if file.tiki_page_id is not None:
        return Lane.WIKI, "it has a number in the old wiki"
    match = SHOP.search(file.body)
    return (Lane.COMMERCIAL, f"“{match[0]}” in the text") if match else ("", "")


def _fault(file: PageFile, key: str, sentence: str) -> PageFileError:
    return PageFileError(sentence, file=file.file, line=file.line_of(key))


def publish_pages(*, pages: Iterable[Page], by: Any, reason: str = "Published.") -> int:
    """Show these pages to the public; returns how many were not public before."""
    return _set_state(pages, State.PUBLISHED, by, reason)


def withdraw_pages(*, pages: Iterable[Page], by: Any, reason: str = "Withdrawn.") -> int:
    """Take these pages from the public; nothing is deleted."""
    return _set_state(pages, State.WITHDRAWN, by, reason)


def _set_state(pages: Iterable[Page], state: State, by: Any, reason: str) -> int:
    with recording(act=Act.STATE, by=by, reason=reason):
        changed = [page for page in pages if page.state != state]
        for page in changed:
            with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason):
                page.state = state
                page.save(update_fields=["state", "updated"])
        return len(changed)
