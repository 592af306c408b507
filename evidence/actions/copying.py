"""Copy as new: what two studies, arms or results have in common is taken over, never a figure."""

from __future__ import annotations

from itertools import count
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import models

from evidence.actions.recording import recording
from evidence.models import Act, Arm, Comparator, Comparison, Direction, Report, Result, ResultKind, Study

Row = TypeVar("Row", bound=models.Model)


def copy_study(*, study: Study, by: User) -> Study:
    """A draft with the same design, conditions, interventions, arms, regimens and outcomes, without any figure.

    Its results hang on an empty report, since the copy is printed somewhere else.
    """
    with recording(act=Act.COPIED, by=by, reason=f"Copied from {study.slug}.") as recorder:
        slug = _free_slug(study.slug, Study.objects.all(), longest=100)
        copy = Study.objects.create(
            slug=slug,
            title=f"Copy of {study.title}"[:500],
            design=study.design,
            blinding=study.blinding,
            country=study.country,
            setting=study.setting,
            entered_by=by,
        )
        recorder.made(copy)
        copy.conditions.set(study.conditions.all())
        copy.interventions.set(study.interventions.all())
        arms = {arm.pk: _copy_regimen(arm, _arm_like(arm, study=copy)) for arm in study.arms.all()}
        # A result in words has nothing but its words, which belong to the other study.
        results = study.results.exclude(kind=ResultKind.WORDS)
        if results.exists():
            key = _free_slug(study.slug, Report.objects.all(), longest=100)
            report = Report.objects.create(study=copy, slug=key, main=True)
            for result in results:
                _copy_comparisons(result, _result_like(result, by, study=copy, report=report, place="", quote=""), arms)
        return copy


def copy_arm(*, arm: Arm, by: User) -> Arm:
    """Another arm of the same study with the same regimen."""
    with recording(act=Act.COPIED, by=by, reason=f"Copied from {arm.slug}.") as recorder:
        recorder.watch(arm)
        slug = _free_slug(arm.slug, arm.study.arms.all(), longest=60)
        copy = _arm_like(arm, slug=slug, name=f"{arm.name}, copy"[:100], order=arm.study.arms.count())
        _copy_regimen(arm, copy)
        return copy


def share_background(*, study: Study, by: User) -> int:
    """Gives every arm the treatments that any of its arms has marked as given to everybody; says how many rows."""
    with recording(act=Act.COPIED, by=by, reason="Background treatment given to all arms.") as recorder:
        recorder.watch(study)
        arms = list(study.arms.prefetch_related("regimen"))
        background = {
            (step.step, step.intervention_id): step
            for arm in arms
            for step in arm.regimen.all()
            if step.co_intervention
        }
        made = 0
        for arm in arms:
            has = {(step.step, step.intervention_id) for step in arm.regimen.all()}
            for key, step in background.items():
                if key not in has:
                    _twin(step, arm=arm).save()
                    made += 1
        return made


def copy_result(*, result: Result, by: User) -> Result:
    """The same outcome of the same study once more, as for its next time point."""
    with recording(act=Act.COPIED, by=by, reason=f"Copied from {result.slug}.") as recorder:
        recorder.watch(result)
        slug = _free_slug(result.slug, result.study.results.all(), longest=80)
        copy = _result_like(result, by, slug=slug)
        _copy_comparisons(result, copy, {arm.pk: arm for arm in result.study.arms.all()})
        return copy


def _arm_like(arm: Arm, **changes: Any) -> Arm:
    copy = _twin(arm, **{"people": None, "analysed": None} | changes)
    copy.save()
    return copy


def _copy_regimen(arm: Arm, copy: Arm) -> Arm:
    for step in arm.regimen.all():
        _twin(step, arm=copy).save()
    return copy


def _result_like(result: Result, by: User, **changes: Any) -> Result:
    copy = Result(
        **{
            "study": result.study,
            "slug": result.slug,
            "outcome": result.outcome,
            "instrument": result.instrument,
            "kind": result.kind,
            "time": result.time,
            "days": result.days,
            "primary": result.primary,
            "subgroup": result.subgroup,
            "finding": result.finding if result.kind == ResultKind.WORDS else "",
            "report": result.report,
            "place": result.place,
            "basis": result.basis,
            "entered_by": by,
        }
        | changes
    )
    copy.save()
    return copy


def _copy_comparisons(result: Result, copy: Result, arms: dict[int, Arm]) -> None:
    for one in result.comparisons.all():
        none = one.comparator == Comparator.NONE
        Comparison.objects.create(
            result=copy,
            slug=one.slug,
            intervention=one.intervention,
            experimental=arms.get(one.experimental_id or 0),
            reference=arms.get(one.reference_id or 0),
            comparator=one.comparator,
            measure=one.measure,
            direction=Direction.NOT_COMPARED if none else Direction.NOT_STATED,
        )


def _twin(row: Row, **changes: Any) -> Row:
    """A new row with the same values, not yet saved."""
    values = {field.name: getattr(row, field.name) for field in row._meta.fields if not field.primary_key}
    return type(row)(**values | changes)


def _free_slug(slug: str, rows: models.QuerySet[Any], *, longest: int) -> str:
    """`slug-copy`, or `slug-copy-2` and on where that is taken."""
    for number in count(1):
        ending = "-copy" if number == 1 else f"-copy-{number}"
        candidate = slug[: longest - len(ending)] + ending
        if not rows.filter(slug=candidate).exists():
            return candidate
    raise AssertionError("count() does not end")
