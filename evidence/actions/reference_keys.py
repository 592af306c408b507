"""Citation keys for reports that come in by the thousand: predictable, and free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.utils.text import slugify

from evidence.models import Report

LONGEST_FAMILY = 60
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def citation_key(values: dict[str, Any]) -> str:
    """`yousef-2013` from the first author and the year, before it is made unique by letters.

    Without an author the first long word of the title stands there, without a year the PMID or `undated`.
    """
    authors = str(values.get("authors") or "").splitlines()
    family = authors[0].rpartition(" ")[0] or authors[0] if authors else ""
    words = [word for word in slugify(str(values.get("title") or "")).split("-") if len(word) > 3]
    first = slugify(family)[:LONGEST_FAMILY].strip("-") or (words[0][:LONGEST_FAMILY] if words else "report")
    return f"{first}-{values.get('year') or values.get('pmid') or 'undated'}"


def letters(number: int) -> str:
    """What makes the number-th namesake unique: nothing, b, c … z, aa, ab …, as one would by hand."""
    if number == 0:
        return ""
    text, rest = "", number + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        text = LETTERS[place] + text
    return text


class Namesakes:
    """Hands out yousef-2013, yousef-2013b …, leaving out those that are taken; asks a few times for many records."""

    def __init__(self) -> None:
        # How far each key has been gone through: what lies before is taken.
        self.tried: Counter[str] = Counter()

    def keys(self, records: Sequence[dict[str, Any]]) -> list[str]:
        """A free key for each of these records, by their columns."""
        stems = [citation_key(values) for values in records]
        free = {stem: iter(keys) for stem, keys in self._free(Counter(stems)).items()}
        return [next(free[stem]) for stem in stems]

    def _free(self, wanted: Counter[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {stem: [] for stem in wanted}
        for step in count():
            missing = {stem: number - len(found[stem]) for stem, number in wanted.items() if len(found[stem]) < number}
            if not missing:
                return found
            # More at each step: a key that hundreds share takes a few questions, not hundreds.
            tried = {stem: list(self._next(stem, number << step)) for stem, number in missing.items()}
            asked = [key for keys in tried.values() for key in keys]
            taken = set(Report.objects.filter(slug__in=asked).values_list("slug", flat=True))
            for stem, keys in tried.items():
                fresh = [key for key in keys if key not in taken][: missing[stem]]
                found[stem] += fresh
                self.tried[stem] += keys.index(fresh[-1]) + 1 if len(fresh) == missing[stem] else len(keys)
        raise AssertionError("counted to the end")

    def _next(self, stem: str, number: int) -> Iterator[str]:
        yield from (stem + letters(self.tried[stem] + place) for place in range(number))
