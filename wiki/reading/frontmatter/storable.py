"""What a database keeps of a front matter's values, and what it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wiki.reading.page_file import PageFileError, line_at

DEEPEST = 50
# Python writes whole numbers of up to 4,300 digits, which this is just below.
LARGEST = 1 << 14_000
# How NUL and half of a surrogate pair are spelt in JSON, YAML and TOML.
ESCAPE = re.compile(r"\\(?:[uU](?:0000)?(?:0000|[dD][89a-fA-F])|x00|0)")


def refuse_unstorable(values: object, *, raw: str, file: str, line: int) -> None:
    """Raises PageFileError for NUL, half of a surrogate pair, endless numbers and endless depth.

    Front matter can spell all of them, and PostgreSQL keeps none.
    """
    for value in _inside(values, file=file, line=line):
        if isinstance(value, int) and abs(value) > LARGEST:
            raise PageFileError("front matter: a number of more than 4,200 digits.", file=file, line=line)
        if isinstance(value, str) and ("\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value)):
            escape = ESCAPE.search(raw)
            raise PageFileError(
                f"front matter: {json.dumps(value[:60])} holds a character that cannot be kept.",
                file=file,
                line=line_at(raw, escape.start()) if escape else line,
            )


def _inside(top: object, *, file: str, line: int) -> Iterator[object]:
    """Every text and number among the values and keys; written without recursion, which a file could exhaust."""
    waiting: list[tuple[int, object]] = [(0, top)]
    while waiting:
        depth, value = waiting.pop()
        if depth > DEEPEST:
            raise PageFileError(f"front matter: lists within lists, more than {DEEPEST} deep.", file=file, line=line)
        if isinstance(value, list):
            waiting += [(depth + 1, one) for one in value]
        elif isinstance(value, dict):
            waiting += [(depth + 1, one) for pair in value.items() for one in pair]
        else:
            yield value
