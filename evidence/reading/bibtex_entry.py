"""One entry of BibTeX: its type, its key and its fields, with braces, quotes, macros and # (BibTeX, btxdoc)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evidence.reading.printed_dates import NAMES

OPENING = re.compile(r"\s*@\s*([A-Za-z]+)\s*([{(])")
KEY = re.compile(r"\s*([^\s,={}()\"#%]*)\s*(?:,|(?=[})]))")
NAME = re.compile(r"([A-Za-z][\w:.+/-]*)\s*=\s*")
WORD = re.compile(r"[^\s,{}#\"()=]+")
SPACE = re.compile(r"[\s,]*")
MONTHS = {name[:3]: name.capitalize() for name in NAMES}


class EntryError(ValueError):
    """An entry that cannot be read; `place` is where in its text, `field` the field that was open there."""

    def __init__(self, sentence: str, *, place: int, field: str = "") -> None:
        super().__init__(sentence)
        self.place, self.field = place, field


@dataclass(slots=True)
class Entry:
    """Type in lower case, key, fields in their order by name in lower case, and where the entry ends."""

    type: str
    key: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    end: int = 0
    unknown: list[str] = field(default_factory=list)


def parsed(text: str, place: int, macros: dict[str, str]) -> Entry:
    """The entry at this place of the text; an @string's definitions go to `macros`. Raises EntryError."""
    opening = OPENING.match(text, place)
    if opening is None:
        raise EntryError("Expected an entry such as @article{key, title = {…}}.", place=place)
    entry = Entry(opening[1].lower())
    closing = "}" if opening[2] == "{" else ")"
    if entry.type in {"comment", "preamble"}:
        entry.end = _balanced(text, opening.end(), closing)
        return entry
    place = opening.end()
    if entry.type != "string" and (key := KEY.match(text, place)):
        entry.key, place = key[1], key.end()
    while True:
        place = _after(SPACE, text, place)
        if text.startswith(closing, place):
            entry.end = place + 1
            break
        name = NAME.match(text, place)
        if name is None:
            got = text[place : place + 40].split("\n", maxsplit=1)[0]
            said = f"got “{got}”" if got else "the entry ends without its closing brace"
            raise EntryError(f"Expected a field such as year = {{2013}} or the entry's end, {said}.", place=place)
        value, place = _value(text, name.end(), name[1].lower(), macros, entry.unknown)
        entry.fields.append((name[1].lower(), value))
    if entry.type == "string":
        macros.update(entry.fields)
    return entry


def _value(text: str, place: int, name: str, macros: dict[str, str], unknown: list[str]) -> tuple[str, int]:
    """A value and where it ends: pieces in braces, in quotes, numbers or macros, joined by #."""
    parts: list[str] = []
    while True:
        place = _after(re.compile(r"\s*"), text, place)
        start = place + 1
        if text.startswith("{", place):
            place = _balanced(text, start, "}", field=name)
            parts.append(text[start : place - 1])
        elif text.startswith('"', place):
            place = _quoted(text, start, name)
            parts.append(text[start : place - 1])
        elif word := WORD.match(text, place):
            place = word.end()
            parts.append(_meaning(word[0], macros, unknown))
        elif text[place : place + 1] not in {",", "}", ")"}:
            raise EntryError("Expected a value in braces or quotes.", place=place, field=name)
        joined = re.compile(r"\s*#").match(text, place)
        if joined is None:
            return "".join(parts), place
        place = joined.end()


def _meaning(word: str, macros: dict[str, str], unknown: list[str]) -> str:
    lower = word.lower()
    if lower not in macros and lower not in MONTHS and not word.isdecimal():
        unknown.append(word)
    return macros.get(lower) or MONTHS.get(lower) or word


def _balanced(text: str, place: int, closing: str, *, field: str = "") -> int:
    """Behind the brace that closes what was opened before `place`; \\} counts only if nothing closes without it."""
    for pattern in (r"\\.|[{}()]", r"[{}()]"):
        depth = 0
        for match in re.compile(pattern, re.DOTALL).finditer(text, place):
            sign = match[0]
            if sign == closing and depth == 0:
                return match.end()
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth < 0:
                break
    raise EntryError("Expected a closing brace; the entry ends without it.", place=place, field=field)


def _quoted(text: str, place: int, field: str) -> int:
    """Behind the quote that closes; one within braces is part of the text."""
    depth = 0
    for match in re.compile(r'\\.|["{}]', re.DOTALL).finditer(text, place):
        if match[0] == '"' and depth == 0:
            return match.end()
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth < 0:
            break
    raise EntryError("Expected a closing quote; the entry ends without it.", place=place, field=field)


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place
