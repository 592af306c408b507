"""Rows of the entry pages that somebody removed while they were typed at."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest, QueryDict

from evidence.admin.opening import opening_of
from evidence.admin.returning import as_new
from evidence.models import Study


def return_rows(request: HttpRequest, study: Study) -> None:
    """Of a page that is not saved, makes new rows of those that are gone."""
    if not opening_of(request).refused or request.method != "POST":
        return
    regimen = {pk for arm in study.arms.all() for pk in arm.regimen.values_list("pk", flat=True)}
    compared = {pk for result in study.results.all() for pk in result.comparisons.values_list("pk", flat=True)}
    data: QueryDict = request.POST
    for prefix, below, rows, parts in (
        ("arm", "regimen", _numbers(study.arms.all()), regimen),
        ("result", "comparison", _numbers(study.results.all()), compared),
    ):
        data = as_new(data, prefix, rows, above=prefix)
        for name in [one for one in data if one.endswith(f"-{below}-INITIAL_FORMS")]:
            data = as_new(data, name.removesuffix("-INITIAL_FORMS"), parts)
    request.POST = data  # type: ignore[assignment]


def _numbers(rows: models.QuerySet[models.Model]) -> set[int]:
    return set(rows.values_list("pk", flat=True))
