"""What a drawing is made of: lines, boxes, outlines, circles and words, each with its part; both writers read these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a shape or a text is there for; also its class in SVG (“plot-square”), and the order of drawing."""

    PAPER = "paper"
    RULE = "rule"
    NO_EFFECT = "no-effect"
    OVERALL = "overall"
    TICK = "tick"
    INTERVAL = "interval"
    ARROW = "arrow"
    SQUARE = "square"
    WITHIN = "within"
    PREDICTION = "prediction"
    DIAMOND = "diamond"
    SIGN = "sign"
    TITLE = "title"
    HEADING = "heading"
    LABEL = "label"
    FIGURE = "figure"
    TOTAL = "total"
    DETAIL = "detail"
    TICK_LABEL = "tick-label"
    SIGN_SHAPE = "sign-shape"


class Anchor(StrEnum):
    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    part: Part
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    part: Part
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A filled polygon."""

    part: Part
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    part: Part
    x: float
    y: float
    radius: float
    kind: str = ""  # the class that gives a sign its colour, beside its shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Lines of words, the first on the baseline `y`, each `leading` below the last. `address` makes them a link."""

    part: Part
    x: float
    y: float
    lines: tuple[str, ...]
    leading: float
    anchor: Anchor = Anchor.START
    address: str = ""


Shape = Line | Box | Outline | Circle | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Shapes in pixels of a page, in the order in which they are drawn."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
