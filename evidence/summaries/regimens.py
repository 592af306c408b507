"""Regimens: who got what, in order, with what everybody got besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from evidence.models import Arm, Intervention, RegimenStep, Route
from evidence.summaries.figures import number

LONGEST = 100
A_DAY = {1.0: "once a day", 2.0: "twice a day", 3.0: "three times a day", 4.0: "four times a day"}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One compound or treatment of a step, in a line."""

    name: str
    slug: str
    dose: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Regimen:
    """What one arm got: its steps in order, each with what was given together."""

    arm: Arm
    steps: tuple[tuple[Part, ...], ...]
    background: tuple[Part, ...]


def regimens_with(arms: QuerySet[Arm], interventions: Iterable[Intervention]) -> tuple[Regimen, ...]:
    """The regimens that contain one of the interventions as more than a background treatment."""
    steps = RegimenStep.objects.filter(intervention__in=interventions, co_intervention=False)
    return regimens_of(arms.filter(pk__in=steps.values("arm")).order_by("study__slug", "order", "pk")[:LONGEST])


def regimens_of(arms: QuerySet[Arm]) -> tuple[Regimen, ...]:
    """The regimens of some arms, in their order, by two queries."""
    steps = RegimenStep.objects.select_related("intervention").order_by("step", "pk")
    return tuple(_regimen(arm) for arm in arms.select_related("study").prefetch_related(Prefetch("regimen", steps)))


def _regimen(arm: Arm) -> Regimen:
    steps: dict[int, list[Part]] = {}
    background = []
    for step in arm.regimen.all():
        if step.co_intervention:
            background.append(_part(step))
        else:
            steps.setdefault(step.step, []).append(_part(step))
    return Regimen(arm=arm, steps=tuple(tuple(parts) for parts in steps.values()), background=tuple(background))


def _part(step: RegimenStep) -> Part:
    dose = []
    if step.amount is not None:
        dose.append(f"{number(step.amount)} {step.unit}")
    if step.elemental_dose is not None:
        dose.append(f"({number(round(step.elemental_dose, 1))} mg of the element)")
    if step.route:
        dose.append(Route(step.route).label)
    if step.times_a_day is not None:
        dose.append(A_DAY.get(step.times_a_day, _rarely(step.times_a_day)))
    if step.days is not None:
        dose.append(f"for {step.days} {'day' if step.days == 1 else 'days'}")
    return Part(name=step.intervention.name, slug=step.intervention.slug, dose=" ".join(dose), words=step.words)


def _rarely(times_a_day: float) -> str:
    """Less than daily, in whole days where that is what it comes to."""
    if 0 < times_a_day < 1 and abs(1 / times_a_day - round(1 / times_a_day)) < 0.01:
        every = round(1 / times_a_day)
        return "once a week" if every == 7 else f"once in {every} days"
    return f"{number(times_a_day)} times a day"
