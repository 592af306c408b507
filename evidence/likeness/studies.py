"""Two studies: one entered twice, or two."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.likeness.keys import near_years, title_key, title_words
from evidence.likeness.markers import part_of_title
from evidence.likeness.verdicts import Likeness, Verdict


@dataclass(frozen=True, kw_only=True)
class StudyFacts:
    """What two studies are compared by; `year` is that of the first report, `people` how many took part."""

    title: str = ""
    acronym: str = ""
    year: int | None = None
    people: int | None = None
    registrations: frozenset[str] = frozenset()


def compare_studies(one: StudyFacts, other: StudyFacts, *, reports: Likeness | None = None) -> Likeness:
    """The verdict on two studies; `reports` is what was found of the most alike pair of their reports.

    Distinct registrations are a veto that a person can overrule: one trial is at times registered twice.
    """
    if shared := sorted(one.registrations & other.registrations):
        return Likeness(verdict=Verdict.SAME, reason=f"Both are registered as {shared[0]}.")
    veto = bool(one.registrations and other.registrations)
    but = "" if not veto else " But their registrations differ."
    why = _why(one, other, reports)
    if not why:
        return Likeness(verdict=Verdict.DIFFERENT, reason=f"Too little agrees.{but}", veto=veto)
    return Likeness(verdict=Verdict.ALIKE, reason=why + but, veto=veto)


def _why(one: StudyFacts, other: StudyFacts, reports: Likeness | None) -> str:
    if reports is not None and reports.worth_a_look:
        return f"Two of their reports: {reports.reason[:1].lower()}{reports.reason[1:]}"
    parts = [part_of_title(title_words(title)) for title in (one.title, other.title)]
    if parts[0] != parts[1]:
        return ""
    if _same(one.acronym, other.acronym) and near_years(one.year, other.year):
        return f"Both are called {one.acronym}, and their years are {one.year} and {other.year}."
    if _same(one.title, other.title) and one.people and one.people == other.people:
        return f"The title is the same, and {one.people} people took part in both."
    return ""


def _same(one: str, other: str) -> bool:
    return bool(title_key(one)) and title_key(one) == title_key(other)
