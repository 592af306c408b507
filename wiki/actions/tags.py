"""Tags of one page, as a curator writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from wiki.actions.tag_states import OFF, Said, TagError, put_states
from wiki.actions.versions import editing
from wiki.models import Authority, Origin, Page, TaggedPage, tags_for
from wiki.tag_names import LONGEST, tag_spelling, tag_word


def refuse_bad_name(name: str) -> str:
    """The name as it is kept. Raises TagError if it is none."""
    spelled = tag_spelling(name)
    if not tag_word(spelled):
        raise TagError(f"“{spelled}”: a tag needs a letter or a digit.")
    if len(spelled) > LONGEST:
        raise TagError(f"“{spelled[:40]}…”: expected a tag of at most {LONGEST} characters.")
    return spelled


@transaction.atomic
def curate_tags(*, page: Page, names: Iterable[str], by: Any) -> bool:
    """Exactly these tags: what is new is the curator's, what is missing stays off; returns whether anything changed.

    Raises TagError.
    """
    wanted = set(tags_for([refuse_bad_name(name) for name in names]).values())
    Page.objects.select_for_update().values_list("pk").get(pk=page.pk)
    here = set(TaggedPage.objects.filter(content_object=page).values_list("tag", flat=True))
    added, gone = wanted - here, here - wanted
    if not added and not gone:
        return False
    person = by.pk if by else None
    with editing(page=page, authority=Authority.CURATOR, by=by, reason="Changed the tags."):
        put_states(
            {(page.pk, tag): Said(Origin.HAND, by=person) for tag in added}
            | {(page.pk, tag): Said(OFF, by=person) for tag in gone}
        )
    return True
