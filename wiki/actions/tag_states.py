"""What holds between a page and a tag, so that a change of many can be kept, compared and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from wiki.actions.many_versions import in_chunks
from wiki.models import Origin, TaggedPage, Untagged

OFF = "off"


class Said(NamedTuple):
    """That a page carries a tag, and from where: an Origin; or `off`: a curator took it off. None is neither.

    Two are equal if the same was said by the same person or rule.
    """

    origin: str
    rule: int | None = None
    by: int | None = None


Pair = tuple[int, int]  # the number of a page, that of a tag
States = dict[Pair, Said | None]


class TagError(ValueError):
    """A change of tags that cannot be; the sentence says why."""


def states_of(*, tags: Iterable[int], pages: Sequence[int] | None = None) -> dict[Pair, Said]:
    """What is said of these tags on these pages, or on all; one query for each of both kinds, or for 500 pages."""
    chunks = [{}] if pages is None else [{"pages": chunk} for chunk in in_chunks(pages)]
    found: dict[Pair, Said] = {}
    wanted = list(tags)
    for chunk in chunks:
        tagged, untagged = TaggedPage.objects.filter(tag__in=wanted), Untagged.objects.filter(tag__in=wanted)
        if chunk:
            tagged = tagged.filter(content_object__in=chunk["pages"])
            untagged = untagged.filter(page__in=chunk["pages"])
        for page, tag, by in untagged.values_list("page", "tag", "by"):
            found[page, tag] = Said(OFF, by=by)
        for page, tag, origin, rule, by in tagged.values_list("content_object", "tag", "origin", "rule", "by"):
            found[page, tag] = Said(origin, rule, by)
    return found


def put_states(states: Mapping[Pair, Said | None]) -> None:
    """Make it so, whatever was there."""
    by_tag: dict[int, list[int]] = defaultdict(list)
    for page, tag in states:
        by_tag[tag].append(page)
    for tag, pages in by_tag.items():
        for chunk in in_chunks(pages):
            TaggedPage.objects.filter(tag=tag, content_object__in=chunk).delete()
            Untagged.objects.filter(tag=tag, page__in=chunk).delete()
    said = [(page, tag, one) for (page, tag), one in states.items() if one]
    Untagged.objects.bulk_create(
        Untagged(page_id=page, tag_id=tag, by_id=one.by) for page, tag, one in said if one.origin == OFF
    )
    TaggedPage.objects.bulk_create(
        TaggedPage(content_object_id=page, tag_id=tag, origin=one.origin, rule_id=one.rule, by_id=one.by)
        for page, tag, one in said
        if one.origin != OFF
    )


def carried(said: Said | None) -> bool:
    return said is not None and said.origin != OFF


def stronger(one: Said | None, other: Said | None) -> Said | None:
    """What holds where two tags become one: a curator's word before a file's, a file's before a rule's."""
    ranks = [Origin.HAND, OFF, Origin.FILE, Origin.RULE]
    return min((said for said in (one, other) if said), key=lambda said: ranks.index(said.origin), default=None)


def kept(states: Mapping[Pair, tuple[Said | None, Said | None]]) -> list[list[Any]]:
    """Before and after of each pair, for JSON."""
    return [[page, tag, before, after] for (page, tag), (before, after) in states.items()]


def read(rows: Iterable[Any]) -> dict[Pair, tuple[Said | None, Said | None]]:
    """What `kept` wrote."""
    return {
        (page, tag): (Said(*before) if before else None, Said(*after) if after else None)
        for page, tag, before, after in rows
    }
