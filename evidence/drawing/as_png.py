"""A picture as PNG, drawn by Pillow from the shapes that the SVG is written from."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from evidence.drawing.fonts import font, legible
from evidence.drawing.measuring import width_of
from evidence.drawing.plot import ForestPlot
from evidence.drawing.shapes import Anchor, Box, Circle, Line, Outline, Part, Shape, Text
from evidence.drawing.styles import FILLS, INK, MARGIN, PAPER, SIGN_INKS, STROKES, WORDS
from evidence.drawing.wide import wide

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

# 60 megabytes while it is drawn; a longer plot is drawn at a smaller scale.
MOST_PIXELS = 20_000_000
# Slanting edges are drawn so many times larger and made smaller, so that they are smooth.
FINER = 4
# Of its few inks with the shades of their edges; a file of all colours would be three times as large.
COLOURS = 64
ORDER = {part: number for number, part in enumerate(Part)}


def png(plot: ForestPlot, *, scale: float = 2) -> bytes:
    """The plot with its title on white paper, `scale` pixels of the picture to one of the page."""
    from PIL import Image  # noqa: PLC0415
    from PIL.ImageDraw import Draw  # noqa: PLC0415

    picture = wide(plot, titled=True)
    width, height = picture.width + 2 * MARGIN, picture.height + 2 * MARGIN
    scale = min(scale, (MOST_PIXELS / (width * height)) ** 0.5)
    image = Image.new("RGB", (max(round(width * scale), 1), max(round(height * scale), 1)), PAPER)
    canvas = _Canvas(image, Draw(image), scale)
    for shape in sorted(picture.shapes, key=lambda one: ORDER[one.part]):
        canvas.draw(shape)
    file = BytesIO()
    _few_colours(image).save(file, format="PNG", dpi=(96 * scale, 96 * scale))
    return file.getvalue()


def _few_colours(image: Image) -> Image:
    """By the quick method, which makes paper a shade of white; so that one is set right again."""
    from PIL import Image  # noqa: PLC0415

    few = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    palette, paper = few.getpalette(), few.getpixel((0, 0))
    if palette and isinstance(paper, int):
        palette[3 * paper : 3 * paper + 3] = bytes.fromhex(PAPER[1:])
        few.putpalette(palette)
    return few


class _Canvas:
    def __init__(self, image: Image, pen: ImageDraw, scale: float) -> None:
        self.image, self.pen, self.scale = image, pen, scale

    def draw(self, shape: Shape) -> None:
        match shape:
            case Line():
                self.line(shape)
            case Box():
                x, y = self.place(shape.x, shape.y)
                size = (shape.width * self.scale, shape.height * self.scale)
                self.pen.rectangle((round(x), round(y), round(x + size[0]), round(y + size[1])), fill=_fill(shape.part))
            case Outline():
                self.smooth([self.place(*point) for point in shape.points], _fill(shape.part))
            case Circle():
                self.ring(shape)
            case Text():
                self.words(shape)

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (x + MARGIN) * self.scale, (y + MARGIN) * self.scale

    def line(self, shape: Line) -> None:
        stroke = STROKES[shape.part]
        width = max(round(stroke.width * self.scale), 1)
        for x1, y1, x2, y2 in _dashes(shape, stroke.dashes):
            self.pen.line((self.place(x1, y1), self.place(x2, y2)), fill=stroke.colour, width=width)

    def smooth(self, points: list[tuple[float, float]], colour: str) -> None:
        from PIL import Image  # noqa: PLC0415
        from PIL.ImageDraw import Draw  # noqa: PLC0415

        left, top = int(min(x for x, _ in points)), int(min(y for _, y in points))
        width, height = (
            int(max(values) - first) + 2 for values, first in zip(zip(*points, strict=True), (left, top), strict=True)
        )
        mask = Image.new("L", (width * FINER, height * FINER))
        Draw(mask).polygon([((x - left) * FINER, (y - top) * FINER) for x, y in points], fill=255)
        self.image.paste(colour, (left, top), mask.resize((width, height), Image.Resampling.BOX))

    def ring(self, shape: Circle) -> None:
        from PIL import Image  # noqa: PLC0415
        from PIL.ImageDraw import Draw  # noqa: PLC0415

        radius = (shape.radius + 1) * self.scale
        x, y = self.place(shape.x, shape.y)
        left, top, side = int(x - radius), int(y - radius), int(2 * radius) + 2
        mask = Image.new("L", (side * FINER, side * FINER))
        centre = ((x - left) * FINER, (y - top) * FINER)
        Draw(mask).circle(
            centre, radius * FINER, outline=255, width=round(STROKES[shape.part].width * self.scale * FINER)
        )
        colour = SIGN_INKS.get(shape.kind, STROKES[shape.part].colour)
        self.image.paste(colour, (left, top), mask.resize((side, side), Image.Resampling.BOX))

    def words(self, shape: Text) -> None:
        style = WORDS[shape.part]
        anchor = {Anchor.START: "ls", Anchor.MIDDLE: "ms", Anchor.END: "rs"}[shape.anchor]
        for number, line in enumerate(shape.lines):
            one = font(style.size * self.scale, bold=style.bold)
            words = legible(line, one)
            # A font that is wider than was reckoned with is taken smaller, so that nothing overlaps.
            room = width_of(line, style.size, bold=style.bold) * self.scale
            if (wide := one.getlength(words)) > room > 0:
                one = font(max(style.size * room / wide, 6) * self.scale, bold=style.bold)
            x, y = self.place(shape.x, shape.y + number * shape.leading)
            self.pen.text((x, y), words, fill=style.colour, font=one, anchor=anchor)


def _fill(part: Part) -> str:
    return FILLS.get(part, INK)


def _dashes(shape: Line, dashes: tuple[float, float] | None) -> Iterator[tuple[float, float, float, float]]:
    """A level or an upright line in its dashes."""
    if dashes is None:
        yield shape.x1, shape.y1, shape.x2, shape.y2
        return
    on, off = dashes
    length = max(abs(shape.x2 - shape.x1), abs(shape.y2 - shape.y1))
    along = (shape.x2 - shape.x1) / length if length else 0, (shape.y2 - shape.y1) / length if length else 0
    for number in range(int(length / (on + off)) + 1):
        start = number * (on + off)
        end = min(start + on, length)
        yield (
            shape.x1 + along[0] * start,
            shape.y1 + along[1] * start,
            shape.x1 + along[0] * end,
            shape.y1 + along[1] * end,
        )
