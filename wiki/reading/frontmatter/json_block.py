"""Front matter in JSON, from { to }."""

from __future__ import annotations

import json
import math
import re

from wiki.reading.frontmatter.block import Block, line_of, refuse_long
from wiki.reading.page_file import PageFileError, line_at

TOKEN = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*")(?P<key>\s*:)?|[{}\[\]]', re.DOTALL)


def read(text: str, start: int, *, file: str) -> Block:
    """The object that begins at `start`. Raises PageFileError."""
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
    line = line_at(text, start)
    try:
        values, end = decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise PageFileError(
            f"broken front matter at column {error.colno}: {_expected(error.msg)}.",
            file=file,
            line=line_at(text, error.pos),
        ) from error
    except RecursionError as error:
        raise PageFileError("front matter: lists within lists, too deep to read.", file=file, line=line) from error
    except _FaultyValue as error:
        raise PageFileError(f"front matter: {error}", file=file, line=line_of(text, error.words)) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise PageFileError(f"front matter: {error}.", file=file, line=line) from error
    refuse_long(text, start, end, file=file)
    return Block(start=start, end=end, values=values, written=values, lines=_lines(text, start, end))


def _lines(text: str, start: int, end: int) -> dict[str, int]:
    """The line of each key of the outermost object."""
    lines: dict[str, int] = {}
    depth, line, counted = 0, line_at(text, start), start
    for token in TOKEN.finditer(text, start, end):
        if token["key"] and depth == 1:
            line += line_at(text[counted : token.start()], token.start() - counted) - 1
            counted = token.start()
            lines[json.loads(token["text"])] = line
        elif not token["text"]:
            depth += 1 if token[0] in "{[" else -1
    return lines


class _FaultyValue(ValueError):
    def __init__(self, sentence: str, words: str) -> None:
        super().__init__(sentence)
        self.words = words


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Python keeps the last of two equal keys and says nothing: that would lose the first."""
    values: dict[str, object] = {}
    for key, value in pairs:
        if key in values:
            raise _FaultyValue(f"the key “{key}” stands there twice: keep one.", json.dumps(key))
        values[key] = value
    return values


def _no_constant(word: str) -> object:
    raise _FaultyValue(f"{word} is not JSON: expected a number, a text or null.", word)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _FaultyValue(f"{digits} is too large a number.", digits)
    return value


def _expected(message: str) -> str:
    words = re.sub(r" (?:starting )?at$", "", message)
    return words[0].lower() + words[1:].replace("xpecting ", "xpected ", 1)
