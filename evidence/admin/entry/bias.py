"""Step 4: risk of bias, a row for each domain of the tools that a study is judged by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from evidence.admin.desk import curator
from evidence.admin.entry.judging import Chosen, DomainForm, choose
from evidence.admin.entry.nesting import all_valid, remove, store
from evidence.admin.entry.steps import attempt, faults, locked_page, require, saved, show
from evidence.models import BiasDomain, BiasTool, RiskOfBias, Study
from evidence.summaries.bias import BiasTable, tables_of

NEEDED = ("change_study", "add_riskofbias", "change_riskofbias")


@dataclass(frozen=True, kw_only=True)
class Group:
    """The forms of one tool, with what its rule makes of what is saved."""

    tool: BiasTool
    forms: list[DomainForm]
    table: BiasTable | None


def bias(request: HttpRequest, study: Study) -> HttpResponse:
    require(request, *NEEDED)
    if instead := locked_page(request, study):
        return instead
    chosen = choose(request, study)
    risks = list(study.risks_of_bias.select_related("domain__tool", "result__outcome"))
    groups = groups_of(request, study, chosen, risks)
    rows = [form for group in groups for form in group.forms]
    if groups:
        chosen.form.initial.setdefault("tool", groups[0].tool.pk)
    trouble = None
    if request.method == "POST" and all_valid(rows):
        trouble = attempt(request, study, "bias", lambda: save_bias(rows, request))
        if trouble is None:
            judged = sum(not row.emptied() for row in rows)
            said = saved(request, study, "bias", f"Saved: {judged} of {len(rows)} domains judged.")
            return said if "_next" in request.POST else HttpResponseRedirect(request.get_full_path())
    context = {
        "groups": groups,
        "choice": chosen.form,
        "result": chosen.result,
        "of_results": [one for one in tables_of(risks) if one.result is not None],
        "trouble": trouble,
        "faults": faults(list(rows)) if request.method == "POST" else [],
    }
    return show(request, study, "bias", context)


def groups_of(request: HttpRequest, study: Study, chosen: Chosen, risks: list[RiskOfBias]) -> list[Group]:
    """The tools that were used, and the one that is asked for; if there is neither, the first that suits the design."""
    used = {one.domain.tool for one in risks} | ({chosen.tool} if chosen.tool else set())
    tools = used or set(BiasTool.objects.suiting(study.design)[:1])
    about = None if chosen.result is None else chosen.result.pk
    there = {one.domain_id: one for one in risks if one.result_id == about}
    tables = {one.tool.pk: one for one in tables_of(risks) if (one.result.pk if one.result else None) == about}
    groups: dict[int, Group] = {
        tool.pk: Group(tool=tool, forms=[], table=tables.get(tool.pk))
        for tool in sorted(tools, key=lambda one: one.name)
    }
    for domain in domains_of(tools):
        instance = there.get(domain.pk) or RiskOfBias(study=study, result=chosen.result, domain=domain)
        form = DomainForm(request.POST or None, instance=instance, prefix=f"domain-{domain.pk}")
        groups[domain.tool_id].forms.append(form)
    return list(groups.values())


def domains_of(tools: Iterable[BiasTool]) -> Iterable[BiasDomain]:
    return BiasDomain.objects.filter(tool__in=tools).select_related("tool").order_by("tool__name", "order")


def save_bias(rows: list[DomainForm], request: HttpRequest) -> None:
    for row in rows:
        if not row.has_changed():
            continue
        if row.emptied():
            if row.instance.pk:
                remove(row, "This judgement is used elsewhere and cannot be removed.")
            continue
        row.instance.assessed_by = curator(request)
        store(row)
