"""What other rules of certainty would change: each finding rated by them, beside how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from evidence.grading import Domain, Level, Rating, Rules, Step, difference
from evidence.models import Finding
from evidence.summaries.findings import finding_rows
from evidence.synthesis.findings import Found, found_again

# Worked out in one request; the rest follows when the rules are put in force.
MOST = 300


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A finding that would be another; levels are empty where nothing is rated. `sentences` say all that changes."""

    intervention: str
    outcome: str
    condition: str
    address: str
    was: str
    becomes: str
    sentences: tuple[str, ...]

    @property
    def way(self) -> str:
        """`up`, `down`, or `same` if only steps or the conclusion change."""
        if self.was == self.becomes:
            return "same"
        return "up" if _rank(self.becomes) > _rank(self.was) else "down"


@dataclass(frozen=True, kw_only=True)
class RulesPreview:
    """`looked_at` findings of `all_of_them` were rated anew.

    `shifts` are those that would change, those with another level first.
    """

    shifts: tuple[Shift, ...]
    looked_at: int
    all_of_them: int

    @property
    def words(self) -> str:
        """`12 of 148 findings would change: 3 up, 9 down.`"""
        if not self.shifts:
            return f"None of {self.looked_at:,} findings would change."
        ways = [one.way for one in self.shifts]
        parts = [f"{ways.count('up'):,} up", f"{ways.count('down'):,} down"]
        if same := ways.count("same"):
            parts.append(f"{same:,} at the same level for other reasons")
        return f"{len(self.shifts):,} of {self.looked_at:,} findings would change: {', '.join(parts)}."

    @property
    def is_cut(self) -> bool:
        return self.looked_at < self.all_of_them


def preview_of(rules: Rules) -> RulesPreview:
    """The findings in the order of their interventions, at most `MOST` of them; a fixed number of queries."""
    rows = list(
        Finding.objects.select_related("intervention", "outcome", "condition").order_by(
            "intervention__name", "outcome__name", "place"
        )[:MOST]
    )
    wanted: dict[int, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.intervention_id, set()).add(row.outcome_id)
    anew = {_key(one): one for one in finding_rows(wanted, rules)}
    return RulesPreview(
        shifts=tuple(sorted(_shifts(rows, anew), key=lambda one: one.way == "same")),
        looked_at=len(rows),
        all_of_them=len(rows) if len(rows) < MOST else Finding.objects.count(),
    )


def _key(row: Finding) -> tuple[int, int, int | None]:
    """What stays the same under all rules; the place among the lines need not."""
    return row.intervention_id, row.outcome_id, row.condition_id


def _shifts(rows: list[Finding], anew: dict[tuple[int, int, int | None], Finding]) -> Iterator[Shift]:
    for row in rows:
        other = anew.get(_key(row))
        if other is None:
            continue  # what it rests on was taken away this very moment
        was, becomes = found_again(row.line), found_again(other.line)
        sentences = tuple(_sentences(was, becomes))
        if sentences:
            yield Shift(
                intervention=row.intervention.name,
                outcome=row.outcome.name,
                condition=row.condition.name if row.condition else "",
                address=reverse("evidence:synthesis", args=[row.intervention.slug, row.outcome.slug]),
                was=was.level,
                becomes=becomes.level,
                sentences=sentences,
            )


def _sentences(was: Found, becomes: Found) -> Iterator[str]:
    if was.level and becomes.level:
        yield from difference(_rating(was), _rating(becomes))
    if was.standing != becomes.standing:
        yield f"It was {was.standing} and becomes {becomes.standing}."
    if (was.side, was.size) != (becomes.side, becomes.size):
        yield f"What is concluded goes from “{_concluded(was)}” to “{_concluded(becomes)}”."


def _concluded(found: Found) -> str:
    return found.size or found.side


def _rating(found: Found) -> Rating:
    """A rating as far as it was kept: its level and its steps."""
    level = Level(found.level)
    return Rating(
        level=level,
        start=level,
        steps=tuple(
            Step(domain=Domain(one.domain), change=one.change, reason=one.reason, inputs=one.inputs)
            for one in found.steps
        ),
        why_not_higher=found.why_not_higher,
        rules=found.rules,
    )


def _rank(level: str) -> int:
    return Level(level).rank if level else -1
