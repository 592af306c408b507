"""The forest plot as a table with a drawing in its middle: for pages with room, for slides and print."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.drawing.columns import PLOT, columns_of, sign_headings, sign_legend
from evidence.drawing.marks import (
    axis_marks,
    diamond_marks,
    favours_marks,
    prediction_marks,
    side_of,
    study_marks,
)
from evidence.drawing.plot import Diamond, ForestPlot, Row, Section
from evidence.drawing.scale import drawable, scale_of
from evidence.drawing.shapes import Anchor, Circle, Line, Part, Picture, Shape
from evidence.drawing.styles import SIGN_KINDS
from evidence.drawing.typesetting import Setting

PAD = 4.0
# Where in a row the mark stands: the middle of the small letters of its first line.
MARK = 9.5
# With more rows than fit on a screen, the axis stands above them as well.
MANY_ROWS = 20


def wide(plot: ForestPlot, *, titled: bool) -> Picture:
    """`titled` draws the title, too: for a file that stands alone."""
    return _Wide(plot).drawn(titled=titled)


class _Wide:
    def __init__(self, plot: ForestPlot) -> None:
        self.plot = plot
        self.columns = columns_of(plot)
        self.scale = scale_of(plot, left=self.columns.plot_left, width=PLOT)
        self.largest = max((row.share for row in plot.rows), default=0.0)
        self.shapes: list[Shape] = []
        self.y = 0.0
        # From where to where the lines of no effect and of the overall estimate are drawn: not through sentences.
        self.bands: list[tuple[float, float]] = []

    def drawn(self, *, titled: bool) -> Picture:
        if titled:
            self.words(self.plot.title, Part.TITLE)
            self.y += 6
        self.headings()
        if len(self.plot.rows) > MANY_ROWS:
            self.y += 24
            self.shapes.extend(axis_marks(self.scale, self.y, above=True))
        for section in self.plot.sections:
            self.section(section)
        for diamond in self.plot.diamonds:
            self.diamond(diamond)
        self.upright_lines()
        self.axis()
        for words in (*self.plot.words, sign_legend(self.plot)):
            self.words(words, Part.DETAIL)
        return Picture(width=self.columns.width, height=self.y + PAD, shapes=tuple(self.shapes))

    def words(self, words: str, part: Part) -> None:
        """A sentence over the whole width."""
        if words:
            setting = Setting(part, words, self.columns.width)
            self.shapes.append(setting.at(0, self.y + 2))
            self.y += setting.height + 4

    def headings(self) -> None:
        plot, columns = self.plot, self.columns
        placed = [(0.0, Setting(Part.HEADING, plot.studies_heading, columns.label))]
        for number, heading in enumerate(plot.arm_headings):
            setting = Setting(Part.HEADING, heading, columns.arms[number], anchor=Anchor.END)
            placed.append((columns.arm_right(number), setting))
        placed.append((columns.effect_left, Setting(Part.HEADING, plot.effect_heading, columns.effect)))
        if columns.weight:
            setting = Setting(Part.HEADING, plot.weight_heading, columns.weight, anchor=Anchor.END)
            placed.append((columns.weight_right, setting))
        for number, (heading, _) in enumerate(sign_headings(plot)):
            setting = Setting(Part.HEADING, heading, 2 * columns.width, anchor=Anchor.MIDDLE)
            placed.append((columns.sign_middle(number), setting))
        bottom = self.y + PAD + max(setting.height for _, setting in placed)
        self.shapes.extend(setting.at(x, bottom - setting.height) for x, setting in placed)
        self.y = bottom + PAD
        self.shapes.append(Line(part=Part.RULE, x1=0, y1=self.y, x2=columns.width, y2=self.y))

    def section(self, section: Section) -> None:
        if section.heading:
            setting = Setting(Part.HEADING, section.heading, self.columns.before_plot)
            self.below([(0, setting)], before=6)
        for row in section.rows:
            self.row(row)
        for diamond in section.diamonds:
            self.diamond(diamond)
        for words in section.words:
            self.words(words, Part.DETAIL)

    def row(self, row: Row) -> None:
        columns = self.columns
        y = self.y + PAD + MARK
        if mark := drawable(row.mark, self.plot.axis):
            self.shapes.extend(study_marks(mark, self.scale, y, side_of(row.share, self.largest)))
        for number, (shape, _) in enumerate(row.signs):
            self.sign(shape, columns.sign_middle(number), y)
        cells = [
            (columns.arm_right(number), Setting(Part.FIGURE, words, columns.arms[number], anchor=Anchor.END))
            for number, words in enumerate(row.arms)
        ]
        self.below(
            [
                *cells,
                (columns.effect_left, Setting(Part.FIGURE, row.effect, columns.effect)),
                (columns.weight_right, Setting(Part.FIGURE, row.weight, columns.weight, anchor=Anchor.END)),
            ],
            labels=(
                Setting(Part.LABEL, row.label, columns.label, address=row.address),
                Setting(Part.DETAIL, row.detail, columns.label),
            ),
        )

    def sign(self, shape: str, x: float, y: float) -> None:
        self.shapes.append(Circle(part=Part.SIGN, x=x, y=y, radius=10, kind=SIGN_KINDS.get(shape, "unknown")))
        self.shapes.append(Setting(Part.SIGN_SHAPE, shape, 2 * PLOT, anchor=Anchor.MIDDLE).at(x, y - 9.2))

    def diamond(self, diamond: Diamond) -> None:
        columns = self.columns
        if mark := drawable(diamond.mark, self.plot.axis):
            self.shapes.extend(diamond_marks(mark, self.scale, self.y + PAD + MARK))
        self.below(
            [
                (columns.effect_left, Setting(Part.TOTAL, diamond.effect, columns.effect)),
                (columns.weight_right, Setting(Part.TOTAL, diamond.weight, columns.weight, anchor=Anchor.END)),
            ],
            labels=(
                Setting(Part.TOTAL, diamond.label, columns.before_plot),
                Setting(Part.DETAIL, diamond.detail, columns.before_plot),
            ),
        )
        if diamond.prediction:
            self.shapes.extend(prediction_marks(*diamond.prediction, self.scale, self.y + PAD + MARK - 1))
        if diamond.prediction or diamond.prediction_words:
            words = diamond.prediction_words or "Prediction interval"
            self.below([(0, Setting(Part.FIGURE, words, columns.before_plot))])

    def below(
        self,
        cells: Sequence[tuple[float, Setting]],
        *,
        labels: Sequence[Setting] = (),
        before: float = 0.0,
    ) -> None:
        """A row of words, as high as the highest of them; the labels stand one under the other at its left."""
        top = self.y + before + PAD
        self.shapes.extend(setting.at(x, top) for x, setting in cells if setting.words)
        y = top
        for setting in labels:
            if setting.words:
                self.shapes.append(setting.at(0, y))
            y += setting.height
        bottom = max([y, *(top + setting.height for _, setting in cells)]) + PAD - 1
        self.bands.append((self.y, bottom))
        self.y = bottom

    def upright_lines(self) -> None:
        """No effect, and the overall estimate, from the first row to the last."""
        none = self.scale.at(self.scale.no_effect)
        overall = [mark for one in self.plot.diamonds[:1] if (mark := drawable(one.mark, self.plot.axis))]
        for top, bottom in _joined(self.bands):
            self.shapes.append(Line(part=Part.NO_EFFECT, x1=none, y1=top, x2=none, y2=bottom))
            for mark in overall:
                x = self.scale.x(mark.estimate)
                self.shapes.append(Line(part=Part.OVERALL, x1=x, y1=top, x2=x, y2=bottom))

    def axis(self) -> None:
        self.y += 4
        self.shapes.extend(axis_marks(self.scale, self.y))
        self.y += 24
        middle = self.scale.left + self.scale.width / 2
        setting = Setting(Part.FIGURE, self.plot.axis.label, 1.5 * PLOT, anchor=Anchor.MIDDLE)
        self.shapes.append(setting.at(middle, self.y))
        self.y += setting.height + 3
        shapes, height = favours_marks(self.plot.axis, self.scale, self.y, width=self.columns.width)
        self.shapes.extend(shapes)
        self.y += height + 6


def _joined(bands: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for top, bottom in bands:
        if joined and joined[-1][1] == top:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined
