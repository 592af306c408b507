"""HTML as somebody wrote it, looked at but never shown: what stands in it, and how deep."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from wiki.rendering.markup import VOID

# Elements that need no end tag, and so say nothing about depth.
UNCLOSED = VOID | {"area", "base", "col", "dd", "dt", "embed", "input", "li", "link", "meta", "option", "p", "param",
                   "source", "td", "th", "tr", "track", "wbr"}  # fmt: skip
# What stands in them is not shown; one that is never closed takes the rest of the page with it.
HIDING = {"iframe", "noscript", "object", "script", "style", "template", "textarea", "title"}
EMBEDDED = {"audio", "embed", "iframe", "object", "source", "video"}
COLOUR = re.compile(r"\s*color\s*:\s*(?P<colour>[^;]{1,40}?)\s*;?\s*", re.IGNORECASE)


class RawHTML(HTMLParser):
    """A count of tags and attributes; what browsers would make of them is the sanitiser's concern."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.colours: Counter[str] = Counter()
        self.pictures: list[dict[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.embedded: dict[str, list[str]] = {}
        self.comments = 0
        self.deepest = 0
        self._open: Counter[str] = Counter()
        self._depth = 0
        self.feed(html)
        self.close()
        self.never_closed = sorted(tag for tag in HIDING if self._open[tag])
        if html.rfind("<!--") > html.rfind("-->"):
            self.never_closed.append("!--")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        colour = COLOUR.fullmatch(given.get("style", ""))
        if colour or (tag == "font" and "color" in given):
            self.colours.update([colour["colour"] if colour else given["color"]])
            given.pop("style", None)
        self.seen.update([tag, *(f"{name} of <{tag}>" for name in given)])
        if tag == "img":
            self.pictures.append(given)
        if tag in EMBEDDED and (address := given.get("src") or given.get("data")):
            self.embedded.setdefault(tag, []).append(address)
        if tag == "a" and "href" in given:
            self.links.append((given["href"], ""))
        if tag not in UNCLOSED:
            self._open[tag] += 1
            self._depth += 1
            self.deepest = max(self.deepest, self._depth)

    def handle_endtag(self, tag: str) -> None:
        if self._open[tag]:
            self._open[tag] -= 1
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self.links and self._open["a"]:
            address, words = self.links[-1]
            self.links[-1] = (address, (words + data)[:200])

    def handle_comment(self, data: str) -> None:
        self.comments += bool(data.strip())
