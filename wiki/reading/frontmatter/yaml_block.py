"""Front matter in YAML, from a line of --- to a line of --- or ... ."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from wiki.reading.frontmatter.block import Block, fenced
from wiki.reading.frontmatter.storable import DEEPEST
from wiki.reading.page_file import PageFileError, line_at

# The C parser is ten times as fast, where PyYAML was built with it.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Of the bare words, only those that mean the same to every reader of YAML: 007, No, 12:30 and 2014-11-28 stay texts.
# https://yaml.org/spec/1.2.2/#103-core-schema, without octal, hexadecimal and exponents without a point.
WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,299})", re.ASCII)
DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,99})\.\d{1,100}(?:[eE][-+]\d{1,3})?", re.ASCII)
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# https://yaml.org/spec/1.2.2/#51-character-set
UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def read(text: str, start: int, *, file: str) -> Block:
    """The mapping between the --- at `start` and the line that closes it. Raises PageFileError."""
    begin, finish, end = fenced(text, start, closing=("---", "..."), file=file)
    if sign := UNPRINTABLE.search(text, begin, finish):
        raise PageFileError(
            f"front matter: holds the control character U+{ord(sign[0]):04X}: expected plain text.",
            file=file,
            line=line_at(text, sign.start()),
        )
    reader = _Events(text, begin, finish, file)
    try:
        values, written = reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PageFileError(
            f"broken front matter{f' at column {mark.column + 1}' if mark else ''}: {error.problem}; "
            "a text with signs such as : or * in it needs quotation marks.",
            file=file,
            line=reader.line(mark),
        ) from error
    except yaml.YAMLError as error:
        raise PageFileError(f"broken front matter: {error}.", file=file, line=line_at(text, start)) from error
    return Block(start=start, end=end, values=values, written=written, lines=reader.lines)


class _Events:
    """Values made of the parser's events one by one, so that depth and references end the reading at once."""

    def __init__(self, text: str, begin: int, finish: int, file: str) -> None:
        self.text, self.begin, self.file = text, begin, file
        self.lines: dict[str, int] = {}
        self.events: Iterator[yaml.Event] = yaml.parse(text[begin:finish], Loader=LOADER)

    def document(self) -> tuple[dict[str, object], dict[str, object]]:
        """Every key with its value, and with what is written there."""
        found: list[tuple[dict[str, object], dict[str, object]]] = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                top = next(self.events)
                self._refuse_machinery(top)
                if found or not isinstance(top, yaml.MappingStartEvent):
                    raise self._fault(top, "expected one block of keys with their values, such as title: Back pain")
                found.append(self._mapping(0))
        return found[0] if found else ({}, {})

    def _value(self, event: yaml.Event, depth: int) -> tuple[object, object]:
        self._refuse_machinery(event)
        if isinstance(event, yaml.ScalarEvent):
            value = _plain(event.value) if event.implicit[0] else event.value
            return value, None if value is None else event.value
        if depth > DEEPEST:
            raise self._fault(event, f"lists within lists, more than {DEEPEST} deep")
        return self._mapping(depth) if isinstance(event, yaml.MappingStartEvent) else self._list(depth)

    def _list(self, depth: int) -> tuple[list[object], list[object]]:
        values: list[object] = []
        written: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            value, words = self._value(event, depth + 1)
            values.append(value)
            written.append(words)
        return values, written

    def _mapping(self, depth: int) -> tuple[dict[str, object], dict[str, object]]:
        values: dict[str, object] = {}
        written: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self._refuse_machinery(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._fault(event, "a list cannot be a key: expected a word")
            key = event.value
            if key in values:
                raise self._fault(event, f"the key “{key}” stands there twice: keep one")
            if depth == 0:
                self.lines[key] = self.line(event.start_mark)
            values[key], written[key] = self._value(next(self.events), depth + 1)
        return values, written

    def _refuse_machinery(self, event: yaml.Event) -> None:
        """References can make a small file huge, and tags build objects; in posts both are words without quotes."""
        anchor = getattr(event, "anchor", None)
        sign = f"*{anchor}" if isinstance(event, yaml.AliasEvent) else f"&{anchor}" if anchor else ""
        sign = sign or getattr(event, "tag", None) or ""
        if sign:
            raise self._fault(event, f"“{sign[:40]}” is an instruction in YAML: put the words into quotation marks")

    def _fault(self, event: yaml.Event, sentence: str) -> PageFileError:
        return PageFileError(f"front matter: {sentence}.", file=self.file, line=self.line(event.start_mark))

    def line(self, mark: Any) -> int:
        return line_at(self.text, self.begin + (mark.index if mark else 0))


def _plain(word: str) -> object:
    if word in WORDS:
        return WORDS[word]
    if WHOLE.fullmatch(word):
        return int(word)
    return float(word) if DECIMAL.fullmatch(word) and math.isfinite(float(word)) else word
