"""Hugo's shortcodes: those that are known become links and pictures, the others are left for all to see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from wiki.reading.page_file import Loss, LossKind
from wiki.rendering.links import link

SHORTCODE = re.compile(r"\{\{[<%].{0,500}?[>%]\}\}", re.DOTALL)
NAMED = re.compile(r"\{\{[<%]-?\s*/?\s*(?P<name>[\w-]+)(?P<rest>.*?)\s*/?\s*-?[>%]\}\}", re.DOTALL)
PARAMETER = re.compile(
    r"(?:(?P<name>[\w-]+)\s*=\s*)?(?:\"(?P<quoted>[^\"]*)\"|`(?P<ticked>[^`]*)`|(?P<bare>[^\s\"`]+))"
)
CONTENTS = {"toc", "table-of-contents", "table_of_contents", "tableofcontents"}
# The same list as other programs write it, in a line of its own.
CONTENTS_LINE = re.compile(r"^[ \t]*\[{1,2}_?TOC_?\]{1,2}[ \t]*$", re.MULTILINE | re.IGNORECASE)


def with_known(text: str) -> str:
    """The text with every known shortcode as the HTML it stands for; a contents list is the page's own matter."""
    return SHORTCODE.sub(_known, CONTENTS_LINE.sub("", text))


def told(text: str) -> Iterator[Loss]:
    """The shortcodes that are not known, and those shown as something less, in a text whose code is blanked out."""
    for match in SHORTCODE.finditer(text):
        named = NAMED.fullmatch(match[0])
        name = named["name"].lower() if named else ""
        if name in CONTENTS or (name in SHOWN and name not in LESS and _known(match) != match[0]):
            continue
        what = "is shown as a link." if name in LESS and _known(match) != match[0] else "is not known: kept as it is."
        yield Loss(
            kind=LossKind.SHORTCODE,
            line=text.count("\n", 0, match.start()),
            sentence=f"shortcode {' '.join(match[0].split())} {what}",
        )


def _known(match: re.Match[str]) -> str:
    named = NAMED.fullmatch(match[0])
    if named is None:
        return match[0]
    name = named["name"].lower()
    if name in CONTENTS:
        return ""
    return SHOWN[name](_parameters(named["rest"])) or match[0] if name in SHOWN else match[0]


def _parameters(text: str) -> dict[str, str]:
    """By name; those without one under 0, 1, 2 ..."""
    found: dict[str, str] = {}
    for match in PARAMETER.finditer(text):
        value = next(value for value in (match["quoted"], match["ticked"], match["bare"]) if value is not None)
        found[match["name"].lower() if match["name"] else str(len(found))] = value.strip()
    return found


def _first(values: dict[str, str], *names: str) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _figure(values: dict[str, str]) -> str:
    source, caption = _first(values, "src", "0"), _first(values, "caption", "title")
    if not source:
        return ""
    width = f' width="{escape(values["width"])}"' if "width" in values else ""
    picture = f'<img src="{escape(source)}" alt="{escape(_first(values, "alt", "caption", "title", "1"))}"{width}>'
    picture = link(values["link"], picture) if values.get("link") else picture
    return f"<figure>{picture}<figcaption>{escape(caption)}</figcaption></figure>" if caption else picture


def _video(site: str, words: str) -> Callable[[dict[str, str]], str]:
    def shown(values: dict[str, str]) -> str:
        video = _first(values, "id", "0", "src", "url")
        start = _first(values, "start", "t")
        address = video if video.startswith("https://") else f"{site}{video}"
        if start and "youtube" in site:
            address += f"&t={start}"
        return link(address, escape(_first(values, "title") or words)) if video else ""

    return shown


def _pdf(values: dict[str, str]) -> str:
    address = _first(values, "src", "url", "file", "href", "0")
    return link(address, escape(_first(values, "title", "text", "name", "1") or "PDF")) if address else ""


def _reference(values: dict[str, str]) -> str:
    """The address that `ref "posts/slug.md#part"` stands for, within a link."""
    path, _, part = _first(values, "path", "0").partition("#")
    slug = re.sub(r"(?:/?_?index)?\.md$", "", path).strip("/").rpartition("/")[2]
    return f"{f'/posts/{slug}' if slug else ''}{f'#{part}' if part else ''}"


SHOWN: dict[str, Callable[[dict[str, str]], str]] = {
    "figure": _figure,
    "image": _figure,
    "img": _figure,
    "youtube": _video("https://www.youtube.com/watch?v=", "Video on YouTube"),
    "vimeo": _video("https://vimeo.com/", "Video on Vimeo"),
    "pdf": _pdf,
    "ref": _reference,
    "relref": _reference,
}
# A player and a viewer were there.
LESS = {"youtube", "vimeo", "pdf"}
