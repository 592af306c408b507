"""Step 4: risk of bias, a row for each domain of the tool that suits the design."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from evidence.admin.desk import curator
from evidence.admin.entry.nesting import all_valid, remove, store
from evidence.admin.entry.steps import attempt, faults, locked_page, require, saved, show
from evidence.admin.forms import CuratedForm
from evidence.models import JUDGEMENTS, BiasDomain, BiasTool, Design, Judgement, RiskOfBias, Study

NEEDED = ("change_study", "add_riskofbias", "change_riskofbias")
COMPARATIVE = (Design.CONTROLLED, Design.BEFORE_AFTER, Design.COHORT, Design.CASE_CONTROL)


class DomainForm(CuratedForm):
    """The judgement of one domain; left empty, it is not judged."""

    class Meta:
        model = RiskOfBias
        fields = ("judgement", "reason", "quote")
        widgets = {name: forms.Textarea(attrs={"rows": 2, "cols": 40}) for name in ("reason", "quote")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        tool = BiasTool(self.instance.domain.tool)
        offered = [(one.value, one.label) for one in Judgement if one in JUDGEMENTS[tool]]
        self.fields["judgement"] = forms.ChoiceField(
            label="judgement", choices=[("", "not judged"), *offered], required=False
        )
        self.fields["reason"].required = False

    @property
    def where(self) -> str:
        return str(self.instance.domain.name)

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        if (typed.get("reason") or typed.get("quote")) and not typed.get("judgement"):
            self.add_error("judgement", "There is a reason or a quote: say what you judged.")
        return typed

    def emptied(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.fields)

    def _post_clean(self) -> None:
        """An emptied row is taken away, so there is nothing to ask of it."""
        if not self.emptied():
            super()._post_clean()


def bias(request: HttpRequest, study: Study) -> HttpResponse:
    require(request, *NEEDED)
    if instead := locked_page(request, study):
        return instead
    there = {one.domain_id: one for one in study.risks_of_bias.filter(result=None).select_related("domain")}
    tools = {suitable(study)} | {one.domain.tool for one in there.values()}
    rows = [
        DomainForm(
            request.POST or None,
            instance=there.get(domain.pk) or RiskOfBias(study=study, domain=domain),
            prefix=f"domain-{domain.pk}",
        )
        for domain in BiasDomain.objects.filter(tool__in=tools)
    ]
    trouble = None
    if request.method == "POST" and all_valid(rows):
        trouble = attempt(request, study, "bias", lambda: save_bias(rows, request))
        if trouble is None:
            judged = study.risks_of_bias.filter(result=None).count()
            return saved(request, study, "bias", f"Saved: {judged} of {len(rows)} domains judged.")
    context = {
        "rows": rows,
        "tool": suitable(study),
        "of_results": study.risks_of_bias.exclude(result=None).select_related("domain", "result"),
        "trouble": trouble,
        "faults": faults(list(rows)) if request.method == "POST" else [],
    }
    return show(request, study, "bias", context)


def suitable(study: Study) -> str:
    """The tool for a design; empty for a design that neither was made for."""
    if study.is_randomised:
        return BiasTool.ROB2
    return BiasTool.ROBINS_I if study.design in COMPARATIVE else ""


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
