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
from evidence.models import Act, CertaintyRules, Change
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make.make_member("administrator")


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
    CertaintyRules.objects.update(thresholds={"people": "many"})
    with pytest.raises(RefusedError) as caught:
        put_in_force(rules=rules, by=administrator, reason="Now.")
    assert str(caught.value) == "Rules 1.0 cannot be read. people: expected a number, got 'many'."
    CertaintyRules.objects.update(thresholds={"people": 400})
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
        edit(rules, administrator, thresholds={"people": 1})
    assert str(caught.value) == FIXED_RULES
    with pytest.raises(RefusedError):
        delete(rules, administrator)
    rules = CertaintyRules.objects.get()
    assert (rules.thresholds, rules.state) == ({"people": 400, "i_squared": 50}, state)


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


@pytest.mark.parametrize(
    ("thresholds", "says"),
    [
        ({}, 'Expected thresholds by their names, such as {"people": 400}, got {}.'),
        ([400], 'Expected thresholds by their names, such as {"people": 400}, got [400].'),
        ({"people": "many"}, "people: expected a number, got 'many'."),
        ({"people": True}, "people: expected a number, got True."),
        ({"people": None}, "people: expected a number, got None."),
        ({"people": float("nan")}, "people: expected a number, got nan."),
        ({"people": {"least": 4}}, "people: expected a number, got {'least': 4}."),
    ],
)
def test_thresholds_are_numbers_by_their_names(thresholds: Any, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CertaintyRules(version="1.0", notes="The first.", thresholds=thresholds).full_clean()
    assert caught.value.messages[-1] == says


def test_a_draft_is_written_at_the_desk_and_put_in_force_there(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    typed = {"version": "1.0", "notes": "The first.", "thresholds": '{"people": 400}'}
    assert client.post(reverse("admin:evidence_certaintyrules_add"), typed).status_code == 302
    rules = CertaintyRules.objects.get()
    assert (rules.thresholds, rules.state) == ({"people": 400}, "draft")
    address = reverse("admin:evidence_certaintyrules_in_force", args=[rules.pk])
    html = client.get(address).content.decode()
    assert '<th scope="row">people</th>' in html
    assert client.post(address, {"seen": version_of(rules)}).status_code == 422
    assert client.post(address, {"reason": "The first.", "seen": version_of(rules)}).status_code == 302
    assert states() == {"1.0": "in force"}
    assert [one.reason for one in Change.objects.filter(act="state")] == ["The first."]
    fixed = reverse("admin:evidence_certaintyrules_change", args=[rules.pk])
    assert "Put in force" not in client.get(fixed).content.decode()
    assert client.post(fixed, typed | {"notes": "Other.", "_seen": version_of(rules)}).status_code == 403


def test_curators_read_rules_and_write_none(client: Client) -> None:
    rules = make.make_certainty_rules()
    client.force_login(make.make_member("curator"))
    assert client.get(reverse("admin:evidence_certaintyrules_change", args=[rules.pk])).status_code == 200
    assert client.get(reverse("admin:evidence_certaintyrules_add")).status_code == 403
    assert client.post(reverse("admin:evidence_certaintyrules_in_force", args=[rules.pk])).status_code == 403


@pytest.mark.parametrize("thresholds", ["{", "400", '{"people": "many"}'])
def test_thresholds_that_are_none_are_told_in_the_form(client: Client, administrator: User, thresholds: str) -> None:
    client.force_login(administrator)
    typed = {"version": "1.0", "notes": "The first.", "thresholds": thresholds}
    html = client.post(reverse("admin:evidence_certaintyrules_add"), typed).content.decode()
    assert "xpected" in html
    assert not CertaintyRules.objects.exists()


def test_a_certainty_that_is_not_the_rules_own_needs_its_reason(client: Client) -> None:
    client.force_login(make.make_member("curator"))
    row = make.make_assessment(grade="low", rules=make.make_certainty_rules(), rule_grade="low")
    address = reverse("admin:evidence_assessment_change", args=[row.pk])
    typed: dict[str, Any] = {
        "intervention": row.intervention_id,
        "outcome": row.outcome_id,
        "direction": "no difference",
        "grade": "high",
        "summary": row.summary,
        "reasons": row.reasons,
        "reviewed_on": "2026-03",
        "rule_grade": "high",
        "override_reason": "",
        "_seen": version_of(row),
    }
    html = client.post(address, typed).content.decode()
    assert "The rules give another certainty, so say why yours is right." in html
    typed["override_reason"] = "One large trial settles it."
    assert client.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert (row.grade, row.rule_grade, row.override_reason) == ("high", "low", "One large trial settles it.")
