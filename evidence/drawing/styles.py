"""How each part of a drawing looks: sizes of words, widths of lines, and the colours of a file that stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.drawing.shapes import Part

PAPER, INK, MUTED, FAINT, ACCENT = "#ffffff", "#1d2528", "#566166", "#cfd4d3", "#17566b"
# Beside the shape and its word; those of the site's own judgements.
SIGN_KINDS = {"+": "low", "(+)": "low", "~": "some", "−": "high", "✕": "critical"}
SIGN_INKS = {"low": "#2f7d4f", "some": "#96700a", "high": "#b3402a", "critical": "#7a1414"}
# White paper round a picture that stands alone.
MARGIN = 20.0
FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    size: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    width: float
    colour: str = INK
    dashes: tuple[float, float] | None = None


WORDS = {
    Part.TITLE: Words(size=17, bold=True),
    Part.HEADING: Words(size=13, bold=True),
    Part.LABEL: Words(size=14),
    Part.FIGURE: Words(size=14),
    Part.TOTAL: Words(size=14, bold=True),
    Part.DETAIL: Words(size=12.5, colour=MUTED),
    Part.TICK_LABEL: Words(size=12.5),
    Part.SIGN_SHAPE: Words(size=15, bold=True),
}
STROKES = {
    Part.RULE: Stroke(width=1, colour=FAINT),
    Part.NO_EFFECT: Stroke(width=1),
    Part.OVERALL: Stroke(width=1, colour=ACCENT, dashes=(4, 4)),
    Part.TICK: Stroke(width=1),
    Part.INTERVAL: Stroke(width=1.5),
    Part.WITHIN: Stroke(width=1.5, colour=PAPER),
    Part.PREDICTION: Stroke(width=2.5, dashes=(2, 2.5)),
    Part.SIGN: Stroke(width=2),
}
FILLS = {
    Part.PAPER: PAPER,
    Part.ARROW: INK,
    Part.SQUARE: ACCENT,
    Part.DIAMOND: ACCENT,
    Part.PREDICTION: INK,
}
