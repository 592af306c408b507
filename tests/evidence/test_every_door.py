"""Every door of the desk that writes, walked: each act leaves one change, and history says what the rows are then."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from evidence.admin.entry.arms import arms
from evidence.admin.entry.bias import bias
from evidence.admin.entry.results import results
from evidence.admin.seen import mark_of
from evidence.models import Change, Kept, Result, Study
from evidence.summaries.verification import verify_history
from tests import factories as make
from tests.evidence.desk import ask, chosen, page, press, send
from tests.evidence.typing_in import Values, typed

pytestmark = pytest.mark.django_db
NOUNS = sorted(
    (model for model in admin.site._registry if issubclass(model, Kept)), key=lambda model: model._meta.label_lower
)


@pytest.fixture
def desk(admin_client: Client) -> Client:
    return admin_client


def one_change(act: str, *, by: str = "admin") -> Change:
    """The only change there is, with a history that is whole."""
    change: Change = Change.objects.get()
    assert (change.act, str(change.by)) == (act, by)
    assert verify_history().fault == ""
    assert change.rows == change.row_changes.count() > 0
    return change


def a_row(model: type[models.Model]) -> Any:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()
    row = getattr(make, f"make_{name}")()
    if isinstance(row, Result):
        make.make_comparison(result=row)
    return row


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
def test_a_change_of_a_row(desk: Client, model: type[models.Model]) -> None:
    row = a_row(model)
    place = address(model, "change", row.pk)
    fields = desk.get(place).context["adminform"].form.fields.items()
    words = [
        name
        for name, field in fields
        if type(field) is forms.CharField
        and "slug" not in name
        and name not in ("suits", "judgements")  # lists of given words
        and (field.max_length is None or field.max_length >= len("said otherwise"))
        and model._meta.get_field(name).get_internal_type() in {"CharField", "TextField"}
    ]
    answer = send(desk, place, {words[-1]: "said otherwise"})
    assert answer.status_code == 302, answer.context["errors"]
    (told,) = one_change("edited").row_changes.all()
    assert (told.model, told.row) == (model._meta.label_lower, row.pk)
    # What a verdict rests on is looked up whenever it is saved.
    assert set(told.changed) - {"assessed_by_id", "as_assessed"} == {words[-1]}


@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
def test_a_deletion_of_a_row(desk: Client, model: type[models.Model]) -> None:
    row = a_row(model)
    answer = desk.post(address(model, "delete", row.pk), {"post": "yes", "_seen": mark_of(row)})
    if answer.status_code == 403:  # withdrawn, never deleted
        assert not Change.objects.exists()
    else:
        assert answer.status_code == 302
        told = one_change("deleted").row_changes.get(model=model._meta.label_lower, row=row.pk)
        assert told.after is None


NEW: dict[str, Values] = {
    "study": {"slug": "new", "title": "T", "design": "cohort", "reports-0-slug": "new", "reports-0-pmid": "23384256"},
    "report": {"slug": "new", "pmid": "23384256"},
    "intervention": {"name": "Magnesium", "slug": "magnesium", "kind": "substance"},
    "condition": {"name": "Sciatica", "slug": "sciatica"},
    "outcome": {"name": "Pain", "slug": "pain", "domain": "pain", "better": "lower"},
    "instrument": {"name": "NRS, 0 to 10", "short_name": "NRS", "slug": "nrs", "better": "lower"},
}


@pytest.mark.parametrize("noun", NEW)
def test_a_new_row(desk: Client, noun: str) -> None:
    place = reverse(f"admin:evidence_{noun}_add")
    assert send(desk, place, NEW[noun]).status_code == 302
    first = one_change("entered").row_changes.order_by("pk")[0]
    assert (first.model, first.before) == (f"evidence.{noun}", None)


def test_a_new_part_of_a_study_that_is_there(desk: Client) -> None:
    study = make.make_study()
    place = reverse("admin:evidence_registration_add")
    assert send(desk, place, {"study": study.pk, "number": "NCT05396014"}).status_code == 302
    told = one_change("entered").row_changes.get()
    assert (told.model, told.before, told.root_model, told.root) == (
        "evidence.registration",
        None,
        "evidence.study",
        study.pk,
    )


def in_arms(study: Study, user: Any) -> None:
    press(arms, study, user, {"arm-0-name": "magnesium", "arm-0-role": "experimental"})


def in_results(study: Study, user: Any) -> None:
    row = {"kind": "estimate", "place": "Table 2", "basis": "abstract", "report": study.reports.all()[0].pk}
    compared = {"comparison-0-comparator": "none", "comparison-0-direction": "not compared"}
    values = {"outcome": make.make_outcome().pk, **row, **compared}
    press(results, study, user, {f"result-0-{name}": value for name, value in values.items()})


def in_bias(study: Study, user: Any) -> None:
    domain = make.make_bias_domain()
    form = f"domain-{domain.pk}"
    ask(
        bias,
        study,
        user,
        {
            f"{form}-judgement": "low",
            f"{form}-reason": "central randomisation",
            f"{form}-quote": "a list made by computer",
            "_seen": mark_of(study),
        },
    )


@pytest.mark.parametrize("step", [in_arms, in_results, in_bias])
def test_a_page_of_the_entry(step: Callable[[Study, Any], None]) -> None:
    study = make.make_study(design="randomised")
    make.make_report(study=study)
    user = make.make_user(can="*")
    step(study, user)
    change = one_change("edited", by=str(user))
    assert {(one.root_model, one.root) for one in change.row_changes.all()} == {("evidence.study", study.pk)}


@pytest.mark.parametrize(("action", "act"), [("copy_as_new", "copied")])
def test_an_action_on_a_list_of_studies(desk: Client, action: str, act: str) -> None:
    study = make.make_study()
    make.make_arm(study=study)
    values = chosen(action, study)
    assert desk.post(reverse("admin:evidence_study_changelist"), values).status_code == 302
    one_change(act)


@pytest.mark.parametrize(("action", "act"), [("mark_as_checked", "state"), ("copy_as_new", "copied")])
def test_an_action_on_a_list_of_results(desk: Client, action: str, act: str) -> None:
    result = make.make_result(entered_by=make.make_user())
    values = chosen(action, result)
    assert desk.post(reverse("admin:evidence_result_changelist"), values).status_code == 302
    one_change(act)


def test_copying_from_the_form_is_part_of_its_save(desk: Client) -> None:
    study = make.make_study(slug="opal")
    place = page("change", study)
    assert desk.post(place, typed(desk.get(place), {"country": "Iran", "_copy": ""})).status_code == 302
    change = one_change("edited")
    assert {one.root for one in change.row_changes.all()} == set(Study.objects.values_list("pk", flat=True))
