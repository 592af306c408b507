"""The items of a JSON array, one at a time out of a stream of text, each with the line where it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.reading.decoding import LONGEST, Text
from evidence.reading.tagged import SHOWN

DEEPEST = 50


@dataclass(slots=True)
class Item:
    """An item's own text and its value; `sentence` says why there is none, `at` in which line of it (from 0)."""

    line: int
    last: int
    text: str
    value: object = None
    sentence: str = ""
    at: int = 0


def items(text: Text) -> Iterator[Item]:
    """Every object of the array, or the only one of a file; broken ones are cut at the next `{` in the same depth."""
    cutting = _Cutting()
    for piece in text.pieces():
        yield from cutting.cut(piece)
    yield from cutting.rest()


class _Cutting:
    """Objects of the outermost array by counting brackets outside strings, so that one broken value costs one item."""

    # A backslash takes the meaning from the sign behind it, so both are one.
    SIGN = re.compile(r'\\.|["{}\[\]\n]')

    def __init__(self) -> None:
        self.parts: list[str] = []  # of the object that is open
        self.size = self.depth = 0
        self.in_string = False
        self.line = self.first = 1
        self.stray: list[str] = []
        self.deepest = 0

    def cut(self, piece: str) -> Iterator[Item]:
        start = 0
        for match in self.SIGN.finditer(piece):
            place, sign = match.start(), match[0]
            if sign == "\n":
                self.line += 1
            if self._within_string(sign):
                continue
            if sign == "{":
                if self.depth == 0:
                    self._outside(piece[start:place])
                    start, self.first = place, self.line
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)
            elif sign == "[" and self.depth:
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)
            elif sign in "}]" and self.depth:
                self.depth -= 1
                if self.depth == 0:
                    self._hold(piece[start : place + 1])
                    start = place + 1
                    yield self._item()
        if self.depth:
            self._hold(piece[start:])
        else:
            self._outside(piece[start:])

    def rest(self) -> Iterator[Item]:
        """What is left at the file's end: an object without its end, and text that belongs to none."""
        if self.depth:
            item = self._item()
            item.value, item.sentence = None, "The item has no end: the file is cut off there."
            yield item
        stray = "".join(self.stray)
        if stray:
            yield Item(self.line, self.line, stray[:SHOWN], sentence=f"Expected an object {{…}}, got “{stray[:80]}”.")

    def _within_string(self, sign: str) -> bool:
        """Whether this sign is text; quotes begin and end it."""
        if sign == '"' and self.depth:
            self.in_string = not self.in_string
            return True
        return self.in_string or sign[0] in "\\\n"

    def _outside(self, between: str) -> None:
        if (between := re.sub(r"[\s,\[\]]+", "", between)) and len(self.stray) < 100:
            self.stray.append(between[:SHOWN])

    def _hold(self, part: str) -> None:
        self.size += len(part)
        if self.size <= LONGEST:
            self.parts.append(part)
        elif len(self.parts) > 1 or not self.parts:
            self.parts = [("".join(self.parts) or part)[:SHOWN]]

    def _item(self) -> Item:
        own = "".join(self.parts)
        item = Item(self.first, self.line, own)
        if self.size > LONGEST:
            item.text = own[:SHOWN] + "…"
            item.sentence = f"Expected an item of at most {LONGEST:,} characters, got {self.size:,}."
        elif self.deepest > DEEPEST:
            item.sentence = f"Expected values one within another at most {DEEPEST} times, got {self.deepest}."
        else:
            try:
                item.value = json.loads(own)
            except ValueError as error:
                item.at = own.count("\n", 0, error.pos) if isinstance(error, json.JSONDecodeError) else 0
                item.sentence = f"It is no JSON: {error}."
        self.parts, self.size, self.deepest, self.depth, self.in_string = [], 0, 0, 0, False
        return item
