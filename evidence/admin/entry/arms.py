"""Step 2: who got what. Each arm with its regimen, on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from evidence.actions.copying import share_background
from evidence.admin.arm import NamedArmForm
from evidence.admin.choosing import ChoiceByName, know
from evidence.admin.desk import curator
from evidence.admin.entry.nesting import NestingForm, NestingFormSet, remove, save_rows, store
from evidence.admin.entry.steps import attempt, faults, locked_page, require, saved, show
from evidence.admin.forms import CuratedForm, CuratedFormSet
from evidence.models import Arm, RegimenStep, Study

NEEDED = ("change_study", "add_arm", "change_arm", "add_regimenstep", "change_regimenstep")


class RegimenStepForm(CuratedForm):
    intervention = ChoiceByName(RegimenStep, "intervention")

    class Meta:
        model = RegimenStep
        fields = ("step", "intervention", "co_intervention", "route", "amount", "unit", "times_a_day", "days", "words")
        labels = {"words": "in the paper’s words"}
        widgets = {"words": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.intervention_id:
            know(self, "intervention", self.instance.intervention)

    def has_changed(self) -> bool:
        """A row with nothing but its number is a blank one."""
        return bool(set(self.changed_data) - ({"step"} if self.instance.pk is None else set()))


RegimenFormSet: Any = forms.inlineformset_factory(
    Arm, RegimenStep, form=RegimenStepForm, formset=CuratedFormSet, extra=1, max_num=30
)


class ArmForm(NamedArmForm, NestingForm):
    class Meta:
        model = Arm
        fields = ("name", "role", "people", "analysed", "words")
        labels = {"words": "in the paper’s words"}
        widgets = {"words": forms.TextInput}


class BaseArmFormSet(NestingFormSet):
    def hang(self, form: Any) -> None:
        form.where = "new arm" if form.is_new else form.instance.name
        regimen = RegimenFormSet(
            self.data if self.is_bound else None, instance=form.instance, prefix=f"{form.prefix}-regimen"
        )
        for step in regimen.forms:
            step.where = form.where
        form.below = [regimen]


def arm_formset(study: Study, *, may_remove: bool) -> type[Any]:
    blank = max(1, 2 - study.arms.count())
    return forms.inlineformset_factory(
        Study, Arm, form=ArmForm, formset=BaseArmFormSet, extra=blank, can_delete=may_remove, max_num=20
    )


def arms(request: HttpRequest, study: Study) -> HttpResponse:
    require(request, *NEEDED)
    if instead := locked_page(request, study):
        return instead
    factory = arm_formset(study, may_remove=request.user.has_perm("evidence.delete_arm"))
    queryset = Arm.objects.prefetch_related("regimen__intervention")
    formset = factory(request.POST or None, instance=study, queryset=queryset, prefix="arm")
    trouble = None
    if request.method == "POST" and formset.is_valid():
        trouble = attempt(request, study, "arms", lambda: save_arms(formset, request))
        if trouble is None:
            return saved(request, study, "arms", said(study))
    context = {
        "formset": formset,
        "trouble": trouble,
        "faults": faults(list(formset.every_form())) if formset.is_bound else [],
        "media": formset.empty_form.media + formset.empty_form.below[0].empty_form.media,
    }
    return show(request, study, "arms", context)


def save_arms(formset: Any, request: HttpRequest) -> None:
    place = formset.instance.arms.count()
    for form in formset.forms:
        if not form.has_changed():
            continue
        if formset.removed(form):
            if form.instance.pk:
                remove(form, f"{form.instance.name} has figures in a result, so it cannot be removed.")
            continue
        if form.is_new:
            form.instance.study, form.instance.order = formset.instance, place
            place += 1
        if form.own_change():
            store(form)
        save_rows(form.below[0])
    if "_share" in request.POST:
        share_background(study=formset.instance, by=curator(request))


def said(study: Study) -> str:
    arms = study.arms.count()
    steps = RegimenStep.objects.filter(arm__study=study).count()
    return f"Saved: {arms} arm{'' if arms == 1 else 's'} with {steps} row{'' if steps == 1 else 's'} of regimen."
