"""Reports and studies as the plain records that are compared."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from evidence.likeness import Likeness, Paper, StudyFacts, Verdict, compare, compare_studies
from evidence.models import Report, Study

# So many reports of each of two studies are compared.
REPORTS = 12


def paper_of(report: Report) -> Paper:
    return Paper(
        title=report.title,
        authors=tuple(report.author_list),
        year=report.year,
        journal=report.journal,
        volume=report.volume,
        issue=report.issue,
        pages=report.pages,
        pmid=report.pmid,
        pmcid=report.pmcid,
        doi=report.doi,
        kind=report.kind,
    )


def like_reports(one: Report, other: Report) -> Likeness:
    return compare(paper_of(one), paper_of(other))


def with_what_is_compared(studies: Iterable[Study]) -> None:
    """Fetches what `like_studies` asks of all of them at once."""
    prefetch_related_objects(list(studies), "reports", "registrations")


def like_studies(one: Study, other: Study) -> Likeness:
    """Uses what was prefetched of reports and registrations."""
    return compare_studies(facts_of(one), facts_of(other), reports=_most_alike(one, other))


def facts_of(study: Study) -> StudyFacts:
    years = [report.year for report in study.reports.all() if report.year]
    return StudyFacts(
        title=study.title,
        acronym=study.acronym,
        year=min(years, default=None),
        people=study.people,
        registrations=frozenset(one.number for one in study.registrations.all()),
    )


def _most_alike(one: Study, other: Study) -> Likeness | None:
    order = list(Verdict)
    pairs = [
        like_reports(left, right)
        for left in list(one.reports.all())[:REPORTS]
        for right in list(other.reports.all())[:REPORTS]
    ]
    return min(pairs, key=lambda found: order.index(found.verdict), default=None)
