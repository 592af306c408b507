"""Citations as readers know them: names in the text, Vancouver in the list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.dates import PartialDate

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Above six authors the list is cut to six and "et al" (Citing Medicine, 2nd edition).
NAMED = 6


def family_name(author: str) -> str:
    """`Yousef AA` to `Yousef`; a group's name stays whole."""
    return re.sub(r"\s+[A-Z]{1,4}(?:\s+(?:Jr|Sr|2nd|3rd))?$", "", author.strip())


def short(authors: Sequence[str], year: int | None, *, otherwise: str) -> str:
    """`Yousef and Al-deeb 2013`; `otherwise` stands in for authors that nobody has seen."""
    names = [family_name(one) for one in authors]
    if not names:
        who = otherwise
    elif len(names) <= 2:
        who = " and ".join(names)
    else:
        who = f"{names[0]} et al."
    return f"{who} {year}" if year and str(year) not in who else who


def vancouver(
    *,
    authors: Sequence[str],
    title: str,
    journal: str,
    date: PartialDate | None,
    year: int | None,
    place: str,
    online: PartialDate | None,
) -> str:
    """One reference in the style of the ICMJE; `place` is `68(3):260-266`."""
    names = ", ".join(authors[:NAMED]) + (", et al" if len(authors) > NAMED else "")
    when = _date(date) or (str(year) if year else "")
    source = ";".join(part for part in (when, place) if part)
    epub = f"Epub {_date(online)}" if online and str(online) != str(date) else ""
    parts = [names, title or "[title not seen]", journal, source, epub]
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)


def place(volume: str, issue: str, pages: str) -> str:
    return f"{volume}{f'({issue})' if issue else ''}{f':{pages}' if pages else ''}"


def _date(date: PartialDate | None) -> str:
    if date is None:
        return ""
    month = MONTHS[date.month - 1] if date.month else ""
    return " ".join(part for part in (str(date.year), month, str(date.day or "")) if part)
