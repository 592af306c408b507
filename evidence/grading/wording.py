"""How numbers and lists are written in the sentences of this package."""

from __future__ import annotations

from collections.abc import Sequence

MINUS = "−"


def number(value: float) -> str:
    """Two decimals at most, one from ten on, none from a hundred on; a value that rounds to zero keeps two figures."""
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = f"{value:.2g}" if value else "0"
    elif "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent; what is neither none nor all is not rounded to it."""
    if 0 < share < 0.01:
        return "less than 1 %"
    if 0.99 < share < 1:
        return "more than 99 %"
    return f"{share * 100:.0f} %"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 trial`, `1,200 people`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def capital(text: str) -> str:
    """The first letter large, the rest as it is: names and NRS keep theirs."""
    return text[:1].upper() + text[1:]
