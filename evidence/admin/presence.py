"""Where a page of the desk says that it is open, and hears who else has the same."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone

from evidence.actions.presence import leave, stay
from evidence.admin.desk import curator
from evidence.models.kept import label_of
from evidence.summaries.presence import others_at, subject_of


def presence(request: HttpRequest) -> JsonResponse:
    """`model` and `row` say what is open, `gone` that it was closed; answers with sentences about the others.

    What is not sent by a page of the desk finds nothing: 404.
    """
    row = _named(request)
    by, now = curator(request), timezone.now()
    if "gone" in request.POST:
        leave(row=row, by=by, now=now)
        return JsonResponse({"others": []})
    stay(row=row, by=by, now=now)
    return JsonResponse({"others": others_at(row=row, but=by, now=now)})


def _named(request: HttpRequest) -> models.Model:
    """The row, if there is one, and the desk would show it to who asks."""
    # Only what has a form: what the request says is compared with labels, and becomes none.
    forms = {label_of(model): one for model, one in admin.site._registry.items()}
    form, number = forms.get(request.POST.get("model", "")), request.POST.get("row", "")
    if form is None or not number.isdecimal() or len(number) > 18:
        raise Http404
    row = form.get_queryset(request).filter(pk=int(number)).first()
    if row is None or not form.has_view_or_change_permission(request, row):
        raise Http404
    return subject_of(row)
