"""From markdown with raw HTML and shortcodes to safe HTML in sections: the one place where a page's HTML is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from wiki.newlines import with_plain_ends
from wiki.reading import plain_text
from wiki.reading.debug_dump import find_dump
from wiki.reading.page_file import Loss, SourceFormat
from wiki.rendering.bare_addresses import with_links
from wiki.rendering.links import PREFIX, is_fake, on_this_site
from wiki.rendering.losses import losses
from wiki.rendering.macros import without_macros
from wiki.rendering.markup import HEADINGS, VOID
from wiki.rendering.raw_html import RawHTML
from wiki.rendering.sections import RenderedSection, cut
from wiki.rendering.shortcodes import SHORTCODE, with_known
from wiki.rendering.unshown import unshown
from wiki.rendering.verbatim import Hidden

__all__ = ["RENDERER", "TO_HTML", "Rendered", "RenderedSection", "RenderingError", "markdown", "render", "safe"]

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

    It depends on nothing but the text. Links have no rel yet (`links.with_relations`), and a picture may still have
    an address of the old site: whoever shows the HTML puts `pictures.with_pictures` behind it.

    Raises RenderingError for a body too long or too deep to be rendered in reasonable time.
    """
    if len(body) > LARGEST:
        raise RenderingError(f"the text has {len(body):,} characters: expected at most {LARGEST:,}.")
    body = with_plain_ends(body)
    text, marked = body[: find_dump(body)], to_html is markdown
    html = to_html(text)
    raw = RawHTML(html)
    if raw.deepest >= DEEPEST:
        raise RenderingError(f"HTML elements stand {raw.deepest} deep in each other: expected fewer than {DEEPEST}.")
    shown = safe(html)
    found = [*unshown(body, html, marked=marked), *losses(text, raw, shown, marked=marked)]
    return Rendered(sections=tuple(cut(shown)), losses=tuple(found))


def markdown(body: str) -> str:
    """CommonMark with tables, footnotes, raw HTML and what two older programs left in it; not yet safe."""
    if any(block.count("[") - block.count("]") > MOST_BRACKETS for block in re.split(r"\n[ \t]*\n", body)):
        raise RenderingError(f"a paragraph has more than {MOST_BRACKETS} brackets that are never closed.")
    hidden = Hidden(body)
    hidden.text = with_known(hidden.text)
    without_macros(hidden)
    tokens = _PARSER.parse(hidden.whole())
    if any(token.level >= DEEPEST for token in tokens):
        raise RenderingError(f"quotes or lists stand {DEEPEST} or more deep in each other.")
    with_links(tokens)
    for token in tokens:
        token.attrs.pop("style", None)  # how a column is aligned
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def _parser() -> MarkdownIt:
    parser = _Markdown("commonmark", {"html": True, "maxNesting": DEEPEST + 20})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.inline.ruler.before("html_inline", "shortcode", _shortcode)
    # The plugin's own have classes and a section, which would be told as left out of the page.
    parser.add_render_rule("footnote_block_open", lambda *_: "<hr>\n<ol>\n")
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol>\n")
    parser.add_render_rule("footnote_open", _footnote)
    parser.add_render_rule("footnote_ref", _footnote_mark)
    parser.add_render_rule("footnote_anchor", _way_back)
    return parser


def _shortcode(state: StateInline, silent: bool) -> bool:
    """A shortcode that is not known here stays, as code that a reader can see."""
    match = SHORTCODE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = f"<code>{escape(match[0])}</code>"
    state.pos = match.end()
    return True


def _footnote(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f'<li id="fn{tokens[index].meta["id"] + 1}">'


def _mark_of(token: Token) -> str:
    """The place of a footnote's mark; the second mark of the same note has a number of its own."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return f"fnref{number}-{again + 1}" if again else f"fnref{number}"


def _footnote_mark(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    number = tokens[index].meta["id"] + 1
    return f'<sup><a href="#fn{number}" id="{_mark_of(tokens[index])}">[{number}]</a></sup>'


def _way_back(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f' <a href="#{_mark_of(tokens[index])}" title="Back to the text">\u21a9\ufe0e</a>'


_PARSER = _parser()
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
