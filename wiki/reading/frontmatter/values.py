"""The values of a front matter, each checked for its kind and length as it is taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from evidence.dates import PartialDate, PartialDateError
from wiki.reading.frontmatter.block import Block
from wiki.reading.page_file import PageFileError
from wiki.slugs import slug_of

# A day with a time behind it, as Hugo writes it; which day it is elsewhere on earth is no matter here.
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[Tt]|[ \t]+)\d{1,2}:\d{2}[\w:.,+ -]*", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """One block, asked key by key; every method raises PageFileError with the line of the key."""

    file: str
    block: Block
    line: int

    def text(self, key: str, *, longest: int, needed: bool = False) -> str:
        value = self.block.written.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            raise self.fault(key, "expected a text")
        return self._bounded(key, value.strip(), longest)

    def texts(self, key: str, *, longest: int) -> tuple[str, ...]:
        """A list of texts, without its empty ones; a single text counts as a list of one."""
        value = self.block.written.get(key)
        found: list[str] = []
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, str | None):
                raise self.fault(key, "expected a list of texts, such as [“one”, “two”]")
            if one and one.strip():
                found.append(self._bounded(key, one.strip(), longest))
        return tuple(found)

    def number(self, key: str) -> int | None:
        value = self.block.values.get(key)
        # True is an int to Python, but no page number. The limit is PostgreSQL's integer.
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31):
            return value
        raise self.fault(key, "expected a whole number above zero")

    def date(self) -> PartialDate | None:
        value = self.text("date", longest=60)
        timed = DAY.fullmatch(value)
        try:
            return PartialDate.parse(timed[1] if timed else value) if value else None
        except PartialDateError as error:
            raise self.fault("date", str(error)) from error

    def slug(self) -> str:
        value = self.text("slug", longest=200) or slug_of(PurePath(self.file).stem)
        if not re.fullmatch(r"[-\w]+", value, re.ASCII):
            raise self.fault("slug", f"“{value}” is not an address: expected letters, digits, - and _ only")
        return value

    def fault(self, key: str, sentence: str) -> PageFileError:
        line = self.block.lines.get(key, self.line)
        return PageFileError(f"{key}: {sentence.rstrip('.')}.", file=self.file, line=line)

    def _bounded(self, key: str, text: str, longest: int) -> str:
        if len(text) > longest:
            raise self.fault(key, f"“{text[:40]}…” has {len(text):,} characters: expected at most {longest}")
        if sign := CONTROL.search(text):
            raise self.fault(key, f"holds the control character U+{ord(sign[0]):04X}: expected plain text")
        return text
