"""The queue of possible duplicates, and two rows side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from evidence.likeness import Likeness
from evidence.models import Act, Change, NotDuplicate, PossibleDuplicate, Report, RowChange
from evidence.models.kept import label_of
from evidence.summaries.candidates import of_one_study
from evidence.summaries.likeness import like_reports, like_studies, with_what_is_compared
from evidence.summaries.merge_plan import contents, label_of_field, pointing_at, shown

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """`number` is the pair's place in the queue; `like` the verdict on the rows as they are now."""

    number: int
    one: Any
    other: Any
    like: Likeness
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One field of both rows; `words` says how they stand to each other."""

    label: str
    one: str
    other: str
    words: str

    @property
    def differs(self) -> bool:
        return self.words == "differs"


def possible_pairs(rows: QuerySet[Any], *, after: int = 0) -> tuple[list[PairRow], int | None]:
    """The pairs among rows that somebody may see, and the place to go on from, if there are more."""
    found = list(waiting_pairs(rows).filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    pairs = [one for one in _read(found[:PAGE], rows) if one.like.worth_a_look and not _settled(one)]
    return pairs, found[PAGE - 1].pk if len(found) > PAGE else None


def waiting_pairs(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The pairs among these rows of which nobody has decided."""
    noted = NotDuplicate.objects.filter(model=OuterRef("model"), lower=OuterRef("lower"), higher=OuterRef("higher"))
    return _among(PossibleDuplicate.objects.all(), rows).exclude(Exists(noted))


def settled_pairs(rows: QuerySet[Any], *, after: int = 0) -> tuple[list[PairRow], int | None]:
    """What was found to be two, the newest first."""
    noted = NotDuplicate.objects.select_related("by")
    decided = _among(noted.filter(pk__lt=after) if after else noted, rows).order_by("-pk")
    found = list(decided[: PAGE + 1])
    return _read(found[:PAGE], rows), found[PAGE - 1].pk if len(found) > PAGE else None


def _among(pairs: QuerySet[Any], rows: QuerySet[Any]) -> QuerySet[Any]:
    seen = rows.filter(merged_into=None).order_by().values("pk")
    return pairs.filter(model=label_of(rows.model), lower__in=seen, higher__in=seen)


def _read(found: list[Any], rows: QuerySet[Any]) -> list[PairRow]:
    by_number = {one.pk: one for one in rows.filter(pk__in={pk for one in found for pk in (one.lower, one.higher)})}
    if rows.model is not Report:
        with_what_is_compared(by_number.values())
    return [
        PairRow(
            number=one.pk,
            one=by_number[one.lower],
            other=by_number[one.higher],
            like=likeness_of(by_number[one.lower], by_number[one.higher]),
            reason=getattr(one, "reason", ""),
            by=str(getattr(one, "by", None) or ""),
        )
        for one in found
    ]


def _settled(pair: PairRow) -> bool:
    return isinstance(pair.one, Report) and of_one_study(pair.one, pair.other, pair.like)


def likeness_of(one: Any, other: Any) -> Likeness:
    return like_reports(one, other) if isinstance(one, Report) else like_studies(one, other)


def side_by_side(one: Any, other: Any) -> list[Side]:
    """Every field that either has, and how many rows hang on each."""
    fields = [one.name for one in contents(type(one))] + (["study", "main"] if isinstance(one, Report) else ["state"])
    sides = [_side(label_of_field(one, name), shown(one, name), shown(other, name)) for name in ["slug", *fields]]
    for name in (many.name for many in one._meta.many_to_many):
        texts = [", ".join(sorted(map(str, getattr(row, name).all()))) for row in (one, other)]
        sides.append(_side(label_of_field(one, name), *texts))
    return [side for side in [*sides, *_hanging(one, other)] if side.one or side.other]


def _hanging(one: Any, other: Any) -> list[Side]:
    sides = []
    for link in pointing_at(type(one)):
        counts = [link.model._base_manager.filter(**{link.name: row}).count() for row in (one, other)]
        if any(counts):
            name = f"{link.model._meta.verbose_name_plural} that point at it"
            sides.append(Side(label=name, one=str(counts[0]), other=str(counts[1]), words=""))
    return sides


def _side(label: str, one: str, other: str) -> Side:
    if one == other:
        return Side(label=label, one=one, other=other, words="the same")
    return Side(label=label, one=one, other=other, words="differs" if one and other else "only one has it")


def merge_of(lost: Any) -> Change | None:
    """The act that made a row part of another, if it was not undone."""
    touched = RowChange.objects.filter(model=label_of(lost), row=lost.pk).values("change")
    return Change.objects.filter(pk__in=touched, act=Act.MERGED, undone_by=None).order_by("-pk").first()
