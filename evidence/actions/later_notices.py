"""Later notices: what was published about a report since it was entered is added; nothing entered is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from evidence.dates import PartialDate
from evidence.lookups import Looked
from evidence.lookups.looked import is_same_notice
from evidence.lookups.plain_words import clean
from evidence.models import Notice, Report
from evidence.reading import Linked

IDENTIFIERS = ("pmid", "doi")


def add_notices(*, reports: list[Report], looked: Mapping[int, Looked], told: list[str]) -> int:
    """How many were added or completed; `told` is added what differs. Must run inside a recording."""
    entered: dict[int, list[Notice]] = {}
    for notice in Notice.objects.filter(report__in=reports):
        entered.setdefault(notice.report_id, []).append(notice)
    changed = 0
    for report in reports:
        known = entered.setdefault(report.pk, [])
        found = looked[report.pk]
        for one, source in found.notices:
            changed += _take(report, known, one, source, told)
        told += [f"{report}: {sentence}" for sentence in found.about]
    return changed


def _take(report: Report, known: list[Notice], found: Linked, source: str, told: list[str]) -> bool:
    same = next((one for one in known if is_same_notice(_as_linked(one), found)), None)
    if same is None:
        values: dict[str, Any] = {name: getattr(found, name) or None for name in (*IDENTIFIERS, "date")}
        made = Notice(report=report, kind=found.kind, citation=clean(found.citation)[:300], **values)
        made.reason = f"Found at {source}; not read."
        return _save(made, known, source, told)
    if same.kind != found.kind:
        told.append(f"{report}: {source} calls {found.pmid or found.doi} {found.kind}; entered is {same.kind}.")
        return False
    lacking = [name for name in IDENTIFIERS if getattr(found, name) and not getattr(same, name)]
    for name in lacking:
        setattr(same, name, getattr(found, name))
    return bool(lacking) and _save(same, known, source, told)


def _save(notice: Notice, known: list[Notice], source: str, told: list[str]) -> bool:
    try:
        notice.full_clean()
    except ValidationError as error:
        told.append(f"{notice.report}: {source} has a {notice.kind} that was not entered: {' '.join(error.messages)}")
        return False
    notice.save()
    if notice not in known:
        known.append(notice)
    return True


def _as_linked(notice: Notice) -> Linked:
    date = notice.date if isinstance(notice.date, PartialDate) else None
    return Linked(kind=notice.kind, pmid=notice.pmid or "", doi=notice.doi or "", date=date)
