"""Two people at one page: who saved meanwhile, why, and how the two differ."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.comparing.side_by_side import SideBySide, side_by_side
from wiki.admin.page_form import PageForm
from wiki.models import Version
from wiki.newlines import with_plain_ends


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field, theirs on the left and what was typed on the right."""

    label: str
    sides: SideBySide


@dataclass(frozen=True, kw_only=True)
class Conflict:
    newest: Version | None
    differences: list[Difference]


def conflict_of(form: PageForm) -> Conflict:
    """What to tell somebody whose form was refused; the values come from the form as it was sent."""
    newest = form.instance.versions.select_related("by").order_by("number").last()
    return Conflict(
        newest=newest,
        differences=[
            Difference(label=one.label, sides=side_by_side(with_plain_ends(one.theirs), with_plain_ends(one.mine)))
            for one in form.typed()
        ],
    )
