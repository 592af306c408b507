"""What people decide about a page and its sections; a file never overrules a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from evidence.dates import PartialDate
from evidence.identifiers import Identifier, IdentifierError, Scheme, parse
from evidence.models import Report
from wiki.actions.mentions import MentionError, mark_sentence
from wiki.actions.rendering import render_page
from wiki.actions.ties import reports_of
from wiki.actions.versions import editing
from wiki.models import Authority, Lane, LaneError, Page, Section
from wiki.reading.overlay import MarkedSentence, PageDecision, SectionDecision


class CurationError(ValueError):
    """A decision that does not fit its page; the sentence says what was expected."""


@dataclass(kw_only=True)
class CurationReport:
    """How many rows a file changed, and what it could not do, a sentence each."""

    changed: int = 0
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)

    def count(self, changed: bool) -> None:
        self.changed += changed
        self.unchanged += not changed


@transaction.atomic
def curate_page(
    *,
    page: Page,
    lane: str,
    publisher: str,
    conflict_of_interest: str,
    source_url: str,
    authority: Authority,
    by: Any,
) -> bool:
    """Say where a page comes from and what its publisher gains; returns whether anything changed.

    Does nothing where somebody of higher authority has decided.
    """
    old = (page.lane, page.publisher, page.conflict_of_interest, page.source_url)
    new = (lane, publisher, conflict_of_interest, source_url)
    if old == new or not page.open_to(authority):
        return False
    was_commercial = page.is_commercial
    with editing(page=page, authority=authority, by=by, reason="Said where it comes from and who gains."):
        page.lane, page.publisher, page.conflict_of_interest, page.source_url = new
        page.decide(authority=authority, by=by)
        page.full_clean()
        page.save()
        if page.is_commercial != was_commercial:
            render_page(page=page)  # the links of a seller say that they are
    return True


@transaction.atomic
def curate_section(
    *, section: Section, lane: str, date: PartialDate | None, date_words: str, authority: Authority, by: Any
) -> bool:
    """Confirm the lane and date of a section; returns whether anything changed. Repeating it confirms nothing new."""
    same = (section.lane, section.date, section.date_words) == (lane, date, date_words)
    if (same and section.authority == authority) or not section.open_to(authority):
        return False
    page = section.page
    sold = section.sells(page)
    with editing(page=page, authority=authority, by=by, reason=f"Looked at “{section}”."):
        section.lane, section.date, section.date_words = lane, date, date_words
        section.decide(authority=authority, by=by)
        section.full_clean()
        section.save()
        if section.sells(page) != sold:
            render_page(page=page)  # the links of a seller say that they are
    return True


def apply_curation(*, decisions: Sequence[PageDecision], file: str, by: Any) -> CurationReport:
    """Carry out the decisions of a file, page by page, each page wholly or not at all."""
    report = CurationReport()
    for decision in decisions:
        page_report = CurationReport()
        try:
            with transaction.atomic():
                _apply(decision, by, page_report)
        except (CurationError, MentionError, IdentifierError) as error:
            report.faults.append(f"{file}: {decision.slug}: {error}")
        except ValidationError as error:
            report.faults.append(f"{file}: {decision.slug}: {' '.join(error.messages)}")
        else:
            report.changed += page_report.changed
            report.unchanged += page_report.unchanged
    return report


def _apply(decision: PageDecision, by: Any, report: CurationReport) -> None:
    page = Page.objects.select_for_update().filter(slug=decision.slug).first()
    if page is None:
        raise CurationError("there is no page of that slug: expected one that was imported.")
    with editing(page=page, authority=Authority.FILE, by=by, reason="As the curation file says."):
        report.count(_curate(page, decision, by))
        for entry in decision.sections:
            report.count(_apply_section(page, entry, by))
        for sentence in decision.mentions:
            report.count(_apply_sentence(page, sentence, by))


def _curate(page: Page, decision: PageDecision, by: Any) -> bool:
    return curate_page(
        page=page,
        lane=_lane(decision.lane) or page.lane,
        publisher=decision.publisher or page.publisher,
        conflict_of_interest=decision.conflict_of_interest or page.conflict_of_interest,
        source_url=decision.source_url or page.source_url,
        authority=Authority.FILE,
        by=by,
    )


def _apply_section(page: Page, entry: SectionDecision, by: Any) -> bool:
    sections = {" ".join(section.heading.split()): section for section in page.sections.all()}
    section = sections.get(entry.heading)
    if section is None:
        near = get_close_matches(entry.heading, [heading for heading in sections if heading], n=1, cutoff=0.5)
        hint = f": did you mean “{near[0]}”?" if near else "."
        raise CurationError(f"no section is headed “{entry.heading}”{hint}")
    return curate_section(
        section=section,
        lane=_lane(entry.lane) or section.lane,
        date=section.date if entry.date_words is None else entry.date,
        date_words=section.date_words if entry.date_words is None else entry.date_words,
        authority=Authority.FILE,
        by=by,
    )


def _apply_sentence(page: Page, sentence: MarkedSentence, by: Any) -> bool:
    _, changed = mark_sentence(
        page=page,
        words=sentence.words,
        report=_report_named(sentence.report),
        reason=sentence.reason,
        authority=Authority.FILE,
        by=by,
    )
    return changed


def _lane(words: str) -> str:
    try:
        return Lane.named(words) if words else ""
    except LaneError as error:
        raise CurationError(str(error)) from error


def _report_named(words: str) -> Report:
    """A report by its slug, or by an identifier such as `pmid:23384256`."""
    prefix, _, rest = words.partition(":")
    if prefix.lower() in set(Scheme):
        scheme = Scheme(prefix.lower())
        identifier = Identifier(scheme, parse(rest, scheme))
        report = reports_of([identifier]).get(identifier)
    else:
        named = Report.objects.filter(slug=words).select_related("merged_into").first()
        report = named and (named.merged_into or named)
    if report is None:
        raise CurationError(
            f"no report “{words}” is entered: expected its slug, or an identifier such as pmid:23384256."
        )
    return report
