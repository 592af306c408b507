"""Dates as precise as their source: a year, a month or a day, perhaps doubted."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

# Level 0 of the Extended Date/Time Format, plus level 1's "?" (ISO 8601-2:2019).
PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(\?)?", re.ASCII)


class PartialDateError(ValueError):
    """A text that is not YYYY, YYYY-MM or YYYY-MM-DD, each with an optional `?`."""


@dataclass(frozen=True, kw_only=True)
class PartialDate:
    """A date known to the year, month or day; `uncertain` when its source doubts it."""

    year: int
    month: int | None = None
    day: int | None = None
    uncertain: bool = False

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2012-12-17`, `2013-03`, `2013` or `2020-02?`.

        Raises PartialDateError with a sentence that says what was expected.
        """
        match = PATTERN.fullmatch(text.strip())
        if match is None:
            raise PartialDateError(
                f"“{text}” is not a date: write 2013, 2013-03 or 2013-03-01, "
                "with a ? behind it if the source is unsure."
            )
        year = int(match[1])
        month, day = (int(part) if part else None for part in match.group(2, 3))
        try:
            # Not `month or 1`: 2013-00 would become January.
            date(year, 1 if month is None else month, 1 if day is None else day)
        except ValueError as error:
            raise PartialDateError(f"“{text}” is not in the calendar: {error}.") from error
        return cls(year=year, month=month, day=day, uncertain=match[4] == "?")

    @classmethod
    def on(cls, day: date) -> PartialDate:
        return cls(year=day.year, month=day.month, day=day.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        if self.month is not None:
            parts.append(f"{self.month:02}")
        if self.day is not None:
            parts.append(f"{self.day:02}")
        return "-".join(parts) + ("?" if self.uncertain else "")

    @property
    def words(self) -> str:
        """For readers: `17 December 2012`, `March 2013`, `2020 (date uncertain)`."""
        parts = [str(self.year)]
        if self.month is not None:
            parts.insert(0, calendar.month_name[self.month])
        if self.day is not None:
            parts.insert(0, str(self.day))
        return " ".join(parts) + (" (date uncertain)" if self.uncertain else "")
