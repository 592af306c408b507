"""What a new row of the grid is filled with beforehand, so that the curator types only what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evidence.models import Arm, Comparator, Direction, Intervention, Result, Role, Study

# What it means to be set against an arm of each role.
COMPARATORS = {
    Role.PLACEBO: Comparator.PLACEBO,
    Role.SHAM: Comparator.SHAM,
    Role.USUAL_CARE: Comparator.USUAL_CARE,
    Role.NO_TREATMENT: Comparator.NO_TREATMENT,
    Role.ACTIVE: Comparator.ACTIVE,
    Role.GROUP: Comparator.GROUPS,
}


def comparisons(arms: Sequence[Arm], tested: Intervention | None) -> list[dict[str, Any]]:
    """Each arm that gets what is tested, against the arm that does not; a single arm against nothing."""
    experimental = [arm for arm in arms if arm.role == Role.EXPERIMENTAL]
    # In the order of COMPARATORS: a placebo arm tells most.
    reference = next((arm for role in COMPARATORS for arm in arms if arm.role == role), None)
    if reference is None and len(experimental) > 1:
        *experimental, reference = experimental
        against: str = Comparator.DOSE
    else:
        against = COMPARATORS[Role(reference.role)] if reference else Comparator.NONE
    return [
        {
            "intervention": tested.pk if tested else None,
            "experimental": arm.pk,
            "reference": reference.pk if reference else None,
            "comparator": against,
            "direction": Direction.NOT_STATED if reference else Direction.NOT_COMPARED,
        }
        for arm in experimental
    ]


def tested_in(study: Study) -> Intervention | None:
    """The intervention of a study that tests only one."""
    first_two = list(study.interventions.all()[:2])
    return first_two[0] if len(first_two) == 1 else None


def source(study: Study) -> dict[str, Any]:
    """Where the last result was read, since the next is mostly in the same paper."""
    last = Result.objects.filter(study=study).order_by("-pk").first()
    if last is not None:
        return {
            "report": last.report_id,
            "basis": last.basis,
            "certainty": last.certainty,
            "addresses": last.addresses,
        }
    report = study.main_report
    return {"report": report.pk} if report else {}
