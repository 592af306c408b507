"""How wide words are, whatever font they will be drawn in, and where they break into lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Parts of the size of the font, as in the widest of the common sans-serif fonts (DejaVu Sans): nothing overlaps.
NARROW, MIDDLE, WIDE, WIDEST = 0.4, 0.64, 0.76, 1.0
NARROW_SIGNS = frozenset("iIjlftr.,:;'’‘!|()[] ·-")
WIDEST_SIGNS = frozenset("mMwW@%—…−+=<>≤≥~±×")
BOLD = 1.1
# A word without spaces is broken after so many signs at the latest.
LONGEST = 400


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    return sum(_width(sign) for sign in words) * size * (BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _width(sign: str) -> float:
    if sign in NARROW_SIGNS:
        return NARROW
    if sign in WIDEST_SIGNS or unicodedata.east_asian_width(sign) in "WF":
        return WIDEST
    return 0.0 if unicodedata.combining(sign) else WIDE if sign.isupper() else MIDDLE


def broken(words: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Words in lines that are no wider, broken at spaces; a word that is wider alone is broken within."""
    whole = " ".join(words.split())
    if len(whole) <= LONGEST and width_of(whole, size, bold=bold) <= width:
        return (whole,)
    lines: list[str] = []
    line = ""
    for piece in _pieces(words, size, width, bold=bold):
        longer = f"{line} {piece}" if line else piece
        if line and width_of(longer, size, bold=bold) > width:
            lines.append(line)
            line = piece
        else:
            line = longer
    return (*lines, line)


def _pieces(words: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    for word in words.split():
        piece = ""
        for sign in word:
            if piece and (width_of(piece + sign, size, bold=bold) > width or len(piece) >= LONGEST):
                yield piece
                piece = ""
            piece += sign
        yield piece
