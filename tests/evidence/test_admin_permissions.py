"""Every address of the desk, for everybody who may come to it; the addresses are read from the site itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse

from evidence.actions.recording import recording
from evidence.models import Act, Change, Study
from tests import factories as make
from tests.evidence.desk import chosen

pytestmark = pytest.mark.django_db
WORK = ("add", "change", "view")
WRITES = ("INSERT", "UPDATE", "DELETE")
# What a person does at the desk without entering evidence, and what carries no model of ours.
KEPT = ("study", "report", "result", "assessment")


def names(patterns: list[URLPattern | URLResolver]) -> list[str]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += names(one.url_patterns)
        elif (one.name or "").startswith("evidence_"):
            found.append(str(one.name))
    return found


NAMES = names(admin.site.get_urls())


@pytest.fixture
def rows() -> dict[str, Any]:
    """One row of each noun of the desk."""
    value = make.make_arm_value()
    result, arm = value.result, value.arm
    return {
        "study": result.study,
        "report": result.report,
        "result": result,
        "arm": arm,
        "registration": make.make_registration(study=result.study),
        "riskofbias": make.make_risk_of_bias(study=result.study),
        "notice": make.make_notice(report=result.report),
        "intervention": make.make_intervention(),
        "condition": make.make_condition(),
        "outcome": result.outcome,
        "instrument": make.make_instrument(),
        "searchlog": make.make_search_log(),
        "assessment": make.make_assessment(),
        "biasdomain": make.make_bias_domain(),
        "biastool": make.the_tool(),
        "extraction": make.make_extraction(),
        "change": a_deletion(),
        "certaintyrules": make.make_certainty_rules(),
        "referenceimport": make.make_reference_import(),
    }


def a_deletion() -> Change:
    condition = make.make_condition()
    with recording(act=Act.DELETED, by=None) as recorder:
        recorder.watch(condition)
        condition.delete()
    assert recorder.change is not None
    return recorder.change


def address(name: str, rows: dict[str, Any]) -> str:
    noun, _, action = name.removeprefix("evidence_").partition("_")
    if action in ("restore", "compare"):
        return version_address(noun, action, rows)
    if action in ("changelist", "add", "export", "deleted", "agreement", "look_up", "sheet", "sheet_csv", "sheet_xlsx"):
        query = f"?study={rows['study'].pk}" if name == "evidence_result_add" else ""
        return reverse(f"admin:{name}") + query
    if action == "sheet_preview":
        return reverse(f"admin:{name}", args=[make.make_sheet(kind=f"evidence.{noun}").pk])
    if action == "begin":
        return reverse(f"admin:{name}", args=[rows["study"].pk])
    return reverse(f"admin:{name}", args=[rows[noun].pk])


def version_address(noun: str, action: str, rows: dict[str, Any]) -> str:
    """Of a row that is part of nothing; of a change the deleted row that it can bring back."""
    if noun == "change":
        return reverse("admin:evidence_change_restore", args=[rows["change"].row_changes.get(after__isnull=True).pk])
    row = make.make_report(study=None) if noun == "report" else rows[noun]
    if action == "compare":
        return reverse(f"admin:evidence_{noun}_compare", args=[row.pk]) + "?from=0&to=0"
    return reverse(f"admin:evidence_{noun}_restore", args=[row.pk, 0])


# Buttons, and the blind form of another reader, which nobody else may see.
NOT_FOR_LOOKING = ("_delete", "_state", "_comment", "_look_up", "_begin", "_extraction_change", "change_add")


def curator() -> User:
    """Somebody with every right to add, change and see, and with the one that administrators have of rules."""
    nouns = {name.split("_")[1] for name in NAMES} | {"armvalue", "comparison", "regimenstep", "synonym"}
    return make.make_user(can=" ".join(f"{verb}_{noun}" for verb in WORK for noun in nouns) + " put_rules_in_force")


def test_the_desk_has_the_addresses_we_think() -> None:
    assert {"evidence_study_entry", "evidence_study_arms", "evidence_study_results", "evidence_study_bias"} <= set(
        NAMES
    )
    assert len(NAMES) > 140


# By noun, since making one row of each costs more than a request.
BY_NOUN = {
    noun: [name for name in NAMES if name.split("_")[1] == noun] for noun in {name.split("_")[1] for name in NAMES}
}


@pytest.mark.parametrize("noun", sorted(BY_NOUN))
def test_strangers_are_shown_the_door(client: Client, rows: dict[str, Any], noun: str) -> None:
    door = reverse("admin:login")
    for user in (None, make.make_user(is_staff=False, can="*")):
        if user:
            client.force_login(user)
        for name in BY_NOUN[noun]:
            for method in (client.get, client.post):
                response = method(address(name, rows))
                assert (response.status_code, response["Location"].split("?")[0]) == (302, door), name


@pytest.mark.parametrize("noun", sorted(BY_NOUN))
def test_staff_without_a_permission_are_refused(client: Client, rows: dict[str, Any], noun: str) -> None:
    client.force_login(make.make_user())
    before = list(Study.objects.values_list())
    for name in BY_NOUN[noun]:
        for method in (client.get, client.post):
            assert method(address(name, rows)).status_code in (403, 405), name
    assert list(Study.objects.values_list()) == before


@pytest.mark.parametrize("noun", sorted(BY_NOUN))
def test_a_curator_gets_in_and_looking_writes_nothing(client: Client, rows: dict[str, Any], noun: str) -> None:
    client.force_login(curator())
    for name in BY_NOUN[noun]:
        if name.endswith(NOT_FOR_LOOKING):
            continue
        page = address(name, rows)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200, name
        assert [query["sql"] for query in queries if query["sql"].startswith(WRITES)] == [], name


@pytest.mark.parametrize("noun", KEPT)
def test_what_may_have_been_cited_is_deleted_by_nobody(client: Client, rows: dict[str, Any], noun: str) -> None:
    client.force_login(make.make_user(is_superuser=True))
    gone = reverse(f"admin:evidence_{noun}_delete", args=[rows[noun].pk])
    assert client.post(gone, {"post": "yes"}).status_code == 403
    listed = reverse(f"admin:evidence_{noun}_changelist")
    client.post(listed, {"action": "delete_selected", "_selected_action": rows[noun].pk, "post": "yes"})
    assert type(rows[noun]).objects.filter(pk=rows[noun].pk).exists()


@pytest.mark.parametrize("name", ["arms", "results", "bias", "apart"])
def test_who_may_only_look_enters_nothing(client: Client, rows: dict[str, Any], name: str) -> None:
    client.force_login(make.make_user(can="view_study"))
    assert client.get(address("evidence_study_entry", rows)).status_code == 200
    assert client.post(address(f"evidence_study_{name}", rows), {"arm-TOTAL_FORMS": "0"}).status_code == 403


def test_a_study_that_is_not_there_is_not_found(client: Client) -> None:
    client.force_login(curator())
    assert client.get(reverse("admin:evidence_study_results", args=[404])).status_code == 404


@pytest.mark.parametrize(
    ("can", "state", "said"),
    [
        ("view_study change_study publish_study", "published", "trial is published."),
        ("view_study change_study", "in review", None),
    ],
)
def test_publishing_by_the_button(client: Client, can: str, state: str, said: str | None) -> None:
    study = make.make_study(slug="trial", state="in review")
    client.force_login(make.make_user(can=can))
    sent = {"way": "publish", "_seen": 0}
    response = client.post(reverse("admin:evidence_study_state", args=[study.pk]), sent, follow=True)
    study.refresh_from_db()
    assert (study.state, response.status_code) == (state, 200 if said else 403)
    if said:
        assert [str(message) for message in response.context["messages"]] == [said]


def test_nobody_publishes_their_own_by_button_and_nobody_by_list(client: Client) -> None:
    user = make.make_user(can="*")
    study = make.make_study(slug="trial", entered_by=user, state="in review")
    client.force_login(user)
    sent = {"way": "publish", "_seen": 0, "_reason": "As in the paper."}
    button = client.post(reverse("admin:evidence_study_state", args=[study.pk]), sent)
    assert (button.status_code, button.context["decision"].trouble, button.context["decision"].typed) == (
        422,
        "You entered trial yourself: somebody else publishes it.",
        "As in the paper.",
    )
    client.post(reverse("admin:evidence_study_changelist"), {"action": "publish", "_selected_action": study.pk})
    study.refresh_from_db()
    assert study.state == "in review"


def test_a_comment_that_is_too_long_is_given_back_where_it_was_typed(client: Client) -> None:
    study = make.make_study(slug="trial")
    client.force_login(make.make_user(can="*"))
    answer = client.post(reverse("admin:evidence_study_comment", args=[study.pk]), {"text": "x" * 5001})
    decision = answer.context["decision"]
    assert (answer.status_code, decision.typed, decision.commented) == (422, "", "x" * 5001)
    assert decision.trouble == "The comment has 5,001 letters; at most 5,000 are kept."


def test_a_state_is_not_typed_into_a_form(client: Client, rows: dict[str, Any]) -> None:
    client.force_login(make.make_user(is_superuser=True))
    for noun in ("study", "result"):
        html = client.get(address(f"evidence_{noun}_change", rows)).content.decode()
        assert 'name="state"' not in html
        assert 'name="entered_by"' not in html


def test_copying_by_the_list(client: Client, rows: dict[str, Any]) -> None:
    client.force_login(make.make_user(can="*"))
    for noun in ("study", "arm", "result"):
        listed = reverse(f"admin:evidence_{noun}_changelist")
        before = type(rows[noun]).objects.count()
        client.post(listed, chosen("copy_as_new", rows[noun]))
        assert type(rows[noun]).objects.count() >= before + 1
