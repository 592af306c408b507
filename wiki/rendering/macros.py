"""What the wiki's first program left in a text: its links, macros and marks, as markdown and HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote_plus

from wiki.reading.page_file import Loss, LossKind
from wiki.rendering.links import link
from wiki.rendering.verbatim import Hidden

# Only these: braces hold formulas and data too. Each stands before its words and again behind them.
PAIRS = "|".join(["ALINK", "ANAME", "BOX", "CENTER", "CODE", "COLOR", "COLUMN", "DIV", "FADE", "FANCYTABLE", "FONT",
                  "HTML", "MONO", "MOUSEOVER", "PANEL", "QUOTE", "REMARKSBOX", "SIZE", "SORT", "SPAN", "SPLIT", "SUB",
                  "SUP", "TABS", "TAG"])  # fmt: skip
SINGLES = "maketoc|toc|img|file|attach|sitemap|vote|content|picture|youtube|flash|redirect|showpages|category"
MACRO = re.compile(
    rf"\{{(?:(?P<pair>{PAIRS})(?P<given>\([^{{}}\n]{{0,500}}\))?|(?P<single>{SINGLES})(?P<values>(?:\(\)|[ \t][^{{}}\n]"
    rf"{{0,500}})?))[ \t]*/?\}}"
)
VALUE = re.compile(r"(?P<name>\w+)\s*=\s*>?\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\",)]+))")
FORMULA = re.compile(r"(?:\\[a-zA-Z]+|[_^$])\Z")
# ((Page)), ((Page|words)), ((Page|#place|words)); a name may hold brackets of its own.
_NAME = r"(?:[^()|\n]|\([^()\n]{0,200}\))"
WIKI_LINK = re.compile(rf"\(\((?P<page>[^\W_]{_NAME}{{0,250}}?)(?P<rest>(?:\|{_NAME}{{0,300}}){{0,2}})\)\)")
# [https://x.example|words], where markdown sees no link.
WEB_LINK = re.compile(r"\[(?P<address>https?://[^\s|\[\]]{1,2000})\|(?P<words>[^\[\]|\n]{1,500})(?:\|nocache)?\](?!\()")
COLOURS = "|".join(["aqua", "black", "blue", "brown", "crimson", "cyan", "fuchsia", "gold", "gr[ae]y", "green",
                    "indigo", "lime", "magenta", "maroon", "navy", "olive", "orange", "pink", "purple", "red", "silver",
                    "teal", "violet", "white", "yellow"])  # fmt: skip
COLOUR = re.compile(
    # Of the words, or of what is behind them, or both.
    rf"~~(?P<colour>(?=[^:])(?:#[0-9a-f]{{3,6}}|{COLOURS})?(?:,(?:#[0-9a-f]{{3,6}}|{COLOURS}))?):(?P<words>[^~\n]+)~~",
    re.IGNORECASE,
)
ITALIC = re.compile(r"(?<![\w'])''(?=[^\s'])(?P<words>[^'\n]+(?:'[^'\n]+)*)''(?![\w'])")
UNDERLINED = re.compile(r"(?<![\w_])__(?P<words>[^_\n]+)__(?![\w_])")
STARS = re.compile(r"(?<![\\*])\*\*(?!\*)")
RULE = re.compile(r"(?<=\S)([ \t]*\n)(?=-{3,4}[ \t]*$)", re.MULTILINE)
# Where a link on the page led before there were ids.
PLACE = re.compile(r"<a\s+name\s*=(?=[^<>]{1,300}>)(?![^<>]{0,300}\bid\s*=)", re.IGNORECASE)
HEADING = re.compile(r"^(?P<signs> {0,3}#{1,6})\u00a0+", re.MULTILINE)
HEADING_ID = re.compile(r"^( {0,3}#{1,6}[ \t].*?)[ \t]*\{#([\w.:-]{1,100})\}[ \t]*$", re.MULTILINE)


def without_macros(hidden: Hidden) -> None:
    """Make markdown of what the old program's marks say; the words between them stay."""
    hidden.text = PLACE.sub("<a id=", MACRO.sub(_macro, hidden.text))
    hidden.put_away_tags()
    text = hidden.text
    for pattern, shown in (
        (WIKI_LINK, _wiki_link),
        (WEB_LINK, lambda match: link(match["address"], match["words"])),
        (COLOUR, lambda match: match["words"]),
        (ITALIC, lambda match: f"<em>{match['words']}</em>"),
        (UNDERLINED, _underlined),
        (HEADING, lambda match: f"{match['signs']} "),
        (HEADING_ID, lambda match: f'{match[1]} <span id="{match[2]}"></span>'),
        (RULE, lambda match: f"{match[1]}\n"),
    ):
        text = pattern.sub(shown, text)
    hidden.text = "\n".join(_bold(line) if "**" in line else line for line in text.split("\n"))


def told(text: str) -> Iterator[Loss]:
    """The macros and colours that are not carried out, by line of the text; a pair of marks is one macro.

    In the text, code is blanked out.
    """
    opened: set[str] = set()
    for match in MACRO.finditer(text):
        name = match["pair"] or ""
        if _is_formula(match) or (name and name in opened and not match["given"]):
            continue
        opened.add(name)
        if _macro(match).startswith(("<sup>", "<sub>", "<img")):
            continue
        what = "the words within it are kept" if name else "nothing stands in its place"
        yield _loss(text, match, f"macro {' '.join(match[0].split())} is not carried out: {what}.")
    for match in COLOUR.finditer(text):
        yield _loss(
            text, match, f"colour {match['colour']} left out: “{' '.join(match['words'].split())[:60]}” is kept."
        )


def _loss(text: str, match: re.Match[str], sentence: str) -> Loss:
    return Loss(kind=LossKind.MACRO, line=text.count("\n", 0, match.start()), sentence=sentence)


def _is_formula(match: re.Match[str]) -> bool:
    r"""Whether the braces belong to a formula, such as \text{SUB}."""
    return FORMULA.search(match.string[max(match.start() - 30, 0) : match.start()]) is not None


def _macro(match: re.Match[str]) -> str:
    if _is_formula(match):
        return match[0]
    name, values = match["pair"] or match["single"], _values(match["given"] or match["values"] or "")
    if name in {"SUP", "SUB"}:
        return f"<{'' if match['given'] else '/'}{name.lower()}>"
    if name in {"img", "picture"} and values.get("src"):
        width = f' width="{escape(values["width"])}"' if "width" in values else ""
        return f'<img src="{escape(values["src"])}" alt="{escape(values.get("alt") or values.get("desc", ""))}"{width}>'
    title = values.get("title") or values.get("label") or ""
    return f"<strong>{escape(title)}</strong> " if match["pair"] and title else ""


def _values(text: str) -> dict[str, str]:
    return {one["name"].lower(): one["quoted"] or one["bare"] or "" for one in VALUE.finditer(text)}


def _wiki_link(match: re.Match[str]) -> str:
    page = " ".join(match["page"].split())
    if not re.search(r"[^\W\d_]", page) or re.search(r"[=*^<>{}]", page):
        return match[0]
    parts = match["rest"].split("|")[1:]
    words = (parts[-1].strip() if parts else "") or page
    place = parts[0].strip() if len(parts) == 2 and parts[0].strip().startswith("#") else ""
    return link(f"/{quote_plus(page)}{place}", words)


def _underlined(match: re.Match[str]) -> str:
    """Bold in the old program and in markdown alike, except where blanks stand within the marks."""
    words = match["words"]
    return match[0] if words == words.strip() or not words.strip() else _strong(words)


def _strong(words: str) -> str:
    bare = words.strip()
    start = words.index(bare)
    return f"{words[:start]}<strong>{bare}</strong>{words[start + len(bare) :]}"


def _bold(line: str) -> str:
    """Words between pairs of ** are bold, also where CommonMark is told otherwise by a blank or a full stop."""
    parts = STARS.split(line)
    if len(parts) % 2 == 0 or "***" in line or not line.strip(" \t*"):
        return line
    for number in range(1, len(parts), 2):
        words, before, behind = parts[number], parts[number - 1][-1:], parts[number + 1][:1]
        if "|" in words or _flanked(before, words, behind):
            parts[number] = f"**{words}**"
        elif words.strip():
            parts[number] = _strong(words)
    return "".join(parts)


def _flanked(before: str, words: str, behind: str) -> bool:
    """Whether CommonMark sees both marks as those of bold words (0.31.2, 6.2)."""
    if not words or words[0].isspace() or words[-1].isspace():
        return False
    return all(
        inner.isalnum() or not outer or outer.isspace() or not outer.isalnum()
        for inner, outer in ((words[0], before), (words[-1], behind))
    )
