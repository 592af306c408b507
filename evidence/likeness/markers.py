"""Words and numbers that say what sort of paper a record is of, and which part of several."""

from __future__ import annotations

import re

from evidence.likeness.verdicts import Paper

# Prefixes of servers of preprints (Crossref's members): bioRxiv and medRxiv, Research Square, Preprints.org, OSF,
# SSRN, ChemRxiv, arXiv, Authorea, JMIR Preprints, F1000's and PeerJ's preprints.
PREPRINT = re.compile(
    r"10\.(?:1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{5,}|64898/|21203/rs\.|20944/preprints|31219/|31234/|31235/|31222/|2139/ssrn"
    r"|26434/|48550/arxiv|22541/|2196/preprints|7287/peerj\.preprints|31730/|12688/verixiv)"
)
VERSION = re.compile(r"(?:[/.]v\d+|v\d+)$")
PART = re.compile(r"\b(?:part|paper|chapter) (\d+)\b")
ABOUT_ANOTHER = {
    "an erratum or a correction": re.compile(
        r"\b(?:errat\w+|corrigend\w+|corrections? (?:to|for)|correction$|addendum)"
    ),
    "a retraction": re.compile(r"\b(?:retraction|retracted article|expression of concern|withdrawal of)\b"),
    "a comment": re.compile(
        r"\b(?:comments? (?:on|to)|commentary|letter to the editor|editorial|re:|journal club)\b|^re "
    ),
    "a reply": re.compile(
        r"\b(?:reply|authors? repl\w+|authors? response|response to (?:letter|comment)\w*|in reply)\b"
    ),
    "a protocol": re.compile(
        r"\b(?:protocol|study design|design and rationale|rationale and design|statistical analysis plan)\b"
    ),
}


def is_preprint(kind: str, doi: str | None) -> bool:
    return kind == "preprint" or bool(doi and PREPRINT.match(doi))


def unversioned(doi: str) -> str:
    """The DOI of a preprint without its version: /v1 and /v2 are one preprint."""
    return VERSION.sub("", doi) if PREPRINT.match(doi) else doi


def part_of_title(words: list[str]) -> str:
    """The number of the part that a title names, or nothing."""
    match = PART.search(" ".join(words))
    return match[1] if match else ""


def sorts(paper: Paper, words: list[str]) -> set[str]:
    """Which of the things that are about another paper this one is."""
    text = " ".join(words)
    found = {name for name, pattern in ABOUT_ANOTHER.items() if pattern.search(text)}
    return found | ({"a protocol"} if paper.kind == "protocol" else set())


def is_abstract(paper: Paper) -> bool:
    """By its kind, by what stands behind its title, or by pages of a supplement."""
    return paper.kind == "abstract" or bool(
        re.search(r"[\[(][^\])]*(?:abstract|poster)[^\])]*[\])]\W*$", paper.title, re.I)
    )
