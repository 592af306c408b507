"""Several arms of one study: joined, so that a control group is not counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import reduce

from evidence.statistics import Group, NotEstimableError, combine
from evidence.synthesis.entry import ArmFigures, Entry
from evidence.synthesis.spread import group_of


def joined(entries: Sequence[Entry]) -> Entry:
    """One comparison out of several of one result: the arms of each side taken together.

    Cochrane Handbook 6.5, section 23.3.4. Raises NotEstimableError when the arms' figures do not allow it.
    """
    first = entries[0]
    if len(entries) == 1:
        return first
    return replace(
        first,
        id=" + ".join(one.id for one in entries),
        experimental=_together([one.experimental for one in entries]),
        reference=_together([one.reference for one in entries]),
        printed=None,
    )


def _together(sides: Sequence[ArmFigures | None]) -> ArmFigures:
    arms = {one.arm: one for one in sides if one is not None}
    if not arms or None in sides:
        raise NotEstimableError("There are not two arms to compare.")
    if len(arms) == 1:
        return next(iter(arms.values()))
    name = " + ".join(one.name for one in arms.values())
    if all(one.events is not None and one.total for one in arms.values()):
        return ArmFigures(
            arm="+".join(arms),
            name=name,
            n=_sum(arms.values(), lambda one: one.n),
            events=_sum(arms.values(), lambda one: one.events),
            total=_sum(arms.values(), lambda one: one.total),
        )
    group: Group = reduce(combine, (group_of(one)[0] for one in arms.values()))
    return ArmFigures(arm="+".join(arms), name=name, n=round(group.n), mean=group.mean, sd=group.sd)


def _sum(arms: Iterable[ArmFigures], of: Callable[[ArmFigures], int | None]) -> int | None:
    numbers = [of(one) for one in arms]
    return None if None in numbers else sum(one for one in numbers if one is not None)
