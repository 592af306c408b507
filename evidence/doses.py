"""Doses: amounts of a compound to amounts of what it is taken for, by day and over a whole regimen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Micrograms in one of each unit of mass.
MASS = {"g": 1_000_000.0, "mg": 1_000.0, "µg": 1.0}


class Unit(StrEnum):
    GRAM = "g"
    MILLIGRAM = "mg"
    MICROGRAM = "µg"
    INTERNATIONAL_UNIT = "IU"
    MILLILITRE = "ml"
    MINUTE = "minutes"
    SESSION = "sessions"


class DoseError(ValueError):
    """An amount that cannot be turned into another; the message says why."""


def elemental_mg(*, amount: float, unit: str, fraction: float) -> float | None:
    """Milligrams of the element in an amount of its compound; None for a unit that is no mass."""
    if unit not in MASS:
        return None
    return amount * MASS[unit] * fraction / MASS["mg"]


def micrograms(*, amount: float, unit: str, micrograms_per_iu: float | None) -> float:
    """An amount in micrograms, from a mass or from international units. Raises DoseError.

    Of vitamin D, 1 IU is 0.025 µg, so 40 IU are 1 µg (NIH Office of Dietary Supplements,
    https://dietarysupplementdatabase.usda.nih.gov/conversions.html). There is no one figure for vitamins A and E.
    """
    if unit in MASS:
        return amount * MASS[unit]
    if unit != Unit.INTERNATIONAL_UNIT:
        raise DoseError(f"{unit or 'An amount without a unit'} cannot be turned into a mass.")
    if micrograms_per_iu is None:
        raise DoseError(
            "International units cannot be turned into a mass here: what one weighs is another for each substance, "
            "and of vitamins A and E for each form."
        )
    return amount * micrograms_per_iu


def whole_days(times_a_day: float | None) -> int | None:
    """7 for 0.143 times a day, which is once a week; None for daily or more often, and for what is no whole number."""
    if times_a_day is None or not 0 < times_a_day < 1:
        return None
    every = 1 / times_a_day
    return round(every) if abs(every - round(every)) < 0.01 else None


@dataclass(frozen=True, kw_only=True)
class Dose:
    """One row of a regimen in plain values: what is given, how much each time, how often and for how long.

    `counted_as` is what amounts of it are added up as, over compounds and steps: magnesium, vitamin D.
    """

    name: str
    amount: float | None = None
    unit: str = ""
    times_a_day: float | None = None
    days: int | None = None
    route: str = ""
    words: str = ""
    counted_as: str = ""
    fraction: float | None = None
    micrograms_per_iu: float | None = None

    @property
    def daily(self) -> float | None:
        """Times a day, with 0.143 for the seventh that it is printed for."""
        every = whole_days(self.times_a_day)
        return 1 / every if every else self.times_a_day

    @property
    def times_in_all(self) -> float | None:
        """How often it was given; one day without a frequency is a single dose."""
        if self.days is None:
            return None
        if self.daily is None:
            return 1.0 if self.days == 1 else None
        return self.daily * self.days

    def quantity(self) -> tuple[str, str, float] | None:
        """What one dose adds to: the name and unit of the sum, and how much; None for what is not added up."""
        if self.amount is None or self.unit in ("", Unit.SESSION):
            return None
        if self.fraction is not None and self.unit in MASS:
            element = self.counted_as or f"the element in {self.name}"
            return element, "mg", self.amount * MASS[self.unit] * self.fraction / MASS["mg"]
        name = self.counted_as or self.name
        if self.micrograms_per_iu is not None and (self.unit in MASS or self.unit == Unit.INTERNATIONAL_UNIT):
            of = micrograms(amount=self.amount, unit=self.unit, micrograms_per_iu=self.micrograms_per_iu)
            return name, "IU", of / self.micrograms_per_iu
        if self.unit in MASS:
            return self.name, "mg", self.amount * MASS[self.unit] / MASS["mg"]
        return self.name, self.unit, self.amount


@dataclass(frozen=True, kw_only=True)
class Total:
    """So much of something by one route: `unit` is mg, IU, ml or minutes.

    Routes are never added up, since what is swallowed does not arrive as what is infused does. `known` is false where
    a dose lacks its frequency.
    """

    name: str
    unit: str
    amount: float
    route: str = ""
    known: bool = True


def a_day(doses: Iterable[Dose]) -> tuple[Total, ...]:
    """What the doses of one step come to on a day, in the order in which they are first named.

    A dose that is given once in all, and one without a frequency, has no amount a day.
    """
    return _add((dose, dose.daily) for dose in doses)


def altogether(doses: Iterable[Dose]) -> tuple[Total, ...]:
    """What all steps come to from the first day to the last."""
    return _add((dose, dose.times_in_all) for dose in doses)


def _add(doses: Iterable[tuple[Dose, float | None]]) -> tuple[Total, ...]:
    sums: dict[tuple[str, str, str], float] = {}
    unknown = set()
    for dose, times in doses:
        quantity = dose.quantity()
        if quantity is None:
            continue
        name, unit, amount = quantity
        key = (name, unit, dose.route)
        if times is None:
            unknown.add(key)
        sums[key] = sums.get(key, 0.0) + amount * (times or 0.0)
    return tuple(
        Total(name=key[0], unit=key[1], route=key[2], amount=amount, known=key not in unknown)
        for key, amount in sums.items()
    )
