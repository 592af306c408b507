"""Merging two reports or two studies that are one; what pointed at the lost one points at the kept one then."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from evidence.actions.recording import Recorder, recording
from evidence.actions.refused import RefusedError
from evidence.likeness import Verdict
from evidence.models import Act, Change, Extraction, PossibleDuplicate, Report, State, Study
from evidence.models.kept import Kept
from evidence.summaries.likeness import like_reports, like_studies
from evidence.summaries.merge_plan import MergePlan, Moves, plan_merge

Row = TypeVar("Row", Report, Study)
# The numbers of the newest changes of both rows that somebody saw before deciding, the kept one's first.
Versions = tuple[int, int]
IDENTIFIERS = ("doi", "pmid", "pmcid")


def merge_reports(*, kept: Report, lost: Report, by: User, reason: str, seen: Versions | None = None) -> Change | None:
    """Make two reports one: what `kept` lacks it takes from `lost`, which stays as an empty row that leads to it.

    Raises RefusedError if their identifiers differ, if they belong to two studies, or if anything else speaks against
    it and no reason is given; ChangedError if either was saved since it was seen.
    """
    with recording(act=Act.MERGED, by=by, reason=reason) as recorder:
        kept, lost = _locked(recorder, kept, lost, seen)
        _refuse_reports(kept, lost, by, reason)
        plan = plan_merge(kept, lost)
        _watch_pointing(recorder, plan)
        study, main = kept.study or lost.study, kept.main or lost.main
        # First of all its unique numbers, so that the kept one can have them.
        lost.study, lost.main, lost.merged_into = None, False, kept
        lost.pmid = lost.pmcid = lost.doi = None
        lost.save()
        kept.study, kept.main = study, main
        _fill(plan)
        _move(plan)
    return recorder.change


def merge_studies(*, kept: Study, lost: Study, by: User, reason: str, seen: Versions | None = None) -> Change | None:
    """Make two studies one: `lost` is withdrawn, and its address leads to `kept` from then on.

    Raises RefusedError and ChangedError as `merge_reports` does.
    """
    with recording(act=Act.MERGED, by=by, reason=reason) as recorder:
        kept, lost = _locked(recorder, kept, lost, seen)
        _refuse_studies(kept, lost, by, reason)
        plan = plan_merge(kept, lost)
        _watch_pointing(recorder, plan)
        lost.state, lost.merged_into = State.WITHDRAWN, kept
        lost.save()
        _fill(plan)
        _move(plan)
    return recorder.change


def put_under_one_study(*, one: Report, other: Report, by: User, reason: str) -> Change | None:
    """Two reports of one study, such as a preprint and its article: the one without a study gets the other's.

    Raises RefusedError if neither has one, or each its own.
    """
    with recording(act=Act.MERGED, by=by, reason=reason) as recorder:
        one, other = _locked(recorder, one, other, None)
        _refuse_merged(one, other)
        if one.study and other.study:
            raise RefusedError(
                _two_studies(one, other) if one.study != other.study else "They are of one study already."
            )
        lonely, placed = (one, other) if other.study else (other, one)
        if placed.study is None:
            raise RefusedError("Neither belongs to a study: enter the study at one of them first.")
        recorder.watch(placed.study)
        _refuse_public([placed.study], by)
        lonely.study, lonely.main = placed.study, False
        lonely.save()
        PossibleDuplicate.objects.of(one, other).delete()
    return recorder.change


def _locked(recorder: Recorder, kept: Row, lost: Row, seen: Versions | None) -> tuple[Row, Row]:
    if kept.pk == lost.pk:
        raise RefusedError("Choose two: these are the same.")
    recorder.watch(kept, lost)
    if seen is not None:
        recorder.watch(kept, seen=seen[0])
        recorder.watch(lost, seen=seen[1])
    return type(kept)._base_manager.get(pk=kept.pk), type(lost)._base_manager.get(pk=lost.pk)


def _refuse_merged(*rows: Report | Study) -> None:
    for row in rows:
        if row.merged_into:
            raise RefusedError(f"{row.slug} was merged into {row.merged_into.slug} already.")


def _refuse_public(studies: list[Study], by: User) -> None:
    """The lock of what is published does not ask about a merge, so this does."""
    if by.has_perm("evidence.publish_study"):
        return
    for study in studies:
        if study.state == State.PUBLISHED or study.results.filter(state=State.PUBLISHED).exists():
            raise RefusedError(f"{study} is published: merging it is a reviewer’s work.")


def _refuse_reports(kept: Report, lost: Report, by: User, reason: str) -> None:
    _refuse_merged(kept, lost)
    _refuse_public([one.study for one in (kept, lost) if one.study], by)
    if kept.study and lost.study and kept.study != lost.study:
        raise RefusedError(_two_studies(kept, lost))
    for name in IDENTIFIERS:
        ours, theirs = getattr(kept, name), getattr(lost, name)
        if ours and theirs and ours != theirs and not (name == "doi" and _one_preprint(kept, lost)):
            raise RefusedError(f"Their {name.upper()}s differ ({ours} and {theirs}), so they are two publications.")
    found = like_reports(kept, lost)
    if found.veto and not reason:
        raise RefusedError(f"{found.reason} Give the reason why they are one all the same.")


def _one_preprint(kept: Report, lost: Report) -> bool:
    return like_reports(kept, lost).verdict is Verdict.SAME


def _two_studies(one: Report, other: Report) -> str:
    return f"They belong to two studies, {one.study} and {other.study}: merge the studies first, if they are one."


def _refuse_studies(kept: Study, lost: Study, by: User, reason: str) -> None:
    _refuse_merged(kept, lost)
    _refuse_public([kept, lost], by)
    if reader := Extraction.objects.running().filter(study__in=[kept, lost]).select_related("by", "study").first():
        raise RefusedError(f"{reader.by} is extracting {reader.study} blind just now: merge them after that.")
    if lost.state == State.PUBLISHED and kept.state != State.PUBLISHED:
        raise RefusedError(f"{lost} is published and {kept} is not: keep the published one.")
    if kept.state == State.WITHDRAWN:
        raise RefusedError(f"{kept} is withdrawn: keep the other one, or reopen it first.")
    found = like_studies(kept, lost)
    if found.veto and not reason:
        raise RefusedError(f"{found.reason} Give the reason why they are one all the same.")


def _watch_pointing(recorder: Recorder, plan: MergePlan) -> None:
    for moves in plan.moves:
        recorder.watch_rows(_pointing(moves, plan.lost))


def _pointing(moves: Moves, lost: Kept) -> models.QuerySet[Any]:
    return moves.link.model._base_manager.filter(**{moves.link.name: lost})


def _fill(plan: MergePlan) -> None:
    for name, value in plan.filled.items():
        setattr(plan.kept, name, value)
    try:
        plan.kept.full_clean(exclude={one.name for one in plan.kept._meta.fields} - set(plan.filled))
    except ValidationError as error:
        faults = "; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
        raise RefusedError(f"Together they are not right. {faults}") from error
    plan.kept.save()
    for name, rows in plan.linked.items():
        getattr(plan.kept, name).set(rows)


def _move(plan: MergePlan) -> None:
    """Each field's rows by one statement, and by one more for each row that must change to fit in."""
    for moves in plan.moves:
        new: dict[str, Any] = {moves.link.name: plan.kept}
        if any(field.name == "updated" for field in moves.link.model._meta.concrete_fields):
            new["updated"] = timezone.now()
        rows = moves.link.model._base_manager.exclude(pk__in=moves.staying)
        for pk, changes in moves.changed.items():
            rows.filter(pk=pk).update(**new | changes)
        rows.filter(**{moves.link.name: plan.lost}).update(**new)
