"""The axis of a forest plot: which part of the numbers it shows, where each falls, and its ticks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low

from evidence.drawing.plot import Axis, ForestPlot, Mark

# Beyond these, differences of two numbers would be no numbers any more.
LEAST, MOST = -1e300, 1e300
# Ratios on one side of no effect, each with its inverse on the other; the finest set with at most nine ticks is taken.
RATIOS = ((1.05, 1.1), (1.1, 1.2, 1.3), (1.25, 1.5, 2.0), (1.5, 2.0, 3.0, 5.0), (2.0, 5.0, 10.0, 20.0))
MOST_ON_A_SIDE = 4
# A ratio of 1.02 is not to look large: no axis shows less than this.
NARROWEST_RATIO = 1.12
# Room for a square and an arrow between the last estimate and the end of the axis.
BEYOND = 1.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From `low` to `high`, in logarithms if `logarithmic`; drawn from `left`, `width` pixels wide."""

    logarithmic: bool
    low: float
    high: float
    no_effect: float
    ticks: tuple[tuple[float, str], ...]  # where, on the scale, and the number that is printed there
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, value: float) -> float:
        """Where a natural value falls; what lies outside falls on the nearest end."""
        return self.at(on_scale(value, logarithmic=self.logarithmic))

    def at(self, place: float) -> float:
        part = (place - self.low) / (self.high - self.low)
        return self.left + self.width * min(max(part, 0.0), 1.0)

    def cuts_low(self, value: float) -> bool:
        return on_scale(value, logarithmic=self.logarithmic) < self.low

    def cuts_high(self, value: float) -> bool:
        return on_scale(value, logarithmic=self.logarithmic) > self.high


def on_scale(value: float, *, logarithmic: bool) -> float:
    """A natural value as a place on the scale. A ratio of 0 or below, or no number, lies as far out as can be."""
    if not _has_place(value, logarithmic=logarithmic):
        return MOST if value > 0 else LEAST
    return math.log(value) if logarithmic else min(max(value, LEAST), MOST)


def _has_place(value: float, *, logarithmic: bool) -> bool:
    return math.isfinite(value) and (value > 0 or not logarithmic)


def drawable(mark: Mark | None, axis: Axis) -> Mark | None:
    """The mark, if it has numbers to draw: an interval may be endless, an estimate may not, nor a ratio be 0."""
    if mark is None or not math.isfinite(mark.estimate) or math.isnan(mark.low) or math.isnan(mark.high):
        return None
    return None if axis.logarithmic and mark.estimate <= 0 else mark


def scale_of(plot: ForestPlot, *, left: float, width: float) -> Scale:
    """The scale on which all estimates can be seen, and most intervals to their ends.

    An end is cut, with an arrow, where it lies farther outside all estimates than they reach themselves, or than
    twice the middle distance from an estimate to its end, whichever is more. Ratios reach as far to both sides of no
    effect; differences at least a third as far to the shorter side, so that both sides can be named.
    """
    axis = plot.axis
    no_effect = _no_effect(axis)
    low, high = _seen(plot, no_effect)
    if axis.logarithmic:
        reach = max(high - no_effect, no_effect - low, math.log(NARROWEST_RATIO)) * BEYOND
        low, high = no_effect - reach, no_effect + reach
        ticks = tuple(_ratios(reach, no_effect))
    else:
        low, high = _both_sides(low, high, no_effect)
        ticks = tuple(_differences(low, high))
    return Scale(
        logarithmic=axis.logarithmic,
        low=low,
        high=high,
        no_effect=no_effect,
        ticks=ticks,
        left=left,
        width=width,
    )


def _no_effect(axis: Axis) -> float:
    if axis.logarithmic and not (math.isfinite(axis.no_effect) and axis.no_effect > 0):
        return 0.0
    return on_scale(axis.no_effect, logarithmic=axis.logarithmic)


def _seen(plot: ForestPlot, no_effect: float) -> tuple[float, float]:
    given = (drawable(one.mark, plot.axis) for one in plot.drawn)
    marks = [mark for mark in given if mark]

    estimates = [on_scale(mark.estimate, logarithmic=plot.axis.logarithmic) for mark in marks]
    ends = [(mark.estimate, end) for mark in marks for end in (mark.low, mark.high)]
    ends += [(one.mark.estimate, end) for one in plot.all_diamonds if one.prediction for end in one.prediction]
    places = [
        (on_scale(estimate, logarithmic=plot.axis.logarithmic), on_scale(end, logarithmic=plot.axis.logarithmic))
        for estimate, end in ends
        if _has_place(end, logarithmic=plot.axis.logarithmic)
    ]
    low, high = min([*estimates, no_effect]), max([*estimates, no_effect])
    reach = max(high - low, 2 * median_low(abs(end - estimate) for estimate, end in places) if places else 0.0)
    near = [end for _, end in places if low - reach <= end <= high + reach]
    return min([low, *near]), max([high, *near])


def _both_sides(low: float, high: float, no_effect: float) -> tuple[float, float]:
    below, above = no_effect - low, high - no_effect
    least = max(below, above) / 3 or max(1.0, abs(no_effect))
    below, above = max(below, least) * BEYOND, max(above, least) * BEYOND
    # Sides too short to be told from no effect itself would leave nothing to divide by.
    least = max(abs(no_effect) * 1e-9, 1e-300)
    return no_effect - max(below, least), no_effect + max(above, least)


def _ratios(reach: float, no_effect: float) -> Iterator[tuple[float, str]]:
    factors = next(one for one in _sets(reach) if len(one) <= MOST_ON_A_SIDE)
    yield no_effect, _printed(math.exp(no_effect))
    for factor, inverse in factors:
        for place in (no_effect - factor, no_effect + factor):
            yield place, _printed_ratio(place, whole=place > no_effect or inverse)


def _sets(reach: float) -> Iterator[list[tuple[float, bool]]]:
    """Sets of logarithms within the reach, finer ones first; powers of ten, whose inverses are short, come last."""
    for ratios in RATIOS:
        if math.log(ratios[-1]) * 1.3 >= reach:
            yield [(math.log(one), False) for one in ratios if math.log(one) <= reach]
    every = 1
    while True:
        tens = math.log(10) * every
        yield [(tens * one, True) for one in range(1, MOST_ON_A_SIDE + 2) if tens * one <= reach]
        every += 1 if every < 10 else 10


def _printed_ratio(place: float, *, whole: bool) -> str:
    if abs(place) > 650:  # the end of what a number can hold
        return f"1e{round(place / math.log(10))}".replace("-", "−")
    value = math.exp(place)
    return _printed(float(f"{value:.3g}" if whole else f"{value:.2g}"))


def _differences(low: float, high: float) -> Iterator[tuple[float, str]]:
    """Multiples of 1, 2 or 5 times a power of ten, four to nine of them."""
    rough = (high - low) / 8
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough)
    first = math.ceil(low / step)
    digits = max(0, -math.floor(math.log10(step)))
    for number in range(first, first + 10):
        place = number * step
        if place > high:
            return
        yield place, _printed(place, digits=digits)


def _printed(value: float, *, digits: int | None = None) -> str:
    """A number as an axis prints it: 0.05, −20, 1e+12; with a true minus, and as many digits as the ticks need."""
    size = abs(value)
    if value and (size >= 1e6 or size < 1e-4) and (digits is None or size >= 1e9 or digits > 9):
        text = f"{value:.3g}"
    else:
        text = f"{value:.10g}" if digits is None or digits > 9 else f"{value + 0.0:.{digits}f}"
    return text.replace("-", "−")
