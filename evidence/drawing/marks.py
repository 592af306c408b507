"""The marks of a forest plot on its scale: squares with their intervals, diamonds, prediction intervals, the axis."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evidence.drawing.measuring import width_of
from evidence.drawing.plot import Axis, Mark
from evidence.drawing.scale import Scale
from evidence.drawing.shapes import Anchor, Box, Line, Outline, Part, Shape, Text
from evidence.drawing.styles import WORDS
from evidence.drawing.typesetting import Setting

LARGEST_SIDE, SMALLEST_SIDE = 17.0, 4.0
DIAMOND_HALF_HEIGHT, DIAMOND_HALF_WIDTH = 7.0, 2.0
ARROW_LENGTH, ARROW_HALF_HEIGHT = 8.0, 4.5
TICK_LENGTH = 5.0


def side_of(share: float, largest: float) -> float:
    """The side of a square whose AREA is in proportion to its weight; the largest of the plot is 17 pixels wide."""
    # inf / inf is no number, and neither is a share of it.
    if not (share > 0 and 0 < largest < math.inf):
        return SMALLEST_SIDE
    return max(LARGEST_SIDE * math.sqrt(min(share / largest, 1.0)), SMALLEST_SIDE)


def study_marks(mark: Mark, scale: Scale, y: float, side: float) -> Iterator[Shape]:
    """The interval, with an arrow where it is cut, and the square on it."""
    low, high, centre = scale.x(mark.low), scale.x(mark.high), scale.x(mark.estimate)
    yield Line(part=Part.INTERVAL, x1=low, y1=y, x2=high, y2=y)
    yield from _arrows(mark.low, mark.high, scale, y)
    yield Box(part=Part.SQUARE, x=centre - side / 2, y=y - side / 2, width=side, height=side)
    # An interval that ends within its square shows there, too.
    if centre - side / 2 < low or high < centre + side / 2:
        yield Line(
            part=Part.WITHIN, x1=max(low, centre - side / 2 + 1), y1=y, x2=min(high, centre + side / 2 - 1), y2=y
        )


def _arrows(low: float, high: float, scale: Scale, y: float) -> Iterator[Shape]:
    if scale.cuts_low(low):
        yield arrow(scale.left, y, -1)
    if scale.cuts_high(high):
        yield arrow(scale.right, y, 1)


def arrow(x: float, y: float, direction: int) -> Outline:
    """The head of an arrow whose tip is at `x`; `direction` is -1 to the left, 1 to the right."""
    back = x - direction * ARROW_LENGTH
    return Outline(part=Part.ARROW, points=((x, y), (back, y - ARROW_HALF_HEIGHT), (back, y + ARROW_HALF_HEIGHT)))


def diamond_marks(mark: Mark, scale: Scale, y: float) -> Iterator[Shape]:
    """A diamond with its tips at the ends of the interval; where one is cut, an arrow."""
    centre = scale.x(mark.estimate)
    low = min(scale.x(mark.low), centre - DIAMOND_HALF_WIDTH)
    high = max(scale.x(mark.high), centre + DIAMOND_HALF_WIDTH)
    half = DIAMOND_HALF_HEIGHT
    yield Outline(part=Part.DIAMOND, points=((low, y), (centre, y - half), (high, y), (centre, y + half)))
    yield from _arrows(mark.low, mark.high, scale, y)


def prediction_marks(low: float, high: float, scale: Scale, y: float) -> Iterator[Shape]:
    """A dotted line with a bar at each end, or an arrow where it is cut."""
    x1, x2 = scale.x(low), scale.x(high)
    yield Line(part=Part.PREDICTION, x1=x1, y1=y, x2=x2, y2=y)
    if not scale.cuts_low(low):
        yield Box(part=Part.PREDICTION, x=x1 - 1, y=y - 5, width=2, height=10)
    if not scale.cuts_high(high):
        yield Box(part=Part.PREDICTION, x=x2 - 1, y=y - 5, width=2, height=10)
    yield from _arrows(low, high, scale, y)


def axis_marks(scale: Scale, y: float, *, above: bool = False) -> Iterator[Shape]:
    """The axis at `y` with its ticks and numbers, below it or above; a number that would touch another is left out."""
    down = -1 if above else 1
    size = WORDS[Part.TICK_LABEL].size
    baseline = y - TICK_LENGTH - 3 if above else y + TICK_LENGTH + size
    yield Line(part=Part.TICK, x1=scale.left, y1=y, x2=scale.right, y2=y)
    taken: list[tuple[float, float]] = []
    # From no effect outwards, each with as much room as the widest: what is left out is left out on both sides.
    half = max(width_of(number, size) for _, number in scale.ticks) / 2
    for place, number in sorted(scale.ticks, key=lambda tick: abs(tick[0] - scale.no_effect)):
        x = scale.at(place)
        yield Line(part=Part.TICK, x1=x, y1=y, x2=x, y2=y + down * TICK_LENGTH)
        if all(x + half + 2 < start or x - half - 2 > end for start, end in taken):
            taken.append((x - half, x + half))
            yield Text(part=Part.TICK_LABEL, x=x, y=baseline, lines=(number,), leading=0, anchor=Anchor.MIDDLE)


def favours_marks(axis: Axis, scale: Scale, y: float, *, width: float) -> tuple[list[Shape], float]:
    """What each side of no effect speaks for, below an arrow that points there; and how high that is."""
    x = scale.at(scale.no_effect)
    shapes: list[Shape] = []
    heights = [0.0]
    sides = (
        (axis.favours_low, -1, scale.left, x - 6, Anchor.END),
        (axis.favours_high, 1, scale.right, width - x - 6, Anchor.START),
    )
    for words, direction, end, room, anchor in sides:
        if not words:
            continue
        shapes.append(Line(part=Part.TICK, x1=x + direction * 6, y1=y + 5, x2=end, y2=y + 5))
        shapes.append(arrow(end, y + 5, direction))
        setting = Setting(Part.FIGURE, words, room, anchor=anchor)
        shapes.append(setting.at(x + direction * 6, y + 12))
        heights.append(12 + setting.height)
    return shapes, max(heights)
