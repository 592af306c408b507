"""The findings of interventions as rows, made by the same synthesis as the page of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evidence.grading import Rules
from evidence.models import Condition, Finding, Intervention, Outcome
from evidence.summaries.bias import judgements_of
from evidence.summaries.result_row import result_rows, result_values
from evidence.summaries.shown import Shown, show
from evidence.summaries.synthesis import Family, OutcomeSynthesis, Plots, frames_of, syntheses
from evidence.synthesis.choices import Choices


def finding_rows(wanted: Mapping[int, set[int]], rules: Rules | None = None) -> Iterator[Finding]:
    """The rows of some interventions, each for some outcomes, not saved. With `wanted` by their numbers.

    By the rules in force, unless others are given. A dozen queries, however many interventions: all their evidence is
    held in memory together.
    """
    conditions = dict(Condition.objects.values_list("slug", "pk"))
    outcomes = dict(Outcome.objects.values_list("slug", "pk"))
    families = [one for one in _families() if one.intervention.pk in wanted]
    if not families:
        return
    frames = frames_of(families, rules)
    lines = _lines({one.pk for family in families for one in family.tree}, set().union(*wanted.values()))
    bias = judgements_of({one.row.study_id for one in lines})
    for family, frame in zip(families, frames, strict=True):
        slugs = {one.slug for one in family.tree}
        asked = wanted[family.intervention.pk]
        mine = [one for one in lines if one.row.intervention_id in slugs and outcomes[one.row.outcome_id] in asked]
        for synthesis in syntheses(mine, frame, Choices(), plots=Plots.NONE, bias=bias):
            yield from _rows(family.intervention, synthesis, outcomes[synthesis.slug], conditions)


def _rows(
    intervention: Intervention, synthesis: OutcomeSynthesis, outcome: int, conditions: Mapping[str, int]
) -> Iterator[Finding]:
    for place, found in enumerate(synthesis.found):
        yield Finding(
            intervention=intervention,
            outcome_id=outcome,
            condition_id=conditions.get(found.condition),
            place=place,
            standing=found.standing,
            side=found.side,
            level=found.level,
            trials=found.trials,
            people=found.people,
            line=found.kept(),
        )


def _families() -> list[Family]:
    """Every intervention with what lies below and above it, by one query: there are some hundreds."""
    everything = {one.pk: one for one in Intervention.objects.order_by("pk")}
    trees: dict[int, list[Intervention]] = {pk: [] for pk in everything}
    wider: dict[int, list[Intervention]] = {pk: [] for pk in everything}
    for one in everything.values():
        one.parent = everything.get(one.parent_id or 0)
    for one in sorted(everything.values(), key=lambda each: each.name):
        here: Any = one
        while here is not None and one not in trees[here.pk]:
            trees[here.pk].append(one)
            if here is not one:
                wider[one.pk].append(here)
            here = here.parent
    return [Family(intervention=one, tree=trees[pk], above=wider[pk]) for pk, one in everything.items()]


def _lines(tested: Iterable[int], outcomes: set[int]) -> list[Shown]:
    rows = result_values().published().filter(intervention__in=tested, result__outcome__in=outcomes)
    return [show(row) for row in result_rows(rows.order_by("result__days", "pk"))]
