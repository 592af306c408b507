"""The columns of the wide forest plot, as wide as what stands in them, between a least and a greatest width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.drawing.measuring import width_of
from evidence.drawing.plot import ForestPlot
from evidence.drawing.shapes import Part
from evidence.drawing.styles import WORDS

GAP = 14.0
PLOT = 320.0
SIGN = 25.0
# A heading of signs that is longer stands under the plot, and a letter in its place.
SIGN_HEADING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Widths in pixels, from left to right; 0 where there is no such column."""

    label: float
    arms: tuple[float, ...]
    effect: float
    weight: float
    signs: int

    @property
    def before_plot(self) -> float:
        return self.label + sum(GAP + one for one in self.arms)

    @property
    def plot_left(self) -> float:
        return self.before_plot + 1.5 * GAP

    @property
    def effect_left(self) -> float:
        return self.plot_left + PLOT + 1.5 * GAP

    @property
    def weight_right(self) -> float:
        return self.effect_left + self.effect + (GAP + self.weight if self.weight else 0)

    @property
    def width(self) -> float:
        return self.weight_right + (GAP + SIGN * self.signs if self.signs else 0)

    def arm_right(self, number: int) -> float:
        return self.label + sum(GAP + one for one in self.arms[: number + 1])

    def sign_middle(self, number: int) -> float:
        return self.weight_right + GAP + SIGN * (number + 0.5)


def columns_of(plot: ForestPlot) -> Columns:
    rows, diamonds = plot.rows, plot.all_diamonds
    weights = (one.weight for one in plot.drawn)
    arms = tuple(
        max(
            _widest(Part.FIGURE, (row.arms[number] for row in rows if row.arms), least=56, greatest=150),
            _headed(heading),
        )
        for number, heading in enumerate(plot.arm_headings)
    )
    # What is said of diamonds may use the room of the arms as well.
    totals = max(
        _widest(Part.TOTAL, (one.label for one in diamonds), least=130, greatest=300),
        _widest(Part.DETAIL, (one.detail for one in diamonds), least=130, greatest=300),
        _widest(Part.FIGURE, (one.prediction_words for one in diamonds), least=130, greatest=300),
    )
    return Columns(
        label=max(
            _widest(Part.LABEL, (row.label for row in rows), least=130, greatest=250),
            _widest(Part.DETAIL, (row.detail for row in rows), least=130, greatest=210),
            totals - sum(GAP + one for one in arms),
        ),
        arms=arms,
        effect=max(
            _widest(Part.FIGURE, (row.effect for row in rows if row.mark), least=110, greatest=230),
            # Reasons are sentences, and break into lines.
            _widest(Part.FIGURE, (row.effect for row in rows if not row.mark), least=110, greatest=190),
            _widest(Part.TOTAL, (one.effect for one in diamonds), least=110, greatest=230),
            _headed(plot.effect_heading, lines=1),
        ),
        weight=_widest(Part.TOTAL, weights, least=60, greatest=90) if plot.weighted else 0,
        signs=len(plot.sign_headings),
    )


def _widest(part: Part, words: Iterable[str], *, least: float, greatest: float) -> float:
    style = WORDS[part]
    return min(max([least, *(width_of(one, style.size, bold=style.bold) + 1 for one in words)]), greatest)


def _headed(heading: str, *, lines: int = 2) -> float:
    """As wide as a heading needs to stand in about so many lines."""
    style = WORDS[Part.HEADING]
    whole = width_of(heading, style.size, bold=style.bold) / lines
    return max(min(whole * 1.15, 190), _widest(Part.HEADING, heading.split(), least=56, greatest=150))


def sign_headings(plot: ForestPlot) -> tuple[tuple[str, str], ...]:
    """What stands above each column of signs, and what it is short for, if anything."""
    short = all(len(one) <= SIGN_HEADING for one in plot.sign_headings)
    if short:
        return tuple((one, "") for one in plot.sign_headings)
    return tuple((chr(ord("A") + number % 26), one) for number, one in enumerate(plot.sign_headings))


def sign_legend(plot: ForestPlot) -> str:
    """“Risk of bias: + low; ~ some concerns. D1 randomisation process.”; empty without signs."""
    words = "; ".join(f"{shape} {word}" for shape, word in plot.sign_words)
    key = [f"{letter} {heading}" for letter, heading in sign_headings(plot) if heading]
    headings = "; ".join((*key, *plot.sign_key))
    said = ". ".join(part for part in (words, headings) if part)
    return f"{plot.signs_title}: {said}." if said else ""
