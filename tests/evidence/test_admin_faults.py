"""Each bad input gets its sentence at its field; nothing is half saved, and everything typed is still there."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from evidence.admin.entry.arms import arms
from evidence.admin.entry.results import results
from evidence.models import Arm, ArmValue, Comparison, RegimenStep, Result, Study
from tests import factories as make
from tests.evidence.desk import page, press, send, standing_in
from tests.evidence.typing_in import Values, faults, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return make.make_user(can="*")


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


@pytest.fixture
def trial() -> Study:
    """Two arms of 40, one report, one outcome on a scale from 0 to 10."""
    study = make.make_study(slug="trial", interventions=[make.make_intervention(name="magnesium")])
    make.make_report(study=study, slug="trial-2013", main=True)
    make.make_arm(study=study, name="magnesium", slug="magnesium", people=40)
    make.make_arm(study=study, name="placebo", slug="placebo", role="placebo", people=40, order=1)
    return study


def row(number: int = 0, /, **more: str) -> Values:
    """One good row of the grid."""
    values = {
        "outcome": str(make.make_outcome(name="pain intensity").pk),
        "instrument": str(make.make_instrument(short_name="NRS 0–10").pk),
        "kind": "final",
        "time": "6 months",
        "place": "Table 2",
        "basis": "full text",
    }
    return {f"result-{number}-{name.replace('__', '-')}": value for name, value in (values | more).items()}


def nothing_saved() -> bool:
    return not any(model.objects.exists() for model in (Result, ArmValue, Comparison))


UNKNOWN = "is none of the outcomes: expected a name from the list. Add it first if it is new."
GRID = [
    ({"arm__1__sd": "-1.8"}, [("SD", "Expected 0 or more.")]),
    ({"arm__1__mean": "47"}, [("Mean", "47 cannot be read on NRS 0–10, which runs from 0 to 10.")]),
    ({"arm__1__baseline_mean": "-1"}, [("Mean at start", "-1 cannot be read on NRS 0–10, which runs from 0 to 10.")]),
    ({"arm__1__mean": "4,7"}, [("Mean", "Expected a number such as 4.7, or nothing if it is not reported.")]),
    ({"arm__1__n": "forty"}, [("People", "Expected a whole number, or nothing if it is not reported.")]),
    ({"arm__1__n": "41"}, [("People", "41 people, but only 40 were allocated to magnesium.")]),
    ({"arm__1__mean": "inf"}, [("Mean", "Expected a number such as 4.7, or nothing if it is not reported.")]),
    (
        {"arm__1__mean": "1e99"},
        [
            ("Mean", "Expected 1000000000000000.0 or less."),
            ("Mean", "1e+99 cannot be read on NRS 0–10, which runs from 0 to 10."),
        ],
    ),
    (
        {"kind": "events", "arm__1__events": "12", "arm__1__total": "10"},
        [("With event", "More than there are people, or the total is missing.")],
    ),
    (
        {"kind": "events", "arm__1__events": "12"},
        [("With event", "More than there are people, or the total is missing.")],
    ),
    (
        {"kind": "median", "arm__1__lower_quartile": "6", "arm__1__upper_quartile": "4"},
        [("", "Quartiles: the lower one is above the upper one.")],
    ),
    (
        {
            "comparison__0__measure": "MD",
            "comparison__0__estimate": "3",
            "comparison__0__ci_low": "-2",
            "comparison__0__ci_high": "2",
        },
        [("Reported estimate", "3 lies outside its interval, -2 to 2.")],
    ),
    (
        {"comparison__0__measure": "MD", "comparison__0__ci_low": "2"},
        [("Interval from", "Give both its ends, or neither.")],
    ),
    (
        {"comparison__0__measure": "MD", "comparison__0__ci_low": "2", "comparison__0__ci_high": "-2"},
        [("Interval from", "Its lower end is above its upper end.")],
    ),
    ({"comparison__0__estimate": "3"}, [("Measure", "Say what the estimate is.")]),
    (
        {"comparison__0__measure": "RR", "comparison__0__estimate": "0"},
        [("Reported estimate", "A ratio and its interval are above zero.")],
    ),
    ({"comparison__0__p": "significant"}, [("P value", "Expected 0.034, <0.001, >0.05 or NS.")]),
    (
        {"comparison__0__reference": "experimental"},
        [("Reference", "An arm is compared with another arm, not with itself.")],
    ),
    (
        {"comparison__0__comparator": "none"},
        [
            (
                "Compared with",
                "With no comparator there is no reference arm, and the direction is “not compared with anything”.",
            )
        ],
    ),
    (
        {"comparison__0__DELETE": "on"},
        [("", "Say what it is set against; if nothing, add a comparison with “no comparator”.")],
    ),
    ({"place": ""}, [("Place", "This is needed: place.")]),
    ({"report": ""}, [("Report", "This is needed: report.")]),
    ({"kind": "words"}, [("In words", "A result without figures needs a sentence.")]),
    ({"certainty": "derived"}, [("Derivation", "Say how a derived figure was worked out.")]),
    ({"days": "-3"}, [("Days after the start", "Expected 0 or more.")]),
    (
        {"addresses": "see the journal"},
        [("Addresses", "line 1: “see the journal” is no address that begins with http(s)://.")],
    ),
    (
        {"outcome": "pain in the neck"},
        [
            (
                "Outcome",
                "“pain in the neck” is none of the outcomes: expected a name from the list. Add it first if it is new.",
            )
        ],
    ),
    (
        {"arm__1__sd": "-1", "arm__1__mean": "11", "place": "", "comparison__0__p": "?"},
        [
            ("Place", "This is needed: place."),
            ("SD", "Expected 0 or more."),
            ("Mean", "11 cannot be read on NRS 0–10, which runs from 0 to 10."),
            ("P value", "Expected 0.034, <0.001, >0.05 or NS."),
        ],
    ),
]


def told(response: Any) -> list[tuple[str, str]]:
    """The faults that a page lists, each with the label of its field."""
    return [(one.field, one.sentence) for one in response.context_data["faults"]]


@pytest.mark.parametrize(("wrong", "expected"), GRID, ids=lambda one: str(one)[:60])
def test_the_grid_says_what_is_wrong_and_saves_nothing(
    curator: User, trial: Study, wrong: Values, expected: list[tuple[str, str]]
) -> None:
    magnesium = trial.arms.get(slug="magnesium")
    wrong = {name.replace("arm__1", f"arm__{magnesium.pk}"): value for name, value in wrong.items()}
    wrong = {name: str(magnesium.pk) if value == "experimental" else value for name, value in wrong.items()}
    values = row(**{f"arm__{magnesium.pk}__n": "40"} | wrong)
    response = press(results, trial, curator, values)
    assert (response.status_code, told(response)) == (422, expected)
    assert nothing_saved()
    standing = standing_in(response.context_data["formset"])
    kept = {name: "on" if standing[name] is True else standing[name] for name in values}
    assert kept == values


def test_the_page_lists_the_faults_and_still_shows_what_was_typed(client: Client, curator: User, trial: Study) -> None:
    client.force_login(curator)
    magnesium = trial.arms.get(slug="magnesium")
    values = row(outcome="pain in the neck", **{f"arm__{magnesium.pk}__sd": "-1.8"})
    response = send(client, page("results", trial), values | {"_stay": ""})
    assert faults(response) == [("Outcome", f"“pain in the neck” {UNKNOWN}"), ("SD", "Expected 0 or more.")]
    # Django's own list of errors says it at the field, and the list at the top leads there.
    field = f"id_result-0-arm-{magnesium.pk}-sd"
    html = response.content.decode()
    assert f'<a href="#{field}">SD, magnesium, new result</a>: Expected 0 or more.' in html
    assert f'id="{field}_error"><li>Expected 0 or more.</li>' in html
    kept = shown(response, scripted=False)
    assert {name: kept[name][-1] for name in values} == values


def test_one_bad_row_keeps_the_good_one_back_too(curator: User, trial: Study) -> None:
    make.make_result(study=trial, slug="there-already")
    kept = Result.objects.get()
    good = row(1)
    bad = {"result-0-place": ""}
    response = press(results, trial, curator, good | bad)
    assert told(response) == [("Place", "This is needed: place.")]
    assert list(Result.objects.all()) == [kept]


def test_the_same_row_twice_is_refused(curator: User, trial: Study) -> None:
    good = row()
    assert press(results, trial, curator, good).status_code == 302
    again = {name.replace("result-0", "result-1"): value for name, value in good.items()}
    assert told(press(results, trial, curator, again)) == [("", "This study has a result of that name already.")]
    assert Result.objects.count() == 1


def test_another_kind_of_the_same_outcome_gets_a_name_of_its_own(curator: User, trial: Study) -> None:
    good = row()
    assert press(results, trial, curator, good).status_code == 302
    change = {name.replace("result-0", "result-1"): value for name, value in good.items()}
    assert press(results, trial, curator, change | {"result-1-kind": "change"}).status_code == 302
    plain, other = sorted(trial.results.values_list("slug", flat=True))
    assert other == f"{plain}-change"


def test_a_figure_is_asked_again_when_its_scale_changes(curator: User, trial: Study) -> None:
    magnesium = trial.arms.get(slug="magnesium")
    hundred = make.make_instrument(short_name="VAS 0–100", maximum=100)
    good = row(instrument=str(hundred.pk), **{f"arm__{magnesium.pk}__mean": "47"})
    assert press(results, trial, curator, good).status_code == 302
    ten = make.make_instrument(short_name="NRS 0–10")
    response = press(results, trial, curator, {"result-0-instrument": str(ten.pk)})
    assert told(response) == [("Mean", "47 cannot be read on NRS 0–10, which runs from 0 to 10.")]
    assert Result.objects.get().instrument == hundred


ARMS = [
    ({"arm-0-regimen-0-amount": "-400"}, [("Amount each time", "Expected 0 or more.")]),
    ({"arm-0-regimen-0-unit": ""}, [("Unit", "An amount needs one.")]),
    ({"arm-0-regimen-0-step": "0"}, [("Step", "Expected 1 or more.")]),
    ({"arm-0-regimen-0-intervention": ""}, [("Intervention", "This is needed: intervention.")]),
    ({"arm-0-role": ""}, [("Role", "This is needed: role.")]),
    ({"arm-0-name": ""}, [("Name", "This is needed: name.")]),
    ({"arm-0-people": "-1"}, [("People allocated", "Expected 0 or more.")]),
    ({"arm-1-name": "magnesium"}, [("", "This study has an arm of that name already.")]),
]


@pytest.mark.parametrize(("wrong", "expected"), ARMS, ids=lambda one: str(one)[:60])
def test_the_arms_say_what_is_wrong_and_save_nothing(
    curator: User, wrong: Values, expected: list[tuple[str, str]]
) -> None:
    study = make.make_study()
    good: Values = {
        "arm-0-name": "magnesium",
        "arm-0-role": "experimental",
        "arm-0-regimen-0-intervention": make.make_intervention().pk,
        "arm-0-regimen-0-amount": "400",
        "arm-0-regimen-0-unit": "mg",
        "arm-1-name": "placebo",
        "arm-1-role": "placebo",
    }
    response = press(arms, study, curator, good | wrong)
    assert (response.status_code, told(response)) == (422, expected)
    assert (Arm.objects.count(), RegimenStep.objects.count()) == (0, 0)


def test_an_arm_with_figures_is_not_removed(curator: User) -> None:
    value = make.make_arm_value(mean=4.7)
    response = press(arms, value.arm.study, curator, {"arm-0-DELETE": "on"})
    said = f"{value.arm.name.capitalize()} has figures in a result, so it cannot be removed."
    assert told(response) == [("", said)]
    assert Arm.objects.filter(pk=value.arm.pk).exists()


def test_a_result_needs_a_comparison_on_its_own_page_too(desk: Client, trial: Study) -> None:
    result = make.make_result(study=trial, instrument=make.make_instrument(short_name="NRS 0–10"))
    magnesium = trial.arms.get(slug="magnesium")
    address = reverse("admin:evidence_result_change", args=[result.pk])
    response = send(desk, address, {"values-0-arm": magnesium.pk, "values-0-mean": "47", "_save": ""})
    values, comparisons = (one.formset for one in response.context["inline_admin_formsets"])
    assert values.errors == [{"mean": ["47 cannot be read on NRS 0–10, which runs from 0 to 10."]}]
    assert comparisons.errors == [{"comparator": ["This is needed: compared with."]}]
    assert not ArmValue.objects.exists()
