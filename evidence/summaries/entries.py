"""Entries: rows of evidence as synthesis takes them, with the stage of their condition and their risk of bias."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from evidence.citations import short
from evidence.models import Domain, Instrument, Route
from evidence.summaries.bias import NOT_JUDGED, Judged, judgements_of
from evidence.summaries.conditions import Conditions
from evidence.summaries.result_row import ResultRow
from evidence.synthesis.entry import ArmFigures, Entry, Printed, Scale, Smallest
from evidence.synthesis.selection import UNDATED


def entries_of(
    rows: Sequence[ResultRow],
    conditions: Conditions,
    forms: Mapping[str, str],
    bias: Mapping[tuple[str, str], Judged] | None = None,
) -> dict[str, tuple[Entry, ...]]:
    """By the row's id, an entry for each condition that its people have, each at its top. Two queries.

    `forms` are the forms of interventions by their ids, `bias` the judgements if they were asked for already.
    """
    if bias is None:
        bias = judgements_of({row.study_id for row in rows})
    return {row.comparison_id: tuple(_entries(row, conditions, forms, bias)) for row in rows}


def smallest_of(row: ResultRow, scales: Mapping[str, Scale]) -> Smallest | None:
    """The smallest important difference of the row's outcome, on its own scale; `scales` by their ids."""
    scale = scales.get(row.outcome_smallest_scale_id)
    if row.outcome_smallest is None or scale is None:
        return None
    return Smallest(difference=row.outcome_smallest, scale=scale)


def all_scales() -> dict[str, Scale]:
    """Every instrument by its id; there are some dozens, and two may have one short name."""
    return {
        one.slug: Scale(
            slug=one.slug,
            name=one.short_name,
            minimum=one.minimum,
            maximum=one.maximum,
            better=one.better,
            family=one.family,
            unit=one.unit,
        )
        for one in Instrument.objects.all()
    }


def _entries(
    row: ResultRow, conditions: Conditions, forms: Mapping[str, str], bias: Mapping[tuple[str, str], Judged]
) -> Iterator[Entry]:
    stages = conditions.stages(list(_items(row.condition_ids))) or ("",)
    names = {slug: conditions.names.get(slug, "") for slug in stages}
    for slug in stages:
        others = tuple(name for other, name in names.items() if other != slug)
        mine = bias.get((row.study_id, row.result_id)) or bias.get((row.study_id, "")) or NOT_JUDGED
        yield replace(
            entry_of(row),
            condition=slug,
            stage=names[slug],
            also_of=others,
            bias=mine.overall,
            bias_tool=mine.tool,
            bias_domains=mine.domains,
            form=forms.get(row.intervention_id, ""),
        )


def entry_of(row: ResultRow) -> Entry:
    """What the row says by itself, without its condition's stage and its risk of bias."""
    return Entry(
        id=row.comparison_id,
        result=row.result_id,
        study=row.study_id,
        label=short(_items(row.authors), row.year, otherwise=row.acronym or row.report_title or row.study_title),
        outcome=row.outcome_id,
        better=row.outcome_better,
        kind=row.kind,
        comparator=row.comparator,
        design=row.design,
        intervention=row.intervention_id,
        routes=tuple(str(Route(one).label) for one in _items(row.experimental_routes or row.intervention_route)),
        scale=_scale(row),
        time=row.time,
        days=row.days,
        primary=row.primary == "true",
        subgroup=row.subgroup,
        experimental=_arm(row, "experimental"),
        reference=_arm(row, "reference"),
        printed=_printed(row),
        people=row.study_people,
        known_on=row.known_on,
        retracted_on=row.retracted_on or (UNDATED if row.retracted == "true" else ""),
        seller_interest=row.seller_interest,
        checked=bool(row.checked_by),
        basis=row.basis,
        group=row.independence_group,
        group_reason=row.independence_reason,
        trials=row.pooled_trials,
        surrogate=row.outcome_domain == Domain.LABORATORY,
    )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(one for one in cell.split("; ") if one)


def _scale(row: ResultRow) -> Scale | None:
    if not row.instrument:
        return None
    return Scale(
        slug=row.instrument_id,
        name=row.instrument,
        minimum=row.instrument_minimum,
        maximum=row.instrument_maximum,
        better=row.instrument_better,
        family=row.instrument_family,
        unit=row.instrument_unit,
    )


# The figures of an arm by their names in a row.
FIGURES = (
    *("n", "mean", "sd", "se", "ci_low", "ci_high", "minimum", "maximum"),
    *("median", "lower_quartile", "upper_quartile", "events", "total"),
)


def _arm(row: ResultRow, side: str) -> ArmFigures | None:
    slug, name = getattr(row, f"{side}_arm_id"), getattr(row, f"{side}_arm")
    if not slug:
        return None
    return ArmFigures(arm=slug, name=name, **{one: getattr(row, f"{side}_{one}") for one in FIGURES})


def _printed(row: ResultRow) -> Printed | None:
    if not row.reported_measure and not row.reported_p:
        return None
    return Printed(
        measure=row.reported_measure,
        estimate=row.reported_estimate,
        ci_low=row.reported_ci_low,
        ci_high=row.reported_ci_high,
        level=row.reported_ci_level if row.reported_ci_level is not None else 95.0,
        se=row.reported_se,
        p=row.reported_p,
    )
