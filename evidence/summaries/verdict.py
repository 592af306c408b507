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
STUDY, REVIEW = ("study", "studies"), ("review", "reviews")
MIXED = "mixed"
MIXED_SYMBOL = "◇"
WORDS: dict[str, str] = {
    Direction.FAVOURS: "an advantage of the intervention",
    Direction.AGAINST: "an advantage of what it was compared with",
    Direction.NO_CLEAR_DIFFERENCE: "no clear difference",
    Direction.NOT_STATED: "no stated answer",
    Direction.NOT_COMPARED: "it without a comparison",
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
    telling = [one for one in lines if not one.row.subgroup and not _is_of_the_start(one)]
    reviews = _by_study([one for one in telling if one.row.design in REVIEWS])
    studies = _by_study([one for one in telling if one.row.design not in REVIEWS])
    compared = {slug: rows for slug, rows in studies.items() if any(_compares(one) for one in rows)}
    alone = len(studies) - len(compared)
    counts = [f"{_number(len(compared), STUDY)} with a comparison ({_people(compared)})"] if compared else []
    counts += [f"{_number(alone, STUDY)} without a comparison"] if alone else []
    counts += [_number(len(reviews), REVIEW)] if reviews else []
    symbol, headline = _headline(list(compared.values()), list(reviews.values()), alone)
    return Verdict(symbol=symbol, headline=headline, counts="; ".join(counts) or "only figures from the start")


def _is_of_the_start(line: Shown) -> bool:
    """Where people began; a trial that ends within a day has results of day 0 that do compare."""
    return line.row.days == 0 and line.row.direction in (Direction.NOT_STATED, Direction.NOT_COMPARED)


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
    if not compared:
        return str(Direction.NOT_COMPARED)
    chosen = [one for one in compared if one.row.primary == "true"] or compared
    answers = {one.row.direction for one in chosen} - {str(Direction.NOT_STATED)}
    return answers.pop() if len(answers) == 1 else MIXED if answers else str(Direction.NOT_STATED)


def _people(studies: dict[str, list[Shown]]) -> str:
    known = [rows[0].row.study_people for rows in studies.values() if rows[0].row.study_people is not None]
    more = " or more" if known and len(known) < len(studies) else ""
    return f"{sum(known):,} people{more}" if known else "number of people not known"


def _by_time(lines: Sequence[Shown]) -> str:
    """One study's answers in the order of time: `no clear difference at 2 weeks, an advantage … at 6 months`."""
    compared = [one for one in lines if _compares(one)]
    chosen = [one for one in compared if one.row.primary == "true"] or compared
    ordered = sorted(chosen, key=lambda one: (one.row.days is None, one.row.days or 0))
    times: dict[str, dict[str, list[str]]] = {}
    for one in ordered:
        answers = times.setdefault(one.row.time, {})
        answers.setdefault(one.row.direction, []).append(one.reference.name if one.reference else one.comparator)
    if len({answer for answers in times.values() for answer in answers}) == 1:
        return WORDS[ordered[0].row.direction]
    return ", ".join(
        WORDS[answer] + (f" over {' and '.join(against)}" if len(answers) > 1 else "") + (f" at {time}" if time else "")
        for time, answers in times.items()
        for answer, against in answers.items()
    )


def _headline(studies: Sequence[list[Shown]], reviews: Sequence[list[Shown]], alone: int) -> tuple[str, str]:
    """The sign and the sentence; what reviews found stands beside the studies, so that neither hides the other."""
    answers = [_answer(rows) for rows in (*studies, *reviews)]
    if not answers and alone:
        return SYMBOLS[Direction.NOT_COMPARED], (
            "Only before-and-after or observed figures: an effect cannot be told from the usual course."
        )
    if not answers:
        return SYMBOLS[Direction.NOT_STATED], "No figures after the start."
    parts = [f"1 study reports {_by_time(studies[0])}"] if len(studies) == 1 else _parts(studies, STUDY)
    return _symbol(answers), f"{'; '.join([*parts, *_parts(reviews, REVIEW)])}."


def _parts(found: Sequence[list[Shown]], noun: tuple[str, str]) -> list[str]:
    answers = [_answer(rows) for rows in found]
    return [
        f"{_number(answers.count(answer), noun)} {'reports' if answers.count(answer) == 1 else 'report'} {words}"
        for answer, words in WORDS.items()
        if answer in answers
    ]


def _symbol(answers: Sequence[str]) -> str:
    """The sign of the one answer that all give who give one."""
    given = set(answers) - {str(Direction.NOT_STATED), str(Direction.NOT_COMPARED)} or {answers[0]}
    return SYMBOLS[Direction(given.pop())] if len(given) == 1 and MIXED not in given else MIXED_SYMBOL


def _number(count: int, noun: tuple[str, str]) -> str:
    return f"{count} {noun[0] if count == 1 else noun[1]}"
