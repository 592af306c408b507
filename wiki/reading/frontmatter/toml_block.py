"""Front matter in TOML, between two lines of +++."""

from __future__ import annotations

import math
import re
import tomllib
from datetime import date, time

from wiki.reading.frontmatter.block import Block, fenced
from wiki.reading.frontmatter.storable import DEEPEST
from wiki.reading.page_file import PageFileError, line_at

KEY = re.compile(r"""^[ \t]*(?:\[\[?[ \t]*)?(?:"(?P<quoted>[^"\n]*)"|'(?P<literal>[^'\n]*)'|(?P<bare>[\w-]+))""", re.M)
PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
# The library takes time with the square of the length of a dotted key.
MOST_DOTS = 500


def read(text: str, start: int, *, file: str) -> Block:
    """The table between the +++ at `start` and the next. Raises PageFileError."""
    begin, finish, end = fenced(text, start, closing=("+++",), file=file)
    # TOML knows no lone carriage return, which old Macintosh files end their lines with.
    block = text[begin:finish].replace("\r\n", "\n").replace("\r", "\n")
    first = line_at(text, begin)
    if any(run.count(".") > MOST_DOTS for run in re.findall(r"""[\w."'-]+""", re.sub(r"[ \t]", "", block))):
        raise PageFileError(f"front matter: a key with more than {MOST_DOTS} dots.", file=file, line=first)
    try:
        table = tomllib.loads(block, parse_float=_finite)
    except tomllib.TOMLDecodeError as error:
        raise _broken(str(error), block, first, file) from error
    except RecursionError as error:
        raise PageFileError("front matter: lists within lists, too deep to read.", file=file, line=first) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise PageFileError(f"front matter: {error}.", file=file, line=first) from error
    values = {key: _as_json(value) for key, value in table.items()}
    lines: dict[str, int] = {}
    for match in KEY.finditer(block):
        key = match["quoted"] or match["literal"] or match["bare"] or ""
        if key in values:
            lines.setdefault(key, first + line_at(block, match.start()) - 1)
    return Block(start=start, end=end, values=values, written=values, lines=lines)


def _broken(message: str, block: str, first: int, file: str) -> PageFileError:
    place = PLACE.search(message)
    words = PLACE.sub("", message)
    line, column = (place["line"], place["column"]) if place else (None, None)
    if words.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        words = "the same key stands there twice, keep one"
    where = f" at column {column}" if column else ""
    return PageFileError(
        f"broken front matter{where}: {words[:1].lower()}{words[1:]}.",
        file=file,
        line=first - 1 + (int(line) if line else line_at(block, len(block.rstrip()))),
    )


def _finite(digits: str) -> float | str:
    """JSON, in which values are stored, has no infinity and no nan: their words are kept."""
    value = float(digits)
    return value if math.isfinite(value) else digits


def _as_json(value: object, depth: int = 0) -> object:
    """Dates and times as their words (ISO 8601), all else as it is; what is too deep is refused later."""
    if depth > DEEPEST:
        return value
    if isinstance(value, dict):
        return {key: _as_json(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one, depth + 1) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value
