"""Badge: what stands beside a citation, so that nobody need leave the page to know what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.models import NoticeKind, Report, State, Study
from wiki.models import Mention, MentionState

RETRACTED = {NoticeKind.RETRACTION, NoticeKind.REPLACED}


@dataclass(frozen=True, kw_only=True)
class Badge:
    """`kind` is study, report, open or aside; `address` is empty where there is nothing to lead to."""

    kind: str
    words: str
    address: str = ""
    warning: str = ""


def badge(mention: Mention) -> Badge:
    """The badge of a mention whose report, study, notices, interventions and conditions are loaded."""
    report = mention.report
    if mention.state == MentionState.SET_ASIDE:
        return Badge(kind="aside", words=f"set aside: {mention.reason}")
    if report is None or (report.study is not None and report.study.state != State.PUBLISHED):
        return Badge(kind="open", words="not yet entered")
    warning = _warning(report)
    if report.study is None:
        return Badge(kind="report", words="cited; its study is not entered yet", address=_own(report), warning=warning)
    return Badge(kind="study", words=_words(report.study), address=report.study.get_absolute_url(), warning=warning)


def _own(report: Report) -> str:
    """The paper's own address, for a report that has no study page."""
    return report.links[0].address if report.links else report.address


def _warning(report: Report) -> str:
    kinds = {notice.kind for notice in report.notices.all()}
    if kinds & RETRACTED:
        return "retracted"
    return "expression of concern" if NoticeKind.CONCERN in kinds else ""


def _words(study: Study) -> str:
    """Design, people, and what it was about: `randomised trial, 80 people: magnesium sulfate, intravenous`."""
    size = [f"{study.people:,} people"] if study.people is not None else []
    if study.studies_reviewed is not None:
        size = [f"{study.studies_reviewed:,} studies"]
    subjects = [str(one) for one in study.interventions.all()] or [str(one) for one in study.conditions.all()]
    about = " and ".join(subjects[:2]) + (" and more" if len(subjects) > 2 else "")
    return ", ".join([study.get_design_display(), *size]) + (f": {about}" if about else "")
