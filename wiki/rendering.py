"""From markdown with raw HTML and shortcodes to safe HTML in sections: the one place where a page's HTML is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import footnote_plugin

from wiki import plain_text
from wiki.links import PREFIX, is_fake, on_this_site
from wiki.losses import SHORTCODE, TOC, losses
from wiki.markup import HEADINGS, VOID, Piece, pieces, text_of
from wiki.page_file import Loss, SourceFormat
from wiki.raw_html import RawHTML
from wiki.slugs import slug_of

# Stored with each page; raise it when the output changes, and the pages are rendered again.
RENDERER = "2"
LARGEST = 200_000
# Sanitising deep nesting takes time with the square of the depth.
DEEPEST = 100
# For an unclosed [ the markdown parser looks through the rest of its paragraph.
MOST_BRACKETS = 300

TAGS = HEADINGS | VOID | {
    "a", "abbr", "b", "blockquote", "caption", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption",
    "figure", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# What stands in them is no text of the page, so it goes with the tag.
WITH_CONTENT = {"iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea", "title"}
SCHEMES = {"http", "https", "mailto"}
# One attribute only: the sanitiser would write two in an order that changes from run to run.
PICTURE = {"img": {"loading": "lazy"}}


class RenderingError(ValueError):
    """A body that is not rendered; the sentence says what was expected."""


@dataclass(frozen=True, kw_only=True)
class RenderedSection:
    """A heading and what stands under it, both safe HTML; the first may have no heading."""

    level: int
    anchor: str
    heading: str = ""
    heading_html: str = ""
    html: str = ""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    sections: tuple[RenderedSection, ...]
    losses: tuple[Loss, ...]


class _Markdown(MarkdownIt):
    """Leaves addresses as they were written; which of them may be followed is the sanitiser's to say."""

    def normalizeLink(self, url: str) -> str:
        return url

    def validateLink(self, url: str) -> bool:
        return True


def render(body: str, *, to_html: Callable[[str], str]) -> Rendered:
    """Any body, in the format that `to_html` reads, as safe sections; what is missing from them is listed.

    It depends on nothing but the text. Links have no rel yet (`wiki.links.with_relations`), and a picture may still
    have an address of the old site: whoever shows the HTML puts `wiki.pictures.with_pictures` behind it.

    Raises RenderingError for a body too long or too deep to be rendered in reasonable time.
    """
    if len(body) > LARGEST:
        raise RenderingError(f"the text has {len(body):,} characters: expected at most {LARGEST:,}.")
    html = to_html(body)
    raw = RawHTML(html)
    if raw.deepest >= DEEPEST:
        raise RenderingError(f"HTML elements stand {raw.deepest} deep in each other: expected fewer than {DEEPEST}.")
    shown = safe(html)
    return Rendered(sections=tuple(_cut(shown)), losses=tuple(losses(body, raw, shown)))


def markdown(body: str) -> str:
    """CommonMark with tables, footnotes and raw HTML; not yet safe. A contents list is the page's own matter."""
    if any(block.count("[") - block.count("]") > MOST_BRACKETS for block in re.split(r"\n[ \t]*\n", body)):
        raise RenderingError(f"a paragraph has more than {MOST_BRACKETS} brackets that are never closed.")
    parser = _Markdown("commonmark", {"html": True, "maxNesting": DEEPEST + 20})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.inline.ruler.before("html_inline", "shortcode", _shortcode)
    tokens = parser.parse(TOC.sub("", body))
    if any(token.level >= DEEPEST for token in tokens):
        raise RenderingError(f"quotes or lists stand {DEEPEST} or more deep in each other.")
    return str(parser.renderer.render(tokens, parser.options, {}))


TO_HTML: Mapping[SourceFormat, Callable[[str], str]] = {
    SourceFormat.HUGO: markdown,
    SourceFormat.TEXT: plain_text.to_html,
}


def safe(html: str) -> str:
    """What the allow-list lets through; only constants and escaped values are added to it afterwards."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        set_tag_attribute_values=PICTURE,
        url_schemes=SCHEMES,
        link_rel=None,
        id_prefix=PREFIX,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return _address(value)
    if name == "src" and not re.match(r"https://|/(?![/\\])", value):
        return None  # the description stays; this site's policy shows no other pictures
    if name == "id" and not re.fullmatch(r"[^\s\"'<>]{1,200}", value):
        return None
    if name == "title" and value.startswith(("This post/category does not exist yet", "This post does not exist yet")):
        return None  # said by the old site of many a page that exists; what is wanted is decided by this one
    if name in {"width", "height", "colspan", "rowspan", "start"} and not re.fullmatch(r"\d{1,4}", value, re.ASCII):
        return None
    return value


def _address(value: str) -> str | None:
    """An href as it works on this site; None for words that are no address. What it makes is looked at once more."""
    if is_fake(value):
        return None
    address = on_this_site(value)
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
    return None if scheme and scheme[1].lower() not in SCHEMES else address


def _shortcode(state: StateInline, silent: bool) -> bool:
    """A shortcode that is not known here stays, as code that a reader can see."""
    match = SHORTCODE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = f"<code>{escape(match[0])}</code>"
    state.pos = match.end()
    return True


def _cut(html: str) -> Iterator[RenderedSection]:
    """Sections, cut at the headings that stand in no other element; the smallest level on the page becomes 2."""
    parts = list(pieces(html))
    shift = 2 - min((int(piece.tag[1]) for piece in parts if piece.tag in HEADINGS), default=2)
    taken = {piece.attributes["id"] for piece in parts if "id" in piece.attributes}
    level, heading, body, inside, depth = 2, "", "", "", 0
    for piece in parts:
        tag, source = _shifted(piece, shift)
        top_heading = tag in HEADINGS and depth == (1 if piece.closing else 0)
        if piece.tag and piece.tag not in VOID:
            depth += -1 if piece.closing else 1
        if top_heading and piece.opening:
            if heading or _says_something(body):
                yield _section(level, heading, body, taken)
            level, heading, body, inside = int(tag[1]), "", "", tag
        elif top_heading:
            inside = ""
        elif inside:
            heading += source
        else:
            body += source
    if heading or _says_something(body):
        yield _section(level, heading, body, taken)


def _says_something(html: str) -> bool:
    return any(piece.text.strip() or piece.tag == "img" for piece in pieces(html))


def _shifted(piece: Piece, shift: int) -> tuple[str, str]:
    if piece.tag not in HEADINGS:
        return piece.tag, piece.source
    tag = f"h{min(int(piece.tag[1]) + shift, 6)}"
    return tag, piece.source.replace(piece.tag, tag, 1)


def _section(level: int, heading_html: str, html: str, taken: set[str]) -> RenderedSection:
    heading = text_of(heading_html)
    anchor = first = PREFIX + (slug_of(heading, longest=80) or ("section" if heading_html else "top"))
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{first}-{number}"
    taken.add(anchor)
    return RenderedSection(
        level=level, anchor=anchor, heading=heading, heading_html=heading_html.strip(), html=html.strip()
    )
