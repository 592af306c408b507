"""What stands in a markdown body as code or as a comment, and is nobody's to change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

OPENING = re.compile(r"<!--|<(?P<tag>pre|code)\b[^<>]{0,300}>", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z/][^<>]{0,3000}>")
RUN = re.compile(r"(?<!`)`+")
BLANK = re.compile(r"\n[ \t]*\n")
MARK = re.compile("\0(\\d+)\0")
_BLOCKS = MarkdownIt("commonmark", {"html": True, "maxNesting": 120}).disable(["inline"])


class Hidden:
    """A text whose verbatim parts are put away under numbers, so that patterns cannot touch them."""

    def __init__(self, text: str) -> None:
        self._parts: list[str] = []
        # NUL stands for nothing in a text: CommonMark (2.3) has it replaced, and so it can mark what is away.
        text = text.replace("\0", "\ufffd")
        shown, last = [], 0
        for start, end in spans(text):
            shown += [text[last:start], self._put(text[start:end])]
            last = end
        self.text = "".join([*shown, text[last:]])

    def put_away_tags(self) -> None:
        self.text = TAG.sub(lambda match: self._put(match[0]), self.text)

    def whole(self) -> str:
        text = self.text
        while "\0" in text:  # a tag may hold what was put away before
            text = MARK.sub(lambda match: self._parts[int(match[1])], text)
        return text

    def _put(self, part: str) -> str:
        self._parts.append(part)
        return f"\0{len(self._parts) - 1}\0"


def blanked(text: str) -> str:
    """The text with blanks for its verbatim parts; every other sign stays in its place."""
    shown, last = [], 0
    for start, end in spans(text):
        shown += [text[last:start], re.sub(r"[^\n]", " ", text[start:end])]
        last = end
    return "".join([*shown, text[last:]])


def spans(text: str) -> list[tuple[int, int]]:
    """Where code and comments begin and end, in order and without overlap."""
    found = sorted([*_blocks(text), *_elements(text), *_inline(text)])
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Blocks of code, fenced or indented, as the markdown parser sees them."""
    if not re.search(r"^[ \t>*+\d.)-]*(?:```|~~~)|^(?: {4}|\t)", text, re.MULTILINE):
        return
    lines = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
    for token in _BLOCKS.parse(text):
        if token.type in {"fence", "code_block"} and token.map:
            yield lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]


def _elements(text: str) -> Iterator[tuple[int, int]]:
    """Comments, and what HTML calls code; one that is never closed: a comment to the end, code not at all."""
    lower = text.lower()
    position, unclosed = 0, set()
    while match := OPENING.search(text, position):
        closing = f"</{match['tag'].lower()}" if match["tag"] else "-->"
        end = -1 if closing in unclosed else lower.find(closing, match.end())
        if end < 0 and match["tag"]:
            unclosed.add(closing)  # looked for once, not once for each
            position = match.end()
        else:
            position = len(text) if end < 0 else end + len(closing)
            yield match.start(), position


def _inline(text: str) -> Iterator[tuple[int, int]]:
    """Code between backticks: as many behind it as before it, within one paragraph."""
    offset = 0
    for paragraph in BLANK.split(text):
        start = text.index(paragraph, offset) if paragraph else offset
        offset = start + len(paragraph)
        runs = list(RUN.finditer(paragraph))
        places: dict[int, list[int]] = {}
        for number, run in reversed(list(enumerate(runs))):
            places.setdefault(len(run[0]), []).append(number)
        number = 0
        while number < len(runs):
            run = runs[number]
            later = places[len(run[0])]
            while later and later[-1] <= number:
                later.pop()
            escaped = run.start() > 0 and paragraph[run.start() - 1] == "\\"
            if later and not escaped:
                yield start + run.start(), start + runs[later[-1]].end()
                number = later[-1]
            number += 1
