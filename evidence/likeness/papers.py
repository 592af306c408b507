"""Two publications: one, two reports of one study, or different; never one by the title alone."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.likeness.keys import author_key, family_key, first_page, near_years, title_key, title_words
from evidence.likeness.markers import is_abstract, is_preprint, part_of_title, sorts, unversioned
from evidence.likeness.similar import misspelt, same_journal, same_name
from evidence.likeness.verdicts import Likeness, Paper, Verdict

# What agreement is worth, and disagreement costs. An exact title and the first author make six; a title that differs
# by slips, or that has lost its subtitle, needs the year and the place as well. Nothing is worth anything if unknown.
ENOUGH = 6
TITLE, MISSPELT, SUBTITLE_LOST, SHORT_TITLE = 4, 3, 2, 2
AGREES = {"first author": 2, "year": 1, "journal": 1, "volume": 1, "first page": 2}
DIFFERS = {"first author": -3, "year": -4, "journal": -2, "volume": -2, "first page": -3}
# Titles such as “Low back pain” are many papers'.
FEW_WORDS = 3
# A preprint or an abstract can precede the article by some years.
YEARS_BETWEEN = 3
# Each is that of one paper alone; what people call it.
IDENTIFIERS = {"pmid": "PMID", "doi": "DOI", "pmcid": "PMCID"}


@dataclass(frozen=True, kw_only=True)
class Titles:
    worth: int
    words: str


def compare(one: Paper, other: Paper) -> Likeness:
    """The verdict on two records of papers, in either order."""
    agreeing, differing = _identifiers(one, other)
    preprint = is_preprint(one.kind, one.doi) != is_preprint(other.kind, other.doi)
    if agreeing and differing:
        reason = f"The {agreeing[0]} is the same, but the {differing[0]} differs: one of the two is wrong."
        return Likeness(verdict=Verdict.CONFLICT, reason=reason, veto=True)
    if agreeing:
        return Likeness(verdict=Verdict.SAME, reason=f"The {' and the '.join(agreeing)} is the same.")
    words = [title_words(one.title), title_words(other.title)]
    if apart := _apart(one, other, words):
        return Likeness(verdict=Verdict.DIFFERENT, reason=apart, veto=True)
    if preprint or is_abstract(one) != is_abstract(other):
        return _two_reports(one, other, words, "a preprint" if preprint else "an abstract of a conference", differing)
    if differing:
        reason = f"Their {differing[0]}s differ, so they are two publications."
        return Likeness(verdict=Verdict.DIFFERENT, reason=reason, veto=True)
    return _weighed(one, other, words)


def _identifiers(one: Paper, other: Paper) -> tuple[list[str], list[str]]:
    """The names of those that both have and that agree, and of those that differ."""
    agreeing: list[str] = []
    differing: list[str] = []
    for name, label in IDENTIFIERS.items():
        left, right = getattr(one, name), getattr(other, name)
        if left and right:
            (agreeing if unversioned(left) == unversioned(right) else differing).append(label)
    return agreeing, differing


def _apart(one: Paper, other: Paper, words: list[list[str]]) -> str:
    """Why two titles, alike as they may be, are of different papers; empty if nothing says so."""
    for sort in sorted(sorts(one, words[0]) ^ sorts(other, words[1])):
        if all(words):
            return f"One of them is {sort}, the other is not."
    parts = [part_of_title(one) for one in words]
    if all(parts) and parts[0] != parts[1]:
        return f"One is part {parts[0]}, the other part {parts[1]}."
    if any(parts) and parts[0] != parts[1] and all(words) and not _same_place(one, other):
        return "Only one of them is a part of several."
    return ""


def _same_place(one: Paper, other: Paper) -> bool:
    pages = first_page(one.pages)
    return bool(pages and one.volume and (one.volume, pages) == (other.volume, first_page(other.pages)))


def _titles(words: list[list[str]], titles: tuple[str, str]) -> Titles | None:
    """What the titles are worth together; None if they differ."""
    left, right = words
    if not left or not right:
        return Titles(worth=0, words="one has no title")
    if title_key(titles[0]) == title_key(titles[1]):
        return Titles(worth=SHORT_TITLE if len(left) <= FEW_WORDS else TITLE, words="the title")
    if misspelt(left, right):
        return Titles(worth=MISSPELT, words="the title but for its spelling")
    short, long = sorted(words, key=len)
    if len(short) > FEW_WORDS and misspelt(short, long[: len(short)]):
        return Titles(worth=SUBTITLE_LOST, words="the title but for its subtitle")
    return None


def _two_reports(one: Paper, other: Paper, words: list[list[str]], what: str, differing: list[str]) -> Likeness:
    titles = _titles(words, (one.title, other.title))
    known = author_key(one.authors) and author_key(other.authors)
    if (
        titles
        and titles.worth
        and known
        and _same_first(one, other)
        and near_years(one.year, other.year, by=YEARS_BETWEEN)
    ):
        reason = f"One is {what}: {titles.words} and the first author are the same, so they may report one study."
        return Likeness(verdict=Verdict.REPORTS, reason=reason, veto=bool(differing))
    return Likeness(verdict=Verdict.DIFFERENT, reason=f"One is {what}, and too little agrees.", veto=bool(differing))


def _same_first(one: Paper, other: Paper) -> bool:
    """The first author is the same, or stands among the other's first three."""
    left, right = ([family_key(name) for name in paper.authors[:3]] for paper in (one, other))
    return any(same_name(left[0], name) for name in right) or any(same_name(right[0], name) for name in left)


def _weighed(one: Paper, other: Paper, words: list[list[str]]) -> Likeness:
    titles = _titles(words, (one.title, other.title))
    facts = _facts(one, other)
    agreeing = [name for name, agrees in facts.items() if agrees]
    differing = [name for name, agrees in facts.items() if agrees is False]
    if titles is None:
        return Likeness(verdict=Verdict.DIFFERENT, reason="The titles differ.")
    worth = titles.worth + sum(AGREES[name] for name in agreeing) + sum(DIFFERS[name] for name in differing)
    same = _listed([*([titles.words] if titles.worth else []), *(f"the {name}" for name in agreeing)])
    but = f"; the {_listed(differing)} {'differs' if len(differing) == 1 else 'differ'}" if differing else ""
    # Without a title, all that says where it was printed must agree.
    enough = worth >= ENOUGH and len(agreeing) > 0 and (titles.worth > 0 or not differing)
    if enough:
        return Likeness(verdict=Verdict.ALIKE, reason=f"These agree: {same}{but}.")
    if not agreeing and titles.worth:
        return Likeness(verdict=Verdict.DIFFERENT, reason=f"Only the title agrees{but}.")
    return Likeness(verdict=Verdict.DIFFERENT, reason=f"Too little agrees: {same or 'nothing'}{but}.")


def _facts(one: Paper, other: Paper) -> dict[str, bool | None]:
    """What agrees, what differs, and (None) what one of them lacks."""

    def both(left: str, right: str) -> bool | None:
        return None if not left or not right else left == right

    known = bool(author_key(one.authors) and author_key(other.authors))
    journals = bool(one.journal and other.journal)
    return {
        "first author": _same_first(one, other) if known else None,
        "year": near_years(one.year, other.year),
        "journal": same_journal(one.journal, other.journal) if journals else None,
        "volume": both(one.volume.strip().casefold(), other.volume.strip().casefold()),
        "first page": both(first_page(one.pages), first_page(other.pages)),
    }


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
