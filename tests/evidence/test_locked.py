"""What is published is locked: by no door is it changed, added to or taken from, and the desk says so beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.actions.copying import copy_arm, copy_result, copy_study, share_background
from evidence.actions.recording import recording, version_of
from evidence.actions.refused import RefusedError
from evidence.actions.states import move
from evidence.actions.undoing import restore, undo
from evidence.models import Act, Arm, Change, Result, RiskOfBias, State, Study
from tests import factories as make
from tests.evidence.test_states import change

pytestmark = pytest.mark.django_db
LOCKED = "is published, so nothing of it is changed: reopen it to correct it, and say why."


@pytest.fixture
def study() -> Study:
    study = make.make_study(slug="trial", state=State.PUBLISHED)
    report = make.make_report(study=study)
    arm = make.make_arm(study=study, name="pill")
    make.make_regimen_step(arm=arm, co_intervention=True)
    result = make.make_result(study=study, slug="pain", report=report, state=State.PUBLISHED)
    make.make_arm_value(result=result, arm=arm)
    make.make_comparison(result=result)
    make.make_risk_of_bias(study=study)
    return study


def edit(study: Study, act: Callable[[], Any]) -> None:
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(study)
        act()


DOORS: dict[str, Callable[[Study], Any]] = {
    "the study": lambda study: Study.objects.update(country="Iran"),
    "its interventions": lambda study: study.interventions.add(make.make_intervention()),
    "an arm": lambda study: study.arms.update(people=9),
    "a new arm": lambda study: make.make_arm(study=study),
    "a regimen step": lambda study: study.arms.get().regimen.update(days=9),
    "a new step": lambda study: make.make_regimen_step(arm=study.arms.get(), step=2),
    "no step": lambda study: study.arms.get().regimen.all().delete(),
    "a judgement": lambda study: study.risks_of_bias.update(reason="Other."),
    "a new judgement": lambda study: make.make_risk_of_bias(study=study),
    "no judgement": lambda study: RiskOfBias.objects.all().delete(),
    "a result": lambda study: study.results.update(place="Table 9"),
    "a result’s judgement": lambda study: make.make_risk_of_bias(study=study, result=study.results.get()),
    "a value": lambda study: study.results.get().values.update(mean=9),
    "a new value": lambda study: make.make_arm_value(result=study.results.get()),
    "no value": lambda study: study.results.get().values.all().delete(),
    "a comparison": lambda study: study.results.get().comparisons.update(p="0.9"),
    "no comparison": lambda study: study.results.get().comparisons.all().delete(),
    "no result": lambda study: study.results.get().delete(),
    "another study": lambda study: Result.objects.update(study=make.make_study()),
    "who entered it": lambda study: Study.objects.update(entered_by=make.make_user()),
    "a copied arm": lambda study: copy_arm(arm=study.arms.get(), by=make.make_user()),
    "a shared background": lambda study: share_background(study=make.make_arm(study=study).study, by=make.make_user()),
}


@pytest.mark.parametrize("name", DOORS)
def test_nothing_of_a_published_study_is_changed(study: Study, name: str) -> None:
    with pytest.raises(RefusedError, match=LOCKED):
        edit(study, lambda: DOORS[name](study))
    assert not Change.objects.exists()


FREE: dict[str, Callable[[Study], Any]] = {
    "a report": lambda study: study.reports.update(volume="68"),
    "a new report": lambda study: make.make_report(study=study),
    "a notice": lambda study: make.make_notice(report=study.reports.get()),
    "a registration": lambda study: make.make_registration(study=study),
    "a new result": lambda study: make.make_arm_value(
        result=make.make_result(study=study, report=study.reports.get()), arm=study.arms.get()
    ),
    "a copied result": lambda study: copy_result(result=study.results.get(), by=make.make_user()),
    "a judgement of a new result": lambda study: make.make_risk_of_bias(
        study=study, result=make.make_result(study=study)
    ),
    "a copied study": lambda study: copy_study(study=study, by=make.make_user()),
}


@pytest.mark.parametrize("name", FREE)
def test_what_is_said_about_its_reports_and_new_results_stay_open(study: Study, name: str) -> None:
    edit(study, lambda: FREE[name](study))
    assert Change.objects.count() == 1
    study.refresh_from_db()
    assert study.state == "published"


def test_neither_undoing_nor_restoring_changes_what_is_public() -> None:
    study = make.make_study(slug="trial", country="Spain")
    change(study, make.make_user(), country="Iran")
    edited = Change.objects.get()
    Study.objects.update(state=State.PUBLISHED)
    with pytest.raises(RefusedError):
        undo(change=edited, by=make.make_user(), reason="")
    with pytest.raises(RefusedError, match=LOCKED):
        restore(root=study, version=0, by=make.make_user(), reason="")
    study.refresh_from_db()
    assert (study.country, study.state) == ("Iran", "published")


def test_after_reopening_it_can_be_corrected_and_readers_are_told(study: Study, client: Client) -> None:
    reviewer = make.make_member("reviewer")
    result = study.results.get()
    move(row=result, to=State.DRAFT, by=reviewer, reason="The figure is of another arm.")
    edit(study, lambda: study.results.update(place="Table 9"))
    with pytest.raises(RefusedError, match=LOCKED):
        change(study, reviewer, country="Iran")
    make.make_result(study=study)
    page = client.get("/studies/trial/").content.decode()
    assert "1 result of this study is being corrected and is not shown." in page
    assert "Table 9" not in page
    move(row=study, to=State.DRAFT, by=reviewer, reason="Another country.")
    change(study, reviewer, country="Iran")
    assert client.get("/studies/trial/").status_code == 404


def test_a_judgement_of_a_result_that_is_not_shown_is_not_shown_either(study: Study, client: Client) -> None:
    make.make_risk_of_bias(study=study, result=make.make_result(study=study), reason="Nobody knows yet.")
    assert "Nobody knows yet." not in client.get("/studies/trial/").content.decode()


def desk(client: Client) -> Client:
    client.force_login(make.make_member("curator"))
    return client


def test_forms_of_what_is_locked_are_to_be_read(study: Study, client: Client) -> None:
    curator = desk(client)
    for row in (study.results.get(), study.arms.get(), study.risks_of_bias.get()):
        address = reverse(f"admin:evidence_{row._meta.model_name}_change", args=[row.pk])
        html = curator.get(address).content.decode()
        assert 'name="_save"' not in html, address
    html = curator.get(reverse("admin:evidence_study_change", args=[study.pk])).content.decode()
    assert 'name="title"' not in html
    assert "This study is published, so only its reports and registrations can be corrected here." in html
    assert 'name="arms-0-name"' not in html
    assert 'name="reports-0-volume"' in html
    for page in ("arms", "bias"):
        answer = curator.get(reverse(f"admin:evidence_study_{page}", args=[study.pk]))
        assert answer["Location"] == reverse("admin:evidence_study_entry", args=[study.pk])
    grid = curator.get(reverse("admin:evidence_study_results", args=[study.pk]))
    assert [form.instance.pk for form in grid.context["formset"]] == [None]
    assert "1 published result is not listed here" in grid.content.decode()


def test_the_way_to_correct_it_stands_where_it_is_looked_over(study: Study, client: Client) -> None:
    client.force_login(make.make_member("reviewer"))
    entry = client.get(reverse("admin:evidence_study_entry", args=[study.pk]))
    assert [way.label for way in entry.context["decision"].ways] == ["Withdraw", "Reopen to correct"]
    sent = {"way": "reopen", "_seen": version_of(study), "_reason": "A wrong dose."}
    done = client.post(reverse("admin:evidence_study_state", args=[study.pk]), sent)
    assert (done.status_code, done["Location"]) == (302, reverse("admin:evidence_study_entry", args=[study.pk]))
    study.refresh_from_db()
    assert (study.state, study.results.get().state) == ("draft", "draft")


def test_a_form_that_was_open_when_it_was_published_is_told_so(client: Client) -> None:
    arm = make.make_arm(study=make.make_study(slug="trial"), name="pill")
    curator = desk(client)
    address = reverse("admin:evidence_arm_change", args=[arm.pk])
    html = curator.get(address).content.decode()
    assert 'name="_save"' in html
    Study.objects.update(state=State.PUBLISHED)
    sent = {"study": arm.study_id, "name": "tablet", "slug": arm.slug, "role": arm.role, "order": 0, "_seen": "0"}
    sent |= {"regimen-TOTAL_FORMS": 0, "regimen-INITIAL_FORMS": 0}
    told = curator.post(address, sent, follow=True)
    assert [str(one) for one in told.context["messages"]] == [f"trial {LOCKED}"]
    assert Arm.objects.get().name == "pill"


def test_copying_out_of_a_study_needs_the_right_to_look_at_it(client: Client) -> None:
    make.make_study(slug="trial")
    client.force_login(make.make_user(can="add_study"))
    sent = {"action": "copy_as_new", "_selected_action": Study.objects.get().pk}
    assert client.post(reverse("admin:evidence_study_changelist"), sent).status_code == 403
    assert Study.objects.count() == 1
