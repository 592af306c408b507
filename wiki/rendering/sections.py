"""Safe HTML, cut at its headings into sections with anchors of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape

from wiki.rendering.links import PREFIX
from wiki.rendering.markup import HEADINGS, VOID, Piece, pieces, text_of
from wiki.slugs import slug_of

# What stands above the first heading. No heading has this anchor.
TOP = f"{PREFIX}top"


@dataclass(frozen=True, kw_only=True)
class RenderedSection:
    """A heading and what stands under it, both safe HTML; the first may have no heading."""

    level: int
    anchor: str
    heading: str = ""
    heading_html: str = ""
    html: str = ""


@dataclass
class _Part:
    """A section while it is read. `ids` are those of its heading's own tag."""

    level: int = 2
    heading: str = ""
    ids: list[str] = field(default_factory=list)
    body: str = ""


def cut(html: str) -> list[RenderedSection]:
    """Sections, cut at the headings that stand in nothing but <div>; the smallest level on the page becomes 2.

    An anchor depends on the words of its heading, and on how many such headings stand above it.
    """
    parts = [part for part in _parts(html) if part.heading or _says_something(part.body)]
    times: Counter[str] = Counter()
    anchors = [_anchor(part, times) for part in parts]
    taken = set(anchors)
    shown = []
    for part, anchor in zip(parts, anchors, strict=True):
        heading = "".join(f'<span id="{escape(one)}"></span>' for one in part.ids) + part.heading.strip()
        section = RenderedSection(level=part.level, anchor=anchor, heading=text_of(part.heading))
        heading = _tidy(heading.replace("&nbsp;", " "), taken)
        shown.append(replace(section, heading_html=heading, html=_tidy(part.body.strip(), taken)))
    return shown


def _anchor(part: _Part, times: Counter[str]) -> str:
    """Two hyphens before a number: no slug has them, so no other heading can come to the same anchor."""
    if not part.heading:
        return TOP
    first = PREFIX + (slug_of(text_of(part.heading), longest=80) or "section")
    times[first] += 1
    return first if times[first] == 1 and first != TOP else f"{first}--{times[first]}"


def _parts(html: str) -> Iterator[_Part]:
    all_pieces = list(pieces(html))
    shift = 2 - min((int(piece.tag[1]) for piece in all_pieces if piece.tag in HEADINGS), default=2)
    part, opened, inside, depth, divisions = _Part(), _Part(), "", 0, 0
    for piece in all_pieces:
        tag, source = _shifted(piece, shift)
        cuts = tag in HEADINGS and depth - piece.closing == divisions
        if piece.tag and piece.tag not in VOID:
            depth += -1 if piece.closing else 1
            if piece.tag == "div" and depth + piece.closing == divisions + 1:
                divisions += -1 if piece.closing else 1
        if cuts and piece.opening:
            inside, opened = tag, _Part(level=int(tag[1]))
            opened.ids += [piece.attributes["id"]] if "id" in piece.attributes else []
        elif cuts and inside and text_of(opened.heading):
            part.body += "</div>" * divisions
            yield part
            part, inside = opened, ""
            part.body = "<div>" * divisions
        elif cuts and inside:
            # A heading without words, perhaps round a picture, heads nothing.
            part.body += f"<p>{opened.heading}</p>" if _says_something(opened.heading) else ""
            inside = ""
        elif inside:
            opened.heading += source
        else:
            part.body += source
    yield part


def _says_something(html: str) -> bool:
    return any(piece.text.strip() or piece.tag == "img" for piece in pieces(html))


def _shifted(piece: Piece, shift: int) -> tuple[str, str]:
    if piece.tag not in HEADINGS:
        return piece.tag, piece.source
    tag = f"h{min(int(piece.tag[1]) + shift, 6)}"
    return tag, piece.source.replace(piece.tag, tag, 1)


def _tidy(html: str, taken: set[str]) -> str:
    """Without ids that stand on the page before, and without links that lead nowhere; their words stay."""
    return "".join(_tidied(pieces(html), taken))


def _tidied(found: Iterable[Piece], taken: set[str]) -> Iterator[str]:
    dropped = False
    for piece in found:
        attributes, source = piece.attributes, piece.source
        if (own := attributes.get("id")) is not None:
            if own in taken:
                source = source.replace(f' id="{_as_written(piece)}"', "", 1)
                del attributes["id"]
            taken.add(own)
        if piece.tag == "a" and piece.opening:
            dropped = not attributes.keys() & {"href", "id"}
        if piece.tag != "a" or not dropped:
            yield source


def _as_written(piece: Piece) -> str:
    """The id as it stands in the tag; the sanitiser writes each attribute once, in double quotes."""
    return piece.source.split(' id="', 1)[1].split('"', 1)[0]
