"""Publishing and withdrawing: who entered something does not publish it, and nothing is deleted."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models import Act, Result, State, Study


def publish(*, study: Study, by: User) -> None:
    """Shows a study and its drafted results to the public.

    Refused for whoever entered any of it, and while something is missing.
    """
    with recording(act=Act.STATE, by=by) as recorder:
        recorder.watch(study)
        study = Study.objects.select_for_update().get(pk=study.pk)
        drafts = study.results.filter(state__in=(State.DRAFT, State.IN_REVIEW))
        _refuse_others_than_reviewers(study, by)
        _refuse_own(study, drafts, by)
        _refuse_unfinished(study, drafts)
        study.state = State.PUBLISHED
        study.save(update_fields=["state", "updated"])
        for result in drafts:
            result.state = State.PUBLISHED
            result.save(update_fields=["state", "updated"])


def withdraw(*, study: Study, by: User) -> None:
    """Takes a study out of sight with all its results; every row stays."""
    with recording(act=Act.STATE, by=by) as recorder:
        recorder.watch(study)
        study = Study.objects.select_for_update().get(pk=study.pk)
        if study.state == State.WITHDRAWN:
            raise RefusedError(f"{study} is withdrawn already.")
        if study.state == State.PUBLISHED:
            _refuse_others_than_reviewers(study, by)
        study.state = State.WITHDRAWN
        study.save(update_fields=["state", "updated"])


def withdraw_result(*, result: Result, by: User) -> None:
    """Takes one result out of sight; its row stays."""
    with recording(act=Act.STATE, by=by) as recorder:
        recorder.watch(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        if result.state == State.WITHDRAWN:
            raise RefusedError(f"{result} is withdrawn already.")
        if result.state == State.PUBLISHED:
            _refuse_others_than_reviewers(result, by)
        result.state = State.WITHDRAWN
        result.save(update_fields=["state", "updated"])


def check(*, result: Result, by: User) -> None:
    """Notes that a second person compared a result with its paper."""
    with recording(act=Act.STATE, by=by) as recorder:
        recorder.watch(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        if result.entered_by is None:
            raise RefusedError(f"Nobody is noted as having entered {result}, so nobody can be its second reader.")
        if result.entered_by == by:
            raise RefusedError(f"You entered {result} yourself: the second reader must be another person.")
        result.checked_by = by
        result.save(update_fields=["checked_by", "updated"])


def _refuse_others_than_reviewers(row: Study | Result, by: User) -> None:
    if not by.has_perm("evidence.publish_study"):
        raise RefusedError(f"Publishing and withdrawing {row} is a reviewer’s work.")


def _refuse_own(study: Study, drafts: QuerySet[Result], by: User) -> None:
    if study.entered_by == by:
        raise RefusedError(f"You entered {study} yourself: somebody else publishes it.")
    own = drafts.filter(entered_by=by).first()
    if own is not None:
        raise RefusedError(f"You entered the result {own} yourself: somebody else publishes it.")


def _refuse_unfinished(study: Study, drafts: QuerySet[Result]) -> None:
    if study.state == State.PUBLISHED and not drafts.exists():
        raise RefusedError(f"{study} is published already, with all its results.")
    lonely = drafts.filter(comparisons__isnull=True).first()
    if lonely is not None:
        raise RefusedError(
            f"The result {lonely} is not set against anything: give it a comparison, or say that there is none."
        )
    for row in (study, *drafts):
        try:
            row.full_clean()
        except ValidationError as error:
            faults = "; ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())
            raise RefusedError(f"{row} is not complete. {faults}") from error
