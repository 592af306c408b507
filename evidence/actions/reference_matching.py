"""What the records of a file are to the reports that are there, and to each other: a verdict each, with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from evidence.actions.bulk import among
from evidence.actions.reference_again import Again, imported_before, left_out_before
from evidence.actions.reference_filling import filled_by, kept_as_they_are
from evidence.likeness import IDENTIFIERS, Likeness, Paper, compare
from evidence.likeness import Verdict as Like
from evidence.models import ImportedReference, Registration, Report, Verdict
from evidence.models.imported_reference import KEYS
from evidence.summaries.likeness import paper_of

# Of all that share a title, such as “Editorial”, the first so many are compared.
NAMESAKES = 20


@dataclass(kw_only=True)
class Others:
    """What the records of one part of a file may be the same as, by key and value; asked for once a part."""

    reports: dict[tuple[str, str], list[Report]] = field(default_factory=lambda: defaultdict(list))
    records: dict[tuple[str, str], list[ImportedReference]] = field(default_factory=lambda: defaultdict(list))
    before: dict[str, Report] = field(default_factory=dict)
    registrations: dict[str, str] = field(default_factory=dict)


def match(rows: Sequence[ImportedReference], again: Mapping[str, Again] | None = None) -> None:
    """Give each row of one import, in the order of the file, its verdict; saves nothing.

    Those that were refused when they were read stay refused. `again` is `imported_before` of the rows, if it was
    asked already.
    """
    rows = [row for row in rows if row.verdict != Verdict.REFUSED]
    if not rows:
        return
    if again is None:
        again = imported_before(source=rows[0].source, digests=[row.digest for row in rows])
    others = _others(rows, [row for row in rows if row.digest not in again])
    for row in rows:
        row.report = row.alike = row.like_number = None
        row.fills = {}
        if one := again.get(row.digest):
            row.verdict, row.report_id = Verdict.KNOWN, one.report
            _say(row, [f"{one.slug}: This record was imported before."], others)
        else:
            _judge(row, others)
        for key in KEYS:
            if value := getattr(row, key):
                others.records[key, value].append(row)
    _leave_out_again([row for row in rows if row.verdict == Verdict.DOUBTFUL and not row.decision])


def _others(rows: Sequence[ImportedReference], looked_into: Sequence[ImportedReference]) -> Others:
    others = Others()
    for key in KEYS:
        given = {value for row in looked_into if (value := getattr(row, key))}
        for report in _few(Report.objects.standing().select_related("study"), key, given):
            others.reports[key, getattr(report, key)].append(report)
        earlier = ImportedReference.objects.filter(source=rows[0].source_id, number__lt=rows[0].number)
        for record in _few(earlier.exclude(verdict=Verdict.REFUSED).defer("text", "beyond"), key, given):
            others.records[key, getattr(record, key)].append(record)
    others.before = _imported_before(looked_into)
    numbers = {number for row in rows for number in row.beyond.get("registrations", [])}
    named = Registration.objects.filter(number__in=numbers).values_list("number", "study__slug") if numbers else []
    others.registrations = dict(named)
    return others


def _leave_out_again(rows: Sequence[ImportedReference]) -> None:
    """What a curator left out of an earlier import is left out again, until somebody decides otherwise."""
    before = left_out_before(rows)
    for row in rows:
        if one := before.get(row.digest):
            row.decision, row.decided_by, row.decided_at = one.decision, one.decided_by, one.decided_at
            row.reason = f"Left out of an earlier import by {one.decided_by or 'somebody'}. {row.reason}"


def _few(rows: QuerySet[Any], key: str, values: set[str]) -> Iterable[Any]:
    """Rows by one of their keys; identifiers are unique, and of namesakes the first are enough."""
    if not values:
        return []
    found = rows.filter(**{f"{key}__in": among(values)})
    if key == "title_key":
        found = found.annotate(place=Window(RowNumber(), partition_by=F("title_key"), order_by=F("pk").asc()))
        found = found.filter(place__lte=NAMESAKES)
    return found.order_by("pk")


def _imported_before(rows: Sequence[ImportedReference]) -> dict[str, Report]:
    """Reports that a record with the very same text became, by the sum of the text."""
    if not rows:
        return {}
    same = ImportedReference.objects.filter(digest__in=among({row.digest for row in rows}), report__isnull=False)
    others = same.exclude(source=rows[0].source_id).select_related("report__study").defer("text", "values", "beyond")
    return {row.digest: row.report for row in others.order_by("-pk") if row.report is not None}


def _judge(row: ImportedReference, others: Others) -> None:
    keys = [(key, value) for key in KEYS if (value := getattr(row, key))]
    reports = {report.pk: report for key in keys for report in others.reports.get(key, ())}
    records = {record.number: record for key in keys for record in others.records.get(key, ())}
    if not reports and not records and row.digest not in others.before:
        row.verdict = Verdict.NEW
        _say(row, [], others)
        return
    paper = _paper(row.values)
    found = [(report, compare(paper, paper_of(report))) for report in reports.values()]
    row.verdict, said = _verdict(row, paper, found, others)
    _say(row, said, others)


def _say(row: ImportedReference, said: list[str], others: Others) -> None:
    named = [f"Names {one}, a registration of {others.registrations[one]}." for one in _numbers(row, others)]
    row.reason = " ".join([*said, *named, *row.beyond.get("not taken", []), *row.beyond.get("notes", [])])


def _verdict(
    row: ImportedReference, paper: Paper, found: list[tuple[Report, Likeness]], others: Others
) -> tuple[Verdict, list[str]]:
    certain = [(report, like) for report, like in found if like.verdict in {Like.SAME, Like.CONFLICT}]
    if len(certain) > 1:
        row.alike = certain[0][0]
        return Verdict.DOUBTFUL, [_contradiction(row, [report for report, _ in certain])]
    if certain and certain[0][1].verdict is Like.CONFLICT:
        row.alike = certain[0][0]
        return Verdict.DOUBTFUL, [f"{row.alike}: {certain[0][1].reason}"]
    return _in_its_file(row, paper, found, others)


def _in_its_file(
    row: ImportedReference, paper: Paper, found: list[tuple[Report, Likeness]], others: Others
) -> tuple[Verdict, list[str]]:
    """The verdict on a record that contradicts no report, by the earlier records of its file first."""
    certain = [(report, like) for report, like in found if like.verdict is Like.SAME]
    twin = _twin(row, paper, others)
    if twin and (twin[1].verdict is Like.CONFLICT or _apart(twin, certain)):
        row.alike, row.like_number = certain[0][0] if certain else None, twin[0].number
        also = [f"Its identifiers are also those of {row.alike}."] if row.alike else []
        return Verdict.DOUBTFUL, [f"Record {row.like_number} of this file: {twin[1].reason}", *also]
    if twin and (twin[1].verdict is Like.SAME or twin[0].digest == row.digest):
        row.like_number, row.report = twin[0].like_number or twin[0].number, certain[0][0] if certain else None
        lacking = [name.replace("_", " ") for name in row.values if name not in twin[0].values]
        more = [f"That record lacks: {', '.join(lacking)}."] if lacking else []
        return Verdict.KNOWN, [f"The same as record {row.like_number} of this file.", *more]
    if certain:
        return _known(row, certain[0][0], certain[0][1].reason)
    if row.digest in others.before:
        return _known(row, others.before[row.digest], "This record was imported before.", fill=False)
    return _perhaps(row, found, twin)


def _known(row: ImportedReference, report: Report, why: str, *, fill: bool = True) -> tuple[Verdict, list[str]]:
    row.report = report
    said = [f"{report}: {why}"]
    row.fills, remark = filled_by(report, row.values) if fill else ({}, "")
    if row.fills:
        said.append(f"Would fill in {', '.join(name.replace('_', ' ') for name in row.fills)}.")
    if remark:
        said.append(remark)
    if differing := kept_as_they_are(report, row.values):
        said.append(f"The file says otherwise, and nothing is overwritten: {', '.join(differing)}.")
    return (Verdict.CHANGED if row.fills else Verdict.KNOWN), said


def _perhaps(
    row: ImportedReference, found: list[tuple[Report, Likeness]], twin: tuple[ImportedReference, Likeness] | None
) -> tuple[Verdict, list[str]]:
    """What only looks alike is for a person to decide; a preprint and its article are two reports."""
    for report, like in found:
        if like.verdict is Like.ALIKE:
            row.alike = report
            return Verdict.DOUBTFUL, [f"{report}: {like.reason}"]
    if twin and twin[1].verdict is Like.ALIKE:
        row.like_number = twin[0].number
        return Verdict.DOUBTFUL, [f"Record {row.like_number} of this file: {twin[1].reason}"]
    return Verdict.NEW, [f"{report}: {like.reason}" for report, like in found if like.verdict is Like.REPORTS][:1]


def _apart(twin: tuple[ImportedReference, Likeness], certain: list[tuple[Report, Likeness]]) -> bool:
    """Whether a record is one report by an identifier, and by another a record of the file that is not that report."""
    return bool(certain) and twin[1].verdict is Like.SAME and twin[0].report_id != certain[0][0].pk


def _twin(row: ImportedReference, paper: Paper, others: Others) -> tuple[ImportedReference, Likeness] | None:
    """The first earlier record of the file that contradicts it, or else is the same, or else is like it."""
    records = {one.number: one for key in KEYS for one in others.records.get((key, getattr(row, key)), [])}
    found = [(record, compare(paper, _paper(record.values))) for record in records.values()]
    conflicts = [one for one in found if one[1].verdict is Like.CONFLICT]
    same = [one for one in found if one[1].verdict is Like.SAME or one[0].digest == row.digest]
    if len({one.like_number or one.number for one, _ in same}) > 1:
        reason = f"Its identifiers are those of this one and of record {same[1][0].number}."
        return same[0][0], Likeness(verdict=Like.CONFLICT, reason=reason)
    alike = [one for one in found if one[1].verdict is Like.ALIKE]
    return next(iter([*conflicts, *same, *alike]), None)


def _contradiction(row: ImportedReference, reports: list[Report]) -> str:
    """Which identifier leads to which report."""
    owners = [
        f"{label} {getattr(row, key)} is that of {report}"
        for key, label in IDENTIFIERS.items()
        for report in reports
        if getattr(row, key) and getattr(row, key) == getattr(report, key)
    ]
    return f"Its identifiers lead to different reports: {', '.join(owners)}."


def _numbers(row: ImportedReference, others: Others) -> list[str]:
    return [number for number in row.beyond.get("registrations", []) if number in others.registrations]


def _paper(values: dict[str, Any]) -> Paper:
    return Paper(
        title=values.get("title") or "",
        authors=tuple((values.get("authors") or "").splitlines()),
        year=values.get("year"),
        journal=values.get("journal") or "",
        volume=values.get("volume") or "",
        issue=values.get("issue") or "",
        pages=values.get("pages") or "",
        pmid=values.get("pmid") or None,
        pmcid=values.get("pmcid") or None,
        doi=values.get("doi") or None,
        kind=values.get("kind") or "article",
    )
