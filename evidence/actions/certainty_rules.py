"""Rules of certainty: a draft is put in force, and what was in force before is retired."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.models import Act, CertaintyRules, Change, RulesState

PERMISSION = "evidence.put_rules_in_force"


def put_in_force(*, rules: CertaintyRules, by: User, reason: str, seen: int | None = None) -> Change | None:
    """From now on verdicts are worked out by these rules; those in force before are retired in the same act.

    `seen` is the version of the draft that the person looked at. Raises RefusedError for anybody but an administrator,
    without a reason, for rules that are no draft or cannot be read, and ChangedError if somebody saved after `seen`.
    """
    reason = reason.strip()
    if not by.has_perm(PERMISSION):
        raise RefusedError(f"Rules are put in force by administrators: {rules} stay as they are.")
    if not reason:
        raise RefusedError("Putting rules in force needs a reason: say in a sentence why.")
    with recording(act=Act.STATE, by=by, reason=reason) as recorder:
        # All are locked, so that two drafts are not put in force at once.
        before = list(CertaintyRules.objects.select_for_update().in_force().order_by("pk"))
        recorder.watch(rules, seen=seen)
        recorder.watch(*before)
        rules.refresh_from_db()
        if not rules.is_draft:
            raise RefusedError(
                f"{str(rules).capitalize()} are {rules.get_state_display()}: only a draft is put in force."
            )
        try:
            rules.full_clean()
        except ValidationError as error:
            raise RefusedError(f"{str(rules).capitalize()} cannot be read. {' '.join(error.messages)}") from error
        for one in before:
            one.state = RulesState.RETIRED
            one.save(update_fields=["state", "updated"])
        rules.state = RulesState.IN_FORCE
        rules.save(update_fields=["state", "updated"])
    return recorder.change
