"""Names in addresses and identifiers, made from what the curator has typed anyway."""

from __future__ import annotations

import re

from django.utils.text import slugify

from evidence.models import Comparator, Comparison, Result

DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


def name_of_arm(name: str) -> str:
    return slugify(name)[:60] or "arm"


def name_of_result(result: Result) -> str:
    """`pain-6-months`; with the kind or the scale behind it where the study has another of that name.

    The same outcome, time, kind and scale once more keep the same name, so that a double click is refused.
    """
    plain = slugify(f"{result.outcome.slug} {result.time} {result.subgroup}")[:80]
    other = Result.objects.filter(study=result.study_id, slug=plain).exclude(pk=result.pk).first()
    if other is None or (other.kind, other.instrument_id) == (result.kind, result.instrument_id):
        return plain
    differs = result.instrument.slug if result.instrument and other.kind == result.kind else result.kind
    return slugify(f"{plain[:40]} {differs}")[:80]


def name_of_comparison(comparison: Comparison) -> str:
    """`magnesium-v-placebo`; with the measure behind it where another estimate has that name already."""
    tested = comparison.experimental or comparison.intervention
    against = comparison.reference.slug if comparison.reference else slugify(comparison.comparator)
    plain = (tested.slug if tested else "all")[:38]
    if comparison.comparator != Comparator.NONE:
        plain = f"{plain}-v-{against[:38]}"
    taken = Comparison.objects.filter(result=comparison.result_id, slug=plain).exclude(pk=comparison.pk)
    if comparison.result_id and taken.exclude(measure=comparison.measure).exists():
        return slugify(f"{plain} {comparison.measure}")[:80]
    return plain


def days_in(time: str) -> int | None:
    """183 for `6 months`, 0 for `baseline`; None for what is no such time."""
    if time.strip().lower() == "baseline":
        return 0
    match = re.fullmatch(r"(\d{1,4}) ?(day|week|month|year)s?", time.strip().lower())
    return round(int(match[1]) * DAYS[match[2]]) if match else None
