"""Step 3: the results as a grid, a row for each outcome and time, a column for each arm."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from evidence.admin.desk import curator
from evidence.admin.entry.grid import ResultForm, ResultFormSet, Setting
from evidence.admin.entry.nesting import store
from evidence.admin.entry.steps import attempt, faults, require, saved, show
from evidence.admin.naming import days_in, name_of_comparison, name_of_result
from evidence.models import Result, State, Study

NEEDED = (
    "change_study",
    *(f"{verb}_{noun}" for noun in ("result", "armvalue", "comparison") for verb in ("add", "change")),
)
# Django takes a thousand fields from one page, so a study with many arms shows fewer rows at a time.
MOST_FIELDS = 900
FIELDS_OF_RESULT, FIELDS_OF_ARM, FIELDS_OF_COMPARISON = 20, 17, 13


def results(request: HttpRequest, study: Study) -> HttpResponse:
    require(request, *NEEDED)
    setting = Setting.of(study)
    rows = rows_a_page(setting)
    page = Paginator(open_ones(study), rows).get_page(request.GET.get("page"))
    factory: Any = forms.inlineformset_factory(
        Study, Result, form=ResultForm, formset=ResultFormSet, extra=1, max_num=rows + 1, can_delete=False
    )
    queryset = open_ones(study).filter(pk__in=shown(request, page))
    formset = factory(request.POST or None, instance=study, queryset=queryset, prefix="result", setting=setting)
    trouble = None
    if request.method == "POST" and formset.is_valid():
        trouble = attempt(request, study, "results", lambda: save_results(formset, curator(request)))
        if trouble is None:
            count = of(study).count()
            return saved(request, study, "results", f"Saved: {count} result{'' if count == 1 else 's'}.")
    context = {
        "formset": formset,
        "setting": setting,
        "page": page,
        "locked": of(study).filter(state=State.PUBLISHED).count(),
        "trouble": trouble,
        "faults": faults(list(formset.every_form())) if formset.is_bound else [],
        "media": formset.empty_form.media + formset.empty_form.comparisons.empty_form.media,
    }
    return show(request, study, "results", context)


def of(study: Study) -> Any:
    return (
        study.results.select_related("outcome", "instrument", "checked_by")
        .prefetch_related("values", "comparisons__intervention")
        .order_by("outcome__name", "days", "pk")
    )


def open_ones(study: Study) -> Any:
    """What is published is not typed over: it is reopened first."""
    return of(study).exclude(state=State.PUBLISHED)


def shown(request: HttpRequest, page: Any) -> list[int]:
    """The results of this page; of a form that was sent, those that it was opened with."""
    if request.method != "POST":
        return [result.pk for result in page.object_list]
    sent = [request.POST[name] for name in request.POST if re.fullmatch(r"result-\d+-id", name)]
    return [int(number) for number in sent if number.isdecimal()]


def rows_a_page(setting: Setting) -> int:
    comparisons = max(1, len(setting.suggestions)) + 1
    fields = FIELDS_OF_RESULT + FIELDS_OF_ARM * len(setting.arms) + FIELDS_OF_COMPARISON * comparisons
    return max(1, min(8, MOST_FIELDS // fields - 1))


def save_results(formset: Any, by: User) -> None:
    for form in formset.forms:
        if form.has_changed():
            save_result(form, by)


def save_result(form: ResultForm, by: User) -> None:
    result: Result = form.instance
    if form.is_new:
        result.entered_by = by
    # Whoever compared it with the paper compared other figures.
    result.checked_by = None
    if result.days is None:
        result.days = days_in(result.time)
    result.slug = result.slug or name_of_result(result)
    store(form)
    for figures in form.figures.forms:
        if figures.has_changed():
            figures.instance.result = result
            store(figures)
    kept = form.comparisons.kept()
    for one in form.comparisons.forms:
        if one not in kept:
            if one.instance.pk:
                one.instance.delete()
        elif one.instance.pk is None or one.has_changed():
            one.instance.result = result
            one.instance.slug = one.instance.slug or name_of_comparison(one.instance)
            store(one)
