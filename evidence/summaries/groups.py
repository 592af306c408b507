"""Groups: rows of evidence by intervention and outcome, in a reader's order, never mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evidence.models import Effect
from evidence.models.comparison import ComparisonQuerySet
from evidence.summaries.result_row import ResultRow, result_rows
from evidence.summaries.shown import Shown, show
from evidence.summaries.verdict import Verdict, verdict

# Rows on one page; whoever needs more takes the CSV, which has no limit.
LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class OutcomeGroup:
    """The rows of one outcome under one intervention, with what they say together."""

    slug: str
    name: str
    better: str
    anchor: str
    verdict: Verdict
    lines: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True)
class InterventionGroup:
    """One intervention's own evidence; what lies below it has groups of its own."""

    slug: str
    name: str
    benefits: tuple[OutcomeGroup, ...]
    harms: tuple[OutcomeGroup, ...]

    @property
    def outcomes(self) -> tuple[OutcomeGroup, ...]:
        return self.benefits + self.harms


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All groups of a page; `cut` when there were more rows than a page shows."""

    groups: tuple[InterventionGroup, ...]
    lines: tuple[Shown, ...]
    cut: bool

    @property
    def checked(self) -> int:
        """How many results a second person compared with their source."""
        return len({one.row.result_id for one in self.lines if one.row.checked_by})

    @property
    def from_full_text(self) -> int:
        return len({one.row.result_id for one in self.lines if one.row.basis == "full text"})

    @property
    def results(self) -> int:
        return len({one.row.result_id for one in self.lines})


def gather(comparisons: ComparisonQuerySet, *, first: str = "") -> Evidence:
    """The evidence of some comparisons, by one query; `first` is the slug of the group to begin with."""
    ordered = comparisons.order_by("intervention_id", "result__outcome_id", "result__days", "pk")
    return grouped([show(row) for row in result_rows(ordered[: LONGEST + 1])], first=first)


def grouped(lines: Sequence[Shown], *, first: str = "") -> Evidence:
    """Lines as a page shows them; those that are too many for one are cut off."""
    cut = len(lines) > LONGEST
    lines = lines[:LONGEST]
    by_intervention = _split(lines, lambda row: row.intervention_id)
    groups = sorted(
        (_intervention(rows) for rows in by_intervention), key=lambda one: (one.slug != first, not one.slug, one.name)
    )
    return Evidence(groups=tuple(groups), lines=tuple(lines), cut=cut)


def _split(lines: Iterable[Shown], key: Callable[[ResultRow], str]) -> list[list[Shown]]:
    parts: dict[str, list[Shown]] = {}
    for one in lines:
        parts.setdefault(key(one.row), []).append(one)
    return list(parts.values())


def _intervention(lines: Sequence[Shown]) -> InterventionGroup:
    row = lines[0].row
    outcomes = sorted((_outcome(part) for part in _split(lines, lambda one: one.outcome_id)), key=lambda one: one.name)
    harms = {one.row.outcome_id for one in lines if one.row.outcome_effect == Effect.HARM}
    return InterventionGroup(
        slug=row.intervention_id,
        name=row.intervention or "About no intervention",
        benefits=tuple(one for one in outcomes if one.slug not in harms),
        harms=tuple(one for one in outcomes if one.slug in harms),
    )


def _outcome(lines: Sequence[Shown]) -> OutcomeGroup:
    row = lines[0].row
    return OutcomeGroup(
        slug=row.outcome_id,
        name=row.outcome,
        better={"lower": "lower is better", "higher": "higher is better"}.get(row.outcome_better, ""),
        anchor=f"{row.intervention_id or 'none'}-{row.outcome_id}",
        verdict=verdict(lines),
        lines=tuple(sorted(lines, key=lambda one: (one.citation, one.row.days if one.row.days is not None else 10**6))),
    )
