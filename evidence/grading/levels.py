"""The four levels of certainty, in their order."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How sure one can be of an estimate; the words are those of an assessment's grade."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very low"

    @property
    def rank(self) -> int:
        """From 0 (very low) to 3 (high)."""
        return 3 - list(Level).index(self)

    def moved(self, by: int) -> Level:
        """So many levels up, or down if below zero; never beyond high and very low."""
        return list(Level)[3 - max(0, min(3, self.rank + by))]
