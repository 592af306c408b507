"""The table behind a plot: a row for each study, from which the pooled figures can be made again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from evidence.statistics import NotEstimableError
from evidence.synthesis.bodies import Body
from evidence.synthesis.entry import ArmFigures
from evidence.synthesis.lines import Line
from evidence.synthesis.plot import section_name
from evidence.synthesis.spread import group_of
from evidence.synthesis.values import natural_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotRow:
    """One study of one body. Empty means not reported or not computed, never zero."""

    body: str
    pooled: str
    study_id: str
    study: str
    comparison_ids: str
    measure: str
    scale: str
    yi: float | None
    vi: float | None
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    weight: float | None
    source: str
    derived: str
    not_estimable: str
    experimental_arm: str
    experimental_n: int | float | None
    experimental_mean: float | None
    experimental_sd: float | None
    experimental_events: int | None
    experimental_total: int | None
    reference_arm: str
    reference_n: int | float | None
    reference_mean: float | None
    reference_sd: float | None
    reference_events: int | None
    reference_total: int | None


MEANINGS = {
    "body": "What the studies of one pooled figure share; studies of different bodies are not pooled together.",
    "pooled": "`true` if the studies of this body are pooled on the page.",
    "study_id": "Lasting id of the study, and its address on this site.",
    "study": "Authors and year.",
    "comparison_ids": "Lasting ids of the comparisons, ` + ` between those whose arms were joined.",
    "measure": "MD, SMD, RR, OR, RD, HR or ROM.",
    "scale": "The scale that mean differences are read on.",
    "yi": "The effect on the scale of analysis: the natural logarithm of a ratio.",
    "vi": "Its variance there.",
    "estimate": "The effect itself.",
    "ci_low": "Lower end of its normal 95 % interval.",
    "ci_high": "Upper end of that interval.",
    "weight": "Its weight in the pooled figure, per cent.",
    "source": "`arms`: computed from the arms' figures; `report`: from the printed estimate.",
    "derived": "Which standard deviations had to be derived, and from what.",
    "not_estimable": "Why no effect could be computed.",
    "experimental_arm": "The arms that got the intervention, ` + ` between those joined.",
    "experimental_n": "People with data in them.",
    "experimental_mean": "Their mean, or mean change.",
    "experimental_sd": "Their standard deviation, as printed or derived.",
    "experimental_events": "People of them with the event.",
    "experimental_total": "People of them in whom the event was looked for.",
    "reference_arm": "The arms they are compared with.",
    "reference_n": "People with data in them.",
    "reference_mean": "Their mean, or mean change.",
    "reference_sd": "Their standard deviation, as printed or derived.",
    "reference_events": "People of them with the event.",
    "reference_total": "People of them in whom the event was looked for.",
}
COLUMNS = tuple(one.name for one in fields(PlotRow))


def table_of(bodies: Iterable[Body]) -> tuple[PlotRow, ...]:
    return tuple(_row(line, body) for body in bodies for line in body.lines)


def cells(row: PlotRow) -> list[object]:
    return [getattr(row, name) for name in COLUMNS]


def _row(line: Line, body: Body) -> PlotRow:
    entry, effect = line.entry, line.estimated.effect if line.estimated else None
    found = natural_of(effect, ratio=body.is_ratio) if effect else None
    e, r = _figures(entry.experimental), _figures(entry.reference)
    return PlotRow(
        body=section_name(body),
        pooled="true" if body.pooled else "false",
        study_id=entry.study,
        study=entry.label,
        comparison_ids=entry.id,
        measure=body.measure,
        scale=body.scale.name if body.scale else "",
        yi=effect.estimate if effect else None,
        vi=effect.variance if effect else None,
        estimate=found.estimate if found else None,
        ci_low=found.low if found else None,
        ci_high=found.high if found else None,
        weight=100 * body.weights[entry.study] if body.pooled and effect else None,
        source=line.estimated.source if line.estimated else "",
        derived="; ".join(line.estimated.derived) if line.estimated else "",
        not_estimable=line.why_not,
        experimental_arm=e.name,
        experimental_n=e.n,
        experimental_mean=e.mean,
        experimental_sd=e.sd,
        experimental_events=e.events,
        experimental_total=e.total,
        reference_arm=r.name,
        reference_n=r.n,
        reference_mean=r.mean,
        reference_sd=r.sd,
        reference_events=r.events,
        reference_total=r.total,
    )


def _figures(arm: ArmFigures | None) -> ArmFigures:
    """With the SD that the effect was computed with."""
    if arm is None:
        return ArmFigures(arm="")
    try:
        sd: float | None = group_of(arm)[0].sd
    except NotEstimableError:
        sd = arm.sd
    return ArmFigures(arm=arm.arm, name=arm.name, n=arm.n, mean=arm.mean, sd=sd, events=arm.events, total=arm.total)
