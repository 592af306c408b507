"""Sections looked at, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from wiki.actions.rendering import render_page
from wiki.actions.versions import editing
from wiki.models import Authority, Lane, Page, Section


@transaction.atomic
def confirm_sections(*, sections: Iterable[Section], lane: Lane | None = None, by: Any) -> int:
    """Give sections this lane, or without one the lane that is suggested for each; returns how many changed.

    One version for each page concerned. A section without a suggestion stays as it is, unless a lane is given.
    """
    by_page: dict[int, list[Section]] = defaultdict(list)
    for section in sections:
        wanted = _wanted(section, lane)
        if wanted and (section.lane != wanted or section.authority != Authority.CURATOR):
            by_page[section.page_id].append(section)
    what = f"in the lane “{lane.label}”" if lane else "in the lane that was suggested"
    for page in Page.objects.filter(pk__in=by_page).order_by("pk"):
        here = by_page[page.pk]
        reason = f"Looked at {len(here)} section{'' if len(here) == 1 else 's'}: {what}."
        with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason):
            Section.objects.filter(pk__in=[one.pk for one in here]).update(
                lane=lane.value if lane else F("suggested_lane"), authority=Authority.CURATOR, decided_by=by
            )
            if any(one.sells(page) != (Lane.COMMERCIAL in {page.lane, _wanted(one, lane)}) for one in here):
                render_page(page=page)  # the links of a seller say that they are
    return sum(map(len, by_page.values()))


def _wanted(section: Section, lane: Lane | None) -> str:
    return lane.value if lane else section.suggested_lane
