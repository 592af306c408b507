"""States: a study, a result or an assessment goes from one to the next by `move`, with who, when and why."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q

from evidence.actions.comments import comment
from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models import Act, Assessment, Change, Result, RowChange, SearchLog, State, Study
from evidence.models.kept import label_of, root_of
from evidence.models.transition import Transition, transition

Stateful = Study | Result | Assessment
# Ways that results take together with their study; withdrawing a study hides them as they are.
TOGETHER = ("submit", "publish", "return", "reopen", "take-up")
# Ways that a result takes by itself only below a published study; before, it goes with it.
WITH_ITS_STUDY = ("submit", "publish", "return")
PARTS_OF_RESULT = ("evidence.armvalue", "evidence.comparison")
FREE = ("evidence.report", "evidence.notice", "evidence.registration")


def move(*, row: Stateful, to: State, by: User, reason: str = "", seen: int | None = None) -> Change | None:
    """Bring a row into a state; a study takes along the results that are as far as itself.

    `seen` is the version of the row's root that the person looked at. A return to its author becomes a comment too.
    Raises RefusedError where the table of transitions, a permission, a missing reason or a missing part says no, and
    ChangedError if somebody saved after `seen`.
    """
    reason = reason.strip()
    with recording(act=Act.STATE, by=by, reason=reason) as recorder:
        recorder.watch(row, seen=seen)
        row.refresh_from_db()
        way = way_to(row, to)
        refuse_person(row=row, way=way, by=by, reason=reason, permission=permission(row, way))
        results = _going_along(row, way)
        if way.another:
            for one in (row, *results):
                refuse_own(one, by)
        if way.after == State.PUBLISHED:
            _refuse_blind(row)
            _refuse_unfinished(row, results)
        for one in (row, *results):
            one.state = way.after
            one.save(update_fields=["state", "updated"])
        if way.name == "return":
            comment(row=row, text=reason, by=by)
    return recorder.change


def way_to(row: object, to: str) -> Transition:
    """The way from a row's state; raises RefusedError if there is none. For a page as well, which has the same ways."""
    state = State(getattr(row, "state"))  # noqa: B009  any row with a state
    if state == to:
        raise RefusedError(f"{row} is {state.label} already.")
    way = transition(state, to)
    if way is None:
        raise RefusedError(f"{row} is {state.label}: it cannot become {State(to).label} at once.")
    if isinstance(row, Result) and way.name in WITH_ITS_STUDY and row.study.state != State.PUBLISHED:
        raise RefusedError(f"{row} goes together with its study, which is {State(row.study.state).label}.")
    return way


def permission(row: Stateful, way: Transition) -> str:
    return "evidence.publish_study" if way.publishing else f"evidence.change_{row._meta.model_name}"


def refuse_person(*, row: object, way: Transition, by: User, reason: str, permission: str) -> None:
    """Who may not take a way, or does not say why where that is due. For a page as well."""
    if not by.has_perm(permission):
        whose = "a reviewer’s work" if way.publishing else "the work of those who may change it"
        raise RefusedError(f"“{way.label}” is {whose}: {row} stays as it is.")
    if way.reason and not reason:
        raise RefusedError(f"“{way.label}” needs a reason: say in a sentence why.")


def refuse_own(row: Stateful, by: User) -> None:
    """Neither who entered a row publishes it nor who edited it last: nobody else would have read it."""
    if row.entered_by_id == by.pk:
        raise RefusedError(f"You entered {row} yourself: somebody else publishes it.")
    if last_author(row) == by.pk:
        raise RefusedError(f"You edited {row} last: somebody else publishes it.")


def last_author(row: Stateful) -> int | None:
    """The number of whoever last changed what a row or its parts say; None if nobody did, or a program."""
    changes = RowChange.objects.of(root_of(row)).exclude(change__act=Act.STATE).exclude(model__in=FREE)
    if isinstance(row, Result):
        parts = Q(after__result_id=row.pk) | Q(before__result_id=row.pk)
        own = Q(model=label_of(row), row=row.pk)
        changes = changes.filter(own | Q(parts, model__in=PARTS_OF_RESULT))
    return changes.order_by("-pk").values_list("change__by", flat=True).first()


def _going_along(row: Stateful, way: Transition) -> list[Result]:
    if not isinstance(row, Study) or way.name not in TOGETHER:
        return []
    # Below a withdrawn study the results kept their state; those withdrawn by themselves stay so.
    state = State.PUBLISHED if way.name == "take-up" else way.before
    return list(row.results.filter(state=state).order_by("pk"))


def _refuse_blind(row: Stateful) -> None:
    """What is public, its second reader could read at any address."""
    study = row.study if isinstance(row, Result) else row
    if isinstance(study, Study) and study.extractions.running().exists():
        raise RefusedError(f"{study} is being extracted blind: publish it when the second reader has handed in.")


def _refuse_unfinished(row: Stateful, results: list[Result]) -> None:
    for one in [row, *results]:
        if isinstance(one, Result) and not one.comparisons.exists():
            raise RefusedError(
                f"The result {one} is not set against anything: give it a comparison, or say that there is none."
            )
        if isinstance(one, Assessment):
            _refuse_one_sided(one)
        try:
            one.full_clean()
        except ValidationError as error:
            faults = "; ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())
            raise RefusedError(f"{one} is not complete. {faults}") from error


def _refuse_one_sided(one: Assessment) -> None:
    """A verdict that favours rests on a search that would have found the contrary of just this."""
    searches = SearchLog.objects.covering(one.intervention, one.condition).filter(looked_for_contrary=True)
    if one.is_favourable and not searches.exists():
        whom = f"in {one.condition} or something wider" if one.condition else "in all conditions"
        raise RefusedError(
            f"{one} favours it, but no search is logged that looked for the contrary, for {one.intervention} or what "
            f"it is a kind of, {whom}: enter one under Searches first."
        )
