"""StudySummary: all that the page of one study shows."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.citations import place, vancouver
from evidence.models import Act, Notice, Registration, Report, RowChange, State, Study
from evidence.summaries.bias import BiasTable, bias_tables
from evidence.summaries.groups import Evidence, gather
from evidence.summaries.independence import Independence, independence_of
from evidence.summaries.regimens import Regimen, regimens_of
from evidence.summaries.result_row import result_values


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A report with its reference as text and what was said about it later."""

    report: Report
    text: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, kw_only=True)
class StudySummary:
    study: Study
    reports: tuple[Cited, ...]
    registrations: tuple[Registration, ...]
    regimens: tuple[Regimen, ...]
    evidence: Evidence
    bias: tuple[BiasTable, ...]
    sharing: Independence
    # Results that were public and are not now, because somebody corrects them.
    being_corrected: int

    @property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(one for cited in self.reports for one in cited.notices)


def cite(report: Report) -> str:
    return vancouver(
        authors=report.author_list,
        title=report.title,
        journal=report.journal,
        date=report.published_issue or report.published_online,
        year=report.year,
        place=place(report.volume, report.issue, report.pages),
        online=report.published_online,
    )


def summarise_study(study: Study) -> StudySummary:
    """A study with its reports, arms, results and judgements, in a fixed number of queries."""
    reports = list(study.reports.prefetch_related("notices"))
    return StudySummary(
        study=study,
        reports=tuple(Cited(report=one, text=cite(one), notices=tuple(one.notices.all())) for one in reports),
        registrations=tuple(study.registrations.all()),
        regimens=regimens_of(study.arms.order_by("order", "pk")),
        evidence=gather(result_values().published().filter(result__study=study)),
        bias=bias_tables(study),
        sharing=independence_of(study, Study.objects.published(), reports),
        being_corrected=being_corrected(study),
    )


def being_corrected(study: Study) -> int:
    """How many results of a study were reopened after they had been public, and are not public again."""
    open_now = study.results.filter(state__in=(State.DRAFT, State.IN_REVIEW)).values("pk")
    reopened = RowChange.objects.of(study).filter(model="evidence.result", row__in=open_now, change__act=Act.STATE)
    return reopened.filter(before__state=State.PUBLISHED).order_by().values("row").distinct().count()
