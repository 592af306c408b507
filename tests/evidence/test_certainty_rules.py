"""Rules of certainty: one version is in force, and what was once in force stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from evidence.actions.certainty_rules import put_in_force
from evidence.actions.locking import FIXED_RULES
from evidence.actions.recording import ChangedError, recording, version_of
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import undo
from evidence.admin.thresholds import GROUPS
from evidence.grading import RULES_1
from evidence.models import Act, CertaintyRules, Change
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make.make_member("administrator")


@pytest.fixture(autouse=True)
def before_the_first_version() -> None:
    """Which a migration puts in force."""
    CertaintyRules.objects.all().delete()


def states() -> dict[str, str]:
    return dict(CertaintyRules.objects.values_list("version", "state"))


def edit(rules: CertaintyRules, by: User, **values: Any) -> None:
    with recording(act=Act.EDITED, by=by) as recorder:
        recorder.watch(rules)
        CertaintyRules.objects.filter(pk=rules.pk).update(**values)


def delete(rules: CertaintyRules, by: User) -> None:
    with recording(act=Act.DELETED, by=by) as recorder:
        recorder.watch(rules)
        rules.delete()


def test_rules_put_in_force_retire_those_before_them_in_one_act(administrator: User) -> None:
    first, second = make.make_certainty_rules(version="1.0"), make.make_certainty_rules(version="1.1")
    put_in_force(rules=first, by=administrator, reason="The first.")
    change = put_in_force(rules=second, by=administrator, reason="More people are asked for.")
    assert states() == {"1.0": "retired", "1.1": "in force"}
    assert change is not None
    assert (change.act, change.by, change.reason) == ("state", administrator, "More people are asked for.")
    assert {(one.row, one.after["state"]) for one in change.row_changes.all()} == {
        (first.pk, "retired"),
        (second.pk, "in force"),
    }


@pytest.mark.parametrize("group", ["curator", "reviewer"])
def test_only_administrators_put_rules_in_force(group: str) -> None:
    rules = make.make_certainty_rules(version="1.0")
    with pytest.raises(RefusedError) as caught:
        put_in_force(rules=rules, by=make.make_member(group), reason="Why not.")
    assert str(caught.value) == "Rules are put in force by administrators: rules 1.0 stay as they are."
    assert states() == {"1.0": "draft"}


def test_putting_in_force_needs_a_reason_and_a_draft_that_can_be_read(administrator: User) -> None:
    rules = make.make_certainty_rules(version="1.0")
    with pytest.raises(RefusedError) as caught:
        put_in_force(rules=rules, by=administrator, reason=" ")
    assert str(caught.value) == "Putting rules in force needs a reason: say in a sentence why."
    CertaintyRules.objects.update(thresholds={**RULES_1.values, "people_enough": "many"})
    with pytest.raises(RefusedError) as caught:
        put_in_force(rules=rules, by=administrator, reason="Now.")
    assert str(caught.value) == (
        "Rules 1.0 cannot be read. people_enough: expected a whole number from 1 to 1e+06, got “many”."
    )
    CertaintyRules.objects.update(thresholds=RULES_1.values)
    put_in_force(rules=rules, by=administrator, reason="Now.")
    with pytest.raises(RefusedError) as caught:
        put_in_force(rules=rules, by=administrator, reason="Again.")
    assert str(caught.value) == "Rules 1.0 are in force: only a draft is put in force."


def test_a_draft_that_was_saved_meanwhile_is_looked_at_again(administrator: User) -> None:
    rules = make.make_certainty_rules()
    seen = version_of(rules)
    edit(rules, administrator, notes="Otherwise.")
    with pytest.raises(ChangedError):
        put_in_force(rules=rules, by=administrator, reason="Now.", seen=seen)
    assert set(states().values()) == {"draft"}


@pytest.mark.parametrize("state", ["in force", "retired"])
def test_what_is_or_was_in_force_is_neither_changed_nor_deleted(administrator: User, state: str) -> None:
    rules = make.make_certainty_rules(version="1.0", state=state)
    with pytest.raises(RefusedError) as caught:
        edit(rules, administrator, thresholds={"people_enough": 1})
    assert str(caught.value) == FIXED_RULES
    with pytest.raises(RefusedError):
        delete(rules, administrator)
    rules = CertaintyRules.objects.get()
    assert (rules.thresholds, rules.state) == (RULES_1.values, state)


@pytest.mark.parametrize(("was", "now"), [("draft", "in force"), ("in force", "retired"), ("in force", "draft")])
def test_no_other_door_changes_the_state_of_rules(administrator: User, was: str, now: str) -> None:
    rules = make.make_certainty_rules(state=was)
    with pytest.raises(RefusedError):
        edit(rules, administrator, state=now)
    assert set(states().values()) == {was}


def test_what_was_put_in_force_is_not_undone_but_followed_by_a_new_version(administrator: User) -> None:
    change = put_in_force(rules=make.make_certainty_rules(), by=administrator, reason="The first.")
    assert change is not None
    with pytest.raises(RefusedError):
        undo(change=change, by=administrator, reason="Too early.")
    assert set(states().values()) == {"in force"}


OTHERS = {name: value for name, value in RULES_1.values.items() if name != "people_enough"}
WANTED = "people_enough: expected a whole number from 1 to 1e+06, got "


@pytest.mark.parametrize(
    ("thresholds", "says"),
    [
        ([400], "Expected thresholds by their names, got [400]."),
        (OTHERS, "people_enough: expected, but missing."),
        (OTHERS | {"people_enough": "many"}, f"{WANTED}“many”."),
        (OTHERS | {"people_enough": True}, f"{WANTED}true."),
        (OTHERS | {"people_enough": None}, f"{WANTED}null."),
        (OTHERS | {"people_enough": float("nan")}, f"{WANTED}nan."),
        (OTHERS | {"people_enough": 400.5}, f"{WANTED}400.5."),
        (RULES_1.values | {"people": 4}, "people: there is no such threshold."),
        (RULES_1.values | {"version": "2"}, "version: there is no such threshold."),
        (RULES_1.values | {"i2_serious": 75}, "i2_very_serious: expected more than i2_serious (75), got 75."),
    ],
)
def test_thresholds_are_those_that_certainty_can_be_worked_out_by(thresholds: Any, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CertaintyRules(version="1.0", notes="The first.", thresholds=thresholds).full_clean()
    assert caught.value.message_dict["thresholds"] == [says]


def test_every_fault_of_the_thresholds_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        CertaintyRules(version="1.0", notes="The first.", thresholds=OTHERS | {"q_p": 2, "people": 4}).full_clean()
    assert caught.value.message_dict["thresholds"] == [
        "people: there is no such threshold.",
        "people_enough: expected, but missing.",
        "q_p: expected a number from 0 to 1, got 2.",
    ]


def test_the_form_has_a_field_for_every_threshold_once() -> None:
    named = [name for names in GROUPS.values() for name in names]
    assert sorted(named) == sorted(RULES_1.values)


def form_of(page: Any) -> Any:
    return page.context["adminform"].form


def test_a_draft_is_written_at_the_desk_and_put_in_force_there(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    typed: dict[str, Any] = {"version": "1.0", "notes": "The first.", **RULES_1.values, "people_enough": "800"}
    assert client.post(reverse("admin:evidence_certaintyrules_add"), typed).status_code == 302
    rules = CertaintyRules.objects.get()
    assert (rules.thresholds, rules.state) == (RULES_1.values | {"people_enough": 800}, "draft")
    change = reverse("admin:evidence_certaintyrules_change", args=[rules.pk])
    assert form_of(client.get(change))["people_enough"].value() == 800
    address = reverse("admin:evidence_certaintyrules_in_force", args=[rules.pk])
    html = client.get(address).content.decode()
    assert "People wanted for an outcome measured on a scale" in html
    assert client.post(address, {"seen": version_of(rules)}).status_code == 422
    assert client.post(address, {"reason": "The first.", "seen": version_of(rules)}).status_code == 302
    assert states() == {"1.0": "in force"}
    assert [one.reason for one in Change.objects.filter(act="state")] == ["The first."]
    html = client.get(change).content.decode()
    assert "Put in force" not in html
    assert '<th scope="row">People wanted for an outcome measured on a scale (optimal information size)</th>' in html
    assert client.post(change, typed | {"notes": "Other.", "_seen": version_of(rules)}).status_code == 403


def test_a_new_version_begins_with_the_thresholds_in_force(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    add = reverse("admin:evidence_certaintyrules_add")
    form = form_of(client.get(add))
    assert {name: form[name].value() for name in RULES_1.values} == RULES_1.values
    old = make.make_certainty_rules(thresholds=RULES_1.values | {"people_enough": 500}, state="retired")
    make.make_certainty_rules(thresholds=RULES_1.values | {"people_enough": 600}, state="in force")
    assert form_of(client.get(add))["people_enough"].value() == 600
    assert form_of(client.get(add, {"from": old.pk}))["people_enough"].value() == 500
    assert (
        f"?from={old.pk}" in client.get(reverse("admin:evidence_certaintyrules_change", args=[old.pk])).content.decode()
    )


def test_a_draft_is_saved_as_a_new_one(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    rules = make.make_certainty_rules(version="1.0")
    typed = {"version": "1.1", "notes": "More people.", **RULES_1.values, "people_enough": "800"}
    address = reverse("admin:evidence_certaintyrules_change", args=[rules.pk])
    assert client.post(address, typed | {"_saveasnew": "1", "_seen": version_of(rules)}).status_code == 302
    assert {one.version: one.thresholds["people_enough"] for one in CertaintyRules.objects.all()} == {
        "1.0": 400,
        "1.1": 800,
    }


def test_curators_read_rules_and_write_none(client: Client) -> None:
    rules = make.make_certainty_rules()
    client.force_login(make.make_member("curator"))
    assert client.get(reverse("admin:evidence_certaintyrules_change", args=[rules.pk])).status_code == 200
    assert client.get(reverse("admin:evidence_certaintyrules_add")).status_code == 403
    assert client.post(reverse("admin:evidence_certaintyrules_in_force", args=[rules.pk])).status_code == 403


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Expected, but missing."),
        ("many", "Expected a whole number from 1 to 1e+06, got “many”."),
        ("4,5", "Expected a whole number from 1 to 1e+06, got “4,5”."),
        ("0.5", "Expected a whole number from 1 to 1e+06, got 0.5."),
        ("1e308", "Expected a whole number from 1 to 1e+06, got 1"),
        ("nan", "Expected a whole number from 1 to 1e+06, got nan."),
        ("9" * 5000, "Expected a whole number from 1 to 1e+06, got inf."),
    ],
)
def test_a_threshold_that_is_none_is_told_at_its_field(
    client: Client, administrator: User, typed: str, says: str
) -> None:
    client.force_login(administrator)
    sent = {"version": "1.0", "notes": "The first.", **RULES_1.values, "people_enough": typed}
    page = client.post(reverse("admin:evidence_certaintyrules_add"), sent)
    errors = form_of(page).errors
    assert list(errors) == ["people_enough"]
    assert len(errors["people_enough"]) == 1
    assert errors["people_enough"][0].startswith(says)
    assert not CertaintyRules.objects.exists()
