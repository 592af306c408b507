"""Pages in full: 260-6 is 260-266."""

from __future__ import annotations

import re

DASHES = re.compile(r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s*")
RANGE = re.compile(r"(?P<letters>[A-Za-z]*)(?P<first>\d+)-(?P<again>[A-Za-z]*)(?P<last>\d+)", re.ASCII)
NONE = {"-", "no pagination", "no pagination specified", "no-no", "n/a", "na", "no pages", "n.pag-n.pag", "npag"}


def whole(text: str) -> str:
    """The pages with every end in full, joined by a plain hyphen; what is no range stays as it is."""
    plain = DASHES.sub("-", " ".join(text.split())).strip("-, ;")
    if plain.lower() in NONE:
        return ""
    return re.sub(r"[^\s,;]+", lambda one: _one(one[0]), plain)


def joined(first: str, last: str) -> str:
    """From the first and the last page, as RIS keeps them; either may hold both already."""
    first, last = first.strip(), last.strip()
    if DASHES.search(first) or not last:
        return whole(first)
    if DASHES.search(last) or not first:
        return whole(last)
    return whole(f"{first}-{last}")


def _one(text: str) -> str:
    match = RANGE.fullmatch(text)
    if match is None:
        return text
    letters, first, again, last = match.group("letters", "first", "again", "last")
    if again not in {"", letters}:
        return text
    if len(last) < len(first):
        last = first[: -len(last)] + last
    if (letters, first) == (again or letters, last):
        return letters + first
    return f"{letters}{first}-{letters}{last}"
