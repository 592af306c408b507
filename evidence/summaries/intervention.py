"""InterventionSummary: all that the page of one intervention shows."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.models import Arm, Assessment, Comparison, Intervention, InterventionKind, SearchLog, Study
from evidence.summaries import groups
from evidence.summaries.finding_lines import KeptOutcome, kept_outcomes
from evidence.summaries.groups import Evidence, gather
from evidence.summaries.regimens import Regimen, regimens_with
from evidence.summaries.result_row import result_values
from evidence.summaries.synthesis import OutcomeSynthesis, Plots, frame_of, syntheses
from evidence.synthesis.choices import Choices

# Kinds of which a buyer asks whether what is known of the substance holds for them.
STAND_IN_FOR = (InterventionKind.FORM, InterventionKind.PRODUCT)


@dataclass(frozen=True, kw_only=True)
class FindingsPart:
    heading: str
    outcomes: tuple[OutcomeSynthesis | KeptOutcome, ...]
    empty: str


@dataclass(frozen=True, kw_only=True)
class InterventionSummary:
    intervention: Intervention
    above: tuple[Intervention, ...]
    below: tuple[Intervention, ...]
    synonyms: tuple[str, ...]
    evidence: Evidence
    regimens: tuple[Regimen, ...]
    without_results: tuple[Study, ...]
    searches: tuple[SearchLog, ...]
    assessments: tuple[Assessment, ...]
    outcomes: tuple[OutcomeSynthesis | KeptOutcome, ...]
    # Of what the outcomes are, where nothing was studied of the intervention itself.
    stands_in: Intervention | None

    @property
    def plotted(self) -> tuple[OutcomeSynthesis, ...]:
        """Those with something to compare: two studies or more that look at the same."""
        worked_out = (one for one in self.outcomes if isinstance(one, OutcomeSynthesis))
        return tuple(one for one in worked_out if any(len(body.lines) > 1 for body in one.unit.bodies))

    @property
    def findings(self) -> tuple[FindingsPart, ...]:
        """The summary of findings, benefits before harms."""
        return (
            FindingsPart(
                heading="Benefits looked for",
                outcomes=tuple(one for one in self.outcomes if not one.harm),
                empty="No study entered here reports on a benefit.",
            ),
            FindingsPart(
                heading="Harms looked for",
                outcomes=tuple(one for one in self.outcomes if one.harm),
                empty="No study entered here reports on harms. That is not the same as no harm.",
            ),
        )


def summarise_intervention(intervention: Intervention, choices: Choices) -> InterventionSummary:
    """What is known of an intervention and of everything below it, in a fixed number of queries."""
    # Read once: with the ids before it, PostgreSQL finds the rows of a page without a walk through all others.
    tree = tuple(Intervention.objects.under(intervention).order_by("name"))
    above = tuple(Intervention.objects.above(intervention))
    evidence = _evidence(tree, first=intervention.slug)
    outcomes, stands_in = _outcomes(intervention, tree, above, evidence, choices)
    return InterventionSummary(
        intervention=intervention,
        above=above,
        below=tuple(one for one in tree if one != intervention),
        synonyms=tuple(intervention.synonyms.values_list("name", flat=True)),
        evidence=evidence,
        outcomes=outcomes,
        stands_in=stands_in,
        regimens=regimens_with(Arm.objects.filter(study__state="published"), tree),
        without_results=tuple(
            Study.objects.published()
            .testing(tree)
            .exclude(pk__in=Comparison.objects.published().testing(tree).values("result__study"))
            .prefetch_related("reports", "registrations")[:100]
        ),
        searches=tuple(
            SearchLog.objects.filter(intervention__in=tree).select_related("intervention", "condition")[:50]
        ),
        assessments=tuple(
            Assessment.objects.published()
            .filter(intervention=intervention)
            .telling_changes()
            .select_related("condition", "outcome", "rules")
            .order_by("outcome__name", "condition__name", "pk")[:50]
        ),
    )


def _evidence(tree: tuple[Intervention, ...], *, first: str) -> Evidence:
    """All rows of the intervention or, where there are more than a page holds, none: the first of them by any order
    would tell another story, and sorting them costs the more the more there are. Their outcomes have pages."""
    rows = Comparison.objects.published().testing(tree).order_by()[: groups.LONGEST + 1].count()
    if rows > groups.LONGEST:
        return Evidence(groups=(), lines=(), cut=True)
    return gather(result_values().published().testing(tree), first=first)


def _outcomes(
    intervention: Intervention,
    tree: tuple[Intervention, ...],
    above: tuple[Intervention, ...],
    evidence: Evidence,
    choices: Choices,
) -> tuple[tuple[OutcomeSynthesis | KeptOutcome, ...], Intervention | None]:
    """Of the intervention; of a form or product that nobody studied those of the nearest above it, held against it."""
    if evidence.cut:
        # A part of the results would tell another story than all of them.
        return kept_outcomes(intervention), None
    if evidence.lines or intervention.kind not in STAND_IN_FOR:
        frame = frame_of(intervention, tree, above)
        return syntheses(evidence.lines, frame, choices, plots=Plots.COMPARED), None
    for at in reversed(range(len(above))):
        wider = above[at]
        wider_tree = tuple(Intervention.objects.under(wider).order_by("name"))
        found = gather(result_values().published().testing(wider_tree), first=wider.slug)
        if found.lines:
            frame = frame_of(wider, wider_tree, above[:at], asked=intervention)
            return syntheses(found.lines, frame, choices, plots=Plots.NONE), wider
    return (), None
