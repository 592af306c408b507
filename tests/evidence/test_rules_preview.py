"""What other rules would change is shown before they are in force, and is what they change then."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.actions.certainty_rules import put_in_force
from evidence.actions.findings import rebuild
from evidence.actions.recording import version_of
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import undo
from evidence.grading import RULES_1
from evidence.models import CertaintyRules, Change, Comparison, Finding
from evidence.summaries import rules_preview
from evidence.summaries.rules_preview import RulesPreview, Shift, preview_of
from tests import factories as make
from tests.evidence import trials

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make.make_member("administrator")


@pytest.fixture(autouse=True)
def evidence() -> None:
    CertaintyRules.objects.all().delete()
    trials.yousef(top=trials.magnesium())
    trials.ashar()
    rebuild()


def rules(**thresholds: float) -> CertaintyRules:
    return make.make_certainty_rules(thresholds=RULES_1.values | thresholds)


def levels() -> dict[tuple[str, str], str]:
    rows = Finding.objects.select_related("intervention", "outcome")
    return {(one.intervention.slug, one.outcome.slug): one.level for one in rows}


def lines() -> list[Any]:
    """All that findings say, but for the version of the rules."""
    return [{**one.line, "rules": ""} for one in Finding.objects.order_by("intervention", "outcome", "place")]


def test_the_same_rules_change_nothing() -> None:
    preview = preview_of(RULES_1)
    assert (preview.shifts, preview.looked_at, preview.all_of_them) == ((), 3, 3)
    assert preview.words == "None of 3 findings would change."


def test_every_finding_that_would_change_is_told_with_its_levels_and_why() -> None:
    preview = preview_of(rules(people_enough_for_rare_events=100).as_rules)
    assert preview.words == "1 of 3 findings would change: 1 up, 0 down."
    assert preview.shifts == (
        Shift(
            intervention="Pain reprocessing therapy",
            outcome="Free of pain",
            condition="",
            address="/interventions/pain-reprocessing-therapy/free-of-pain/",
            was="very low",
            becomes="low",
            sentences=(
                "The certainty goes up from very low to low.",
                (
                    "Imprecision was −2 and becomes no change: The interval (1.87 to 6.07) does not leave the decision "
                    "open; 101 people and 43 events are enough."
                ),
            ),
        ),
    )


def test_steps_that_change_at_the_same_level_are_told_too() -> None:
    preview = preview_of(rules(far_too_few=0.1).as_rules)
    assert preview.words == ("3 of 3 findings would change: 0 up, 0 down, 3 at the same level for other reasons.")
    assert [one.sentences for one in preview.shifts][2] == (
        "The certainty stays very low.",
        "Imprecision was −2 and becomes −1: There are 43 events, fewer than the 300 wanted.",
    )


def test_a_conclusion_that_changes_is_told_though_the_certainty_stays() -> None:
    (shift,) = preview_of(rules(relative_important=0.9).as_rules).shifts
    assert (shift.way, shift.sentences) == (
        "same",
        ("What is concluded goes from “important benefit” to “benefit, probably important”.",),
    )


def test_putting_in_force_changes_just_what_was_shown_and_the_old_rules_bring_it_back(administrator: User) -> None:
    first, before, was = rules(), lines(), levels()
    put_in_force(rules=first, by=administrator, reason="The first.")
    assert lines() == before
    draft = rules(people_enough_for_rare_events=100)
    preview = preview_of(draft.as_rules)
    change = put_in_force(rules=draft, by=administrator, reason="Rare events.")
    now = levels()
    assert {one: (was[one], now[one]) for one in was if was[one] != now[one]} == {
        ("pain-reprocessing-therapy", "free-of-pain"): (preview.shifts[0].was, preview.shifts[0].becomes)
    }
    assert {one.line["rules"] for one in Finding.objects.all()} == {draft.version}
    assert rebuild() == 0
    assert preview_of(draft.as_rules).shifts == ()
    # Verdicts rested on it meanwhile: it is not undone, but followed by a version that says what was said before.
    assert change is not None
    with pytest.raises(RefusedError):
        undo(change=change, by=administrator, reason="Too early.")
    assert levels() == now
    put_in_force(rules=make.make_certainty_rules(thresholds=first.thresholds), by=administrator, reason="As before.")
    assert lines() == before


def test_rules_that_are_refused_leave_every_finding_as_it_was(administrator: User) -> None:
    before = list(Finding.objects.values_list())
    draft = rules(people_enough_for_rare_events=100)
    CertaintyRules.objects.update(thresholds={"people": 4})
    with pytest.raises(RefusedError):
        put_in_force(rules=draft, by=administrator, reason="Now.")
    assert list(Finding.objects.values_list()) == before
    assert not Change.objects.filter(act="state").exists()


def test_the_page_shows_what_would_change_before_its_button(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    draft, before = rules(people_enough_for_rare_events=100), list(Finding.objects.values_list())
    address = reverse("admin:evidence_certaintyrules_in_force", args=[draft.pk])
    html = client.get(address).content.decode()
    assert html.index("1 of 3 findings would change: 1 up, 0 down.") < html.index('value="Put in force"')
    assert "The certainty goes up from very low to low." in html
    assert list(Finding.objects.values_list()) == before
    sent = {"reason": "Rare events.", "seen": version_of(draft)}
    assert client.post(address, sent).status_code == 302
    assert levels()["pain-reprocessing-therapy", "free-of-pain"] == "low"


def test_rules_that_nothing_can_be_rated_by_get_no_button(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    draft = rules()
    address = reverse("admin:evidence_certaintyrules_in_force", args=[draft.pk])
    for kept in ({**RULES_1.values, "people": 4}, [400]):
        CertaintyRules.objects.update(thresholds=kept)
        html = client.get(address).content.decode()
        assert "Nothing can be rated by these rules" in html
        assert 'value="Put in force"' not in html
    CertaintyRules.objects.update(thresholds={**RULES_1.values, "people": 4})
    assert "people: there is no such threshold." in client.get(address).content.decode()


def test_no_more_is_worked_out_than_one_request_bears_and_it_says_so(
    client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules_preview, "MOST", 2)
    preview = preview_of(rules(far_too_few=0.1).as_rules)
    assert (preview.looked_at, preview.all_of_them, preview.is_cut, len(preview.shifts)) == (2, 3, True, 2)
    client.force_login(administrator)
    draft = rules()
    html = client.get(reverse("admin:evidence_certaintyrules_in_force", args=[draft.pk])).content.decode()
    assert "Only the first 2 of 3 were worked out for this page" in html


def test_a_preview_costs_the_same_however_much_there_is() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            preview_of(rules().as_rules)
        return len(queries)

    before = asked()
    model = Comparison.objects.get(result__study__slug="yousef-2013")
    for _ in range(3):
        result = make.make_result(
            study=make.make_study(state="published", conditions=model.result.study.conditions.all()), state="published"
        )
        make.make_comparison(result=result, intervention=make.make_intervention(parent=model.intervention))
    assert rebuild() > 3
    assert asked() == before


def test_counts_are_said_in_words() -> None:
    shift = {"intervention": "A", "outcome": "B", "condition": "", "address": "/", "sentences": ("Otherwise.",)}
    ways = (("low", "high"), ("high", "low"), ("high", "very low"), ("", "low"), ("low", "low"))
    shifts = tuple(Shift(was=was, becomes=becomes, **shift) for was, becomes in ways)  # type: ignore[arg-type]
    assert RulesPreview(shifts=shifts, looked_at=148, all_of_them=148).words == (
        "5 of 148 findings would change: 2 up, 2 down, 1 at the same level for other reasons."
    )


def test_findings_with_another_level_come_first() -> None:
    preview = preview_of(rules(people_enough_for_rare_events=100, far_too_few=0.1).as_rules)
    assert [(one.intervention, one.way) for one in preview.shifts] == [
        ("Pain reprocessing therapy", "up"),
        ("Infusions, then capsules", "same"),
        ("Magnesium", "same"),
    ]
