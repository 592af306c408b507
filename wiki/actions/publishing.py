"""Pages from state to state, one or many: the ways and who may take them are those of the evidence's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction

from evidence.actions.comments import comment
from evidence.actions.refused import RefusedError
from evidence.actions.states import refuse_person, way_to
from evidence.models import State
from evidence.models.transition import Transition
from wiki.actions.versions import EditConflict, editing
from wiki.models import Authority, Page


@dataclass(kw_only=True)
class StateChange:
    """How many pages changed, how many were so already, and those that stayed, each with the sentence why."""

    changed: int = 0
    same: int = 0
    refused: list[tuple[Page, str]] = field(default_factory=list)


def move(*, row: Page, to: State, by: User, reason: str = "", seen: int | None = None) -> None:
    """Bring a page into a state; `seen` is the version that the person looked at. One version more.

    Raises RefusedError where the table of transitions, a permission or a missing reason says no, for the hand that
    wrote it, and if somebody saved after `seen`.
    """
    reason = reason.strip()
    with transaction.atomic():
        page = Page.objects.select_for_update().listed().get(pk=row.pk)
        way = way_to(page, to)
        refuse_person(row=page, way=way, by=by, reason=reason, permission=permission(page, way))
        if way.another:
            refuse_own(page, by)
        try:
            with editing(page=page, authority=Authority.CURATOR, by=by, reason=reason or f"{way.label}.", seen=seen):
                page.state = way.after
                page.save(update_fields=["state", "updated"])
        except EditConflict as conflict:
            who = conflict.newest.by or "somebody"
            raise RefusedError(f"{page} was saved by {who} since you looked: look at it again.") from conflict
        if way.name == "return":
            comment(row=page, text=reason, by=by)


def set_states(*, seen: Mapping[int, int], state: State, by: User, reason: str) -> StateChange:
    """The same for many pages, by number and the version that was seen; what is refused stays as it is."""
    done = StateChange()
    for page in Page.objects.filter(pk__in=seen).listed().order_by("slug"):
        if page.state == state:
            done.same += 1
            continue
        try:
            move(row=page, to=state, by=by, reason=reason, seen=seen[page.pk])
        except RefusedError as refusal:
            done.refused.append((page, str(refusal)))
        else:
            done.changed += 1
    return done


def permission(page: Page, way: Transition) -> str:
    return "wiki.publish_page" if way.publishing else "wiki.change_page"


def refuse_own(page: Page, by: User) -> None:
    """Neither who wrote a page publishes it nor who changed it last; an import is nobody's hand."""
    if page.entered_by_id == by.pk:
        raise RefusedError(f"You entered {page} yourself: somebody else publishes it.")
    written = page.versions.exclude(changed=["state"]).exclude(authority=Authority.IMPORT)
    if written.order_by("-number").values_list("by", flat=True).first() == by.pk:
        raise RefusedError(f"You edited {page} last: somebody else publishes it.")
