"""Sections looked at, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db import transaction
from django.db.models import F

from wiki.actions.many_versions import in_chunks, lock_pages, record_section_versions
from wiki.actions.rendering import render_page
from wiki.models import Authority, Lane, Page, Section


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """How many sections changed, and how many did not because they are not what was seen, or gone."""

    changed: int
    refused: int = 0


def mark_of(section: Section) -> str:
    """Tells whether a section is still what somebody looked at: its heading, its lane and the suggested one."""
    seen = (section.heading, section.lane, section.suggested_lane, section.authority)
    return f"{crc32(repr(seen).encode()):08x}"


@transaction.atomic
def confirm_sections(
    *, sections: Iterable[Section], lane: Lane | None = None, by: Any, seen: Mapping[int, str] | None = None
) -> Confirmed:
    """Give sections this lane, or without one the lane that is suggested for each.

    One version for each page concerned. A section without a suggestion stays as it is, unless a lane is given; so
    does one whose mark is not that in `seen`.
    """
    keys = [section.pk for section in sections]
    lock_pages(Section.objects.filter(pk__in=keys).values_list("page", flat=True))
    same = [one for one in _read(keys) if seen is None or seen.get(one.pk) == mark_of(one)]
    changing = [one for one in same if _would_change(one, lane)]
    for chunk in in_chunks(one.pk for one in changing):
        Section.objects.filter(pk__in=chunk).update(
            lane=lane.value if lane else F("suggested_lane"), authority=Authority.CURATOR, decided_by=by
        )
    pages = {one.page_id for one in changing}
    what = f"in the lane “{lane.label}”" if lane else "each in the lane that was suggested"
    record_section_versions(pages=pages, by=by, reason=f"Looked at sections: {what}.")
    sold = {one.page_id for one in changing if one.sells(one.page) != _will_sell(one, lane)}
    for page in Page.objects.filter(pk__in=sold):
        render_page(page=page)  # the links of a seller say that they are
    return Confirmed(changed=len(changing), refused=0 if seen is None else len(seen) - len(same))


def _read(keys: Iterable[int]) -> Iterable[Section]:
    """As they are now that nobody else can change them."""
    texts = ("body", "front_matter", "extra", "conflict_of_interest")
    for chunk in in_chunks(keys):
        sections = Section.objects.filter(pk__in=chunk).select_related("page")
        yield from sections.defer("html", "heading_html", *(f"page__{name}" for name in texts))


def _would_change(section: Section, lane: Lane | None) -> bool:
    wanted = _wanted(section, lane)
    return bool(wanted) and (section.lane != wanted or section.authority != Authority.CURATOR)


def _will_sell(section: Section, lane: Lane | None) -> bool:
    return Lane.COMMERCIAL in {section.page.lane, _wanted(section, lane)}


def _wanted(section: Section, lane: Lane | None) -> str:
    return lane.value if lane else section.suggested_lane
