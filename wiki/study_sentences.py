"""Sentences that speak of a study without saying which: candidates for marking by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.identifiers import find
from wiki.rendering.markup import BLOCKS, HEADINGS, pieces

LONGEST = 600
# A sentence ends before white space and the start of another; its closing quotation mark belongs to it.
END = re.compile(r"(?<=[.!?])[”’»\"')\]]{0,3}(?=\s+[“‘«\"'(\[]{0,2}[A-Z0-9])")
ABBREVIATED = re.compile(
    r"(?:\b(?:al|approx|cf|dr|e\.g|fig|i\.e|mr|mrs|no|nos|prof|st|vs|vol|pp?)|\b[A-Z])\.$", re.IGNORECASE
)
STUDY = re.compile(r"\b(?:study|studies|trials?|RCTs?|meta-?analys[ei]s|systematic reviews?|cohorts?)\b", re.IGNORECASE)
# What tells a study that was done from the word alone.
DONE = (
    (
        "says what it found",
        r"\b(?:found|finds|show(?:s|ed|n)|reported|reports|conclude[sd]|suggest(?:s|ed)|demonstrated|revealed)\b",
    ),
    ("says how it was done", r"\b(?:double-?blind|randomi[sz]ed|placebo-?controlled|case-?control|clinical trial)\b"),
    ("says how many it counted", r"\b(?:of|with|in|on|among|included|enrolled) \d[\d,]{0,8} \w+"),
    ("says when", r"\b(?:19[5-9]|20[0-4])\d\b(?! (?:mg|IU|µg|mcg|kcal|units)\b)"),
)
ALONE = (
    ("n = a number", r"(?:^|[\s(])[nN]\s?=\s?\d"),
    ("published in a journal", r"\bpublished (?:\w+ ){0,4}in (?:the )?(?:journal\b|[A-Z]\w+)"),
    ("researchers somewhere", r"\b(?:[Rr]esearchers|[Ss]cientists|[Ii]nvestigators) (?:at|from) (?:the )?[A-Z]"),
)
RULES = [(why, re.compile(pattern)) for why, pattern in ALONE]
CUES = [(why, re.compile(pattern, re.IGNORECASE)) for why, pattern in DONE]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A sentence of a page, and by what it was noticed."""

    words: str
    cue: str


def study_sentences(html: str) -> list[Candidate]:
    """Sentences of a stored section that speak of a study and hold no citation; in time linear in its length.

    A citation is told by the placeholder that stands behind it, so what is marked already is not offered again.
    """
    found = []
    for text, cited in _blocks(html):
        for first, last in _sentences(text):
            words = " ".join(text[first:last].split())
            if any(first < place <= last + 1 for place in cited) or len(words) > LONGEST or list(find(words)):
                continue
            if cue := _cue(words):
                found.append(Candidate(words=words, cue=cue))
    return found


def _cue(words: str) -> str:
    alone = next((why for why, pattern in RULES if pattern.search(words)), "")
    if alone or not STUDY.search(words):
        return alone
    return next((f"speaks of a study and {why}" for why, pattern in CUES if pattern.search(words)), "")


def _blocks(html: str) -> Iterator[tuple[str, list[int]]]:
    """The text of each block outside headings, and the places in it behind which a citation's badge stands."""
    said: list[str] = []
    cited: list[int] = []
    length = headings = 0
    for piece in pieces(html):
        if piece.tag in BLOCKS or piece.tag == "br":
            headings += (1 if piece.opening else -1) if piece.tag in HEADINGS else 0
            yield "".join(said), cited
            said, cited, length = [], [], 0
        elif piece.tag == "span" and piece.attributes.get("class") == "cite":
            cited.append(length)
        elif not piece.tag and not headings:
            said.append(piece.text)
            length += len(piece.text)
    yield "".join(said), cited


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    first = 0
    for match in END.finditer(text):
        if not ABBREVIATED.search(text, max(first, match.start() - 8), match.start()):
            yield first, match.end()
            first = match.end()
    yield first, len(text)
