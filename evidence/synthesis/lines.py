"""Lines: one for each study of a stratum, however many times, scales and arms it reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.statistics import NotEstimableError
from evidence.synthesis.arms import joined
from evidence.synthesis.effects import MEASURES, Estimated, effect_of
from evidence.synthesis.entry import Entry, Scale
from evidence.synthesis.selection import LeftOut
from evidence.synthesis.strata import is_counted

OF_SCORES = frozenset({"MD", "SMD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One study: what was computed of `entry`, or why nothing could be."""

    entry: Entry
    estimated: Estimated | None
    why_not: str = ""

    @property
    def people(self) -> int | None:
        """Those the effect is about: of both arms, else of the study."""
        arms = [self.entry.experimental, self.entry.reference]
        counts = [(one.total or one.n) if one else None for one in arms]
        return sum(one or 0 for one in counts) if all(counts) else self.entry.people


def measure_for(entries: Sequence[Entry], wanted: str = "") -> tuple[str, Scale | None]:
    """The measure by which most studies can be set side by side, and the scale that mean differences are read on.

    `wanted` stands if it suits the stratum at all: a risk ratio is no measure of scores.
    """
    counted = any(is_counted(one) for one in entries)
    suited = sorted((one for one in MEASURES if one != "ROM"), key=lambda one: (one in OF_SCORES) == counted)
    scale = common_scale(entries)
    # Trials in which nothing happened have a risk difference and no ratio: the others shall not give way for them.
    telling = [one for one in entries if not _without_events(one)] or entries
    counts = {measure: len(_estimable(telling, measure, scale)) for measure in {*suited, *([wanted] if wanted else [])}}
    measure = wanted if wanted and counts[wanted] else max(suited, key=lambda one: counts[one])
    return measure, scale if measure == "MD" else None


def _without_events(entry: Entry) -> bool:
    arms = (entry.experimental, entry.reference)
    return is_counted(entry) and all(one is not None and one.events == 0 and one.total for one in arms)


def common_scale(entries: Iterable[Entry]) -> Scale | None:
    """The scale that most studies used, by name among equals."""
    scales = {one.scale.slug: one.scale for one in entries if one.scale}
    used = {slug: len({one.study for one in entries if one.scale and one.scale.slug == slug}) for slug in scales}
    return scales[min(used, key=lambda slug: (-used[slug], slug))] if used else None


def lines_of(
    entries: Iterable[Entry], measure: str, scale: Scale | None
) -> tuple[tuple[Line, ...], tuple[LeftOut, ...]]:
    """A line for each study, by year and name, and what else the studies report in this stratum."""
    studies: dict[str, list[Entry]] = {}
    for entry in entries:
        studies.setdefault(entry.study, []).append(entry)
    lines: list[Line] = []
    aside: list[LeftOut] = []
    for rows in studies.values():
        line, others = _line(rows, measure, scale)
        lines.append(line)
        aside += others
    ordered = sorted(lines, key=lambda one: (one.entry.known_on[:4], one.entry.label, one.entry.id))
    return tuple(ordered), tuple(aside)


def _line(rows: Sequence[Entry], measure: str, scale: Scale | None) -> tuple[Line, list[LeftOut]]:
    """Of several results the one that can be computed; the primary one, then the latest, among equals."""
    results: dict[str, list[Entry]] = {}
    for row in rows:
        results.setdefault(row.result, []).append(row)
    computed = {name: _computed(part, measure, scale) for name, part in results.items()}
    chosen = min(
        results,
        key=lambda name: (
            computed[name][0].estimated is None,
            not results[name][0].primary,
            -(results[name][0].days or 0),
            name,
        ),
    )
    line, aside = computed[chosen]
    others = [
        LeftOut(entry=entry, reason=f"Another result of the same study: {entry.time or 'time not stated'}.")
        for name, part in results.items()
        if name != chosen
        for entry in part
    ]
    return line, aside + others


def _computed(rows: Sequence[Entry], measure: str, scale: Scale | None) -> tuple[Line, list[LeftOut]]:
    """The arms of one result together; where they cannot be joined, the first comparison alone."""
    aside: list[LeftOut] = []
    try:
        entry = joined(rows)
    except NotEstimableError:
        entry = next((one for one in rows if _estimable([one], measure, scale)), rows[0])
        reason = "Shares its control group, which is counted once."
        aside = [LeftOut(entry=one, reason=reason) for one in rows if one is not entry]
    try:
        return Line(entry=entry, estimated=effect_of(entry, measure, scale)), aside
    except NotEstimableError as why:
        return Line(entry=entry, estimated=None, why_not=str(why)), aside


def _estimable(entries: Sequence[Entry], measure: str, scale: Scale | None) -> set[str]:
    found = set()
    for entry in entries:
        try:
            effect_of(entry, measure, scale if measure == "MD" else None)
        except NotEstimableError:
            continue
        found.add(entry.study)
    return found
