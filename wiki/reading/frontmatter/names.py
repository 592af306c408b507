"""Tags and categories as a file lists them: each in one spelling, and every change told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wiki.reading.page_file import LossKind
from wiki.tag_names import tag_key, tag_spelling, tag_word

PLURALS = {"tag": "tags", "category": "categories"}


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The first spelling of each, with single ordinary spaces; those without a letter or digit are left out."""
    kept: dict[str, str] = {}
    for name in map(tag_spelling, names):
        if tag_word(name):
            kept.setdefault(tag_key(name), name)
    return tuple(kept.values())


def told(names: Iterable[str], *, what: str) -> Iterator[tuple[LossKind, str]]:
    """A sentence for each name that is not kept as it stands, or that may be two; `what` is tag or category."""
    first: dict[str, str] = {}
    for name in dict.fromkeys(names):
        if not tag_word(name):
            yield LossKind.TAG_NAME, f"{what} “{name}” has no letter that makes an address: left out."
            continue
        known = first.setdefault(tag_key(name), name)
        if known != name:
            how = "spaces" if tag_spelling(known) == tag_spelling(name) else "capitals"
            yield LossKind.TAG_CASE, f"{PLURALS[what]} “{known}” and “{name}” differ only in {how}: kept as one."
        elif "," in name:
            yield LossKind.TAG_COMMA, f"{what} “{name}” has a comma in it: kept as one {what}."
