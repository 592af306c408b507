"""Pairs worth comparing: rows that share a key, in a number that grows with the rows and not with their square."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Q, QuerySet

from evidence.likeness import IDENTIFIERS, Likeness, Verdict, title_key
from evidence.models import NotDuplicate, Report, Study
from evidence.models.duplicate import Pair, in_order
from evidence.summaries.likeness import like_reports

# In a block each row is compared with so many that come after it, and not with all.
WINDOW = 5
CHUNK = 4_000
REPORT_KEYS = (("title_key", "place_key"), ("opening_key", "title_key"), ("place_key", "title_key"))
# So many rows that share a key with a new one are looked at, and so many of them shown.
LOOKED_AT, SHOWN = 25, 5


def report_pairs() -> set[Pair]:
    reports = Report.objects.standing()
    return {pair for key, order in REPORT_KEYS for pair in _sharing(reports, key, order)}


def study_pairs() -> set[Pair]:
    """Those that share a title or an acronym; those whose reports are alike come from `report_pairs`."""
    studies = Study.objects.standing()
    pairs = set(_sharing(studies, "title_key", "people"))
    named = studies.exclude(acronym="").values_list("acronym", "pk")
    return pairs | set(_blocks(sorted((title_key(acronym), pk) for acronym, pk in named.iterator(CHUNK))))


def _sharing(rows: QuerySet[Any], key: str, order: str) -> Iterator[Pair]:
    keyed = rows.exclude(**{key: ""}).order_by(key, order, "pk").values_list(key, "pk")
    return _blocks(keyed.iterator(CHUNK))


def _blocks(keyed: Iterable[tuple[str, int]]) -> Iterator[Pair]:
    """Of pairs of a key and a number, in the order of the keys."""
    for _, block in groupby(keyed, key=lambda one: one[0]):
        recent: list[int] = []
        for _, number in block:
            yield from (in_order(number, one) for one in recent)
            recent = [*recent, number][-WINDOW:]


def in_chunks(pairs: Iterable[Pair], size: int = 500) -> Iterator[list[Pair]]:
    listed = sorted(pairs)
    bounds = [*range(0, len(listed), size), len(listed)]
    return (listed[start:end] for start, end in pairwise(bounds))


def settled(model: str) -> set[Pair]:
    """Pairs of which somebody said that they are two."""
    return set(NotDuplicate.objects.filter(model=model).values_list("lower", "higher"))


def known_like(report: Report) -> list[tuple[Report, Likeness]]:
    """Reports that may be this one, which need not be saved yet: the surest first, by a fixed number of queries."""
    others = Report.objects.standing().exclude(pk=report.pk).select_related("study")
    asked = [Q(**{name: value}) for name in IDENTIFIERS if (value := getattr(report, name))]
    asked += [Q(**{key: value}) for key, value in keys_of(report).items() if value]
    near = {one.pk: one for condition in asked for one in others.filter(condition).order_by("pk")[:LOOKED_AT]}
    found = [(one, like) for one in near.values() if (like := like_reports(report, one)).worth_a_look]
    two = _noted_as_two(report, [one for one, _ in found])
    order = list(Verdict)
    found = [(one, like) for one, like in found if one.pk not in two and not of_one_study(report, one, like)]
    return sorted(found, key=lambda pair: (order.index(pair[1].verdict), pair[0].pk))[:SHOWN]


def of_one_study(one: Report, other: Report, like: Likeness) -> bool:
    """A preprint and its article that stand under one study need nobody's decision any more."""
    return like.verdict is Verdict.REPORTS and one.study_id is not None and one.study_id == other.study_id


def keys_of(report: Report) -> dict[str, str]:
    fields = {key: Report._meta.get_field(key) for key, _ in REPORT_KEYS}
    return {key: field.worked_out({name: getattr(report, name) for name in field.of}) for key, field in fields.items()}  # type: ignore[union-attr]


def _noted_as_two(report: Report, others: list[Report]) -> set[int]:
    if report.pk is None or not others:
        return set()
    noted = NotDuplicate.objects.touching(report).values_list("lower", "higher")
    return {one for pair in noted for one in pair} - {report.pk}
