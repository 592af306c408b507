"""The font of pictures, and what stands for a sign that it lacks: no sign of a name is dropped unseen."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# Looked for in the system's folders, since they know accents, Greek and Cyrillic; Pillow's own knows plain Latin.
KNOWN = (("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"), ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"))
# For signs that a font lacks: the same, as far as plain Latin can say it.
INSTEAD = {
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "x",
    "✕": "x",
    "·": "-",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "±": "+/-",
    "τ": "tau",
    "χ": "chi",
    "α": "alpha",
    "β": "beta",
    "μ": "u",
    "µ": "u",
    "²": "2",
    "³": "3",
    "½": "1/2",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "þ": "th",
    "ı": "i",
}


@lru_cache(maxsize=32)
def font(size: float, *, bold: bool = False, bundled: bool = False) -> FreeTypeFont:
    """A font of that size in pixels: one of the system's, or, where there is none or `bundled`, Pillow's own."""
    from PIL import ImageFont  # noqa: PLC0415  (only who draws a picture pays for it)

    for plain, heavy in () if bundled else KNOWN:
        try:
            return ImageFont.truetype(heavy if bold else plain, size)
        except OSError:
            continue
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType; its own package from PyPI has it.")
    return found


def legible(words: str, one: FreeTypeFont) -> str:
    """The words in signs that the font has: another sign of the same meaning, the letter without its accent, or “?”."""
    return "".join(_instead(sign, one) for sign in unicodedata.normalize("NFC", words))


def _instead(sign: str, one: FreeTypeFont) -> str:
    if _has(sign, one):
        return sign
    if sign.isspace():
        return " "
    plain = INSTEAD.get(sign) or "".join(
        INSTEAD.get(part, part) for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)
    )
    return "".join(part if _has(part, one) else "?" for part in plain) or "?"


@lru_cache(maxsize=4096)
def _has(sign: str, one: FreeTypeFont) -> bool:
    """Whether the font draws something else for it than for a sign that no font has."""
    if not sign.isprintable():
        return False
    drawn, missing = one.getmask(sign), one.getmask("\U0010fffe")
    return (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))
