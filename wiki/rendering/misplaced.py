"""Files attached to the wrong item: the words of their names fit another place of the page better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from wiki.rendering.headings import MONTHS
from wiki.rendering.links import LinkKind, kind_of
from wiki.rendering.passages import Passage

# Words that a name has from whoever made or shrank the file.
NOISE = {"pdf", "compresspdf", "compressed", "download", "file", "final", "copy", "and", "the", "for", "with", "from",
         "its", "vitamindwiki"}  # fmt: skip
MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.?[\s-]+((?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass
class _Place:
    """What a file can belong to: a heading with its section, or a citation with what stands right beneath it."""

    title: str
    words: set[str]
    months: set[tuple[str, str]]
    files: list[str] = field(default_factory=list)
    asks_for_file: bool = False


def misplaced(seen: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """The address of each file of a page that seems to belong elsewhere on it, with the reason.

    Only where name and place give different months, and another heading gives that of the name and shares more words
    with it: names that merely say little are no reason.
    """
    sections, stands_under = _places(seen)
    for place in stands_under:
        for address in place.files:
            name = re.sub(r"[^a-z0-9]+", " ", unquote(urlsplit(address).path).rpartition("/")[2].lower())
            months = _months(name)
            if not months or not place.months or months & place.months:
                continue
            words = _words(name)
            others = [one for one in sections if months & one.months and address not in one.files]
            best = max(others, key=lambda one: (one.asks_for_file, len(words & one.words)), default=None)
            if best and len(words & best.words) > len(words & place.words):
                yield address, f"stands under “{place.title}”, but its name fits “{best.title}”."


def _places(seen: Iterable[Passage]) -> tuple[list[_Place], list[_Place]]:
    """The sections by their headings; and what each file stands under: the citation above it, or else the heading."""
    sections: list[_Place] = []
    stands_under: list[_Place] = []
    place = _Place("", set(), set())
    for passage in seen:
        files = [address for address, _ in passage.links if kind_of(address) is LinkKind.FILE]
        if passage.heading:
            place = _place(passage.text)
            sections.append(place)
            stands_under.append(place)
        elif _is_cited(passage) or (files and len(_words(passage.text)) > 4):
            place = _place(passage.text)
            stands_under.append(place)
        place.files += files
        if sections:
            sections[-1].files += files if sections[-1] is not place else []
            sections[-1].asks_for_file |= not files and re.search(r"\bPDF\b", passage.text) is not None
    return sections, stands_under


def _is_cited(passage: Passage) -> bool:
    return any(kind_of(address) is LinkKind.WEB for address, _ in passage.links)


def _place(text: str) -> _Place:
    return _Place(" ".join(text.split())[:100], _words(text), _months(text))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9]{3,}", text.lower()) if word not in NOISE}


def _months(text: str) -> set[tuple[str, str]]:
    return {(match[1].lower(), match[2]) for match in MONTH.finditer(text)}
