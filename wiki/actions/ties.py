"""The rule that ties a mention to a report: by its identifiers, never by a title, never where they disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evidence.identifiers import REGISTRIES, Identifier, find
from evidence.models import Report
from wiki.models import Mention, MentionState


def tie(mention: Mention, reports: Mapping[Identifier, Report]) -> bool:
    """Link or loosen one mention by its identifiers; returns whether that is news.

    Where they lead to two reports it stays open, and its reason says which.
    """
    old = (mention.report_id, mention.reason)
    names = mention.all_names
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
