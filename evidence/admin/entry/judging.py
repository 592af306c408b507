"""What is judged: a form for each domain of a tool, and the choice of the tool and of what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from evidence.admin.forms import CuratedForm
from evidence.models import BiasOpinion, BiasTool, Result, RiskOfBias, Study

RESTS_ON_DOMAINS = "An overall judgement rests on those of the domains."


class JudgingForm(CuratedForm):
    """The judgement of one domain; left empty, it is not judged."""

    class Meta:
        fields = ("judgement", "reason", "quote", "quote_missing")
        widgets = {name: forms.Textarea(attrs={"rows": 2, "cols": 40}) for name in ("reason", "quote")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        domain = self.instance.domain
        offered = [(one.value, one.label) for one in domain.tool.known]
        nothing = "as the tool’s rule says" if domain.is_overall else "not judged"
        self.fields["judgement"] = forms.ChoiceField(
            label="judgement", choices=[("", nothing), *offered], required=False
        )
        self.fields["reason"].required = False
        if domain.is_overall:
            del self.fields["quote"], self.fields["quote_missing"]
            self.instance.quote_missing = RESTS_ON_DOMAINS

    @property
    def where(self) -> str:
        of = self.instance.result
        return f"{self.instance.domain.name}{f', {of.slug}' if of else ''}"

    def clean(self) -> dict[str, Any]:
        super().clean()
        typed = self.cleaned_data
        rest = [name for name in self.fields if name != "judgement" and typed.get(name)]
        if rest and not typed.get("judgement"):
            self.add_error("judgement", "There is a reason or a quote: say what you judged.")
        return typed

    def emptied(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.fields)

    def _post_clean(self) -> None:
        """An emptied row is taken away, so there is nothing to ask of it."""
        if not self.emptied():
            super()._post_clean()


class DomainForm(JudgingForm):
    class Meta(JudgingForm.Meta):
        model = RiskOfBias


class AgreedForm(DomainForm):
    """What two agree on. Filled in where they said the same: leaving that as it is saves it."""

    class Meta(DomainForm.Meta):
        pass

    def has_changed(self) -> bool:
        return self.instance.pk is None or super().has_changed()

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if self.instance.pk and not any(typed.get(name) for name in self.fields):
            self.add_error("judgement", "This is agreed already: say what is agreed now.")
        return typed


class OpinionForm(JudgingForm):
    class Meta(JudgingForm.Meta):
        model = BiasOpinion


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the address of a page asks for: a tool, and one result instead of the whole study."""

    tool: BiasTool | None
    result: Result | None
    form: forms.Form


def choose(request: HttpRequest, study: Study) -> Chosen:
    """What is asked for that is there; anything else counts as not asked."""
    tools = {str(one.pk): one for one in BiasTool.objects.order_by("name")}
    results = {str(one.pk): one for one in study.results.select_related("outcome").order_by("outcome__name", "days")}
    form = forms.Form(initial=request.GET.dict())
    form.fields["tool"] = forms.ChoiceField(
        label="Tool", required=False, choices=[(pk, f"{one} ({one.version})") for pk, one in tools.items()]
    )
    form.fields["result"] = forms.ChoiceField(
        label="Judged for",
        required=False,
        choices=[("", "the whole study"), *((pk, name_of(one)) for pk, one in results.items())],
    )
    return Chosen(
        tool=tools.get(request.GET.get("tool", "")), result=results.get(request.GET.get("result", "")), form=form
    )


def name_of(result: Result) -> str:
    return f"{result.outcome}{f', {result.time}' if result.time else ''} ({result.slug})"
