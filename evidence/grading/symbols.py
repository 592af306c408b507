"""Certainty as a symbol, and as the words that stand for it where a symbol cannot be seen."""

from __future__ import annotations

from evidence.grading.levels import Level

FULL, EMPTY = "⊕", "⊖"


def symbol(level: Level) -> str:
    """Four circles, as many of them crossed as there are steps from the bottom: ⊕⊕⊕⊖ is moderate."""
    return FULL * (level.rank + 1) + EMPTY * (3 - level.rank)


def text_alternative(level: Level) -> str:
    """For a screen reader and for paper: `moderate certainty (3 of 4)`."""
    return f"{level.value} certainty ({level.rank + 1} of 4)"
