"""What a file and the rules say of a page's tags, settled with what curators said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wiki.models.tag_key import tags_for
from wiki.models.tag_rule import TagRule
from wiki.models.tagging import Origin, TaggedPage, Untagged

if TYPE_CHECKING:
    from wiki.models.page import Page


def set_tags(page: Page, names: Iterable[str]) -> None:
    """Let the page carry what its file names now and what active rules find in it; three queries where it is new.

    What a curator put there stays a curator's, and what one took off stays off. What the file names is the file's,
    also where a rule says the same; what it names no more goes, unless a rule still says so.
    """
    _settle(page, set(tags_for(names).values()), _rows(page))


def follow_rules(page: Page) -> None:
    """Tag a page by the active rules after its text was changed, with the tags of its file as they are."""
    here = _rows(page)
    _settle(page, {tag for tag, row in here.items() if row.origin == Origin.FILE}, here)


def _rows(page: Page) -> dict[int, TaggedPage]:
    if page.is_new:
        return {}
    return {row.tag_id: row for row in TaggedPage.objects.filter(content_object=page)}


def _settle(page: Page, named: set[int], here: dict[int, TaggedPage]) -> None:
    wanted: dict[int, tuple[Origin, int | None]] = {}
    for rule in TagRule.objects.active().order_by("-pk"):  # of two that find it, the older speaks
        if rule.found_in(title=page.title, body=page.body):
            wanted[rule.tag_id] = (Origin.RULE, rule.pk)
    wanted |= dict.fromkeys(named, (Origin.FILE, None))
    if not page.is_new:
        for tag in Untagged.objects.filter(page=page).values_list("tag", flat=True):
            wanted.pop(tag, None)
    wanted |= {tag: (Origin.HAND, None) for tag, row in here.items() if row.origin == Origin.HAND}
    gone = [row.pk for tag, row in here.items() if tag not in wanted]
    if gone:
        TaggedPage.objects.filter(pk__in=gone).delete()
    changed = [row for tag, row in here.items() if tag in wanted and wanted[tag] != (row.origin, row.rule_id)]
    for row in changed:
        row.origin, row.rule_id = wanted[row.tag_id]
    TaggedPage.objects.bulk_update(changed, ["origin", "rule"])
    new = sorted(wanted.keys() - here.keys())
    TaggedPage.objects.bulk_create(
        TaggedPage(content_object=page, tag_id=tag, origin=wanted[tag][0], rule_id=wanted[tag][1]) for tag in new
    )
