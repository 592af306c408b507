"""What a heading says about the text under it: its date, and from where it probably comes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence.dates import PartialDate

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = re.compile(
    # What is announced for a date was not written on it.
    r"(?<!completed )(?<!until )(?<!by )(?<!before )"
    r"(?P<words>(?:update\s+)?"
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?\s+(?P<year>(?:19|20)\d\d)\b(?P<doubt>\?)?)",
    re.IGNORECASE,
)
# Suggestions only: the word on the right is what a curator sees as the reason. First match wins.
SIGNS = (
    ("AI-written", re.compile(r"\b(?:Perplexity|ChatGPT|OpenAI|Gemini|Claude|Copilot|AI)\b")),
    ("personal experience", re.compile(r"\b(?:[Mm]y|I|me)\b|\b[Ee]xperience\b")),
)
SHOP = re.compile(r"\b(?:shop now|buy now|add to cart|order now|grab a (?:jar|bottle|bag)|money-back)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A lane that a text probably belongs to; it counts only once a curator has confirmed it."""

    lane: str = ""
    reason: str = ""


def date_in(heading: str) -> tuple[PartialDate | None, str]:
    """The last month and year of a heading, with its words as they stand: `Update March 2016`, `Feb 2020?`."""
    matches = list(DATE.finditer(heading))
    if not matches:
        return None, ""
    last = matches[-1]
    month = MONTHS.index(last["month"][:3].lower()) + 1
    return PartialDate(year=int(last["year"]), month=month, uncertain=bool(last["doubt"])), last["words"]


def suggest(heading: str, text: str) -> Suggestion:
    """The lane that the words of a heading, or a shop's words in the text, speak for."""
    for lane, pattern in SIGNS:
        if match := pattern.search(heading):
            return Suggestion(lane=lane, reason=f"“{match[0]}” in the heading")
    if match := SHOP.search(text):
        return Suggestion(lane="commercial", reason=f"“{match[0]}” in the text")
    return Suggestion()
