"""Versions: whatever changes a page does so inside `editing`, which keeps what it became, by whom and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

from evidence.models import State
from wiki.models import Authority, MentionState, Page, SourceText, Version, tags_of

# The pages that somebody further out is editing already: one change is one version, however many steps it has.
_being_edited: ContextVar[frozenset[int]] = ContextVar("being_edited", default=frozenset())
PLAIN = ("slug", "title", "tiki_page_id", "source_format", "lane", "publisher", "conflict_of_interest", "source_url")


class EditConflict(Exception):
    """Somebody saved the page after it was opened; `newest` is what they made of it."""

    def __init__(self, newest: Version) -> None:
        super().__init__(f"{newest} was saved meanwhile.")
        self.newest = newest


@contextmanager
def editing(*, page: Page, authority: Authority, by: Any, reason: str, seen: int | None = None) -> Iterator[None]:
    """Lock a page, let it be changed, and keep the new version: all of it, or none.

    `seen` is the version that the editor was shown. Raises EditConflict if there is a newer one. A page that was read
    before somebody else's save is read again, so that saving all of it undoes nothing.
    """
    with transaction.atomic():
        newest = Page.objects.select_for_update().values_list("version", flat=True).get(pk=page.pk)
        if seen is not None and newest != seen:
            raise EditConflict(page.versions.order_by("number").last() or Version(page=page))
        if newest != page.version:
            page.refresh_from_db()
        outer = _being_edited.get()
        token = _being_edited.set(outer | {page.pk})
        try:
            yield
        finally:
            _being_edited.reset(token)
        if page.pk not in outer:
            record_version(page=page, authority=authority, by=by, reason=reason)


def record_version(*, page: Page, authority: Authority, by: Any, reason: str) -> Version | None:
    """Keep what the page is now; None if that is what its newest version says already."""
    held, page = page, page if page.is_new else Page.objects.get(pk=page.pk)
    last = None if page.is_new else page.versions.select_related("text").order_by("number").last()
    values = snapshot(page)
    checksum = hashlib.sha256(page.source_text.encode()).hexdigest()
    changed = _changed(last, page, values, checksum)
    if last is not None and not changed:
        return None
    if changed and page.state == State.IN_REVIEW == last_state(last):
        # What waits for a second reader was changed, by hand or by a file: it is submitted anew.
        held.state = page.state = State.DRAFT
        Page.objects.filter(pk=page.pk).update(state=State.DRAFT)
        changed.append("state")
    kept = {"page": page, "checksum": checksum}
    text = None if page.is_new else SourceText.objects.filter(**kept).first()
    if text is None:  # the page's row is locked, so nobody else keeps the same text in this moment
        text = SourceText.objects.create(**kept, front_matter=page.front_matter, body=page.body)
    version = Version(
        page=page,
        number=last.number + 1 if last else 1,
        by=by,
        authority=authority,
        reason=reason[:500],
        state=page.state,
        text=text,
        values=values,
        changed=changed,
    )
    version.save()
    if page.version != version.number:
        Page.objects.filter(pk=page.pk).update(version=version.number)
    held.version = version.number
    return version


def mark_by_hand(page: Page, *names: str) -> None:
    """Keep every later import from these: names as in a snapshot, and `body`. The caller saves `by_hand`."""
    page.by_hand = sorted({*page.by_hand, *names})


def snapshot(page: Page) -> dict[str, Any]:
    """All that people or imports said of a page, its text and state apart, in values that JSON keeps."""
    values: dict[str, Any] = {name: getattr(page, name) for name in PLAIN}
    values["date"] = str(page.date) if page.date else None
    values["categories"] = sorted(page.categories.values_list("name", flat=True))
    values["tags"] = [name for name, _ in tags_of(page)]
    values["aliases"] = list(page.aliases.order_by("path").values_list("path", flat=True))
    if page.is_new:
        return values | {"sections": [], "mentions": []}
    values["sections"] = [one.decision for one in page.sections.exclude(authority=Authority.IMPORT).order_by("order")]
    decided = page.mentions.exclude(authority=Authority.IMPORT).order_by("pk").select_related("report")
    values["mentions"] = [
        {
            "words": one.words,
            "identifier": str(one.names or ""),
            "state": one.state,
            "report": one.report.slug if one.report else "",
            "reason": one.reason,
        }
        for one in decided
        if one.state != MentionState.OPEN or one.marked_by_hand
    ]
    return values


def last_state(version: Version | None) -> str:
    return version.state if version else ""


def _changed(last: Version | None, page: Page, values: dict[str, Any], checksum: str) -> list[str]:
    """The names of what differs from the last version; of a first one, nothing."""
    if last is None:
        return []
    names = [name for name in values if values[name] != last.values.get(name)]
    names += ["text"] * (checksum != last.text.checksum) + ["state"] * (page.state != last.state)
    return names
