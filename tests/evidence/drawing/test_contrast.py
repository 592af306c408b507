"""Words and marks of a forest plot can be told from their ground: in the light, in the dark, on paper, in files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence.drawing.shapes import Part
from evidence.drawing.styles import FILLS, PAPER, SIGN_INKS, STROKES, WORDS

SHEET = (Path(__file__).resolve().parents[3] / "static" / "site.css").read_text()
LIGHT, DARK, PRINT = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
    for block in re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
)
SIGNS = {"sign-low", "sign-some", "sign-high", "sign-critical"}


def luminance(colour: str) -> float:
    """Of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [value / 255 for value in bytes.fromhex(digits)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_in_a_page(colours: dict[str, str]) -> None:
    assert {name for name in ("ink", "muted", "accent") if contrast(colours[name], colours["paper"]) < 4.5} == set()
    assert {name for name in SIGNS if contrast(colours[name], colours["paper"]) < 3} == set()


def test_in_a_file() -> None:
    assert {part for part, style in WORDS.items() if contrast(style.colour, PAPER) < 4.5} == set()
    marks = {part: stroke.colour for part, stroke in STROKES.items()} | FILLS
    # A rule parts lines that stand apart anyway; what shows within a square is drawn in the colour of the paper.
    bare = {Part.RULE, Part.WITHIN, Part.PAPER}
    assert {part for part, colour in marks.items() if contrast(colour, PAPER) < 3} == bare
    assert {kind for kind, colour in SIGN_INKS.items() if contrast(colour, PAPER) < 3} == set()
    assert contrast(STROKES[Part.WITHIN].colour, FILLS[Part.SQUARE]) >= 3
