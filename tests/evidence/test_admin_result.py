"""A result's own page: all its fields, the arms and reports of its study and no others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.admin.entry.arms import arms
from evidence.models import Change, Result
from tests import factories as make
from tests.evidence.desk import chosen, press, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_user(username="curator", can="*"))
    return client


def change(result: Result) -> str:
    return reverse("admin:evidence_result_change", args=[result.pk])


def options(html: str, field: str) -> list[str]:
    """What a select offers."""
    (select,) = re.findall(rf'<select name="{field}".*?</select>', html, re.DOTALL)
    return re.findall(r">([^<>]+)</option>", select)


def test_only_the_arms_and_reports_of_its_study_are_offered(desk: Client) -> None:
    value = make.make_arm_value()
    make.make_comparison(result=value.result)
    make.make_arm_value()
    html = desk.get(change(value.result)).content.decode()
    assert options(html, "values-0-arm") == ["---------", str(value.arm)]
    assert options(html, "comparisons-0-reference") == ["---------", str(value.arm)]
    assert options(html, "report") == ["---------", str(value.result.report)]


def test_a_new_result_is_entered_from_its_study(desk: Client) -> None:
    arm = make.make_arm()
    report, outcome = make.make_report(study=arm.study), make.make_outcome(slug="pain")
    address = reverse("admin:evidence_result_add")
    response = desk.get(address, follow=True)
    assert response.redirect_chain == [(reverse("admin:evidence_study_changelist"), 302)]
    values: dict[str, Any] = {
        "outcome": outcome.pk,
        "kind": "final",
        "time": "6 months",
        "report": report.pk,
        "place": "Table 2",
        "basis": "abstract",
        "values-0-arm": arm.pk,
        "values-0-mean": "4.7",
        "comparisons-0-experimental": arm.pk,
        "comparisons-0-comparator": "none",
        "comparisons-0-direction": "not compared",
        "_save": "",
    }
    assert send(desk, f"{address}?study={arm.study.pk}", values).status_code == 302
    result = Result.objects.get()
    assert (result.study, result.slug, str(result.entered_by)) == (arm.study, "pain-6-months", "curator")
    assert [(value.arm, value.mean) for value in result.values.all()] == [(arm, 4.7)]
    assert [comparison.slug for comparison in result.comparisons.all()] == [arm.slug]


def test_a_changed_figure_needs_a_second_reader_again(desk: Client) -> None:
    value = make.make_arm_value(mean=4.2)
    make.make_comparison(result=value.result)
    readers = {"entered_by": make.make_user(), "checked_by": make.make_user()}
    Result.objects.update(**readers)
    assert send(desk, change(value.result), {"_continue": ""}).status_code == 302
    value.result.refresh_from_db()
    assert value.result.checked_by == readers["checked_by"]
    assert send(desk, change(value.result), {"values-0-mean": "4.7", "_continue": ""}).status_code == 302
    value.result.refresh_from_db()
    assert value.result.checked_by is None


def test_marking_as_checked_by_the_list(desk: Client) -> None:
    result = make.make_result(slug="pain", entered_by=make.make_user())
    make.make_result(slug="own", study=result.study, entered_by=None)
    ticked = chosen("mark_as_checked", *Result.objects.all())
    response = desk.post(reverse("admin:evidence_result_changelist"), ticked, follow=True)
    study = result.study.slug
    assert {str(message) for message in response.context["messages"]} == {
        f"{study}: pain is marked as compared with its paper.",
        f"Nobody is noted as having entered {study}: own, so nobody can be its second reader.",
    }


def test_the_history_of_a_study_says_who_saved_which_page() -> None:
    study, user = make.make_study(), make.make_user(can="*")
    press(arms, study, user, {"arm-0-name": "magnesium", "arm-0-role": "experimental"})
    change = Change.objects.get()
    assert (change.by, change.act, [one.model for one in change.row_changes.all()]) == (
        user,
        "edited",
        ["evidence.arm"],
    )
    press(arms, study, user, {"arm-0-role": ""})
    assert Change.objects.count() == 1
