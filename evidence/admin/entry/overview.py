"""The last step: all that was entered, as a second reader would want to see it beside the paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from evidence.admin.deciding import Rules, decision_on
from evidence.admin.desk import curator
from evidence.admin.entry.steps import require, show
from evidence.admin.entry.words import comparison_in_words, figures_in_words, step_in_words
from evidence.admin.opening import opening_of
from evidence.dose_doubts import doubts_in_words
from evidence.models import Arm, Result, Study


def entry(request: HttpRequest, study: Study) -> HttpResponse:
    require(request, "view_study")
    arms = list(study.arms.prefetch_related("regimen__intervention"))
    results = list(
        study.results.select_related("outcome", "instrument", "report", "entered_by", "checked_by")
        .prefetch_related("values", "comparisons__experimental", "comparisons__reference", "comparisons__intervention")
        .order_by("outcome__name", "days", "pk")
    )
    context = {
        "arms": [(arm, [(step.step, step_in_words(step)) for step in arm.regimen.all()]) for arm in arms],
        "rows": [row_of(result, arms) for result in results],
        "reports": study.reports.all(),
        "registrations": study.registrations.all(),
        "biases": study.risks_of_bias.select_related("domain__tool", "result"),
        "missing": missing(study, arms, results),
        "decision": decision_on(study, curator(request), Rules(), seen=int(opening_of(request).seen or 0)),
        "doubtful": doubtful(arms),
    }
    return show(request, study, "entry", context)


def row_of(result: Result, arms: list[Arm]) -> dict[str, Any]:
    figures = {value.arm_id: figures_in_words(value) for value in result.values.all()}
    comparisons = [comparison_in_words(one) for one in result.comparisons.all()]
    return {"result": result, "figures": [figures.get(arm.pk, []) for arm in arms], "comparisons": comparisons}


def missing(study: Study, arms: list[Arm], results: list[Result]) -> list[str]:
    """What a reader will ask for, in sentences; nothing here keeps a study from being saved."""
    said = []
    if not study.reports.all():
        said.append("No report: readers cannot look it up.")
    if not study.interventions.exists():
        said.append("No intervention: no reader will find it.")
    if not study.conditions.exists():
        said.append("No condition.")
    if study.is_randomised and not study.registrations.all():
        said.append("No registration, though it is a randomised trial.")
    if not results:
        said.append("No results yet.")
    said += [f"{arm.name}: nothing is said of what it got." for arm in arms if not (arm.regimen.all() or arm.words)]
    said += [f"{result.slug}: not set against anything." for result in results if not result.comparisons.all()]
    if study.is_randomised and not study.risks_of_bias.all():
        said.append("Risk of bias is not judged.")
    return said


def doubtful(arms: list[Arm]) -> list[str]:
    """What is odd about a dose; the words are kept, and nothing is refused for it."""
    said = [f"{arm.name}: {one}" for arm in arms for one in doubts_in_words(arm.words)]
    return said + [
        f"{arm.name}, {step.intervention}: {one}" for arm in arms for step in arm.regimen.all() for one in step.doubts
    ]
