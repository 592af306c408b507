"""A curator at the desk, and the pages of a study's entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.contrib.messages.storage.session import SessionStorage
from django.db.models import Model
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from evidence.admin.seen import mark_of
from evidence.models import Study
from tests.evidence.typing_in import Values, typed

View = Callable[[HttpRequest, Study], Any]


def page(name: str, study: Study | None = None) -> str:
    return reverse(f"admin:evidence_study_{name}", args=[study.pk] if study else None)


def send(desk: Client, address: str, values: Values, *, scripted: bool = True) -> Any:
    """Opens a page, types, and presses a button."""
    return desk.post(address, typed(desk.get(address), values, scripted=scripted))


def ask(view: View, study: Study, by: User, values: Values | None = None) -> Any:
    """What a page answers, before it is put into HTML, which takes longer than all the rest."""
    request = RequestFactory().get("/") if values is None else RequestFactory().post("/", values)
    request.user = by
    request.session = {}  # type: ignore[assignment]
    request._messages = SessionStorage(request)  # type: ignore[attr-defined]
    return view(request, study)


def press(view: View, study: Study, by: User, values: Values) -> Any:
    """As `send`, without HTML: the fields that the page shows, with `values` typed over them."""
    formset = ask(view, study, by).context_data["formset"]
    shown: Values = {name: "" if value is None else value for name, value in standing_in(formset).items()}
    shown["_seen"] = mark_of(study)
    absent = {name for name in values if name not in shown and not name.startswith("_")}
    assert not absent, f"the page has no field {sorted(absent)}"
    sent = {name: value for name, value in (shown | values).items() if value is not False}
    return ask(view, study, by, sent)


def chosen(action: str, *rows: Model, **more: Any) -> Values:
    """What a list sends for rows that are ticked in it, as they stand now."""
    marks = [f"{row.pk}:{mark_of(row)}" for row in rows]
    return {"action": action, "_selected_action": [row.pk for row in rows], "_seen": marks, **more}


def standing_in(formset: Any) -> Values:
    """Every field of a formset and of what hangs on its forms, with its value."""
    fields = {field.html_name: field.value() for field in formset.management_form}
    for form in formset.forms:
        fields |= {field.html_name: field.value() for field in form}
        for below in getattr(form, "below", []):
            if hasattr(below, "management_form"):
                fields |= standing_in(below)
            else:
                fields |= {field.html_name: field.value() for one in below.forms for field in one}
    return fields
