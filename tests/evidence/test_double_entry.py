"""Two people read one study apart; neither sees the other before both are in, and a third one settles."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from evidence.actions.extracting import Decision, begin, give_up, hand_in, keep, settle
from evidence.actions.refused import RefusedError
from evidence.models import Act, ArmValue, Change, Extraction, Result, Settlement, State, Study
from evidence.summaries.extraction import agreements, asked_of, pairs_of, value_of
from tests import factories as make
from tests.evidence import trials
from tests.evidence.typing_in import typed

pytestmark = pytest.mark.django_db

MEAN = "result:pain-6-months:arm:magnesium:mean"
SD = "result:pain-6-months:arm:placebo:sd"


@pytest.fixture
def first() -> User:
    return make.make_user(username="first", can="*")


@pytest.fixture
def second() -> User:
    return make.make_user(username="second", can="*")


@pytest.fixture
def third() -> User:
    return make.make_user(username="third", can="*")


@pytest.fixture
def study(first: User) -> Study:
    made = trials.yousef(top=trials.magnesium(), state="draft").result.study
    Study.objects.update(entered_by=first)
    Result.objects.update(entered_by=first)
    made.refresh_from_db()
    return made


def as_first(study: Study) -> dict[str, str]:
    return {one.name: value_of(one) for one in asked_of(study)}


def handed_in(study: Study, by: User, **others: str) -> Extraction:
    extraction = begin(study=study, by=by)
    return hand_in(extraction=extraction, values=as_first(study) | {MEAN: "4.9", SD: "2.0"} | others)


def test_both_are_asked_the_same_of_study_arms_figures_and_comparisons(study: Study) -> None:
    asked = [one.name for one in asked_of(study)]
    assert asked[:6] == [
        "study:design",
        "study:blinding",
        "study:country",
        "study:people",
        "arm:magnesium:people",
        "arm:magnesium:analysed",
    ]
    assert [one.removeprefix("result:pain-6-months:") for one in asked if one.startswith("result:")] == [
        *(
            f"arm:{arm}:{name}"
            for arm in ("magnesium", "placebo")
            for name in (
                *("n", "mean", "sd", "se", "ci_low", "ci_high", "minimum", "maximum"),
                *("baseline_mean", "baseline_sd"),
            )
        ),
        *(
            f"comparison:magnesium-v-placebo:{name}"
            for name in ("measure", "estimate", "ci_low", "ci_high", "se", "p", "direction")
        ),
    ]


def test_differences_are_those_two_readings_that_are_not_the_same(study: Study, second: User) -> None:
    pairs = pairs_of(handed_in(study, second, **{"arm:magnesium:people": "40.0"}))
    assert [(one.asked.name, one.first, one.second) for one in pairs if not one.agree] == [
        (MEAN, "4.7", "4.9"),
        (SD, "", "2.0"),
    ]
    figures = agreements(pairs)
    assert (figures.whole.n, figures.whole.agreed) == (len(pairs), len(pairs) - 2)
    assert figures.reported.agreed == figures.reported.n - 1
    assert figures.choices.percent == 100


def test_the_third_person_s_decision_is_written_and_all_three_are_kept(study: Study, second: User, third: User) -> None:
    extraction = handed_in(study, second)
    decisions = {
        MEAN: Decision(value="4.8", reason="Table 2, third row."),
        SD: Decision(value="2.0", reason="Figure 1 has the bars."),
    }
    settle(extraction=extraction, decisions=decisions, by=third)
    values = {one.arm.slug: (one.mean, one.sd) for one in ArmValue.objects.select_related("arm")}
    assert values == {"magnesium": (4.8, 1.8), "placebo": (7.2, 2.0)}
    extraction.refresh_from_db()
    assert (extraction.first[MEAN], extraction.second[MEAN]) == ("4.7", "4.9")
    assert [(one.name, one.value, one.reason, one.by) for one in Settlement.objects.all()] == [
        (MEAN, "4.8", "Table 2, third row.", third),
        (SD, "2.0", "Figure 1 has the bars.", third),
    ]
    result = Result.objects.get()
    assert (result.entered_by, result.checked_by) == (study.entered_by, second)
    change = Change.objects.get()
    assert (change.act, change.by, change.rows) == (Act.SETTLED, third, 3)


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision(value="4.8", reason=" "), "Choose one, and say why."),
        (
            Decision(value="four", reason="Table 2."),
            "Expected a number such as 4.7, or nothing if it is not reported, got “four”.",
        ),
        (Decision(value="48", reason="Table 2."), "48 cannot be read on NRS 0–10, which runs from 0 to 10."),
    ],
)
def test_a_decision_needs_a_value_that_can_be_and_a_reason(
    study: Study, second: User, third: User, decision: Decision, said: str
) -> None:
    extraction = handed_in(study, second)
    with pytest.raises(ValidationError) as told:
        settle(extraction=extraction, decisions={MEAN: decision, SD: Decision(value="", reason="No bars.")}, by=third)
    assert told.value.message_dict == {MEAN: [said]}
    assert not Settlement.objects.exists()
    assert not Change.objects.exists()


def test_neither_reader_settles(study: Study, first: User, second: User) -> None:
    extraction = handed_in(study, second)
    for reader in (first, second):
        with pytest.raises(RefusedError, match="a third person"):
            settle(extraction=extraction, decisions={}, by=reader)


def test_who_entered_a_study_does_not_read_it_a_second_time(study: Study, first: User) -> None:
    with pytest.raises(RefusedError, match="You entered yousef-2013 yourself"):
        begin(study=study, by=first)


def test_one_second_reader_a_study(study: Study, second: User, third: User) -> None:
    extraction = begin(study=study, by=second)
    with pytest.raises(RefusedError, match="being extracted a second time already"):
        begin(study=study, by=third)
    give_up(extraction=extraction)
    begin(study=study, by=third)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_what_is_public_cannot_be_read_blind(study: Study, second: User, state: State) -> None:
    Study.objects.update(state=state)
    study.refresh_from_db()
    with pytest.raises(RefusedError, match="only what is not public"):
        begin(study=study, by=second)


def test_nothing_is_not_handed_in(study: Study, second: User) -> None:
    extraction = begin(study=study, by=second)
    with pytest.raises(RefusedError, match="Nothing is entered yet"):
        hand_in(extraction=extraction, values={MEAN: "  "})
    extraction.refresh_from_db()
    assert extraction.submitted is None


def test_a_reading_that_was_sent_after_the_session_had_ended_comes_back_unsaved(
    client: Client, study: Study, second: User
) -> None:
    extraction = begin(study=study, by=second)
    address = reverse("admin:evidence_extraction_change", args=[extraction.pk])
    client.force_login(second)
    sent = typed(client.get(address), {MEAN: "4.9", "_hand_in": ""})
    client.logout()
    assert client.post(address, sent).status_code == 302
    client.force_login(second)
    page = client.get(address).content.decode()
    assert 'value="4.9"' in page
    assert "Not saved yet: your session had ended" in page
    extraction.refresh_from_db()
    assert (extraction.second, extraction.submitted) == ({}, None)


def test_what_was_handed_in_stays_as_it_is(study: Study, second: User) -> None:
    extraction = handed_in(study, second)
    with pytest.raises(RefusedError, match="stays as it is"):
        keep(extraction=extraction, values={})
    with pytest.raises(RefusedError, match="stays as it is"):
        give_up(extraction=extraction)


def test_what_is_no_figure_is_told_by_its_name(study: Study, second: User) -> None:
    extraction = begin(study=study, by=second)
    with pytest.raises(ValidationError) as told:
        keep(extraction=extraction, values={MEAN: "4,9", "study:design": "guess", "nothing": "1"})
    assert set(told.value.message_dict) == {MEAN, "study:design"}


def desk_addresses(study: Study) -> list[str]:
    """All pages of the desk about the study and its parts."""
    rows: list[Any] = [study, *study.reports.all(), *study.arms.all(), *study.results.all()]
    names = ("change", "history", "delete", "entry", "arms", "results", "bias", "apart")
    found = []
    for row in rows:
        for name in names:
            try:
                found.append(reverse(f"admin:evidence_{row._meta.model_name}_{name}", args=[row.pk]))
            except NoReverseMatch:
                continue
    return found


def test_while_reading_blind_one_sees_the_study_nowhere_at_the_desk(client: Client, study: Study, second: User) -> None:
    client.force_login(second)
    addresses = desk_addresses(study)
    assert len(addresses) > 10
    seen_before = [one for one in addresses if client.get(one).status_code == 200]
    assert len(seen_before) > 8
    begin(study=study, by=second)
    for address in addresses:
        assert client.get(address).status_code in {302, 403, 404}, address
    assert client.get(reverse("admin:evidence_change_changelist")).status_code == 403
    assert client.get(reverse("admin:evidence_change_export")).status_code == 403
    Study.objects.update(state=State.IN_REVIEW)
    assert b"yousef" not in client.get(reverse("admin:review")).content
    assert b"yousef" not in client.get(reverse("admin:index")).content
    for noun in ("study", "result", "arm", "report"):
        page = client.get(reverse(f"admin:evidence_{noun}_changelist"))
        assert page.context["cl"].result_count == 0, noun
        sheet = client.get(reverse(f"admin:evidence_{noun}_sheet_csv"))
        assert b"yousef" not in b"".join(sheet.streaming_content)  # type: ignore[attr-defined]


def test_nobody_else_sees_what_is_not_handed_in(client: Client, study: Study, first: User, second: User) -> None:
    extraction = begin(study=study, by=second)
    address = reverse("admin:evidence_extraction_change", args=[extraction.pk])
    client.force_login(first)
    assert client.get(address).status_code == 404
    client.force_login(make.make_user(is_superuser=True))
    assert client.get(address).status_code == 404


def test_the_blind_form_holds_no_figure_of_the_first_reader(client: Client, study: Study, second: User) -> None:
    ArmValue.objects.filter(arm__slug="magnesium").update(mean=4.7312)
    extraction = begin(study=study, by=second)
    client.force_login(second)
    page = client.get(reverse("admin:evidence_extraction_change", args=[extraction.pk])).content.decode()
    assert "4.7312" not in page
    assert "Less pain than with placebo" not in page
    assert MEAN in page


def test_from_beginning_to_settling_at_the_desk(client: Client, study: Study, second: User, third: User) -> None:
    client.force_login(second)
    page = client.post(reverse("admin:evidence_extraction_begin", args=[study.pk]), follow=True)
    address = page.request["PATH_INFO"]
    wrong = client.post(address, {MEAN: "4,9", "_keep": ""})
    assert wrong.status_code == 422
    assert "got “4,9”" in wrong.content.decode()
    assert 'value="4,9"' in wrong.content.decode()
    client.post(address, {MEAN: "4.9", "_keep": ""})
    assert 'value="4.9"' in client.get(address).content.decode()
    page = client.post(address, as_first(study) | {MEAN: "4.9", "_hand_in": ""}, follow=True)
    assert "A third person settles the differences" in page.content.decode()
    client.force_login(third)
    nothing = client.post(address, {f"{MEAN}:choice": "second"})
    assert nothing.status_code == 422
    assert "Choose one, and say why." in nothing.content.decode()
    done = client.post(address, {f"{MEAN}:choice": "second", f"{MEAN}:reason": "Table 2"}, follow=True)
    assert "Settled: the study says what you decided" in done.content.decode()
    assert ArmValue.objects.get(arm__slug="magnesium").mean == 4.9


def test_whoever_gives_up_sees_the_study_again(client: Client, study: Study, second: User) -> None:
    client.force_login(second)
    extraction = begin(study=study, by=second)
    client.post(reverse("admin:evidence_extraction_change", args=[extraction.pk]), {"_give_up": ""})
    assert client.get(reverse("admin:evidence_study_change", args=[study.pk])).status_code == 200


def test_it_takes_rights_to_read_twice(client: Client) -> None:
    client.force_login(make.make_user(can="view_study"))
    assert client.get(reverse("admin:evidence_extraction_changelist")).status_code == 403


def test_an_extraction_is_handed_in_before_it_is_settled() -> None:
    make.make_extraction()
    with pytest.raises(IntegrityError, match="handed_in_before_settled"), transaction.atomic():
        Extraction.objects.update(settled=timezone.now())


def test_a_settlement_has_a_reason() -> None:
    make.make_settlement()
    with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
        Settlement.objects.update(reason="")
