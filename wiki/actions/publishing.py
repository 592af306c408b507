"""Pages made public, or taken from the public, as they were when somebody looked at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evidence.actions.recording import recording
from evidence.models import Act, State
from wiki.actions.versions import EditConflict, editing
from wiki.models import Authority, Page


@dataclass(kw_only=True)
class StateChange:
    """How many pages changed, how many were so already, and those that somebody has saved since."""

    changed: int = 0
    same: int = 0
    refused: list[Page] = field(default_factory=list)


def set_states(*, seen: Mapping[int, int], state: State, by: Any, reason: str) -> StateChange:
    """Put pages, by number and the version that was seen, into a state. A page that was saved since stays as it is."""
    with recording(act=Act.STATE, by=by, reason=reason):
        done = StateChange()
        for page in Page.objects.filter(pk__in=seen).listed().order_by("slug"):
            if page.state == state:
                done.same += 1
                continue
            try:
                with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason, seen=seen[page.pk]):
                    page.state = state
                    page.save(update_fields=["state", "updated"])
            except EditConflict:
                done.refused.append(page)
            else:
                done.changed += 1
        return done
