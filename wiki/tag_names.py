"""Names of tags: how one is spelled, when two are the same, how several stand in one field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 100
LONGEST_KEY = 300  # folding makes some letters many
# Soft hyphens, joiners, marks of direction: nobody sees them.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def tag_spelling(name: str) -> str:
    """The name as it is shown: composed letters, single spaces (U+00A0 is one), nothing unseen."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", name)).split())


def tag_key(name: str) -> str:
    """The form in which names are compared: two names with one key are one tag.

    Unicode's NFKC_Casefold in two steps, so that capitals, wide letters and ligatures make no difference.
    """
    folded = unicodedata.normalize("NFKC", tag_spelling(name)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).casefold().split())[:LONGEST_KEY].strip()


def tag_word(name: str) -> str:
    """Letters and digits of any script with hyphens between, for an address; empty if there are none."""
    words = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKC", tag_spelling(name)).lower())
    return re.sub(r"[-\s]+", "-", words).strip("-_")


def names_in(field: str) -> list[str]:
    """The names in a field of a form: with commas between, one that has a comma in quotation marks; in order.

    The tagging library would read “back pain” as two tags.
    """
    pieces = re.findall(r'"([^"]*)"|([^,"]+)', field)
    names = (tag_spelling(quoted or plain) for quoted, plain in pieces)
    return sorted({tag_key(name): name for name in names if name}.values())


def names_written(names: Iterable[object]) -> str:
    """What `names_in` reads: the field for these tags."""
    listed = sorted(str(name).replace('"', "'") for name in names)
    return ", ".join(f'"{name}"' if "," in name else name for name in listed)
