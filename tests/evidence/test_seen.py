"""Two curators at one study: what the slower one is told, and buttons that know what their clicker saw."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from evidence.actions.recording import recording, version_of
from evidence.admin.seen import mark_of
from evidence.admin.seen_list import version_in
from evidence.models import Act, Arm, Change, Condition, Design, Notice, RegimenStep, Study, Synonym
from tests import factories as make
from tests.evidence.desk import chosen, page
from tests.evidence.typing_in import Values, shown, typed

EDITORS, ROUNDS = 8, 12


def two() -> tuple[Client, Client]:
    anna, ben = Client(), Client()
    anna.force_login(make.make_user(can="*", username="anna"))
    ben.force_login(make.make_user(can="*", username="ben"))
    return anna, ben


def opened(client: Client, address: str) -> Values:
    return dict(shown(client.get(address)))


def rename(study: Study, country: str) -> None:
    by = User.objects.filter(username="ayşe").first() or make.make_user(username="ayşe")
    with recording(act=Act.EDITED, by=by, reason="methods section") as recorder:
        recorder.watch(study)
        study.country = country
        study.save()


@pytest.mark.django_db
def test_both_versions_stand_field_by_field_beside_the_one_that_was_opened() -> None:
    anna, ben = two()
    chronic = make.make_condition(name="chronic back pain")
    study = make.make_study(country="Spain", design=Design.COHORT, conditions=[chronic])
    address = page("change", study)
    bens = opened(ben, address)
    anna.post(address, opened(anna, address) | {"country": "Turkey", "conditions": [], "_reason": "methods section"})

    clash = ben.post(address, bens | {"country": "Egypt"}).context["clash"]

    assert [(one.label, one.opened, one.theirs, one.mine) for one in clash.differences] == [
        ("Conditions", "chronic back pain", "", "chronic back pain"),
        ("Country", "Spain", "Turkey", "Egypt"),
    ]
    assert [(one.by, one.reason, one.did) for one in clash.saves] == [
        ("anna", "methods section", [f"changed study {study.slug}"])
    ]


@pytest.mark.django_db
def test_rows_that_somebody_removed_come_back_as_new_ones_and_can_be_saved() -> None:
    anna, ben = two()
    substance = make.make_intervention(name="magnesium")
    for name in ("Mg", "magnesia"):
        make.make_synonym(intervention=substance, name=name)
    address = reverse("admin:evidence_intervention_change", args=[substance.pk])
    bens = opened(ben, address) | {"synonyms-0-name": "Epsom salt", "_continue": ""}
    anna.post(address, opened(anna, address) | {"synonyms-0-DELETE": "on"})

    refused = ben.post(address, bens)

    assert refused.status_code == 409
    back = shown(refused)
    assert [back[f"synonyms-{row}-name"] for row in range(2)] == [["magnesia"], ["Epsom salt"]]
    assert ben.post(address, back | {"_continue": ""}).status_code == 302
    assert sorted(Synonym.objects.values_list("name", flat=True)) == ["Epsom salt", "magnesia"]


@pytest.mark.django_db
def test_an_arm_that_somebody_removed_comes_back_with_its_regimen() -> None:
    anna, ben = two()
    step = make.make_regimen_step(arm=make.make_arm(name="magnesium", order=0))
    study, address = step.arm.study, page("arms", step.arm.study)
    make.make_arm(study=study, name="placebo", order=1)
    bens = opened(ben, address) | {"arm-0-regimen-0-words": "into a vein", "_stay": ""}
    anna.post(address, opened(anna, address) | {"arm-0-DELETE": "on", "_stay": ""})
    assert not RegimenStep.objects.exists()

    refused = ben.post(address, bens)

    assert refused.status_code == 409
    assert "removed arm magnesium" in refused.content.decode()
    answer = ben.post(address, dict(shown(refused)) | {"_stay": ""})
    assert answer.status_code == 302, answer.context["faults"]
    assert [(one.arm.name, one.words) for one in RegimenStep.objects.all()] == [("magnesium", "into a vein")]
    assert Arm.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["arms", "results", "bias"])
@pytest.mark.parametrize("seen", ["older", "missing", "garbled"])
def test_the_pages_of_an_entry_refuse_and_give_everything_back(name: str, seen: str) -> None:
    anna, ben = two()
    figures = make.make_arm_value()
    study = figures.result.study
    make.make_comparison(result=figures.result, experimental=figures.arm)
    domain = make.make_bias_domain()
    field = {"arms": "arm-0-words", "results": "result-0-place", "bias": f"domain-{domain.pk}-reason"}[name]
    address = page(name, study)
    bens = typed(ben.get(address), {field: "mine", "_stay": ""})
    if seen == "older":
        rename(study, "Turkey")
    elif seen == "missing":
        del bens["_seen"]
    else:
        bens["_seen"] = "garbled"

    refused = ben.post(address, bens)

    assert refused.status_code == 409
    assert shown(refused)[field] == ["mine"]
    assert shown(refused)["_seen"] == [mark_of(study)]
    assert "Save mine over it" in refused.content.decode()
    assert shown(anna.get(address))[field] != ["mine"]


@pytest.mark.django_db
def test_a_study_that_changed_since_the_overview_was_opened_is_not_published() -> None:
    anna, _ = two()
    study = make.make_comparison(result=make.make_result(study=make.make_study(state="in review"))).result.study
    seen = anna.get(page("entry", study)).context["decision"].seen
    assert seen == version_of(study)
    rename(study, "Turkey")
    told = anna.post(page("state", study), {"way": "publish", "_seen": seen, "_reason": "As in the paper."})
    assert told.status_code == 422
    assert "was saved by ayşe since you looked" in told.content.decode()
    assert not Study.objects.filter(state="published").exists()


@pytest.mark.django_db
def test_buttons_of_a_list_leave_what_changed_since_the_list_was_opened() -> None:
    anna, _ = two()
    old, new = make.make_study(slug="stays"), make.make_study(slug="goes")
    listed = anna.get(reverse("admin:evidence_study_changelist"))
    seen = sorted(one for one in shown_marks(listed))
    assert seen == sorted([f"{old.pk}:0", f"{new.pk}:0"])
    rename(old, "Turkey")
    values = {"action": "copy_as_new", "_selected_action": [old.pk, new.pk], "_seen": seen}

    told = anna.post(reverse("admin:evidence_study_changelist"), values, follow=True)

    said = [str(one) for one in told.context["messages"]]
    assert "Nothing was done to stays: somebody saved it since you opened this list. Look again." in said
    assert [one for one in said if "goes" in one]
    assert sorted(Study.objects.values_list("slug", flat=True)) == ["goes", "goes-copy", "stays"]


def shown_marks(response: Any) -> list[str]:
    return list(re.findall(r'name="_seen" value="([^"]+)"', response.content.decode()))


@pytest.mark.django_db
def test_nothing_is_done_to_rows_that_were_not_on_the_screen() -> None:
    anna, _ = two()
    seen, other = make.make_study(), make.make_study()
    values = chosen("copy_as_new", seen) | {"select_across": "1"}
    anna.post(reverse("admin:evidence_study_changelist"), values)
    assert sorted(Study.objects.values_list("slug", flat=True)) == sorted([seen.slug, f"{seen.slug}-copy", other.slug])


@pytest.mark.django_db
@pytest.mark.parametrize("maker", ["study", "arm", "result", "notice", "condition", "synonym", "regimen_step"])
def test_a_list_shows_the_version_that_a_form_would(maker: str) -> None:
    row = getattr(make, f"make_{maker}")()
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(row)
        Study.objects.update(country="Turkey")
        Condition.objects.update(name="other")
        Synonym.objects.update(name="other")
    assert type(row).objects.annotate(v=version_in(type(row))).get(pk=row.pk).v == int(mark_of(row))
    assert mark_of(row) != "0"


@pytest.mark.django_db
def test_a_report_without_a_study_is_versioned_by_itself() -> None:
    notice = make.make_notice(report=make.make_report(study=None))
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(notice)
        Notice.objects.update(citation="other")
    listed = Notice.objects.annotate(v=version_in(Notice)).values_list("v", flat=True).get()
    assert listed == version_of(notice.report) != 0


@pytest.mark.django_db
def test_deleting_asks_again_where_somebody_saved_meanwhile() -> None:
    anna, _ = two()
    arm = make.make_arm(name="placebo")
    address = reverse("admin:evidence_arm_delete", args=[arm.pk])
    seen = opened(anna, address)
    rename(arm.study, "Turkey")
    refused = anna.post(address, seen)
    assert refused.status_code == 409
    assert "ayşe" in refused.content.decode().lower()
    assert Arm.objects.exists()
    assert anna.post(address, dict(shown(refused))).status_code == 302
    assert not Arm.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_at_a_row_that_somebody_deleted_can_be_copied() -> None:
    anna, _ = two()
    arm = make.make_arm()
    address = reverse("admin:evidence_arm_change", args=[arm.pk])
    sent = opened(anna, address) | {"words": "into a vein"}
    Arm.objects.all().delete()
    answer = anna.post(address, sent)
    assert answer.status_code == 410
    assert ("words", "into a vein") in answer.context["typed"]


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "gone"), [("", False), ("11", False), ("12", True), ("magnesium", True)])
def test_more_than_ten_rows_go_only_with_a_typed_number_or_name(words: str, gone: bool) -> None:
    anna, _ = two()
    arm = make.make_arm(name="magnesium")
    for number in range(1, 12):
        make.make_regimen_step(arm=arm, step=number)
    address = reverse("admin:evidence_arm_delete", args=[arm.pk])
    answer = anna.post(address, opened(anna, address) | {"_typed": str(arm) if words == "magnesium" else words})
    assert answer.status_code == (302 if gone else 422)
    assert Arm.objects.exists() is not gone


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "left"), [("", 11), ("10", 11), ("11", 0)])
def test_more_than_ten_rows_of_a_list_go_only_with_their_number_typed(words: str, left: int) -> None:
    anna, _ = two()
    rows = [make.make_condition() for _ in range(11)]
    address = reverse("admin:evidence_condition_changelist")
    asked = anna.post(address, chosen("delete_selected", *rows))
    assert "11 rows would go" in asked.content.decode()
    anna.post(address, dict(shown(asked)) | {"_typed": words})
    assert Condition.objects.count() == left


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_of_eight_editors_who_save_at_once_one_is_in_and_seven_are_told() -> None:
    """In every round all have the same version open, inline rows included, and send it at the same moment."""
    synonym = make.make_synonym(name="nobody")
    address = reverse("admin:evidence_intervention_change", args=[synonym.intervention_id])
    hands = [Client(raise_request_exception=False) for _ in range(EDITORS)]
    for hand in hands:
        hand.force_login(make.make_user(can="*"))
    start = Barrier(EDITORS)

    def save(number: int, values: Values) -> int:
        start.wait()
        try:
            return hands[number].post(address, values | {"synonyms-0-name": f"hand {number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(EDITORS) as pool:
        for turn in range(1, ROUNDS + 1):
            values = opened(hands[0], address) | {"description": f"round {turn}", "_continue": ""}
            answers = list(pool.map(save, range(EDITORS), [values] * EDITORS))
            assert sorted(answers) == [302] + [409] * (EDITORS - 1)
            synonym.refresh_from_db()
            assert synonym.name == f"hand {answers.index(302)}"
            assert Change.objects.count() == turn


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_nobody_publishes_what_is_saved_at_the_same_moment() -> None:
    """Either the publisher is told to look again, or the editor is: never is a text public that nobody saw."""
    for _ in range(10):
        study = make.make_study(state="in review")
        make.make_comparison(result=make.make_result(study=study, state="in review"))
        reviewer, editor = make.make_user(can="*"), make.make_user(can="*")
        clients = [Client(), Client()]
        for client, user in zip(clients, (reviewer, editor), strict=True):
            client.force_login(user)
        seen = {"way": "publish", "_seen": version_of(study)}
        form = opened(clients[1], page("change", study)) | {"country": "Turkey", "_continue": ""}
        start = Barrier(2)

        def press(
            which: int, start: Barrier = start, study: Study = study, seen: Values = seen, form: Values = form
        ) -> int:
            start.wait()
            try:
                if which == 0:
                    return clients[0].post(page("state", study), seen).status_code  # noqa: B023
                return clients[1].post(page("change", study), form).status_code  # noqa: B023
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as hands:
            _, edited = hands.map(press, range(2))
        study.refresh_from_db()
        assert (study.state, edited, study.country) in {("published", 409, ""), ("draft", 302, "Turkey")}
