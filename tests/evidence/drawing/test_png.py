"""Forest plots as PNG: of the right size, with something drawn where the SVG says, in signs that the font has."""

from __future__ import annotations

import math
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from evidence.drawing import ForestPlot, png
from evidence.drawing.as_png import MOST_PIXELS
from evidence.drawing.fonts import font, legible
from evidence.drawing.shapes import Box, Part
from evidence.drawing.styles import FILLS, MARGIN
from evidence.drawing.wide import wide
from tests.evidence.drawing.plots import RATIO, bcg, many, one_study, row, small, subgroups
from tests.evidence.drawing.test_svg import hostile


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("plot", [bcg(), subgroups(), one_study()], ids=["bcg", "subgroups", "one study"])
@pytest.mark.parametrize("scale", [1, 2])
def test_a_picture_has_its_size_and_a_square_where_the_layout_says(plot: ForestPlot, scale: int) -> None:
    picture, image = wide(plot, titled=True), opened(png(plot, scale=scale))
    width, height = picture.width + 2 * MARGIN, picture.height + 2 * MARGIN
    assert image.size == (round(width * scale), round(height * scale))
    assert image.getpixel((1, 1)) == (255, 255, 255)
    red, green, blue = bytes.fromhex(FILLS[Part.SQUARE][1:])
    for one in picture.shapes:
        if isinstance(one, Box) and one.part is Part.SQUARE:
            # A corner: in its middle the interval may show.
            seen = image.getpixel((round((one.x + 2 + MARGIN) * scale), round((one.y + 2 + MARGIN) * scale)))
            assert isinstance(seen, tuple)
            assert max(abs(a - b) for a, b in zip(seen, (red, green, blue), strict=True)) < 12


def test_a_plot_of_hundreds_of_rows_is_bounded() -> None:
    width, height = opened(png(many(400))).size
    assert width * height <= MOST_PIXELS * 1.01


def test_hostile_names_and_numbers_at_the_end_of_what_can_be_held_are_drawn() -> None:
    assert opened(png(hostile())).size[0] > 100
    assert opened(png(small(row("Abe", 1e308, 5e-324, math.inf), axis=RATIO))).size[0] > 100


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("τ² = 0.31; I² ≤ 92% − 3 × 4", "tau2 = 0.31; I2 <= 92% - 3 x 4"),
        ("Müller, Sjögren, Łukasz, Çelik, Grøn", "Muller, Sjogren, Lukasz, Celik, Gron"),
        ("Straße – “x” … ½", "Strasse - “x” … 1/2"),
        ("Жук 1999", "??? 1999"),
        ("中 Li", "? Li"),
        ("a\tb\x07", "a b?"),
    ],
)
def test_a_sign_that_the_font_lacks_becomes_its_nearest_and_is_never_dropped(words: str, expected: str) -> None:
    assert legible(words, font(20, bundled=True)) == expected


def test_pillow_is_loaded_only_by_who_draws_a_picture() -> None:
    code = "import sys, evidence.drawing; print('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
