"""What two people extract apart: the frame that both get, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from evidence.agreement import Agreement, agreement
from evidence.models import Arm, ArmValue, Extraction, Kept, Result, ResultKind, Study

OF_STUDY = ("design", "blinding", "country", "people")
OF_ARM = ("people", "analysed")
OF_COMPARISON = ("measure", "estimate", "ci_low", "ci_high", "se", "p", "direction")
SPREAD = ("n", "mean", "sd", "se", "ci_low", "ci_high", "minimum", "maximum", "baseline_mean", "baseline_sd")
# Which figures of an arm belong to a kind of result.
OF_VALUE = {
    ResultKind.EVENTS: ("n", "events", "total", "percent"),
    ResultKind.MEDIAN: ("n", "median", "lower_quartile", "upper_quartile", "minimum", "maximum"),
    ResultKind.ESTIMATE: (),
    ResultKind.WORDS: (),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One figure or choice that both readers look for; `row` is where the first one's stands."""

    # Lasting within the study: `result:pain-6-months:arm:magnesium:mean`.
    name: str
    where: str
    label: str
    row: Kept
    field: str

    @property
    def column(self) -> Any:
        return self.row._meta.get_field(self.field)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in self.column.flatchoices if value]

    @property
    def is_figure(self) -> bool:
        return isinstance(self.column, models.FloatField | models.IntegerField)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One thing as two read it; empty is not reported."""

    asked: Asked
    first: str
    second: str

    @property
    def agree(self) -> bool:
        return same(self.first, self.second)


@dataclass(frozen=True, kw_only=True)
class Agreements:
    """Over everything that was asked; then whether something is reported, and the choices, each with its kappa."""

    whole: Agreement
    reported: Agreement
    choices: Agreement


def asked_of(study: Study) -> list[Asked]:
    """Everything that is asked of a study, by a fixed number of queries."""
    asked = list(_fields(study, "study", "the study", OF_STUDY))
    arms: list[Arm] = list(study.arms.all())
    for arm in arms:
        asked += _fields(arm, f"arm:{arm.slug}", f"arm {arm.name}", OF_ARM)
    results = study.results.select_related("outcome", "instrument").prefetch_related("values", "comparisons")
    for result in results.order_by("outcome__name", "days", "pk"):
        asked += _of_result(result, arms)
    return asked


def _of_result(result: Result, arms: list[Arm]) -> Iterator[Asked]:
    scale = f", {result.instrument}" if result.instrument else ""
    where = f"{result.outcome}, {result.time or 'no time said'}{scale}, {result.get_kind_display()}"
    values = {one.arm_id: one for one in result.values.all()}
    for arm in arms:
        value = values.get(arm.pk) or ArmValue(result=result, arm=arm)
        value.result, value.arm = result, arm
        fields = OF_VALUE.get(ResultKind(result.kind), SPREAD)
        yield from _fields(value, f"result:{result.slug}:arm:{arm.slug}", f"{where}: {arm.name}", fields)
    for one in result.comparisons.all():
        one.result = result
        yield from _fields(one, f"result:{result.slug}:comparison:{one.slug}", f"{where}: {one.slug}", OF_COMPARISON)


def _fields(row: Kept, name: str, where: str, fields: tuple[str, ...]) -> Iterator[Asked]:
    for field in fields:
        column: Any = row._meta.get_field(field)
        yield Asked(name=f"{name}:{field}", where=where, label=str(column.verbose_name), row=row, field=field)


def value_of(asked: Asked) -> str:
    """What the first reader entered, as text; empty where nothing is."""
    value = getattr(asked.row, asked.field)
    if value is None:
        return ""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def same(one: str, other: str) -> bool:
    """4.70 is 4.7; capitals and spaces at the ends say nothing."""
    if one.strip().casefold() == other.strip().casefold():
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def pairs_of(extraction: Extraction) -> list[Pair]:
    """What both entered, in the order of the frame; what was taken out of the study since is left out."""
    first: Mapping[str, str] = extraction.first
    second: Mapping[str, str] = extraction.second
    return [
        Pair(asked=one, first=first[one.name], second=second.get(one.name, ""))
        for one in asked_of(extraction.study)
        if one.name in first
    ]


def agreements(pairs: list[Pair]) -> Agreements:
    told = [(one.first, one.first if one.agree else one.second) for one in pairs]
    return Agreements(
        whole=agreement(told),
        reported=agreement([(bool(one.first), bool(one.second)) for one in pairs if one.asked.is_figure]),
        choices=agreement([(one.first, one.second) for one in pairs if one.asked.choices]),
    )
