"""Forest plots, drawn on the server: one layout in shapes and words, written as SVG and as PNG."""

from evidence.drawing.as_png import png
from evidence.drawing.as_svg import svg
from evidence.drawing.plot import Axis, Diamond, ForestPlot, Mark, Row, Section

__all__ = ["Axis", "Diamond", "ForestPlot", "Mark", "Row", "Section", "png", "svg"]
