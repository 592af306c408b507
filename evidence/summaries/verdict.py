"""Verdict: what the studies of one outcome say, in fixed words and without a pooled estimate.

The words keep apart "no clear difference" (a comparison that settles nothing) from an absence of
comparisons, and never count a study twice, however often it was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.models import Comparator, Design, Direction
from evidence.summaries.figures import SYMBOLS
from evidence.summaries.shown import Shown

REVIEWS = (Design.SYSTEMATIC_REVIEW, Design.NARRATIVE_REVIEW, Design.GUIDELINE)
MIXED = "mixed"
MIXED_SYMBOL = "◇"
WORDS: dict[str, str] = {
    Direction.FAVOURS: "an advantage of the intervention",
    Direction.AGAINST: "an advantage of what it was compared with",
    Direction.NO_CLEAR_DIFFERENCE: "no clear difference",
    Direction.NOT_STATED: "no stated answer",
    Direction.NOT_COMPARED: "nothing that it was compared with",
    MIXED: "answers that differ by time or comparator",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`symbol` goes with `headline`; `counts` says what it rests on."""

    symbol: str
    headline: str
    counts: str


def verdict(lines: Sequence[Shown]) -> Verdict:
    """The verdict on one outcome of one intervention, from its published rows."""
    later = [one for one in lines if one.row.days != 0 and not one.row.subgroup]
    reviews = {one.row.study_id for one in later if one.row.design in REVIEWS}
    studies = _by_study([one for one in later if one.row.design not in REVIEWS])
    compared = {slug: rows for slug, rows in studies.items() if any(_compares(one) for one in rows)}
    alone = len(studies) - len(compared)
    counts = [f"{_studies(len(compared))} with a comparison ({_people(compared)})"] if compared else []
    counts += [f"{_studies(alone)} without a comparison"] if alone else []
    counts += [f"{len(reviews)} {'review' if len(reviews) == 1 else 'reviews'}"] if reviews else []
    symbol, headline = _headline(list(compared.values()), alone, [one for one in later if one.row.study_id in reviews])
    return Verdict(symbol=symbol, headline=headline, counts="; ".join(counts) or "only figures from the start")


def _by_study(lines: Sequence[Shown]) -> dict[str, list[Shown]]:
    studies: dict[str, list[Shown]] = {}
    for one in lines:
        studies.setdefault(one.row.study_id, []).append(one)
    return studies


def _compares(line: Shown) -> bool:
    return line.row.comparator not in (Comparator.NONE, Comparator.GROUPS)


def _answer(lines: Sequence[Shown]) -> str:
    """One answer a study: the primary outcome's where there is one, else that of all its rows if they agree."""
    compared = [one for one in lines if _compares(one)]
    chosen = [one for one in compared if one.row.primary == "true"] or compared
    answers = {one.row.direction for one in chosen} - {str(Direction.NOT_STATED)}
    return answers.pop() if len(answers) == 1 else MIXED if answers else str(Direction.NOT_STATED)


def _people(studies: dict[str, list[Shown]]) -> str:
    known = [rows[0].row.study_people for rows in studies.values() if rows[0].row.study_people is not None]
    more = " or more" if known and len(known) < len(studies) else ""
    return f"{sum(known):,} people{more}" if known else "number of people not known"


def _by_time(lines: Sequence[Shown]) -> str:
    """One study's answers in the order of time: `no clear difference at 2 weeks, an advantage … at 6 months`."""
    ordered = sorted(
        (one for one in lines if _compares(one)), key=lambda one: (one.row.days is None, one.row.days or 0)
    )
    times: dict[str, dict[str, list[str]]] = {}
    for one in ordered:
        answers = times.setdefault(one.row.time, {})
        answers.setdefault(one.row.direction, []).append(one.reference.name if one.reference else one.comparator)
    return ", ".join(
        WORDS[answer] + (f" over {' and '.join(against)}" if len(answers) > 1 else "") + (f" at {time}" if time else "")
        for time, answers in times.items()
        for answer, against in answers.items()
    )


def _headline(studies: Sequence[list[Shown]], alone: int, reviews: Sequence[Shown]) -> tuple[str, str]:
    answers = [_answer(rows) for rows in studies]
    if answers == [MIXED]:
        return MIXED_SYMBOL, _sentence(f"1 study reports {_by_time(studies[0])}")
    if answers:
        parts = [
            f"{_studies(number)} {'reports' if number == 1 else 'report'} {words}"
            for answer, words in WORDS.items()
            if (number := sum(one == answer for one in answers))
        ]
        agreed = set(answers) if len(set(answers)) == 1 else set()
        symbol = SYMBOLS[Direction(agreed.pop())] if agreed - {MIXED} else MIXED_SYMBOL
        return symbol, _sentence("; ".join(parts))
    if reviews:
        direction = Direction(reviews[0].row.direction)
        return SYMBOLS[direction], _sentence(f"only reviews here, with {WORDS[direction]}")
    if alone:
        return SYMBOLS[Direction.NOT_COMPARED], _sentence(
            "only before-and-after or observed figures: an effect cannot be told from the usual course"
        )
    return SYMBOLS[Direction.NOT_STATED], "No figures after the start."


def _studies(number: int) -> str:
    return f"{number} {'study' if number == 1 else 'studies'}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
