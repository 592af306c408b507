"""Two assessors, each alone: nobody sees the other's judgements before both are handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from evidence.actions.judging import hand_in, keep_opinions, settle
from evidence.actions.refused import RefusedError
from evidence.admin.desk import curator
from evidence.admin.entry.bias import NEEDED, domains_of
from evidence.admin.entry.judging import AgreedForm, Chosen, OpinionForm, choose
from evidence.admin.entry.nesting import NotSavedError, all_valid, remove, store
from evidence.admin.entry.steps import faults, require, show
from evidence.models import BiasOpinion, BiasTool, RiskOfBias, Study
from evidence.summaries.bias_agreement import agreement_by_tool


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One domain as two judged it, and the form for what is agreed."""

    opinions: list[BiasOpinion]
    form: AgreedForm
    agree: bool


def apart(request: HttpRequest, study: Study) -> HttpResponse:
    require(request, *NEEDED)
    chosen = choose(request, study)
    tool = chosen.tool or next(iter(BiasTool.objects.suiting(study.design)), None)
    if tool is None:
        messages.warning(request, "Choose the tool first by which two people are to judge this study.")
        return HttpResponseRedirect(reverse("admin:evidence_study_bias", args=[study.pk]))
    seen = list(
        BiasOpinion.objects.of(study, tool)
        .seen_by(curator(request))
        .select_related("domain__tool", "result__outcome", "by")
        .order_by("domain__order", "result", "by")
    )
    mine = [one for one in seen if one.by_id == curator(request).pk]
    if any(one.by_id != curator(request).pk for one in seen):
        return settling(request, study, chosen, tool, [one for one in seen if one.submitted])
    if any(one.submitted for one in mine):
        return _page(request, study, chosen, tool, {"waiting": True, "mine": mine})
    return alone(request, study, chosen, tool, mine)


def alone(request: HttpRequest, study: Study, chosen: Chosen, tool: BiasTool, mine: list[BiasOpinion]) -> HttpResponse:
    about = None if chosen.result is None else chosen.result.pk
    there = {one.domain_id: one for one in mine if one.result_id == about}
    rows = [
        OpinionForm(
            request.POST or None,
            instance=there.get(domain.pk)
            or BiasOpinion(study=study, result=chosen.result, domain=domain, by=curator(request)),
            prefix=f"domain-{domain.pk}",
        )
        for domain in domains_of([tool])
        if not domain.is_overall
    ]
    trouble = None
    if request.method == "POST" and all_valid(rows):
        trouble = _save(request, study, tool, rows)
        if trouble is None:
            return HttpResponseRedirect(request.get_full_path())
    said = faults(list(rows)) if request.method == "POST" else []
    return _page(request, study, chosen, tool, {"rows": rows, "mine": mine, "trouble": trouble, "faults": said})


def _save(request: HttpRequest, study: Study, tool: BiasTool, rows: list[OpinionForm]) -> str | None:
    """None if it is done, else what to say beyond what the forms say."""
    by = curator(request)
    try:
        keep_opinions(study=study, tool=tool, by=by, save=lambda: _store(rows))
        messages.success(request, "Saved. Nobody else sees it.")
        if "_hand_in" in request.POST:
            count = hand_in(study=study, tool=tool, by=by)
            messages.success(request, f"Handed in: {count} judgements.")
    except NotSavedError:
        return ""
    except RefusedError as refusal:
        return str(refusal)
    except IntegrityError:
        return "You saved the same a moment ago, perhaps by a second click. Nothing was saved twice; look again."
    return None


def _store(rows: list[OpinionForm]) -> None:
    for row in rows:
        if row.has_changed():
            if not row.emptied():
                store(row)
            elif row.instance.pk:
                remove(row, "This judgement cannot be removed.")


def settling(
    request: HttpRequest, study: Study, chosen: Chosen, tool: BiasTool, opinions: list[BiasOpinion]
) -> HttpResponse:
    differences = _differences(request, study, opinions)
    rows = [one.form for one in differences]
    trouble = None
    if request.method == "POST" and all_valid(rows):
        try:
            agreed = [row.instance for row in rows if not row.emptied()]
            settle(study=study, tool=tool, by=curator(request), agreed=agreed)
        except RefusedError as refusal:
            trouble = str(refusal)
        else:
            messages.success(request, f"Saved: {len(agreed)} of {len(rows)} domains agreed. What each said is kept.")
            return HttpResponseRedirect(request.get_full_path())
    context = {
        "differences": differences,
        "agreement": [one for one in agreement_by_tool(study) if one.tool == tool],
        "trouble": trouble,
        "faults": faults(list(rows)) if request.method == "POST" else [],
    }
    return _page(request, study, chosen, tool, context)


def _differences(request: HttpRequest, study: Study, opinions: list[BiasOpinion]) -> list[Difference]:
    there = {(one.result_id, one.domain_id): one for one in study.risks_of_bias.select_related("domain__tool")}
    grouped: dict[tuple[int | None, int], list[BiasOpinion]] = {}
    for one in opinions:
        grouped.setdefault((one.result_id, one.domain_id), []).append(one)
    found = []
    for (result, domain), said in grouped.items():
        agree = len(said) > 1 and len({one.judgement for one in said}) == 1
        first = said[0]
        instance = there.get((result, domain)) or RiskOfBias(study=study, result=first.result, domain=first.domain)
        suggested = {name: getattr(first, name) for name in ("judgement", "reason", "quote", "quote_missing") if agree}
        form = AgreedForm(
            request.POST or None,
            instance=instance,
            prefix=f"agreed-{result or 0}-{domain}",
            initial=suggested if instance.pk is None else None,
        )
        found.append(Difference(opinions=said, form=form, agree=agree))
    return found


def _page(request: HttpRequest, study: Study, chosen: Chosen, tool: BiasTool, context: dict[str, Any]) -> HttpResponse:
    chosen.form.initial.setdefault("tool", tool.pk)
    page = show(request, study, "bias", {"tool": tool, "result": chosen.result, "choice": chosen.form} | context)
    if isinstance(page, TemplateResponse) and page.context_data is not None:
        page.template_name = "admin/evidence/study/apart.html"
        page.context_data["title"] = f"Two assessors: {study}"
    return page
