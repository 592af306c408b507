"""Findings follow what they rest on: whatever changes a study changes them in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from evidence.models import (
    BiasDomain,
    BiasTool,
    Comparison,
    Condition,
    Finding,
    Instrument,
    Intervention,
    Notice,
    Outcome,
    Registration,
    Report,
    Result,
    RowChange,
    SearchLog,
    State,
    Study,
)
from evidence.models.certainty_rules import CertaintyRules
from evidence.models.comparison import ComparisonQuerySet
from evidence.models.kept import label_of
from evidence.models.snapshot import in_chunks
from evidence.summaries.findings import finding_rows

# Interventions worked out in one go: their rows are held in memory together.
AT_ONCE = 50
STUDY, RULES = label_of(Study), label_of(CertaintyRules)
COMPARISON, RESULT = label_of(Comparison), label_of(Result)
# What of an intervention is said of itself, and what reaches those below it.
OWN, HANDED_DOWN = ("name", "form", "route", "parent_id"), ("form", "route", "parent_id")


@dataclass
class Touched:
    """Interventions and outcomes, by number, that a change may have altered together."""

    everything: bool = False
    pairs: dict[int, set[int]] = field(default_factory=dict)

    def add(self, interventions: Iterable[int | None], outcomes: Collection[int]) -> None:
        for one in interventions:
            if one is not None:
                self.pairs.setdefault(one, set()).update(outcomes)


def follow(rows: Iterable[RowChange]) -> None:
    """Work out anew what these changes touch. Must run in their transaction, after the end of the chain is held.

    Nobody else can be at it then: who changes a study waits for the chain, and reads what is committed.
    """
    touched = touched_by(list(rows))
    if touched.everything:
        rebuild()
    elif touched.pairs:
        rework(touched.pairs)


def follow_studies(studies: Collection[int]) -> None:
    """As `follow`, for changes of these studies that took nothing from what they compare and measure."""
    touched = Touched()
    _add_studies(touched, studies, [])
    rework(touched.pairs)


def touched_by(rows: list[RowChange]) -> Touched:
    touched = Touched()
    touched.everything = any(one.model == RULES for one in rows)
    studies = {one.root for one in rows if one.root_model == STUDY}
    if studies:
        _add_studies(touched, studies, rows)
    for model, add in (
        (Outcome, _add_outcomes),
        (Instrument, _add_instruments),
        (Condition, _add_conditions),
        (Intervention, _add_interventions),
        (SearchLog, _add_searches),
        (Report, _add_reports),
        (Notice, _add_notices),
        (BiasTool, _add_tools),
        (BiasDomain, _add_domains),
    ):
        if mine := _of(model, rows):
            add(touched, mine)
    _add_silent(touched, rows)
    return touched


def _of(model: type[Model], rows: Iterable[RowChange]) -> list[RowChange]:
    return [one for one in rows if one.model == label_of(model)]


def _differs(one: RowChange, *names: str) -> bool:
    """Whether any of these columns is otherwise than it was; all are, of a row that came or went."""
    before, after = one.before, one.after
    return before is None or after is None or any(before.get(name) != after.get(name) for name in names)


def _values(rows: Iterable[RowChange], name: str) -> Iterator[Any]:
    """What a column held before and after, each that is not empty."""
    for one in rows:
        for values in (one.before, one.after):
            if values and values.get(name) is not None:
                yield values[name]


def _add_studies(touched: Touched, studies: Collection[int], rows: list[RowChange]) -> None:
    """All that these studies compare and measure now, and did before; of those that readers see or saw."""
    studies = _public(studies, rows)
    interventions: dict[int, set[int]] = {}
    outcomes: dict[int, set[int]] = {}
    for chunk in in_chunks(studies):
        found = Comparison.objects.filter(result__study__in=chunk)
        for study, intervention, outcome in found.values_list(
            "result__study", "intervention", "result__outcome"
        ).distinct():
            interventions.setdefault(study, set()).add(intervention)
            outcomes.setdefault(study, set()).add(outcome)
    for one in rows:
        if one.root_model == STUDY and one.model == COMPARISON:
            interventions.setdefault(one.root, set()).update(_values([one], "intervention_id"))
        if one.root_model == STUDY and one.model == RESULT:
            outcomes.setdefault(one.root, set()).update(_values([one], "outcome_id"))
    for study in studies:
        touched.add(interventions.get(study, ()), outcomes.get(study, set()))


def _public(studies: Collection[int], rows: list[RowChange]) -> set[int]:
    """Findings rest on no draft: most of what is done at the desk touches none of them."""
    were = {one.row for one in _of(Study, rows) if one.before and one.before.get("state") == State.PUBLISHED}
    now: set[int] = set()
    for chunk in in_chunks(studies):
        now.update(Study.objects.filter(pk__in=chunk, state=State.PUBLISHED).values_list("pk", flat=True))
    return now | were.intersection(studies)


def _add_outcomes(touched: Touched, rows: list[RowChange]) -> None:
    _add_pairs(touched, Comparison.objects.filter(result__outcome__in={one.row for one in rows}))


def _add_instruments(touched: Touched, rows: list[RowChange]) -> None:
    numbers = {one.row for one in rows}
    _add_pairs(touched, Comparison.objects.filter(result__instrument__in=numbers))
    smallest = Outcome.objects.filter(smallest_important_instrument__in=numbers)
    _add_pairs(touched, Comparison.objects.filter(result__outcome__in=smallest))


def _add_conditions(touched: Touched, rows: list[RowChange]) -> None:
    for one in Condition.objects.filter(pk__in={one.row for one in rows}):
        below = Condition.objects.under(one)
        _add_pairs(touched, Comparison.objects.filter(result__study__conditions__in=below))


def _add_interventions(touched: Touched, rows: list[RowChange]) -> None:
    """A name is said of itself; form, route and searches reach all below it; and a place counts for all above."""
    parents: set[int] = set()
    for one in Intervention.objects.filter(pk__in={each.row for each in rows if _differs(each, *OWN)}):
        below = Comparison.objects.testing(Intervention.objects.under(one))
        touched.add([one.pk], set(below.values_list("result__outcome", flat=True).distinct()))
    for each in rows:
        if _differs(each, *HANDED_DOWN):
            for one in Intervention.objects.filter(pk=each.row):
                _add_pairs(touched, Comparison.objects.testing(Intervention.objects.under(one)))
        if _differs(each, "parent_id"):
            parents.update(_values([each], "parent_id"))
    _add_all_above(touched, parents)


def _add_all_above(touched: Touched, interventions: Collection[int]) -> None:
    """Every outcome of these interventions and of all that they lie under, now and as it is kept."""
    for one in Intervention.objects.filter(pk__in=interventions):
        for each in (one, *Intervention.objects.above(one)):
            below = Comparison.objects.testing(Intervention.objects.under(each))
            touched.add([each.pk], set(below.values_list("result__outcome", flat=True).distinct()))
            touched.add([each.pk], set(Finding.objects.filter(intervention=each).values_list("outcome", flat=True)))


def _add_searches(touched: Touched, rows: list[RowChange]) -> None:
    for one in Intervention.objects.filter(pk__in=set(_values(rows, "intervention_id"))):
        _add_pairs(touched, Comparison.objects.testing(Intervention.objects.under(one)))


def _add_reports(touched: Touched, rows: list[RowChange]) -> None:
    """By what they print, be they of another study by now."""
    _add_printed_in(touched, {one.row for one in rows})


def _add_notices(touched: Touched, rows: list[RowChange]) -> None:
    _add_printed_in(touched, set(_values(rows, "report_id")))


def _add_printed_in(touched: Touched, reports: Collection[int]) -> None:
    for chunk in in_chunks(reports):
        _add_pairs(touched, Comparison.objects.filter(result__report__in=chunk))


def _add_tools(touched: Touched, rows: list[RowChange]) -> None:
    _add_judged_by(touched, {one.row for one in rows})


def _add_domains(touched: Touched, rows: list[RowChange]) -> None:
    _add_judged_by(touched, set(_values(rows, "tool_id")))


def _add_judged_by(touched: Touched, tools: Collection[int]) -> None:
    _add_pairs(touched, Comparison.objects.filter(result__study__risks_of_bias__domain__tool__in=tools))


def _add_silent(touched: Touched, rows: list[RowChange]) -> None:
    """Studies that are registered and show no result speak against every outcome of what they are about.

    Looked at are those that may have become one of these or be none any more.
    """
    moved = set(_values([one for one in _of(Result, rows) if _differs(one, "study_id")], "study_id"))
    registered = set(_values(_of(Registration, rows), "study_id"))
    decided = [one for one in _of(Study, rows) if _differs(one, "state", "interventions")]
    about: set[int] = set()
    for chunk in in_chunks(moved | registered | {one.row for one in decided}):
        found = Study.objects.filter(Q(results=None) | Q(pk__in=moved.intersection(chunk)), pk__in=chunk)
        found = found.filter(Q(registrations__isnull=False) | Q(pk__in=registered.intersection(chunk)))
        links = Study.interventions.through.objects.filter(study__in=found)
        about.update(links.values_list("intervention", flat=True))
    if registered or about:
        about |= {pk for listed in _values(decided, "interventions") for pk in listed}
    _add_all_above(touched, about)


def _add_pairs(touched: Touched, comparisons: ComparisonQuerySet) -> None:
    for intervention, outcome in comparisons.published().values_list("intervention", "result__outcome").distinct():
        touched.add([intervention], {outcome})


@transaction.atomic
def rework(pairs: dict[int, set[int]]) -> int:
    """The findings of these interventions and of all above them, for their outcomes; says how many were otherwise."""
    todo: dict[int, set[int]] = {}
    parents = dict(Intervention.objects.values_list("pk", "parent"))
    for intervention, outcomes in pairs.items():
        here: int | None = intervention
        while here is not None and here in parents:
            todo.setdefault(here, set()).update(outcomes)
            here = parents[here]
    numbers = sorted(todo)
    parts = (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
    return sum(_replace({one: todo[one] for one in part}) for part in parts)


def _replace(part: dict[int, set[int]]) -> int:
    """Written only where they differ: an edit that changes no figure writes nothing."""
    outcomes = set().union(*part.values())
    kept = {
        (one.intervention_id, one.outcome_id, one.place): one
        for one in Finding.objects.of(part, outcomes)
        if one.outcome_id in part[one.intervention_id]
    }
    made = {(one.intervention_id, one.outcome_id, one.place): one for one in finding_rows(part)}
    same = {key for key, one in made.items() if key in kept and _says(kept[key]) == _says(one)}
    gone = [one.pk for key, one in kept.items() if key not in same]
    for chunk in in_chunks(gone):
        Finding.objects.filter(pk__in=chunk).delete()
    new = [one for key, one in made.items() if key not in same]
    Finding.objects.bulk_create(new, batch_size=200)
    return max(len(gone), len(new))


def _says(one: Finding) -> tuple[object, ...]:
    return (one.condition_id, one.standing, one.side, one.level, one.trials, one.people, one.line)


@transaction.atomic
def rebuild() -> int:
    """All findings anew from the studies; says how many were otherwise."""
    pairs: dict[int, set[int]] = {}
    found = Comparison.objects.filter(intervention__isnull=False)
    for intervention, outcome in found.values_list("intervention", "result__outcome").distinct().iterator():
        pairs.setdefault(intervention, set()).add(outcome)
    for intervention, outcome in Finding.objects.values_list("intervention", "outcome").distinct().iterator():
        pairs.setdefault(intervention, set()).add(outcome)
    return rework(pairs)
