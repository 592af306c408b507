"""Findings of many interventions as lines, for the pages of conditions and outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from evidence.models import Condition, Effect, Finding, Intervention, Outcome
from evidence.synthesis.findings import Found, found_again

# What does not fit is on the map, page by page.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """One line of the summary of findings of one intervention, with where it leads."""

    intervention: str
    outcome: str
    address: str
    found: Found


@dataclass(frozen=True, kw_only=True)
class KeptOutcome:
    """An outcome of an intervention that has more results than one page reads, by the findings kept of it."""

    slug: str
    name: str
    harm: bool
    address: str
    found: tuple[Found, ...]
    since: tuple[()] = ()


def kept_outcomes(intervention: Intervention) -> tuple[KeptOutcome, ...]:
    """The lines of an intervention by outcome, benefits before harms; of many the first. One query."""
    mine = Finding.objects.filter(intervention=intervention).select_related("outcome")
    by_outcome: dict[Outcome, list[Found]] = {}
    for one in mine.order_by("outcome__effect", "outcome__name", "place")[:MOST]:
        by_outcome.setdefault(one.outcome, []).append(found_again(one.line))
    return tuple(
        KeptOutcome(
            slug=outcome.slug,
            name=outcome.name,
            harm=outcome.effect == Effect.HARM,
            address=reverse("evidence:synthesis", args=[intervention.slug, outcome.slug]),
            found=tuple(found),
        )
        for outcome, found in by_outcome.items()
    )


def lines_on(outcome: Outcome) -> tuple[FindingLine, ...]:
    return _lines(Finding.objects.filter(outcome=outcome))


def lines_in(condition: Condition) -> tuple[FindingLine, ...]:
    return _lines(Finding.objects.filter(condition__in=Condition.objects.under(condition)))


def _lines(findings: QuerySet[Finding]) -> tuple[FindingLine, ...]:
    """Of interventions at the top of their tree, which include what lies below them. One query."""
    tops = findings.filter(intervention__parent=None).select_related("intervention", "outcome")
    return tuple(
        FindingLine(
            intervention=one.intervention.name,
            outcome=one.outcome.name,
            address=reverse("evidence:synthesis", args=[one.intervention.slug, one.outcome.slug]),
            found=found_again(one.line),
        )
        for one in tops.order_by("intervention__name", "outcome__name", "place")[:MOST]
    )
