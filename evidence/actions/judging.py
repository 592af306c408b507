"""Two assessors judge a study apart, hand in what they judged, and settle where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models import ASSESSORS, OVERALL, Act, BiasOpinion, BiasTool, RiskOfBias, Study


@transaction.atomic
def keep_opinions(*, study: Study, tool: BiasTool, by: User, save: Callable[[], None]) -> None:
    """Lets an assessor save what may still be changed; raises RefusedError once it is handed in, or not asked for.

    The study is locked, so that nothing is changed in the moment in which it is handed in.
    """
    _lock(study)
    _refuse_late(study, tool, by)
    save()


@transaction.atomic
def hand_in(*, study: Study, tool: BiasTool, by: User) -> int:
    """From now on one's judgements stay as they are; how many they were. Raises RefusedError.

    It writes no Change: the history of the study would show them to the other assessor.
    """
    _lock(study)
    _refuse_late(study, tool, by)
    mine = BiasOpinion.objects.of(study, tool).filter(by=by)
    judged = set(mine.filter(result=None).values_list("domain__code", flat=True))
    left = [one.name for one in tool.domains.order_by("order") if one.code != OVERALL and one.code not in judged]
    if left:
        raise RefusedError(f"Not handed in: judge the whole study in each domain first. Still open: {', '.join(left)}.")
    return mine.update(submitted=timezone.now())


@transaction.atomic
def settle(*, study: Study, tool: BiasTool, by: User, agreed: Iterable[RiskOfBias]) -> None:
    """Keeps what is agreed of what two judged apart; what they said stays as they said it. Raises RefusedError."""
    if not BiasOpinion.objects.of(study, tool).complete().exists():
        raise RefusedError("Nothing to settle yet: two assessors have to hand in their judgements first.")
    with recording(act=Act.SETTLED, by=by, reason=f"Agreed on by two who had judged apart by {tool}.") as recorder:
        recorder.watch(study)
        for row in agreed:
            row.assessed_by = by
            try:
                row.full_clean()
            except ValidationError as error:
                raise RefusedError(f"{row.domain.name}: {' '.join(error.messages)}") from error
            row.save()


def _lock(study: Study) -> None:
    Study.objects.select_for_update().get(pk=study.pk)


def _refuse_late(study: Study, tool: BiasTool, by: User) -> None:
    handed_in = set(BiasOpinion.objects.of(study, tool).submitted().values_list("by", flat=True))
    if by.pk in handed_in:
        raise RefusedError("You handed in your judgements already: they stay as they are.")
    if len(handed_in) >= ASSESSORS:
        raise RefusedError(f"Two others have judged {study} by {tool} already.")
