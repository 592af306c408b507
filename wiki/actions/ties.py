"""The rule that ties a mention to a report: by its identifiers, never by a title, never where they disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q

from evidence.identifiers import REGISTRIES, Identifier, Scheme, find
from evidence.models import Registration, Report, ReportKind, Study
from wiki.models import Mention, MentionState, OtherIdentifier

TIED = ("report", "reason", "state")
# So many are tied at once.
AT_ONCE = 2_000


def link_mentions() -> int:
    """Tie every mention to the report of its identifiers, or loosen it; returns how many changed.

    A rule, not a decision: it names no person, and it never touches what the curation file or a curator decided.
    """
    waiting = Mention.objects.undecided().filter(marked_by_hand=False).order_by("pk")
    changed, last = 0, 0
    while rows := list(waiting.filter(pk__gt=last).values_list("pk", "scheme", "identifier", "reason")[:AT_ONCE]):
        names = {pk: [Identifier(Scheme(scheme), value)] for pk, scheme, value, _ in rows}
        reasoned = {pk for pk, _, _, reason in rows if reason}
        changed += _link(names, reasoned)
        last = rows[-1][0]
        if len(rows) < AT_ONCE:
            break
    return changed


@transaction.atomic(savepoint=False)
def _link(names: dict[int, list[Identifier]], reasoned: set[int]) -> int:
    """Tie these mentions, each with the identifier that it goes by; those with a reason may have to be loosened.

    Of most no identifier leads anywhere, and none did: no more is read of them.
    """
    others = OtherIdentifier.objects.filter(mention__gte=min(names), mention__lte=max(names)).order_by("pk")
    for pk, scheme, value in others.values_list("mention", "scheme", "identifier"):
        if pk in names:
            names[pk].append(Identifier(Scheme(scheme), value))
    reports = reports_of(one for own in names.values() for one in own)
    close = [pk for pk, own in names.items() if pk in reasoned or not reports.keys().isdisjoint(own)]
    changed = [one for one in Mention.objects.filter(pk__in=close) if tie(one, names[one.pk], reports)]
    Mention.objects.bulk_update(changed, TIED, batch_size=500)
    return len(changed)


def reports_of(identifiers: Iterable[Identifier]) -> dict[Identifier, Report]:
    """The report that carries each identifier; for a registration, the one that stands for its study."""
    sought: defaultdict[Scheme, set[str]] = defaultdict(set)
    for one in identifiers:
        sought[one.scheme].add(one.value)
    papers = Report.objects.filter(
        Q(pmid__in=sought[Scheme.PMID]) | Q(doi__in=sought[Scheme.DOI]) | Q(pmcid__in=sought[Scheme.PMCID])
    )
    found = {identifier: report for report in papers for identifier in report.links}
    numbers = {value: scheme for scheme in REGISTRIES for value in sought[scheme]}
    if not numbers:
        return found
    registrations = Registration.objects.filter(number__in=numbers).select_related("study")
    for registration in registrations.prefetch_related("study__reports"):
        if report := _standing_for(registration.study):
            found[Identifier(numbers[registration.number], registration.number)] = report
    return found


def _standing_for(study: Study) -> Report | None:
    """The registry's own record of a study if it is entered, else the report to cite."""
    records = [one for one in study.reports.all() if one.kind == ReportKind.REGISTRY]
    return records[0] if records else study.main_report


def tie(mention: Mention, names: Sequence[Identifier], reports: Mapping[Identifier, Report]) -> bool:
    """Link or loosen one mention by its identifiers, that by which it goes first; returns whether that is news.

    Where they lead to two reports it stays open, and its reason says which.
    """
    old = (mention.report_id, mention.reason)
    leading = [one for one in names if one in reports]
    mention.report, mention.reason, mention.state = None, "", MentionState.OPEN
    if leading:
        by = _by(leading, reports)
        mention.reason = _disagreement(by, names, reports)
        if not mention.reason:
            mention.report, mention.state = reports[by], MentionState.LINKED
            mention.reason = _reason(by, mention.address)
    return old != (mention.report_id, mention.reason)


def _by(leading: Sequence[Identifier], reports: Mapping[Identifier, Report]) -> Identifier:
    """The identifier that decides: a paper's own before a registration, which stands for all papers of its study."""
    return next((one for one in leading if one.scheme not in REGISTRIES), leading[0])


def _disagreement(by: Identifier, names: Sequence[Identifier], reports: Mapping[Identifier, Report]) -> str:
    """Why another identifier speaks against the report of `by`; empty if none does."""
    report = reports[by]
    own = {one.scheme: one for one in report.links}
    for name in names:
        other = reports.get(name)
        same_study = other is not None and report.study_id is not None and other.study_id == report.study_id
        if other is not None and other != report and not (name.scheme in REGISTRIES and same_study):
            return f"Not tied: {by} leads to the report {report}, but {name} to {other}."
        if own.get(name.scheme, name) != name:
            return f"Not tied: {by} leads to the report {report}, which has {own[name.scheme]} and not {name}."
    return ""


def _reason(identifier: Identifier, address: str) -> str:
    place = "address" if identifier in {one.identifier for one in find(address)} else "text"
    if identifier.scheme in REGISTRIES:
        return f"{identifier} in the {place} is a registration of the study that this report is about."
    return f"{identifier} in the {place} equals the report's {identifier.scheme.name}."
