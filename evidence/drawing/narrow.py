"""The forest plot for a telephone: the words of each row above its line, and no columns but the plot."""

from __future__ import annotations

from evidence.drawing.columns import sign_headings, sign_legend
from evidence.drawing.marks import (
    LARGEST_SIDE,
    axis_marks,
    diamond_marks,
    favours_marks,
    prediction_marks,
    side_of,
    study_marks,
)
from evidence.drawing.measuring import width_of
from evidence.drawing.plot import Diamond, ForestPlot, Row, Section
from evidence.drawing.scale import drawable, scale_of
from evidence.drawing.shapes import Anchor, Line, Part, Picture, Shape
from evidence.drawing.styles import WORDS
from evidence.drawing.typesetting import Setting

WIDTH = 300.0
# So that the first and the last number of the axis have room.
MARGIN = 12.0
STRIP = LARGEST_SIDE + 5
MANY_ROWS = 6


def narrow(plot: ForestPlot) -> Picture:
    return _Narrow(plot).drawn()


class _Narrow:
    def __init__(self, plot: ForestPlot) -> None:
        self.plot = plot
        self.scale = scale_of(plot, left=MARGIN, width=WIDTH - 2 * MARGIN)
        self.largest = max((row.share for row in plot.rows), default=0.0)
        self.overall = [mark for one in plot.diamonds[:1] if (mark := drawable(one.mark, plot.axis))]
        self.shapes: list[Shape] = []
        self.y = 0.0

    def drawn(self) -> Picture:
        self.words(self.plot.studies_heading, Part.HEADING)
        self.words(self.plot.effect_heading, Part.DETAIL)
        if len(self.plot.rows) > MANY_ROWS:
            self.y += 24
            self.shapes.extend(axis_marks(self.scale, self.y, above=True))
        for section in self.plot.sections:
            self.section(section)
        for diamond in self.plot.diamonds:
            self.diamond(diamond)
        self.axis()
        for words in (*self.plot.words, sign_legend(self.plot)):
            self.words(words, Part.DETAIL)
        return Picture(width=WIDTH, height=self.y + 4, shapes=tuple(self.shapes))

    def words(self, words: str, part: Part, *, address: str = "") -> None:
        if words:
            setting = Setting(part, words, WIDTH, address=address)
            self.shapes.append(setting.at(0, self.y + 2))
            self.y += setting.height + 2

    def section(self, section: Section) -> None:
        if section.heading:
            self.y += 12
            self.words(section.heading, Part.HEADING)
        for row in section.rows:
            self.row(row)
        for diamond in section.diamonds:
            self.diamond(diamond)
        for words in section.words:
            self.words(words, Part.DETAIL)

    def row(self, row: Row) -> None:
        self.rule()
        self.words(row.label, Part.LABEL, address=row.address)
        self.words(row.detail, Part.DETAIL)
        self.effect(row.effect, row.weight, Part.FIGURE)
        headings = [heading for heading, _ in sign_headings(self.plot)]
        headings += [""] * (len(row.signs) - len(headings))
        signs = zip(headings, row.signs, strict=False)
        self.words(" · ".join(f"{heading} {shape}".strip() for heading, (shape, _) in signs), Part.DETAIL)
        if mark := drawable(row.mark, self.plot.axis):
            self.shapes.extend(
                study_marks(mark, self.scale, self.y + STRIP / 2, side_of(row.share, self.largest)),
            )
            self.strip()

    def effect(self, effect: str, weight: str, part: Part) -> None:
        """Effect at the left and weight at the right, or one below the other where they do not fit."""
        style = WORDS[part]
        weight = f"{self.plot.weight_heading} {weight}" if weight else ""
        together = width_of(f"{effect}   {weight}", style.size, bold=style.bold) <= WIDTH
        if weight and together:
            self.shapes.append(Setting(part, weight, WIDTH, anchor=Anchor.END).at(WIDTH, self.y + 2))
        self.words(effect, part)
        if weight and not together:
            self.words(weight, part)

    def diamond(self, diamond: Diamond) -> None:
        self.rule()
        self.words(diamond.label, Part.TOTAL)
        self.words(diamond.detail, Part.DETAIL)
        self.effect(diamond.effect, diamond.weight, Part.TOTAL)
        if mark := drawable(diamond.mark, self.plot.axis):
            self.shapes.extend(diamond_marks(mark, self.scale, self.y + STRIP / 2))
            self.strip()
        if diamond.prediction or diamond.prediction_words:
            self.words(diamond.prediction_words or "Prediction interval", Part.FIGURE)
        if diamond.prediction:
            self.shapes.extend(prediction_marks(*diamond.prediction, self.scale, self.y + STRIP / 2))
            self.strip()

    def rule(self) -> None:
        self.y += 5
        self.shapes.append(Line(part=Part.RULE, x1=0, y1=self.y, x2=WIDTH, y2=self.y))
        self.y += 2

    def strip(self) -> None:
        """The lines of no effect and of the overall estimate, as high as one mark: words stand between the marks."""
        bottom = self.y + STRIP
        x = self.scale.at(self.scale.no_effect)
        self.shapes.append(Line(part=Part.NO_EFFECT, x1=x, y1=self.y, x2=x, y2=bottom))
        for mark in self.overall:
            x = self.scale.x(mark.estimate)
            self.shapes.append(Line(part=Part.OVERALL, x1=x, y1=self.y, x2=x, y2=bottom))
        self.y = bottom

    def axis(self) -> None:
        self.y += 6
        self.shapes.extend(axis_marks(self.scale, self.y))
        self.y += 24
        setting = Setting(Part.FIGURE, self.plot.axis.label, WIDTH, anchor=Anchor.MIDDLE)
        self.shapes.append(setting.at(WIDTH / 2, self.y))
        self.y += setting.height + 3
        shapes, height = favours_marks(self.plot.axis, self.scale, self.y, width=WIDTH)
        self.shapes.extend(shapes)
        self.y += height + 6
