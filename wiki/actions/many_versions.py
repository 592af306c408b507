"""Versions of many pages at once, where nothing but their tags, or what was said of their sections, was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db.models import F

from evidence.actions.recording import note, recording
from evidence.models import Act
from wiki.actions.versions import record_version, row_of
from wiki.models import Authority, Page, Section, Version, tag_names_on

AT_ONCE = 500


def in_chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    """The numbers in order, 500 at a time: databases bound how many a query may name."""
    ordered = iter(sorted(set(numbers)))
    while chunk := list(islice(ordered, AT_ONCE)):
        yield chunk


def lock_pages(pages: Iterable[int]) -> None:
    """Let nobody else change these pages before the end of the transaction."""
    for chunk in in_chunks(pages):
        list(Page.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk"))


def record_tag_versions(*, pages: Iterable[int], by: Any, reason: str) -> int:
    """Keep what each page is now that its tags are changed, in a few queries for 500 pages; returns how many are new.

    Each is its last version with the tags of now. A page that has none yet is read whole.
    """
    with recording(act=Act.EDITED, by=by, reason=reason):
        return sum(_record(chunk, "tags", tag_names_on(chunk), by, reason) for chunk in in_chunks(pages))


def record_section_versions(*, pages: Iterable[int], by: Any, reason: str) -> int:
    """The same where only decisions on sections are changed."""
    with recording(act=Act.EDITED, by=by, reason=reason):
        return sum(_record(chunk, "sections", _decisions(chunk), by, reason) for chunk in in_chunks(pages))


def _decisions(chunk: Sequence[int]) -> dict[int, list[Any]]:
    decisions: dict[int, list[Any]] = defaultdict(list)
    for section in Section.objects.filter(page__in=chunk).decided().defer("html", "heading_html"):
        decisions[section.page_id].append(section.decision)
    return decisions


def _record(chunk: Sequence[int], name: str, now: Mapping[int, list[Any]], by: Any, reason: str) -> int:
    newest = Version.objects.filter(page__in=chunk, number=F("page__version")).select_related("page", "text")
    texts = ("page__body", "page__front_matter", "text__body", "text__front_matter")
    lasts = {last.page_id: last for last in newest.defer(*texts)}
    versions = [_next(last, name, now.get(page, []), by, reason) for page, last in lasts.items()]
    new = [version for version in versions if version.changed]
    Version.objects.bulk_create(new)
    kept = [(version, lasts[version.page_id]) for version in new]
    rows = [row_of(version, slug=last.page.slug, checksum=last.text.checksum) for version, last in kept]
    note(act=Act.EDITED, by=by, reason=reason, rows=rows)
    changed = [version.page_id for version in new]
    Page.objects.filter(pk__in=changed).update(version=F("version") + 1)
    without = Page.objects.filter(pk__in=set(chunk) - lasts.keys())
    first = [record_version(page=page, authority=Authority.CURATOR, by=by, reason=reason) for page in without]
    return len(new) + len(first)


def _next(last: Version, name: str, now: list[Any], by: Any, reason: str) -> Version:
    changed = [name] * (last.values.get(name) != now) + ["state"] * (last.state != last.page.state)
    return Version(
        page_id=last.page_id,
        number=last.number + 1,
        by=by,
        authority=Authority.CURATOR,
        reason=reason[:500],
        state=last.page.state,
        text_id=last.text_id,
        values=last.values | {name: now},
        changed=changed,
    )
