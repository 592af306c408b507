"""A picture as SVG: within a page, where its style sheet gives the colours, or as a file that stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import groupby

from evidence.drawing.narrow import narrow as narrow_picture
from evidence.drawing.plot import ForestPlot
from evidence.drawing.shapes import Anchor, Box, Circle, Line, Outline, Part, Picture, Shape, Text
from evidence.drawing.styles import FILLS, FONTS, INK, MARGIN, PAPER, SIGN_INKS, STROKES, WORDS
from evidence.drawing.wide import wide

ORDER = {part: number for number, part in enumerate(Part)}
# What no XML can hold, not even escaped (https://www.w3.org/TR/xml/#charsets).
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SAFE_ADDRESS = re.compile(r"https?://|/|#")
# A wider drawing gives way to the narrow one on wider screens already, before its words become too small.
BROAD = 900

Attributes = dict[str, str | float]


def svg(plot: ForestPlot, *, standalone: bool = False, narrow: bool = False, name: str = "forest") -> str:
    """The plot as an `<svg>` element; `name` must be another for each plot of a page: identifiers begin with it.

    In a page no colour, no style and no script stands in it; classes are “plot-” and the name of a `Part`. Labels
    with an address are links there. They stand beside what is one image for a screen reader, since an image may hold
    no links. `standalone` makes a whole file with its title drawn, in literal colours on white paper, without links;
    `narrow` is the layout for a telephone.
    """
    picture = narrow_picture(plot) if narrow else wide(plot, titled=standalone)
    linked = [one for one in picture.shapes if not standalone and _is_link(one)]
    drawn = [one for one in picture.shapes if standalone or not _is_link(one)]
    named: Attributes = {"role": "img", "aria-labelledby": f"{name}-title {name}-desc"}
    inside = _element("g", {"aria-hidden": "true"}, "".join(_groups(drawn, standalone=standalone)))
    if linked:
        inside = _element("g", named, inside)
        inside += "".join(_groups(linked, standalone=False))
        named = {"role": "group", "aria-labelledby": f"{name}-title"}
    titles = _element("title", {"id": f"{name}-title"}, _text(plot.title))
    titles += _element("desc", {"id": f"{name}-desc"}, _text(plot.description))
    if standalone:
        return _file(picture, named, titles, inside)
    layout = "narrow" if narrow else "wide broad" if picture.width > BROAD else "wide"
    shown: Attributes = {"class": f"forest-plot {layout}", "fill": "currentColor"}
    return _element("svg", shown | _frame(picture, margin=1) | named, titles + inside)


def _file(picture: Picture, named: Attributes, titles: str, drawn: str) -> str:
    frame = _frame(picture, margin=MARGIN)
    paper = {"x": -MARGIN, "y": -MARGIN, "width": frame["width"], "height": frame["height"], "fill": PAPER}
    attributes: Attributes = {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONTS, "fill": INK}
    return _element("svg", attributes | frame | named, titles + _element("rect", paper) + drawn) + "\n"


def _frame(picture: Picture, *, margin: float) -> Attributes:
    width, height = picture.width + 2 * margin, picture.height + 2 * margin
    return {
        "width": width,
        "height": height,
        "viewBox": f"{_number(-margin)} {_number(-margin)} {_number(width)} {_number(height)}",
    }


def _is_link(shape: Shape) -> bool:
    return isinstance(shape, Text) and SAFE_ADDRESS.match(shape.address) is not None


def _groups(shapes: Iterable[Shape], *, standalone: bool) -> Iterator[str]:
    """One `<g>` for all that looks alike, in the order of parts: what is drawn later lies above."""
    in_order = sorted(shapes, key=_look)
    for look, alike in groupby(in_order, key=_look):
        part, kind, anchor = Part(list(Part)[look[0]]), look[1], look[2]
        attributes: Attributes = {} if standalone else {"class": f"plot-{part} {kind}".strip()}
        attributes |= _words(part, anchor, standalone=standalone) if anchor else {}
        attributes |= {} if anchor else _strokes(part, kind, standalone=standalone)
        written = (
            _element("a", {"href": one.address}, _lines(one))
            if isinstance(one, Text) and not standalone and _is_link(one)
            else WRITERS[type(one)](one)
            for one in alike
        )
        yield _element("g", attributes, "".join(written))


def _look(shape: Shape) -> tuple[int, str, str]:
    kind = shape.kind if isinstance(shape, Circle) else ""
    return ORDER[shape.part], kind, shape.anchor if isinstance(shape, Text) else ""


def _words(part: Part, anchor: str, *, standalone: bool) -> Attributes:
    style = WORDS[part]
    attributes: Attributes = {"font-size": style.size}
    if style.bold:
        attributes["font-weight"] = "600"
    if anchor != Anchor.START:
        attributes["text-anchor"] = anchor
    if standalone and style.colour != INK:
        attributes["fill"] = style.colour
    return attributes


def _strokes(part: Part, kind: str, *, standalone: bool) -> Attributes:
    attributes: Attributes = {}
    if part in STROKES:
        stroke = STROKES[part]
        attributes["stroke"] = SIGN_INKS.get(kind, stroke.colour) if standalone else "currentColor"
        attributes["stroke-width"] = stroke.width
        if stroke.dashes:
            attributes["stroke-dasharray"] = " ".join(map(_number, stroke.dashes))
        if part is Part.SIGN:
            attributes["fill"] = "none"
    if standalone and FILLS.get(part, INK) != INK:
        attributes["fill"] = FILLS[part]
    return attributes


def _line(shape: Line) -> str:
    return _element("line", {"x1": shape.x1, "y1": shape.y1, "x2": shape.x2, "y2": shape.y2})


def _box(shape: Box) -> str:
    attributes: Attributes = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height}
    # A bar at the end of a dashed line has no dashes of its own.
    return _element("rect", attributes | ({"stroke": "none"} if shape.part is Part.PREDICTION else {}))


def _outline(shape: Outline) -> str:
    return _element("polygon", {"points": " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.points)})


def _circle(shape: Circle) -> str:
    return _element("circle", {"cx": shape.x, "cy": shape.y, "r": shape.radius})


def _lines(shape: Text) -> str:
    # A space at the end of a line keeps its last word from the next where the text is read or copied.
    space = " " if shape.anchor is Anchor.START else ""
    first, *others = shape.lines
    content = _text(first)
    for line in others:
        content += space + _element("tspan", {"x": shape.x, "dy": shape.leading}, _text(line))
    return _element("text", {"x": shape.x, "y": shape.y}, content)


WRITERS: dict[type[Shape], Callable[..., str]] = {
    Line: _line,
    Box: _box,
    Outline: _outline,
    Circle: _circle,
    Text: _lines,
}


def _element(tag: str, attributes: Attributes, content: str = "") -> str:
    written = "".join(
        f' {name}="{_text(value) if isinstance(value, str) else _number(value)}"' for name, value in attributes.items()
    )
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(words: str) -> str:
    return escape(UNPRINTABLE.sub("\ufffd", words))
