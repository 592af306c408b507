"""Figures of the shipped evidence, retyped by hand from the sources, so that a typing error in a file is caught."""

from __future__ import annotations

import pytest

from evidence.models import Arm, ArmValue, Comparison, RegimenStep, Result, Study
from tests.evidence.test_fixtures import evidence

__all__ = ["evidence"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]

# study, result, arm: n, mean, SD, mean and SD at the start; None is unknown.
MEANS = """
yousef-2013 pain-baseline magnesium: 40 7.5 2.2 - -
yousef-2013 pain-baseline placebo: 40 7.4 - - -
yousef-2013 pain-6-months magnesium: 40 4.7 1.8 7.5 2.2
yousef-2013 pain-6-months placebo: 40 7.2 - 7.4 -
yousef-2013 flexion-6-months magnesium: 40 34.7 11.5 22.2 8.4
yousef-2013 extension-6-months magnesium: 40 16.9 3.5 11.8 3.4
yousef-2013 lateral-flexion-6-months magnesium: 40 17.2 4.4 11.4 3.6
macian-2022 stress-1-month magnesium: - 21.8 9.6 - -
macian-2022 stress-1-month placebo: - 21.6 10.8 - -
macian-2022 pain-subgroup-28-days magnesium: - 5.1 1.7 5.7 1.3
macian-2022 pain-subgroup-28-days placebo: - 5.6 1.2 5.3 0.7
roguin-maor-2017 cramps-change-4-weeks magnesium-oxide: 48 -3.41 4.05 - -
roguin-maor-2017 cramps-change-4-weeks placebo: 46 -3.03 4.53 - -
roguin-maor-2017 cramps-4-weeks magnesium-oxide: 48 4.44 5.66 7.84 5.68
roguin-maor-2017 cramps-4-weeks placebo: 46 5.48 4.93 8.51 5.2
sandoughi-2015 pain-8-weeks vitamin-d: 26 3.03 3.14 5.42 1.65
sandoughi-2015 pain-8-weeks placebo: 27 3.11 3.08 6.42 1.62
sandoughi-2015 vitamin-d-level-8-weeks vitamin-d: 26 27.52 9.04 17.88 9.04
sandoughi-2015 vitamin-d-level-8-weeks placebo: 27 18.91 7.84 19.81 9.6
ghai-2017 pain-2-months vitamin-d: 68 61 19 81 19
ghai-2017 pain-3-months vitamin-d: 68 45 19 81 19
ghai-2017 pain-6-months vitamin-d: 68 36 18 81 19
ghai-2017 disability-2-months vitamin-d: 68 36 12 45 16
ghai-2017 disability-3-months vitamin-d: 68 31 13 45 16
ghai-2017 disability-6-months vitamin-d: 68 26 10 45 16
brady-2019 vitamin-d-level-16-weeks vitamin-d: - 55.7 20.9 - -
brady-2019 vitamin-d-level-16-weeks placebo: - 3.9 14.4 - -
le-goaziou-2014 pain-after vitamin-d: 49 2.8 - 5.07 -
le-goaziou-2014 vitamin-d-level-after vitamin-d: 49 118.8 - 23.7 -
al-taiar-2020 vitamin-d-level back-pain: - 28.5 - - -
al-taiar-2020 vitamin-d-level no-back-pain: - 30.82 - - -
areeudomwong-2017 pain-3-months pnf: 21 1.5 - 4.1 -
areeudomwong-2017 pain-3-months education: 21 3.85 - 4.2 -
areeudomwong-2017 disability-3-months pnf: 21 1.7 - - -
areeudomwong-2017 disability-3-months education: 21 4.8 - - -
bramberg-2017 pain-6-months strength: 52 41.7 - 57.7 -
bramberg-2017 pain-6-months advice: 55 50.2 - 55.6 -
bramberg-2017 disability-6-months strength: 52 24.8 - - -
bramberg-2017 disability-6-months advice: 55 32.8 - - -
deyo-1990 improvement-tens-1-month tens-all: 73 47 - - -
deyo-1990 improvement-tens-1-month sham-all: 72 42 - - -
deyo-1990 improvement-exercise-1-month exercise-all: 73 52 - - -
deyo-1990 improvement-exercise-1-month no-exercise-all: 72 37 - - -
bertalanffy-2005 pain-transport tens: 36 48.9 8.2 79.2 6.5
bertalanffy-2005 pain-transport sham: 36 77.1 11.2 75.9 16.4
bertalanffy-2005 anxiety-transport tens: 36 69.2 12.1 81.7 7.9
bertalanffy-2005 anxiety-transport sham: 36 83.5 8.9 84.5 5.8
facci-2011 pain-change tens: - -39.18 - - -
facci-2011 pain-change ifc: - -44.86 - - -
facci-2011 pain-change control: - -8.53 - - -
facci-2011 disability-change tens: - -6.59 - - -
facci-2011 disability-change ifc: - -7.2 - - -
facci-2011 disability-change control: - -0.7 - - -
ashar-2022 pain-4-weeks prt: 50 1.18 1.24 4.22 -
ashar-2022 pain-4-weeks placebo: 51 2.84 1.64 4.16 -
ashar-2022 pain-4-weeks usual-care: 50 3.13 1.45 3.91 -
ashar-2022 pain-1-year prt: - 1.51 - 4.22 -
ashar-2022 pain-1-year placebo: - 2.79 - 4.16 -
ashar-2022 pain-1-year usual-care: - 3 - 3.91 -
opal-2023 pain-6-weeks opioid: 151 2.78 - - -
opal-2023 pain-6-weeks placebo: 159 2.25 - - -
space-2018 pain-12-months opioid: 120 4 - - -
space-2018 pain-12-months nonopioid: 120 3.5 - - -
space-2018 interference-12-months opioid: 120 3.4 - - -
space-2018 interference-12-months nonopioid: 120 3.3 - - -
cloutier-2013 pain-end-of-period opioid: 54 48.6 23.1 - -
cloutier-2013 pain-end-of-period placebo: 54 55.9 25.4 - -
cloutier-2013 pain-steps-end-of-period opioid: 54 2.1 0.8 - -
cloutier-2013 pain-steps-end-of-period placebo: 54 2.4 0.9 - -
kim-2013 vitamin-d-level all: 350 15.9 7.1 - -
vormann-2001 index-4-weeks multimineral: - -49 - - -
"""

# study, result, arm: people with the event, out of, per cent as printed.
EVENTS = """
ashar-2022 pain-free-4-weeks prt: 33 50 -
ashar-2022 pain-free-4-weeks placebo: 10 51 -
ashar-2022 pain-free-4-weeks usual-care: 5 50 -
ghai-2015 below-normal all: 282 328 -
ghai-2015 below-normal men: 153 172 -
ghai-2015 below-normal women: 129 156 -
ghai-2015 deficient all: 217 328 -
ghai-2015 deficient men: 126 172 -
ghai-2015 deficient women: 91 156 -
kim-2013 deficient all: 260 350 -
heidari-2014 deficient back-pain: 57 81 -
heidari-2014 deficient controls: 47 101 -
al-faraj-2003 improved vitamin-d: 341 360 -
al-faraj-2003 low-vitamin-d-baseline vitamin-d: 299 360 -
elwan-2020 pain-gone-3-months vitamin-d-walking: 51 55 -
elwan-2020 pain-gone-3-months vitamin-d: 49 55 -
schreuder-2012 relief-6-weeks vitamin-d: - - 34.9
schreuder-2012 relief-6-weeks placebo: - - 19.5
opal-2023 adverse-events opioid: - - 35
opal-2023 adverse-events placebo: - - 30
opal-2023 opioid-adverse-events opioid: - - 7.5
opal-2023 opioid-adverse-events placebo: - - 3.5
walkback-2024 adverse-events walking: - - 52
walkback-2024 adverse-events no-treatment: - - 54
distinct-2023 relief-6-months stimulation: - - 72.6
distinct-2023 relief-6-months implanted: - - 85.2
distinct-2023 relief-6-months management: - - 7.1
pace-2014 recovered-12-weeks regular: 466 550 84.7
pace-2014 recovered-12-weeks as-needed: 452 546 82.8
pace-2014 recovered-12-weeks placebo: 461 547 84.3
cross-channel-tens-2025 improved-30-minutes tens: 15 22 68
cross-channel-tens-2025 improved-30-minutes placebo: 6 20 30
"""

# study, result, comparison: measure, estimate, interval, p, trials, people.
ESTIMATES = """
yousef-2013 pain-6-months magnesium-v-placebo: - - - - <0.03 - -
roguin-maor-2017 cramps-change-4-weeks magnesium-v-placebo: MD -0.38 - - 0.67 - -
macian-2022 stress-1-month magnesium-v-placebo: - - - - 0.930 - -
macian-2022 pain-subgroup-28-days magnesium-v-placebo: - - - - 0.029 - -
ashar-2022 pain-4-weeks prt-v-placebo: SMD -1.14 - - <0.001 - -
ashar-2022 pain-4-weeks prt-v-usual-care: SMD -1.74 - - <0.001 - -
opal-2023 pain-6-weeks opioid-v-placebo: MD 0.53 0 1.07 0.051 - -
opal-2023 adverse-events opioid-v-placebo: - - - - 0.30 - -
ghai-2015 deficient men-v-women: OR 1.78 1.1 2.88 0.02 - -
heidari-2014 deficient back-pain-v-controls: OR 2.72 1.47 5 0.001 - -
parisien-2022 chronic-biobank nsaids-v-none: ratio 1.76 - - - - -
walkback-2024 recurrence walking-v-nothing: HR 0.72 0.6 0.85 0.0002 - -
walkback-2024 adverse-events walking-v-nothing: - - - - 0.60 - -
costa-2009 pain-2-months exercise-v-placebo: MD -0.9 -1.8 0.01 - - -
costa-2009 activity-2-months exercise-v-placebo: MD 1.1 0.3 1.8 - - -
costa-2009 recovery-2-months exercise-v-placebo: MD 1.5 0.4 2.5 - - -
areeudomwong-2017 pain-3-months training-v-education: MD -2.31 -3.4 -1.2 <0.001 - -
areeudomwong-2017 disability-3-months training-v-education: MD -3.1 -3.9 -2.3 <0.001 - -
bramberg-2017 pain-6-months strength-v-advice: MD -9.4 -18.1 -0.8 <0.05 - -
bramberg-2017 disability-6-months strength-v-advice: MD -9.5 -19.3 0.4 >0.05 - -
sebo-2014 cramps pooled: median difference -0.345 -0.875 0.133 - 7 361
sebo-2014 cramps-pregnant pooled: median difference -0.807 -1.207 -0.015 - - -
sebo-2014 cramps-others pooled: median difference -0.362 -1.148 0.386 - - -
zadro-2018 pain pooled: MD -2.65 -10.42 5.12 - - -
vitamin-d-meta-analysis-2024 pain pooled: SMD -0.13 -0.26 0 - 10 -
vitamin-d-meta-analysis-2024 pain-active-forms pooled: SMD -0.321 -0.67 0.028 - - -
vitamin-d-meta-analysis-2024 pain-long-term pooled: SMD -0.097 - - - - -
hayden-2021 pain-3-months pooled: MD -15 -18 -12 - 35 2746
hayden-2021 function-3-months pooled: MD -7 -8 -5 - 38 2942
ahrq-227 pain-short-term pooled: MD -1.27 -1.77 -0.65 - 11 -
ahrq-227 pain-intermediate-term pooled: MD -0.85 -1.67 -0.07 - 5 -
ahrq-227 pain-long-term pooled: MD -1.55 -2.76 -0.34 - 1 -
buchmuller-2012 disability-6-weeks tens-v-sham: - - - - 0.351 - -
cross-channel-tens-2025 pain-change-30-minutes tens-v-placebo: median difference -11.5 - - 0.06 - -
cross-channel-tens-2025 improved-30-minutes tens-v-placebo: - - - - 0.03 - -
tens-meta-analysis-2018 pain pooled: SMD -0.2 -0.58 0.18 0.293 9 397
tens-meta-analysis-2018 disability-short-term pooled: SMD -1.24 -1.83 -0.65 <0.001 - -
binny-2019 pain pooled: MD -2.75 -11.63 6.13 - 2 129
cochrane-paracetamol-2016 pain-1-week pooled: MD 1.49 -1.3 4.28 - 1 1520
cochrane-nsaids-acute-2020 pain-3-weeks pooled: MD -7.29 -10.98 -3.61 - 4 815
cochrane-nsaids-acute-2020 disability-3-weeks pooled: MD -2.02 -2.89 -1.15 - 2 471
cochrane-nsaids-acute-2020 improvement-3-weeks pooled: RR 1.4 1.12 1.75 - 5 1201
cochrane-nsaids-acute-2020 adverse-events pooled: RR 0.86 0.63 1.18 - 6 1394
friedman-2015 mild-or-no-pain-1-week oxycodone-v-placebo: RD 0.18 0.03 0.33 - - -
cloutier-2013 pain-end-of-period opioid-v-placebo: - - - - 0.0296 - -
cloutier-2013 pain-steps-end-of-period opioid-v-placebo: - - - - 0.0415 - -
hoy-2014 point-prevalence world: proportion 9.4 9 9.8 - - -
al-taiar-2020 lifetime-prevalence all: proportion 32.28 28.97 35.73 - - -
al-taiar-2020 six-month-prevalence all: proportion 21.26 18.4 24.33 - - -
al-taiar-2020 vitamin-d-level back-pain-v-none: - - - - 0.122 - -
"""


def lines(table: str) -> list[str]:
    return table.strip().splitlines()


def shown(*values: float | str | None) -> str:
    """As the tables above have it: a dash for what is unknown, no needless zeros."""
    return " ".join(f"{one:g}" if isinstance(one, int | float) else one or "-" for one in values)


def test_means() -> None:
    values = ArmValue.objects.exclude(mean=None).select_related("result__study", "arm")
    assert sorted(
        f"{' '.join(one.natural_key())}: {shown(one.n, one.mean, one.sd, one.baseline_mean, one.baseline_sd)}"
        for one in values
    ) == sorted(lines(MEANS))


def test_events() -> None:
    values = ArmValue.objects.exclude(events=None, percent=None).select_related("result__study", "arm")
    assert sorted(
        f"{' '.join(one.natural_key())}: {shown(one.events, one.total, one.percent)}" for one in values
    ) == sorted(lines(EVENTS))


def test_estimates_and_p_values() -> None:
    found = {
        " ".join(one.natural_key()): shown(
            one.measure, one.estimate, one.ci_low, one.ci_high, one.p, one.trials, one.people
        )
        for one in Comparison.objects.select_related("result__study")
    }
    wanted = dict(line.split(": ") for line in lines(ESTIMATES))
    assert {key: found.get(key) for key in wanted} == wanted
    with_estimate = {key for key, text in found.items() if text.split()[-6] != "-"}
    assert with_estimate <= set(wanted)


def test_the_printed_standard_error_is_kept_though_it_does_not_fit() -> None:
    assert list(Comparison.objects.exclude(se=None).values_list("result__study__slug", "se")) == [
        ("roguin-maor-2017", 0.48)
    ]


def test_medians() -> None:
    medians = ArmValue.objects.exclude(median=None).order_by("result__study__slug", "arm__order")
    assert list(medians.values_list("arm__study__slug", "arm__slug", "median", "lower_quartile", "upper_quartile")) == [
        ("cross-channel-tens-2025", "tens", -17, -29.5, -6),
        ("cross-channel-tens-2025", "placebo", -5.5, -18.25, -1.75),
        ("pace-2014", "regular", 17, None, None),
        ("pace-2014", "as-needed", 17, None, None),
        ("pace-2014", "placebo", 16, None, None),
        ("walkback-2024", "walking", 208, None, None),
        ("walkback-2024", "no-treatment", 112, None, None),
    ]


def test_derived_figures_are_marked_as_such() -> None:
    assert sorted(Result.objects.filter(certainty="derived").values_list("study__slug", "slug")) == [
        ("costa-2009", "pain-2-months"),
        ("cross-channel-tens-2025", "improved-30-minutes"),
        ("deyo-1990", "improvement-exercise-1-month"),
        ("deyo-1990", "improvement-tens-1-month"),
        ("pace-2014", "recovered-12-weeks"),
        ("zadro-2018", "pain"),
    ]


@pytest.mark.parametrize(
    ("study", "result", "comparisons"),
    [
        ("ashar-2022", "pain-4-weeks", ["prt v placebo", "prt v usual-care"]),
        (
            "bayram-2021",
            "pain-day-10",
            [
                "etodolac-magnesium v etodolac",
                "etodolac-magnesium v etodolac-paracetamol",
                "etodolac-paracetamol v etodolac",
            ],
        ),
        ("pace-2014", "recovered-12-weeks", ["regular v placebo", "as-needed v placebo"]),
        ("facci-2011", "pain-change", ["tens v control", "ifc v control", "tens v ifc"]),
        ("yaksi-2021", "pain-after", ["burst v placebo", "conventional v placebo", "burst v conventional"]),
        ("friedman-2015", "mild-or-no-pain-1-week", ["oxycodone v placebo", "cyclobenzaprine v placebo"]),
    ],
)
def test_several_arms_are_one_result(study: str, result: str, comparisons: list[str]) -> None:
    one = Result.objects.get(study__slug=study, slug=result)
    assert one.values.count() == 3
    pairs = one.comparisons.order_by("pk").values_list("experimental__slug", "reference__slug")
    assert [f"{experimental} v {reference}" for experimental, reference in pairs] == comparisons


def test_the_magnesium_trial_whole() -> None:
    study = Study.objects.get(slug="yousef-2013")
    report = study.reports.get()
    assert (study.design, study.blinding, study.people) == ("randomised", "double", 80)
    assert [str(one) for one in study.conditions.all()] == ["Chronic low back pain with a neuropathic component"]
    assert [str(one) for one in study.interventions.all()] == ["Magnesium sulfate infusions, then oral magnesium"]
    assert (report.author_list, report.journal, report.year, report.volume, report.issue, report.pages) == (
        ["Yousef AA", "Al-deeb AE"],
        "Anaesthesia",
        2013,
        "68",
        "3",
        "260-266",
    )
    assert (str(report.published_online), str(report.published_issue)) == ("2012-12-17", "2013-03")
    assert [str(link) for link in report.links] == ["doi:10.1111/anae.12107", "PMID 23384256"]
    assert list(Arm.objects.filter(study=study).values_list("slug", "role", "people")) == [
        ("magnesium", "experimental", 40),
        ("placebo", "placebo", 40),
    ]


def test_the_regimen_of_the_magnesium_trial() -> None:
    def step(one: RegimenStep) -> str:
        given = f"{one.step} {one.intervention.slug} {shown(one.amount)} {one.unit} x{shown(one.times_a_day, one.days)}"
        return given + (" to everybody" if one.co_intervention else "")

    background = [
        "1 gabapentin 300 mg x3 - to everybody",
        "1 amitriptyline 25 mg x1 - to everybody",
        "1 celecoxib 200 mg x2 - to everybody",
    ]
    steps = RegimenStep.objects.filter(arm__study__slug="yousef-2013").select_related("intervention")
    magnesium = list(steps.filter(arm__slug="magnesium"))
    assert [step(one) for one in magnesium] == [
        "1 magnesium-sulfate-intravenous 1 g x1 14",
        *background,
        "2 magnesium-oxide-oral 400 mg x2 28",
        "2 magnesium-gluconate-oral 100 mg x2 28",
    ]
    assert [step(one) for one in steps.filter(arm__slug="placebo")] == background
    doses = {one.intervention.slug: one.elemental_dose for one in magnesium if not one.co_intervention}
    assert doses == pytest.approx(
        {"magnesium-sulfate-intravenous": 98.6, "magnesium-oxide-oral": 241.2, "magnesium-gluconate-oral": 5.39}
    )


def test_the_results_of_the_magnesium_trial_are_compared_as_the_sources_say() -> None:
    comparisons = Comparison.objects.filter(result__study__slug="yousef-2013").order_by("result__days", "result__slug")
    assert list(comparisons.values_list("result__slug", "comparator", "reference__slug", "p", "direction")) == [
        ("pain-baseline", "placebo", "placebo", "", "not stated"),
        ("pain-2-weeks", "placebo", "placebo", "", "no clear difference"),
        ("extension-6-months", "none", None, "", "not compared"),
        ("flexion-6-months", "none", None, "", "not compared"),
        ("lateral-flexion-6-months", "none", None, "", "not compared"),
        ("pain-6-months", "placebo", "placebo", "<0.03", "favours intervention"),
    ]
    assert "0.034" in Result.objects.get(study__slug="yousef-2013", slug="pain-6-months").notes
