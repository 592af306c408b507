"""Synthesis as pages show it: for each outcome the lines of the summary of findings and the plots behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from django.urls import reverse

from evidence.drawing.plot import ForestPlot
from evidence.grading import RULES_1, Rules
from evidence.models import (
    CertaintyRules,
    Effect,
    Intervention,
    InterventionKind,
    Registration,
    Route,
    SearchLog,
    State,
    Status,
)
from evidence.summaries.bias import Judged
from evidence.summaries.conditions import Conditions
from evidence.summaries.entries import all_scales, entries_of, smallest_of
from evidence.summaries.result_row import ResultRow
from evidence.summaries.shown import Shown
from evidence.summaries.verdict import verdict
from evidence.synthesis.choices import Choices
from evidence.synthesis.conclusions import Names, conclusions_of
from evidence.synthesis.entry import Entry, Scale
from evidence.synthesis.findings import Found, findings_of
from evidence.synthesis.plot import MOST_DRAWN, plots_of
from evidence.synthesis.rating import Question, Surroundings
from evidence.synthesis.selection import RETRACTED, LeftOut, known_by
from evidence.synthesis.since import Since, changes_since
from evidence.synthesis.units import Unit, unit_of

DOSE_UNKNOWN = "how much of it a day is not stated"
DOSE_OPEN = "its amount a day is not held against those of the studies yet"


class Plots(Enum):
    """Which outcomes are drawn: all, those with two studies or more, or none."""

    ALL = auto()
    COMPARED = auto()
    NONE = auto()


@dataclass(frozen=True, kw_only=True)
class OutcomeSynthesis:
    """One outcome of one intervention; `since` says what changed after the day that was asked for."""

    intervention: str
    slug: str
    name: str
    harm: bool
    unit: Unit
    found: tuple[Found, ...]
    plots: tuple[ForestPlot, ...]
    since: tuple[Since, ...]

    @property
    def anchor(self) -> str:
        return f"synthesis-{self.slug}"

    @property
    def too_many(self) -> int:
        """How many studies there are, if there are too many to draw."""
        lines = sum(len(body.lines) for body in self.unit.bodies)
        return lines if lines > MOST_DRAWN else 0

    @property
    def address(self) -> str:
        return reverse("evidence:synthesis", args=[self.intervention, self.slug])

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """By the choices, by their time or part of the people, and beside another result of the same study."""
        return self.unit.left_out + tuple(one for body in self.unit.bodies for one in body.set_aside)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every outcome of an intervention shares: its question, its searches, and the rules in force."""

    intervention: Intervention
    question: Question
    forms: Mapping[str, str]
    searches: tuple[SearchLog, ...]
    conditions: Conditions
    scales: Mapping[str, Scale]
    registrations: int
    people_unreported: int
    rules: Rules


@dataclass(frozen=True, kw_only=True)
class Family:
    """An intervention, all of its tree with itself, and all that it lies under.

    `asked` is what a reader wants to know of, where the studies of something wider have to stand in for it.
    """

    intervention: Intervention
    tree: Sequence[Intervention]
    above: Sequence[Intervention]
    asked: Intervention | None = None


def frame_of(
    intervention: Intervention,
    tree: Sequence[Intervention],
    above: Sequence[Intervention],
    *,
    asked: Intervention | None = None,
) -> Frame:
    """A few queries, however much evidence there is; the words are those of `Family`."""
    return frames_of([Family(intervention=intervention, tree=tree, above=above, asked=asked)])[0]


def frames_of(families: Sequence[Family], rules: Rules | None = None) -> tuple[Frame, ...]:
    """One for each family, in their order, by the same few queries for all; by the rules in force unless given."""
    searches = _searches({one.pk for family in families for one in [*family.above, family.intervention]})
    silent = _silent({one.pk for family in families for one in family.tree})
    conditions, scales, rules = Conditions.all(), all_scales(), rules or rules_in_force()
    frames = []
    for family in families:
        below, wider = {one.pk for one in family.tree}, {one.pk for one in [*family.above, family.intervention]}
        # Once each, though a study can be registered twice and test several of them.
        planned = {(study, people) for study, people, tested in silent if tested in below}
        frames.append(
            Frame(
                intervention=family.intervention,
                question=_question(family.asked or family.intervention),
                forms=forms_of(family.tree),
                searches=tuple(one for one in searches if one.intervention_id in wider),
                conditions=conditions,
                scales=scales,
                registrations=len(planned),
                people_unreported=sum(people or 0 for _, people in planned),
                rules=rules,
            )
        )
    return tuple(frames)


def _searches(interventions: Collection[int]) -> list[SearchLog]:
    found = SearchLog.objects.filter(intervention__in=interventions, looked_for_contrary=True)
    return list(found.select_related("condition"))


def _question(intervention: Intervention) -> Question:
    described = intervention.described
    product = intervention.kind == InterventionKind.PRODUCT
    amount = intervention.daily_amount is not None
    return Question(
        form=described.form,
        route=str(Route(described.route).label) if described.route else "",
        dose=(DOSE_OPEN if amount else DOSE_UNKNOWN) if product else "",
    )


def forms_of(tree: Iterable[Intervention]) -> dict[str, str]:
    """The form of each by its slug: its own, or that of the nearest above it within the tree."""
    by_pk = {one.pk: one for one in tree}
    forms = {}
    for one in by_pk.values():
        here: Intervention | None = one
        while here is not None and not here.form:
            here = by_pk.get(here.parent_id or 0)
        forms[one.slug] = here.form if here is not None else ""
    return forms


def rules_in_force() -> Rules:
    """Those that an administrator put in force; else the first version, which comes with the program."""
    found = CertaintyRules.objects.in_force().first()
    return found.as_rules if found else RULES_1


def syntheses(
    lines: Sequence[Shown],
    frame: Frame,
    choices: Choices,
    *,
    plots: Plots,
    bias: Mapping[tuple[str, str], Judged] | None = None,
) -> tuple[OutcomeSynthesis, ...]:
    """One for each outcome, benefits before harms, by name; `bias` as `judgements_of` gives it, if it is known."""
    by_outcome: dict[str, list[Shown]] = {}
    for line in lines:
        by_outcome.setdefault(line.row.outcome_id, []).append(line)
    entries = entries_of([one.row for one in lines], frame.conditions, frame.forms, bias)
    found = [_synthesis(part, entries, frame, choices, plots) for part in by_outcome.values()]
    return tuple(sorted(found, key=lambda one: (one.harm, one.name)))


def _synthesis(
    lines: Sequence[Shown], entries: Mapping[str, Sequence[Entry]], frame: Frame, choices: Choices, plots: Plots
) -> OutcomeSynthesis:
    row = lines[0].row
    mine = [entry for one in lines for entry in entries[one.row.comparison_id]]
    unit, found = _found(lines, row, mine, frame, choices)
    alone = all(len(body.lines) < 2 for body in unit.bodies)
    names = {"intervention": frame.intervention.name, "outcome": row.outcome}
    drawn = () if plots == Plots.NONE or (alone and plots == Plots.COMPARED) else plots_of(unit, **names)
    since: tuple[Since, ...] = ()
    if choices.as_of is not None:
        day = choices.as_of
        _, now = _found(lines, row, mine, frame, replace(choices, as_of=None))
        since = changes_since(found, now, [one for one in mine if not known_by(one.known_on, day)])
    return OutcomeSynthesis(
        intervention=frame.intervention.slug,
        slug=row.outcome_id,
        name=row.outcome,
        harm=row.outcome_effect == Effect.HARM,
        unit=unit,
        found=found,
        plots=drawn,
        since=since,
    )


def _found(
    lines: Sequence[Shown], row: ResultRow, entries: Sequence[Entry], frame: Frame, choices: Choices
) -> tuple[Unit, tuple[Found, ...]]:
    unit = unit_of(entries, choices, smallest=smallest_of(row, frame.scales), rules=frame.rules)
    names = Names(intervention=frame.intervention.name, outcome=row.outcome, conditions=frame.conditions.names)
    retracted = {one.entry.study for one in unit.left_out if one.reason == RETRACTED}
    around = {one: _around(one, frame, choices, len(retracted)) for one in unit.conditions}
    concluded = conclusions_of(unit, names, choices, question=frame.question, around=around, rules=frame.rules)
    by_id = {one.row.comparison_id: one for one in lines}

    def in_words(ids: Collection[str]) -> str:
        return verdict([by_id[one] for one in ids]).headline

    return unit, findings_of(unit, concluded, names, in_words)


def _around(condition: str, frame: Frame, choices: Choices, retracted: int) -> Surroundings:
    path = frame.conditions.path(condition)
    searched = [
        one
        for one in frame.searches
        if (one.condition is None or one.condition.slug in path)
        and (choices.as_of is None or known_by(str(one.date), choices.as_of))
    ]
    return Surroundings(
        searched=bool(searched),
        registrations_without_results=frame.registrations,
        people_unreported=frame.people_unreported,
        retracted=retracted,
    )


def _silent(tested: Collection[int]) -> list[tuple[int, int | None, int]]:
    """Registered studies of these that are over and show no result anywhere: study, people planned, what is tested."""
    found = Registration.objects.filter(
        status__in=[Status.COMPLETED, Status.STOPPED],
        study__state=State.PUBLISHED,
        study__interventions__in=tested,
        study__results=None,
    ).exclude(results_posted=True)
    return list(found.values_list("study", "people_planned", "study__interventions"))
