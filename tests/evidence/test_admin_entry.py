"""A whole trial entered page by page, as a browser sends the pages, with scripts and without."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Study
from tests import factories as make
from tests.evidence.desk import page, send
from tests.evidence.magnesium import MEANT, TITLE, as_entered, make_vocabulary
from tests.evidence.typing_in import Values, faults, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Any:
    return make.make_user(username="curator", can="*")


@pytest.fixture
def desk(client: Client, curator: Any) -> Client:
    client.force_login(curator)
    return client


def regimen(arm: int, rows: list[tuple[Any, ...]], choose: Any) -> Values:
    values: Values = {}
    for number, (step, intervention, everybody, route, amount, unit, times, days) in enumerate(rows):
        row = f"arm-{arm}-regimen-{number}"
        values |= {
            f"{row}-step": step,
            f"{row}-intervention": choose(intervention),
            f"{row}-route": route,
            f"{row}-amount": "" if amount is None else amount,
            f"{row}-unit": unit,
            f"{row}-times_a_day": times,
            f"{row}-days": "" if days is None else days,
        }
        values |= {f"{row}-co_intervention": "on"} if everybody else {}
    return values


def enter_study(desk: Client, vocabulary: dict[str, Any]) -> Study:
    response = send(
        desk,
        page("add"),
        {
            "slug": "yousef-2013",
            "title": TITLE,
            "design": "randomised",
            "blinding": "double",
            "people": "80",
            "population": MEANT["population"],
            "country": "Egypt",
            "conditions": [vocabulary["chronic-low-back-pain"].pk],
            "interventions": [vocabulary["magnesium-infused-then-oral"].pk],
            "reports-0-pmid": "https://pubmed.ncbi.nlm.nih.gov/23384256/",
            "reports-0-doi": "doi:10.1111/ANAE.12107",
            "reports-0-authors": "Yousef AA\r\nAl-deeb AE",
            "reports-0-journal": "Anaesthesia",
            "reports-0-year": "2013",
            "reports-0-volume": "68",
            "reports-0-issue": "3",
            "reports-0-pages": "260-266",
            "reports-0-published_online": "2012-12-17",
            "reports-0-published_issue": "2013-03",
            "_next": "",
        },
    )
    study = Study.objects.get()
    assert response.status_code == 302, response.context["errors"]
    assert response["Location"] == page("arms", study)
    return study


def enter_arms(desk: Client, study: Study, choose: Any, *, scripted: bool) -> None:
    """Each round fills the blank rows that the page shows, which is how it goes without a script."""
    whole = [arm["regimen"] for arm in MEANT["arms"]]
    plain = [[row for row in rows if not row[2]] for rows in whole]
    background = [row for row in whole[0] if row[2]]
    to_enter = [plain[0] + background, plain[1]]
    base: Values = {
        "arm-0-name": "magnesium",
        "arm-0-role": "experimental",
        "arm-0-people": "40",
        "arm-1-name": "placebo",
        "arm-1-role": "placebo",
        "arm-1-people": "40",
    }
    for number in range(6):
        address = page("arms", study)
        now: Values = {} if number else base
        for arm, rows in enumerate(to_enter):
            row = rows[number : number + 1]
            renumbered = regimen(arm, [*rows[:number], *row], choose) if row else {}
            now |= {name: value for name, value in renumbered.items() if f"-regimen-{number}-" in name}
        last = {"_share": ""} if number == 5 else {"_stay": ""}
        response = send(desk, address, now | last, scripted=scripted)
        assert response.status_code == 302, faults(response)


def enter_results(desk: Client, study: Study, choose: Any, *, scripted: bool) -> None:
    magnesium, placebo = (arm.pk for arm in study.arms.all())
    send(
        desk,
        page("results", study),
        {
            "result-0-outcome": choose("pain-intensity"),
            "result-0-time": "6 months",
            "result-0-kind": "final",
            "result-0-instrument": choose("nrs-0-10"),
            "result-0-place": "abstract",
            "result-0-basis": "abstract",
            f"result-0-arm-{magnesium}-n": "40",
            f"result-0-arm-{magnesium}-mean": "4.7",
            f"result-0-arm-{magnesium}-sd": "1.8",
            f"result-0-arm-{magnesium}-baseline_mean": "7.5",
            f"result-0-arm-{magnesium}-baseline_sd": "2.2",
            f"result-0-arm-{placebo}-n": "40",
            f"result-0-arm-{placebo}-mean": "7.2",
            f"result-0-arm-{placebo}-baseline_mean": "7.4",
            "result-0-comparison-0-p": "<0.03",
            "result-0-comparison-0-direction": "favours intervention",
            "_stay": "",
        },
        scripted=scripted,
    )
    response = send(
        desk,
        page("results", study),
        {
            "result-1-outcome": choose("lumbar-flexion"),
            "result-1-time": "6 months",
            "result-1-kind": "final",
            "result-1-instrument": choose("degrees"),
            "result-1-place": "abstract",
            f"result-1-arm-{magnesium}-n": "40",
            f"result-1-arm-{magnesium}-mean": "34.7",
            f"result-1-arm-{magnesium}-sd": "11.5",
            f"result-1-arm-{magnesium}-baseline_mean": "22.2",
            f"result-1-arm-{magnesium}-baseline_sd": "8.4",
            "_next": "",
        },
        scripted=scripted,
    )
    assert response.status_code == 302, faults(response)
    assert response["Location"] == page("bias", study)


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without scripts"])
def test_the_magnesium_trial_is_entered_whole(desk: Client, curator: Any, scripted: bool) -> None:
    vocabulary = make_vocabulary()

    def choose(slug: str) -> str:
        """The number that the autocomplete sends; the name that is typed where no script runs."""
        return str(vocabulary[slug].pk if scripted else getattr(vocabulary[slug], "short_name", vocabulary[slug].name))

    study = enter_study(desk, vocabulary)
    enter_arms(desk, study, choose, scripted=scripted)
    enter_results(desk, study, choose, scripted=scripted)
    first = f"domain-{vocabulary['D1'].pk}"
    response = send(
        desk,
        page("bias", study),
        {
            f"{first}-judgement": "low",
            f"{first}-reason": "The sequence came from a computer.",
            f"{first}-quote": "computer-generated sequence",
            "_next": "",
        },
    )
    assert response["Location"] == page("entry", study)
    study.refresh_from_db()
    assert as_entered(study) == MEANT
    assert {study.entered_by, *(result.entered_by for result in study.results.all())} == {curator}
    assert study.risks_of_bias.get().assessed_by == curator


def test_the_last_page_shows_all_of_it_and_what_is_missing(desk: Client) -> None:
    vocabulary = make_vocabulary()
    study = enter_study(desk, vocabulary)
    enter_arms(desk, study, lambda slug: vocabulary[slug].pk, scripted=True)
    enter_results(desk, study, lambda slug: vocabulary[slug].pk, scripted=True)
    response = desk.get(page("entry", study))
    arms = response.context["arms"]
    assert [(arm.slug, regimen) for arm, regimen in arms][1] == (
        "placebo",
        [
            (1, "saline infusion, into a vein, 250 ml, 1 × a day, 14 days"),
            (1, "gabapentin, by mouth, 300 mg, 3 × a day, given to everybody"),
            (1, "amitriptyline, by mouth, 25 mg, 1 × a day, given to everybody"),
            (1, "celecoxib, by mouth, 200 mg, 2 × a day, given to everybody"),
            (2, "placebo capsules, by mouth, 2 × a day, 28 days"),
        ],
    )
    assert [(row["result"].slug, row["figures"], row["comparisons"]) for row in response.context["rows"]] == [
        (
            "lumbar-flexion-6-months",
            [["40 people", "mean 34.7, SD 11.5", "at the start 22.2, SD 8.4"], []],
            ["magnesium against placebo, not stated"],
        ),
        (
            "pain-intensity-6-months",
            [
                ["40 people", "mean 4.7, SD 1.8", "at the start 7.5, SD 2.2"],
                ["40 people", "mean 7.2, SD not reported", "at the start 7.4, SD not reported"],
            ],
            ["magnesium against placebo, p <0.03, favours the intervention"],
        ),
    ]
    assert response.context["missing"] == [
        "No registration, though it is a randomised trial.",
        "Risk of bias is not judged.",
    ]


def test_a_page_that_nobody_touched_changes_nothing(desk: Client) -> None:
    vocabulary = make_vocabulary()
    study = enter_study(desk, vocabulary)
    enter_arms(desk, study, lambda slug: vocabulary[slug].pk, scripted=True)
    enter_results(desk, study, lambda slug: vocabulary[slug].pk, scripted=True)

    def stamps() -> list[Any]:
        results = study.results.all()
        return [
            *study.reports.values_list("pk", "updated"),
            *study.arms.values_list("pk", "updated", "regimen", "regimen__updated"),
            *results.values_list("pk", "updated", "values", "values__updated", "comparisons", "comparisons__updated"),
        ]

    before = stamps()
    for name in ("change", "arms", "results", "bias"):
        for scripted in (True, False):
            response = send(
                desk, page(name, study), {"_stay" if name != "change" else "_continue": ""}, scripted=scripted
            )
            assert response.status_code == 302, name
    assert stamps() == before


def test_a_figure_is_changed_in_place_and_its_second_reading_falls(desk: Client) -> None:
    arm = make.make_arm(people=40)
    result = make.make_result(study=arm.study, entered_by=make.make_user(), checked_by=make.make_user())
    other = make.make_result(study=arm.study, entered_by=make.make_user(), checked_by=make.make_user())
    for one in (result, other):
        make.make_arm_value(result=one, arm=arm, n=40, mean=4.2)
        make.make_comparison(result=one, experimental=arm, comparator="none", direction="not compared")
    address = page("results", arm.study)
    form = next(one for one in desk.get(address).context["formset"] if one.instance == result)
    response = send(desk, address, {f"{form.prefix}-arm-{arm.pk}-mean": "4.7", "_stay": ""})
    assert response.status_code == 302
    result.refresh_from_db()
    other.refresh_from_db()
    assert [value.mean for value in result.values.all()] == [4.7]
    assert (result.checked_by is None, other.checked_by is None) == (True, False)


def test_an_arm_and_a_comparison_are_removed_by_a_tick(desk: Client) -> None:
    arm, spare = make.make_arm(), make.make_arm(name="entered twice")
    spare.study = arm.study
    spare.save()
    result = make.make_result(study=arm.study)
    kept, gone = (make.make_comparison(result=result, experimental=arm, slug=slug) for slug in ("kept", "gone"))
    assert send(desk, page("arms", arm.study), {"arm-1-DELETE": "on", "_stay": ""}).status_code == 302
    assert list(arm.study.arms.all()) == [arm]
    form = desk.get(page("results", arm.study)).context["formset"].forms[0]
    row = next(one.prefix for one in form.comparisons if one.instance == gone)
    assert send(desk, page("results", arm.study), {f"{row}-DELETE": "on", "_stay": ""}).status_code == 302
    assert list(result.comparisons.all()) == [kept]


def test_a_pmid_in_the_address_fills_in_the_report(desk: Client) -> None:
    address = page("add") + "?pmid=23384256"
    response = desk.post(
        address,
        typed(desk.get(address), {"slug": "s", "title": "T", "design": "cohort", "reports-0-slug": "s", "_save": ""}),
    )
    assert response.status_code == 302
    assert [report.pmid for report in Study.objects.get().reports.all()] == ["23384256"]
    form = desk.get(reverse("admin:evidence_report_add") + "?pmid=PMID: 23384256").content.decode()
    assert 'value="PMID: 23384256"' in form


def test_a_review_pools_without_arms(desk: Client) -> None:
    vocabulary = make_vocabulary()
    study = make.make_study(design="systematic review", interventions=[vocabulary["magnesium"]])
    make.make_report(study=study)
    response = send(
        desk,
        page("results", study),
        {
            "result-0-outcome": vocabulary["pain-intensity"].pk,
            "result-0-kind": "estimate",
            "result-0-place": "Figure 2",
            "result-0-basis": "full text",
            "result-0-comparison-0-comparator": "placebo",
            "result-0-comparison-0-measure": "SMD",
            "result-0-comparison-0-estimate": "-0.4",
            "result-0-comparison-0-ci_low": "-0.9",
            "result-0-comparison-0-ci_high": "0.1",
            "result-0-comparison-0-trials": "3",
            "result-0-comparison-0-people": "210",
            "result-0-comparison-0-i_squared": "40",
            "_stay": "",
        },
    )
    assert response.status_code == 302, faults(response)
    pooled = study.results.get().comparisons.get()
    assert (pooled.slug, pooled.estimate, pooled.trials, pooled.people, pooled.i_squared) == (
        "magnesium-v-placebo",
        -0.4,
        3,
        210,
        40.0,
    )


def test_the_grid_folds_what_papers_seldom_print_until_it_is_there(client: Client) -> None:
    client.force_login(make.make_user(can="*"))
    value = make.make_arm_value()
    make.make_comparison(result=value.result)
    address = reverse("admin:evidence_study_results", args=[value.result.study_id])
    folded = client.get(address).content.decode()
    assert "<summary>More figures" in folded
    assert "<details open>" not in folded
    type(value).objects.update(se=0.4)
    assert client.get(address).content.decode().count("<details open>") == 1
