"""Independence: which studies share a team, a sponsor or people with one, as curators say or as a program suspects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, Replace

from evidence.grading.wording import counted, joined
from evidence.models import Report, Study

# Authors of one study that are looked for, and studies that are shown.
AUTHORS, SHOWN = 40, 20
# So many names in common are no chance.
ENOUGH = 2


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Another study, and in words what it shares."""

    study: Study
    why: str


@dataclass(frozen=True, kw_only=True)
class Independence:
    """`group` are studies that a curator marked as sharing something, `suggested` those that nobody has judged.

    Each is cut to `SHOWN`; `is_cut` if there are more.
    """

    group: tuple[Sharing, ...]
    suggested: tuple[Sharing, ...]
    is_cut: bool

    def __bool__(self) -> bool:
        return bool(self.group or self.suggested)


def independence_of(study: Study, among: QuerySet[Study], reports: Iterable[Report]) -> Independence:
    """`reports` are those of the study. One query: a walk through the studies it may share something with."""
    names = list(dict.fromkeys(name for one in reports for name in one.author_list))[:AUTHORS]
    rows = among.exclude(pk=study.pk).filter(merged_into=None).annotate(alike=_alike(names))
    shares = Q(alike=True)
    if study.sponsor:
        shares |= Q(sponsor__iexact=study.sponsor)
    if study.independence_group:
        shares |= Q(independence_group=study.independence_group)
    found = list(
        rows.filter(shares).order_by(_first(study), "slug").prefetch_related("reports")[: 2 * SHOWN + 1]
        if names or study.sponsor or study.independence_group
        else ()
    )
    group = [one for one in found if study.independence_group and one.independence_group == study.independence_group]
    others = [one for one in found if one not in group]
    return Independence(
        group=tuple(Sharing(study=one, why=_marked(one)) for one in group[:SHOWN]),
        suggested=tuple(Sharing(study=one, why=_suspected(study, one, names)) for one in others[:SHOWN]),
        is_cut=len(group) > SHOWN or len(others) > SHOWN or len(found) > 2 * SHOWN,
    )


def _first(study: Study) -> Case:
    """Those of the same group come first, so that none of them is cut for a suspicion."""
    mine = Q(independence_group=study.independence_group) & ~Q(independence_group="")
    return Case(When(mine, then=Value(0)), default=Value(1), output_field=IntegerField())


def _alike(names: Sequence[str]) -> Exists | Value:
    """Whether a report of the row has at least two of the names, each as a whole line."""
    if len(names) < ENOUGH:
        return Value(False, output_field=BooleanField())
    lines = Concat(
        Value("\n"),
        Replace("authors", Value("\r"), Value(""), output_field=TextField()),
        Value("\n"),
        output_field=TextField(),
    )
    total = sum(
        (
            Case(When(lines__contains=f"\n{name}\n", then=Value(1)), default=Value(0), output_field=IntegerField())
            for name in names
        ),
        start=Value(0, output_field=IntegerField()),
    )
    reports = Report.objects.filter(study=OuterRef("pk")).exclude(authors="").alias(lines=lines).alias(shared=total)
    return Exists(reports.filter(shared__gte=ENOUGH))


def _marked(one: Study) -> str:
    return str(one.get_independence_reason_display()) if one.independence_reason else "what they share is not said"


def _suspected(study: Study, one: Study, names: Sequence[str]) -> str:
    theirs = {name for report in one.reports.all() for name in report.author_list}
    shared = [name for name in names if name in theirs]
    parts = []
    if len(shared) >= ENOUGH:
        more = [counted(len(shared) - 4, "other", "others")] if len(shared) > 5 else shared[4:]
        parts.append(f"{counted(len(shared), 'author')} in common: {joined([*shared[:4], *more])}")
    if study.sponsor and one.sponsor.lower() == study.sponsor.lower():
        parts.append(f"the same sponsor: {one.sponsor}")
    return "; ".join(parts) or "the names of its authors"
