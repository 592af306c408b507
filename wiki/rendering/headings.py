"""What a heading says about the text under it: its date, and from where it probably comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.dates import PartialDate, PartialDateError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?", r"(?:19|20)\d\d"
# With a month at least; what is less precise counts only where none of these stands.
PRECISE = re.compile(
    rf"(?P<words>(?:\bupdate:?\s+)?(?<![\w.,/-])(?:"
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)"
    rf"|(?P<first>{_DAY})\s+(?P<month>{_MONTH}),?\s+(?P<year>{_YEAR})"
    rf"|(?P<named>{_MONTH})(?:\s+(?P<second>{_DAY}),?\s+|,?\s+)(?P<of>{_YEAR})"
    rf")(?![\w-])(?P<doubt>\s?\?)?)",
    re.IGNORECASE,
)
YEAR_ALONE = re.compile(
    rf"(?P<words>\b(?:spring|summer|autumn|fall|winter|early|late|mid)[\s-]+(?P<season>{_YEAR})\b(?P<q1>\s?\?)?)"
    rf"|\((?P<words2>(?P<bracketed>{_YEAR})(?P<q2>\s?\?)?)\)"
    rf"|\s[-–—]\s+(?P<words3>(?P<last>{_YEAR})(?P<q3>\s?\?)?)\s*$",
    re.IGNORECASE,
)
# What is announced for a date was not written on it.
ANNOUNCED = re.compile(r"\b(?:completed|until|by|before|due|expected|planned|ends|ending)\s+(?:in\s+|by\s+|on\s+)?\Z")
SHOP = re.compile(r"\b(?:shop now|buy now|add to cart|order now|grab a (?:jar|bottle|bag)|money-back)\b", re.IGNORECASE)
# Suggestions only: the words that match are what a curator sees as the reason. The first match wins: what never
# counts as evidence stands before what does, so that a story about a trial is not taken for its report.
SIGNS = (
    ("AI-written", re.compile(r"\b(?:Perplexity|ChatGPT|OpenAI|Gemini|Claude|Copilot|DeepSeek|Grok|AI)\b")),
    ("commercial", SHOP),
    (
        "personal experience",
        re.compile(
            r"\b[Mm]y\b|\bme\b|\b[Ee]xperience\b|(?<!Type )(?<!Phase )(?<!Class )(?<!Stage )(?<!Grade )(?<!Part )"
            r"\bI(?=\s+[a-z])"
        ),
    ),
    ("news", re.compile(r"\b(?:New York Times|NYT|MDedge|Medscape|Reuters|BBC|CNN|FDA|[Nn]ews(?:paper)?)\b")),
    ("encyclopaedia", re.compile(r"\bWikipedia\b", re.IGNORECASE)),
    (
        "registry",
        re.compile(r"\bclinicaltrials(?:\.gov)?\b|\bNCT ?\d*\b|\btrial is underway\b", re.I),
    ),
    ("guideline", re.compile(r"\bNICE\b|\b[Gg]uidelines?\b|\basking for comments\b")),
    ("systematic review", re.compile(r"\b(?:systematic review|meta-?\s?analys[ie]s)\b", re.IGNORECASE)),
    (
        "trial report",
        re.compile(
            r"(?<!no )(?<!not an )(?<!an )\bRCT\b(?!\s+(?:is\s+)?needed)|(?<!non-)(?<!not )\brandomi[sz]ed\b"
            r"|\bdouble[- ]blind(?:ed)?\b",
            re.IGNORECASE,
        ),
    ),
    ("narrative review", re.compile(r"\b(?:review of|narrative review|literature review)\b", re.IGNORECASE)),
)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A lane that a text probably belongs to; it counts only once a curator has confirmed it."""

    lane: str = ""
    reason: str = ""


def date_in(heading: str) -> tuple[PartialDate | None, str]:
    """The last date of a heading, with its words as they stand: `Update March 2016`, `Feb 2020?`, `11 May 2022`.

    One with a month goes before a year alone, which counts in brackets, after a season, or after a dash at the end.
    """
    for dates in (_precise, _years):
        if found := list(dates(heading)):
            return found[-1]
    return None, ""


def _precise(heading: str) -> Iterator[tuple[PartialDate, str]]:
    for match in PRECISE.finditer(heading):
        if ANNOUNCED.search(heading[: match.start()].lower()):
            continue
        text = match["iso"]
        if not text:
            month = MONTHS.index((match["month"] or match["named"])[:3].lower()) + 1
            text = f"{match['year'] or match['of']}-{month:02}"
            day = re.sub(r"\D", "", match["first"] or match["second"] or "")
            text = f"{text}-{int(day):02}" if day else text
        try:
            date = PartialDate.parse(text + ("?" if match["doubt"] else ""))
        except PartialDateError:
            continue  # 30 February
        yield date, match["words"]


def _years(heading: str) -> Iterator[tuple[PartialDate, str]]:
    for match in YEAR_ALONE.finditer(heading):
        if ANNOUNCED.search(heading[: match.start()].lower()):
            continue
        year = int(match["season"] or match["bracketed"] or match["last"])
        doubt = bool(match["q1"] or match["q2"] or match["q3"])
        yield PartialDate(year=year, uncertain=doubt), match["words"] or match["words2"] or match["words3"]


def suggest(heading: str, text: str) -> Suggestion:
    """The lane that the words of a heading, or a shop's words in the text, speak for."""
    for lane, pattern in SIGNS:
        if match := pattern.search(heading):
            return Suggestion(lane=lane, reason=f"“{match[0]}” in the heading")
        if lane == "commercial" and (match := SHOP.search(text)):
            return Suggestion(lane=lane, reason=f"“{match[0]}” in the text")
    return Suggestion()
