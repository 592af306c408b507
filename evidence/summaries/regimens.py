"""Regimens: who got what, in order, with what everybody got besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from evidence.doses import MASS, Total, Unit, a_day, altogether, micrograms, whole_days
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
class Step:
    """What was given together, and what it came to on each day, in words."""

    parts: tuple[Part, ...]
    a_day: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Regimen:
    """What one arm got: its steps in order, what they came to altogether, and what everybody got besides."""

    arm: Arm
    steps: tuple[Step, ...]
    altogether: tuple[str, ...]
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
    """Co-interventions stand apart, and no sum counts them: they are no part of what is tested."""
    steps: dict[int, list[RegimenStep]] = {}
    background = []
    for row in arm.regimen.all():
        if row.co_intervention:
            background.append(_part(row))
        else:
            steps.setdefault(row.step, []).append(row)
    return Regimen(
        arm=arm,
        steps=tuple(_step(rows) for rows in steps.values()),
        altogether=_in_words(altogether(row.dose for rows in steps.values() for row in rows)),
        background=tuple(background),
    )


def _step(rows: list[RegimenStep]) -> Step:
    rarely = any(row.times_a_day is not None and row.times_a_day < 1 for row in rows)
    return Step(
        parts=tuple(_part(row) for row in rows),
        a_day=_in_words(a_day(row.dose for row in rows), " a day on average" if rarely else " a day"),
    )


def _in_words(totals: Iterable[Total], after: str = "") -> tuple[str, ...]:
    """Sums whose every dose is known, with the route where there are several; half a sum would mislead."""
    totals = list(totals)
    several = len({one.route for one in totals}) > 1
    return tuple(
        f"{sum_in_words(one)} of {one.name}{f' {Route(one.route).label}' if several and one.route else ''}{after}"
        for one in totals
        if one.known and one.amount
    )


def sum_in_words(total: Total) -> str:
    return f"{total.amount:,.0f} {total.unit}" if total.amount >= 100 else f"{number(total.amount)} {total.unit}"


def _part(step: RegimenStep) -> Part:
    dose = []
    if step.amount is not None:
        dose.append(f"{number(step.amount)} {step.unit}")
    if step.elemental_dose is not None:
        element = step.intervention.counted_as or "the element"
        dose.append(f"({number(round(step.elemental_dose, 1))} mg of {element})")
    elif other := _other_way(step):
        dose.append(f"({other})")
    if step.route:
        dose.append(Route(step.route).label)
    if step.times_a_day is not None:
        dose.append(A_DAY.get(step.times_a_day, _rarely(step.times_a_day)))
    if step.days is not None:
        dose.append(f"for {step.days} {'day' if step.days == 1 else 'days'}")
    return Part(name=step.intervention.name, slug=step.intervention.slug, dose=" ".join(dose), words=step.words)


def _other_way(step: RegimenStep) -> str:
    """IU as micrograms and a mass as IU, for what says how much one IU is."""
    per_iu = step.intervention.micrograms_per_iu
    if per_iu is None or step.amount is None or step.unit not in (*MASS, Unit.INTERNATIONAL_UNIT):
        return ""
    mass = micrograms(amount=step.amount, unit=step.unit, micrograms_per_iu=per_iu)
    return f"{mass:,.6g} µg" if step.unit == Unit.INTERNATIONAL_UNIT else f"{mass / per_iu:,.6g} IU"


def _rarely(times_a_day: float) -> str:
    """Less than daily, in whole days where that is what it comes to."""
    every = whole_days(times_a_day)
    if every is None:
        return f"{number(times_a_day)} times a day"
    return "once a week" if every == 7 else f"once in {every} days"
