"""StudyRow: one study with its main report, for lists and for studies.csv."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from evidence.models import Report, Result, State, Study
from evidence.models.study import StudyQuerySet
from evidence.summaries import expressions as sql
from evidence.summaries.columns import column, columns_of, read, select
from evidence.summaries.result_row import in_one_line, text


def number_of(queryset: Any) -> Coalesce:
    """How many rows a correlated queryset has."""
    counted = queryset.order_by().annotate(_one=Value(1)).values("_one").annotate(_all=Count("pk")).values("_all")
    return Coalesce(Subquery(counted), Value(0))


@dataclass(frozen=True, kw_only=True)
class StudyRow:
    """One row a study, however often it is reported."""

    study_id: str = column("slug", "Lasting id of the study, and its address on this site.")
    title: str = column("title", "Title of the study.")
    acronym: str = column("acronym", "Acronym of the study, if it has one.")
    design: str = column("design", "Design as checked by a curator.", free=False)
    claimed_design: str = column("claimed_design", "What the report calls it, where that differs.")
    blinding: str = column("blinding", "Who did not know the allocation.", free=False)
    conditions: str = column(sql.conditions_of("pk"), "Conditions of the people, `; ` between them.")
    interventions: str = column(sql.interventions_of("pk"), "What it tests or reviews, `; ` between them.")
    country: str = column("country", "Where people took part.")
    setting: str = column("setting", "Kind of place.")
    population: str = column("population", "Who took part.")
    people: int | None = column("people", "People randomised or studied.")
    studies_reviewed: int | None = column("studies_reviewed", "For a review: studies it includes.")
    funding: str = column("funding", "Who paid.")
    sponsor: str = column("sponsor", "Who ran or paid for it, in one spelling for all its trials.")
    conflict_of_interest: str = column("conflict_of_interest", "Declared or known interests.")
    seller_interest: str = column(
        "seller_interest", "Whether somebody who sells what is tested had a hand in it.", free=False
    )
    independence_group: str = column(
        "independence_group", "Studies with the same word share a team, a sponsor or people."
    )
    independence_reason: str = column(
        "independence_reason", "What they share: `team`, `sponsor` or `people`.", free=False
    )
    status: str = column("status", "Whether it is running or completed.", free=False)
    registrations: str = column(
        sql.registrations_of("pk"), "Numbers in trial registries; empty: none known.", free=False
    )
    notices: str = column(sql.notices_of("pk"), "Retractions, errata and concerns; empty: none known.", free=False)
    reports: int = column(number_of(Report.objects.filter(study=OuterRef("pk"))), "How many reports it has here.")
    results: int = column(
        number_of(Result.objects.filter(study=OuterRef("pk"), state=State.PUBLISHED)), "How many results are entered."
    )
    report_id: str = column(text("m__slug"), "Lasting id of the main report.")
    pmid: str = column(text("m__pmid"), "PubMed id of the main report.", free=False)
    pmcid: str = column(text("m__pmcid"), "PubMed Central id of the main report.", free=False)
    doi: str = column(text("m__doi"), "DOI of the main report, in lower case.", free=False)
    report_title: str = column(text("m__title"), "Title of the main report, as printed.")
    authors: str = column(in_one_line("m__authors"), "Authors of the main report, `; ` between them.")
    journal: str = column(text("m__journal"), "Journal of the main report.")
    year: int | None = column("m__year", "Year of the main report.")
    published_online: str = column(text("m__published_online"), "Date online; 2012, 2012-12 or 2012-12-17.", free=False)
    published_issue: str = column(
        text("m__published_issue"), "Date of the issue; a `?` marks a doubted date.", free=False
    )
    volume: str = column(text("m__volume"), "Volume.")
    issue: str = column(text("m__issue"), "Issue.")
    pages: str = column(text("m__pages"), "Pages.")
    report_address: str = column(text("m__address"), "Address of the main report, where it has no DOI.")
    notes: str = column("notes", "What a reader should know: what was not seen, what disagrees.")
    entered_by: str = column(text("entered_by__username"), "Who entered it.")
    created: str = column(sql.IsoTime(F("created")), "When it was entered, in UTC.", free=False)
    updated: str = column(sql.IsoTime(F("updated")), "When it last changed, in UTC.", free=False)


STUDY_COLUMNS = columns_of(StudyRow)


@cache
def _selected() -> Any:
    with_report = Study.objects.annotate(m=FilteredRelation("reports", condition=Q(reports__main=True)))
    return select(with_report, STUDY_COLUMNS)


def study_values() -> StudyQuerySet:
    """Studies that yield the columns as dictionaries; narrow them with the queryset's own words."""
    queryset: StudyQuerySet = _selected().all()
    return queryset


def study_rows(values: StudyQuerySet) -> Iterator[StudyRow]:
    return (StudyRow(**read(one)) for one in values)
