"""The last step: all that was entered, as a second reader would want to see it beside the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from evidence.actions.publishing import publish, withdraw
from evidence.actions.recording import ChangedError, recording
from evidence.actions.refused import RefusedError
from evidence.admin.desk import curator
from evidence.admin.entry.steps import require, show
from evidence.admin.entry.words import comparison_in_words, figures_in_words, step_in_words
from evidence.admin.opening import told
from evidence.admin.seen import UnseenError, refuse_unseen
from evidence.models import Act, Arm, Result, State, Study


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
        "biases": study.risks_of_bias.select_related("domain", "result"),
        "missing": missing(study, arms, results),
        "may_publish": request.user.has_perm("evidence.publish_study") and study.state != State.WITHDRAWN,
        "may_withdraw": study.state != State.WITHDRAWN,
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


def change_state(request: HttpRequest, study: Study) -> HttpResponse:
    """Publishes or withdraws, as the button says that was pressed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    require(request, "publish_study" if "_publish" in request.POST else "change_study")
    try:
        with recording(act=Act.STATE, by=curator(request)):
            refuse_unseen(request, study)
            if "_publish" in request.POST:
                publish(study=study, by=curator(request))
                said = f"{study} is published."
            else:
                withdraw(study=study, by=curator(request))
                said = f"{study} is withdrawn. Nothing was deleted."
        messages.success(request, said)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    except (ChangedError, UnseenError) as error:
        messages.error(request, told(error, study))
    return HttpResponseRedirect(reverse("admin:evidence_study_entry", args=[study.pk]))
