"""A page moves to another address; every address it ever had leads there in one step."""

from __future__ import annotations

from typing import Any

from wiki.actions.aliases import leave_address, refuse_taken_slug
from wiki.actions.links import resolve_links
from wiki.actions.versions import editing, mark_by_hand
from wiki.models import Authority, Page


def move_page(*, page: Page, slug: str, by: Any, reason: str = "", seen: int | None = None) -> bool:
    """Give a page another address below /pages/; returns whether it has moved.

    Raises AliasError for an address that another page has or had, EditConflict if a newer version than `seen` exists.
    """
    reason = reason or f"Moved to /pages/{slug}/."
    with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason, seen=seen):
        old_slug = page.slug
        if slug == old_slug:
            return False
        refuse_taken_slug(slug=slug, page=page)
        page.slug = slug
        mark_by_hand(page, "slug")
        page.save(update_fields=["slug", "by_hand", "updated"])
        leave_address(page=page, old_slug=old_slug)
        resolve_links(page=page)
    return True
