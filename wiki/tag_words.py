"""Words that a rule looks for: whole words in any capitals, found with what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

AROUND = 60


@dataclass(frozen=True, kw_only=True)
class WordsFound:
    """What a page says, in its own capitals, with up to 60 characters before and after on one line."""

    before: str
    words: str
    after: str


def words_listed(text: str) -> list[str]:
    """The words of a rule, one a line: distinct in any capitals, in their order."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return list({line.casefold(): line for line in reversed(lines) if line}.values())[::-1]


def find_words(words: str, *texts: str) -> WordsFound | None:
    """The first place in the first text that has any of these words; None where none has."""
    pattern = _pattern(words)
    for text in texts:
        if pattern and (match := pattern.search(text)):
            before = _line(text[max(0, match.start() - AROUND) : match.start()])
            return WordsFound(
                before=before, words=_line(match[0]), after=_line(text[match.end() : match.end() + AROUND])
            )
    return None


@lru_cache(maxsize=256)
def _pattern(words: str) -> re.Pattern[str] | None:
    """One expression a rule, of literals only, so that the time follows the length of the text."""
    # The longest first: “vitamin D3” before “vitamin D”.
    listed = sorted(words_listed(words), key=len, reverse=True)
    literals = (r"\s+".join(re.escape(word) for word in line.split()) for line in listed)
    return re.compile(rf"(?<!\w)(?:{'|'.join(literals)})(?!\w)", re.IGNORECASE) if listed else None


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
