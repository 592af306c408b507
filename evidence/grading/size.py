"""What an estimate and its interval mean against no effect and against the smallest important difference, in words."""

from __future__ import annotations

import math
from enum import StrEnum

from evidence.grading.body import HAIR, check_interval
from evidence.grading.rules import RULES_1


class Size(StrEnum):
    """“No clear difference” says that it is open, “little or no difference” that it is settled; they never mix."""

    # The whole interval is beyond the smallest important difference.
    IMPORTANT_BENEFIT = "important benefit"
    # The estimate is beyond it, and the interval excludes no effect.
    PROBABLY_IMPORTANT_BENEFIT = "benefit, probably important"
    # The interval excludes no effect; the estimate is short of the smallest important difference.
    SMALL_BENEFIT = "small benefit"
    # The interval holds no effect, and nothing important.
    LITTLE_OR_NO_DIFFERENCE = "little or no difference"
    # The interval holds no effect, and something important.
    UNCLEAR_PERHAPS_BENEFIT = "no clear difference: an important benefit is possible"
    UNCLEAR_PERHAPS_HARM = "no clear difference: an important harm is possible"
    UNCLEAR_PERHAPS_EITHER = "no clear difference: an important benefit and an important harm are possible"
    SMALL_HARM = "small harm"
    PROBABLY_IMPORTANT_HARM = "harm, probably important"
    IMPORTANT_HARM = "important harm"
    # No smallest important difference is known, or neither direction is better.
    BENEFIT_OF_UNKNOWN_IMPORTANCE = "benefit of unknown importance"
    HARM_OF_UNKNOWN_IMPORTANCE = "harm of unknown importance"
    UNCLEAR_OF_UNKNOWN_IMPORTANCE = "no clear difference, of unknown importance"
    # Neither direction is better, and the interval excludes no effect.
    NEITHER_BETTER = "a difference of which neither direction is better"

    @property
    def is_favourable(self) -> bool:
        return self in FAVOURABLE

    @property
    def is_unfavourable(self) -> bool:
        return self in UNFAVOURABLE

    @property
    def is_unclear(self) -> bool:
        """No clear difference: the interval holds no effect, and cannot rule out something important."""
        return self in UNCLEAR


FAVOURABLE = frozenset(
    {
        Size.IMPORTANT_BENEFIT,
        Size.PROBABLY_IMPORTANT_BENEFIT,
        Size.SMALL_BENEFIT,
        Size.BENEFIT_OF_UNKNOWN_IMPORTANCE,
    }
)
UNFAVOURABLE = frozenset(
    {Size.IMPORTANT_HARM, Size.PROBABLY_IMPORTANT_HARM, Size.SMALL_HARM, Size.HARM_OF_UNKNOWN_IMPORTANCE}
)
UNCLEAR = frozenset(
    {
        Size.UNCLEAR_PERHAPS_BENEFIT,
        Size.UNCLEAR_PERHAPS_HARM,
        Size.UNCLEAR_PERHAPS_EITHER,
        Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE,
    }
)


def size_of(
    estimate: float,
    low: float,
    high: float,
    no_effect: float,
    smallest_important: float | None,
    lower_is_better: bool | None,
    ratio: bool,
    relative_important: float = RULES_1.relative_important,
) -> Size:
    """All on the natural scale; `smallest_important` is a distance from no effect.

    A ratio without one takes `relative_important`: a change of a quarter, GRADE guidelines 6
    (doi:10.1016/j.jclinepi.2011.01.012). An interval that ends at no effect holds it; one that ends at the smallest
    important difference is beyond it, since that is the smallest that matters. Raises ValueError for an interval that
    does not hold its estimate, for what is no number, and for a smallest important difference of nothing.
    """
    check_interval(estimate, low, high, ratio=ratio)
    if smallest_important is None and ratio:
        smallest_important = relative_important
    if smallest_important is not None and not 0 < smallest_important < math.inf:
        raise ValueError(f"smallest important difference: expected more than 0, got {smallest_important}.")
    # From here on more is better, and no effect is at 0.
    sign = -1 if lower_is_better in (True, None) else 1
    middle = sign * (estimate - no_effect)
    worst, best = sorted((sign * (low - no_effect), sign * (high - no_effect)))
    excludes = worst > 0 or best < 0
    if not excludes:
        found = _unclear(worst, best, smallest_important)
        nobody_gains = lower_is_better is None and found is not Size.LITTLE_OR_NO_DIFFERENCE
        return Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE if nobody_gains else found
    if lower_is_better is None:
        return Size.NEITHER_BETTER
    if middle > 0:
        return _beyond(middle, worst, smallest_important, SIZES_OF_BENEFIT)
    return _beyond(-middle, -best, smallest_important, SIZES_OF_HARM)


# Unknown importance, small, probably important, important.
SIZES_OF_BENEFIT = (
    Size.BENEFIT_OF_UNKNOWN_IMPORTANCE,
    Size.SMALL_BENEFIT,
    Size.PROBABLY_IMPORTANT_BENEFIT,
    Size.IMPORTANT_BENEFIT,
)
SIZES_OF_HARM = (
    Size.HARM_OF_UNKNOWN_IMPORTANCE,
    Size.SMALL_HARM,
    Size.PROBABLY_IMPORTANT_HARM,
    Size.IMPORTANT_HARM,
)


def _beyond(middle: float, nearest: float, important: float | None, sizes: tuple[Size, Size, Size, Size]) -> Size:
    """For an interval that excludes no effect, `nearest` its end on the side of no effect."""
    if important is None:
        return sizes[0]
    if middle < important - HAIR:
        return sizes[1]
    return sizes[3] if nearest >= important - HAIR else sizes[2]


def _unclear(worst: float, best: float, important: float | None) -> Size:
    if important is None:
        return Size.UNCLEAR_OF_UNKNOWN_IMPORTANCE
    benefit, harm = best >= important - HAIR, worst <= -important + HAIR
    if benefit and harm:
        return Size.UNCLEAR_PERHAPS_EITHER
    if benefit:
        return Size.UNCLEAR_PERHAPS_BENEFIT
    return Size.UNCLEAR_PERHAPS_HARM if harm else Size.LITTLE_OR_NO_DIFFERENCE
