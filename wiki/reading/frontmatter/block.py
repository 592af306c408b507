"""The block above a post's body: where it ends, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wiki.reading.page_file import PageFileError, line_at

# Ten times the longest that a person or a converter wrote; the readers of YAML and TOML are slow on longer ones.
LONGEST = 100_000


@dataclass(frozen=True, kw_only=True)
class Block:
    """text[:end] is the front matter.

    `written` are the values with every bare word of YAML as it stands there: `No` is a text, and so is 007.
    The others tell texts from numbers by themselves, so there it is the same as `values`.
    """

    start: int
    end: int
    values: dict[str, object]
    written: dict[str, object]
    lines: dict[str, int]


def fenced(text: str, start: int, *, closing: tuple[str, ...], file: str) -> tuple[int, int, int]:
    """Begin and end of what stands between a line of three signs and the next such line, and the end of that line.

    Raises PageFileError if there is none, or none near enough.
    """
    opening = re.compile(r"...[ \t]*(?:\r\n|\r|\n|$)").match(text, start)
    begin = opening.end() if opening else start
    marks = "|".join(re.escape(mark) for mark in closing)
    end = re.compile(rf"(?:(?<=\n)|(?<=\r))(?:{marks})[ \t]*(?=\r|\n|\Z)").search(text, begin) if opening else None
    if end is None:
        raise PageFileError(
            f"front matter that begins with {text[start : start + 3]} does not end: "
            f"expected a line of {' or '.join(closing)} alone.",
            file=file,
            line=line_at(text, start),
        )
    refuse_long(text, start, end.end(), file=file)
    return begin, end.start(), end.end()


def refuse_long(text: str, start: int, end: int, *, file: str) -> None:
    if end - start > LONGEST:
        raise PageFileError(
            f"front matter of {end - start:,} characters: expected at most {LONGEST:,}.",
            file=file,
            line=line_at(text, start),
        )


def line_of(text: str, words: str) -> int:
    """The line on which `words` stand for the last time, so that of two equal keys the second is named."""
    return line_at(text, max(text.rfind(words), 0))
