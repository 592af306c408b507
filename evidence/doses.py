"""Doses: amounts of a compound to amounts of what it is taken for."""

from __future__ import annotations

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


def elemental_mg(*, amount: float, unit: str, fraction: float) -> float | None:
    """Milligrams of the element in an amount of its compound; None for a unit that is no mass."""
    if unit not in MASS:
        return None
    return amount * MASS[unit] * fraction / MASS["mg"]
