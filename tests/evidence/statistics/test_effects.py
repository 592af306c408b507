"""Effects of single studies, against R's metafor 5.0-1 and the Cochrane Handbook, and what cannot be had."""

from __future__ import annotations

from math import exp, gamma, inf, log, nan, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence.statistics import (
    Counts,
    Effect,
    Group,
    NotEstimableError,
    Smd,
    from_interval,
    from_p,
    from_se,
    interval_asymmetry,
    mean_difference,
    odds_ratio,
    peto_odds_ratio,
    ratio_of_means,
    risk_difference,
    risk_ratio,
    standardised_mean_difference,
)
from evidence.statistics.means import hedges_correction

from .published import HALOPERIDOL, NORMAND, table

SEVERE = NORMAND["Orpington-Severe"]
GROUPS = st.builds(Group, n=st.integers(2, 5_000), mean=st.floats(-100, 100), sd=st.floats(0.1, 50))


def close(effect: Effect, estimate: float, variance: float) -> None:
    assert effect.estimate == pytest.approx(estimate, rel=1e-12)
    assert effect.variance == pytest.approx(variance, rel=1e-12)


def test_a_mean_difference_has_the_variance_of_two_means_or_of_the_pooled_deviation() -> None:
    close(mean_difference(*SEVERE), -71, 150.222222222222)
    close(mean_difference(*NORMAND["Edinburgh"]), -20, 40.5080231596361)
    close(mean_difference(*NORMAND["Edinburgh"], equal_variances=True), -20, 40.58631541754)


@pytest.mark.parametrize(
    ("convention", "estimate", "variance"),
    [
        (Smd.EXACT_LS, -1.88798225293685, 0.160617735936173),
        (Smd.APPROX_LS, -1.88803554224511, 0.160620530677511),
        (Smd.EXACT_UB, -1.88798225293685, 0.16636429064926),
        (Smd.APPROX_REVMAN, -1.88803554224511, 0.166704969638572),
        (Smd.EXACT_LS2, -1.88798225293685, 0.155728337601867),
    ],
)
def test_a_standardised_mean_difference_follows_its_convention(
    convention: Smd, estimate: float, variance: float
) -> None:
    close(standardised_mean_difference(*SEVERE, convention=convention), estimate, variance)


def test_hedges_correction_is_exact_for_few_people_and_for_many() -> None:
    for degrees in (2, 3, 10, 60, 200):
        exact = gamma(degrees / 2) / sqrt(degrees / 2) / gamma((degrees - 1) / 2)
        assert hedges_correction(degrees) == pytest.approx(exact, rel=1e-13)
    # 1 - 3/(4m) - 7/(32m²) to the next order, for a trial of a million people.
    assert hedges_correction(1e6) == pytest.approx(1 - 0.75e-6 - 7 / 32 * 1e-12, rel=1e-15)


def test_a_ratio_of_means_is_plain_or_corrected() -> None:
    close(ratio_of_means(*SEVERE), -0.730326183801699, 0.0119212762336417)
    close(ratio_of_means(*SEVERE, bias_corrected=True), -0.731185301665485, 0.0119575435239053)
    below = [Group(n=arm.n, mean=-arm.mean, sd=arm.sd) for arm in SEVERE]
    close(ratio_of_means(*below), -0.730326183801699, 0.0119212762336417)


def test_counts_give_ratios_and_differences() -> None:
    avanitis = table(*HALOPERIDOL["Avanitis"])
    close(odds_ratio(*avanitis), 0.606135803570315, 0.165858585858586)
    close(risk_ratio(*avanitis), 0.348306694268216, 0.0559477124183007)
    close(risk_difference(*avanitis), 0.147058823529412, 0.00947791573376756)
    # Computed with R's metafor 3.8-1, measure PETO.
    close(peto_odds_ratio(*table(3, 40, 6, 41)), -0.713414634146341, 0.49390243902439024)


def test_half_an_event_is_added_to_every_cell_of_a_table_with_an_empty_one() -> None:
    borison = table(*HALOPERIDOL["Borison"])
    close(odds_ratio(*borison), 2.22034699475707, 2.47097744360902)
    close(risk_ratio(*borison), 1.94591014905531, 2.13186813186813)
    close(risk_difference(*borison), 0.230769230769231, 0.0179790623577606)
    close(risk_difference(*borison, added=0), 0.25, 0.015625)


@pytest.mark.parametrize("measure", [odds_ratio, risk_ratio, peto_odds_ratio])
def test_no_ratio_is_estimable_where_nobody_or_everybody_had_the_event(measure: type) -> None:
    with pytest.raises(NotEstimableError, match=r"^No events in both arms\.$"):
        measure(*table(0, 20, 0, 22))
    with pytest.raises(NotEstimableError, match=r"^Everybody in both arms had the event\.$"):
        measure(*table(20, 20, 22, 22))


def test_a_difference_of_risks_keeps_a_study_without_events() -> None:
    effect = risk_difference(*table(0, 20, 0, 22))
    assert effect.estimate == pytest.approx(0.5 / 21 - 0.5 / 23)
    with pytest.raises(NotEstimableError, match="the figures show no spread"):
        risk_difference(*table(0, 20, 0, 22), added=0)


def test_an_estimate_with_its_interval_stays_the_centre() -> None:
    # Rosenthal 1960 as a paper prints it; figures of the effect as R's metafor gives them.
    close(from_interval(0.25, 0.07, 0.91, ratio=True), -1.38629436111989, 0.428155390531661)
    assert interval_asymmetry(0.25, 0.07, 0.91, ratio=True) * 1.28247467873077 == pytest.approx(0.00950900291788104)
    close(from_interval(-5, -8, -2, ratio=False, level=90), -5, (3 / 1.6448536269514722) ** 2)
    close(from_interval(-5, -8, -2, ratio=False, df=10), -5, (3 / 2.2281388519862739) ** 2)
    assert interval_asymmetry(-5, -8, -2, ratio=False) == 0
    assert interval_asymmetry(-4, -8, -2, ratio=False) == pytest.approx(-1 / 3)


def test_an_estimate_comes_with_its_standard_error_or_its_p() -> None:
    close(from_se(2, 0.5), 2, 0.25)
    close(from_se(2, 0.5, ratio=True), log(2), 0.25)
    # Cochrane Handbook 6.3.2's kind of figure: an estimate of 1.96 standard errors has p = 0.05.
    close(from_p(-1.9599639845400545, 0.05, ratio=False), -1.9599639845400545, 1)
    close(from_p(exp(2.2281388519862739), 0.05, ratio=True, df=10), 2.2281388519862739, 1)


BAD = {
    "An arm of 20 people has 21 events; expected from 0 to 20.": lambda: risk_ratio(*table(21, 20, 1, 20)),
    "An arm of 20 people has -1 events; expected from 0 to 20.": lambda: risk_difference(*table(-1, 20, 1, 20)),
    "There is nobody in one of the arms.": lambda: odds_ratio(*table(0, 0, 1, 20)),
    "A standard deviation is -2; expected 0 or more.": lambda: mean_difference(
        Group(n=5, mean=1, sd=-2), Group(n=5, mean=1, sd=2)
    ),
    "The mean is nan; expected a finite number.": lambda: mean_difference(
        Group(n=5, mean=nan, sd=2), Group(n=5, mean=1, sd=2)
    ),
    "The number of events is inf; expected a finite number.": lambda: odds_ratio(*table(inf, inf, 1, 20)),
    "The standard error would be 0: the figures show no spread.": lambda: mean_difference(
        Group(n=5, mean=1, sd=0), Group(n=5, mean=2, sd=0)
    ),
    "The standard deviation is 0 in both arms, so no difference can be counted in it.": (
        lambda: standardised_mean_difference(Group(n=5, mean=1, sd=0), Group(n=5, mean=2, sd=0))
    ),
    "There are too few people for a standardised mean difference: expected four or more.": (
        lambda: standardised_mean_difference(Group(n=1, mean=1, sd=1), Group(n=2, mean=2, sd=1))
    ),
    "A ratio of means needs two means above 0, or two below.": lambda: ratio_of_means(
        Group(n=5, mean=1, sd=1), Group(n=5, mean=-2, sd=1)
    ),
    "The figures are too large, too small or too unlike to calculate with.": lambda: mean_difference(
        Group(n=5, mean=1e308, sd=1e308), Group(n=5, mean=-1e308, sd=1)
    ),
    "The figures are too large, too small or too unlike to calculate with. ": lambda: risk_ratio(
        *table(0.3, 1, 5e-324, 2)
    ),
    "The interval from 0.5 to 0.9 does not hold its estimate 1.2.": lambda: from_interval(1.2, 0.5, 0.9, ratio=True),
    "The lower limit 0.9 is not below the upper limit 0.5.": lambda: from_interval(0.7, 0.9, 0.5, ratio=True),
    "The lower limit of a ratio is -0.5; expected more than 0.": lambda: from_interval(0.7, -0.5, 0.9, ratio=True),
    "The level of confidence is 100 %; expected more than 0 and less than 100.": lambda: from_interval(
        0.7, 0.5, 0.9, ratio=True, level=100
    ),
    "The p value is 1; expected more than 0 and less than 1.": lambda: from_p(0.7, 1, ratio=True),
    "An estimate of no effect with its p value does not tell its standard error.": lambda: from_p(1, 0.5, ratio=True),
    "The standard error is 0; expected more than 0.": lambda: from_se(1, 0),
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_cannot_be_had_is_a_sentence(sentence: str) -> None:
    with pytest.raises(NotEstimableError) as refused:
        BAD[sentence]()
    assert str(refused.value) == sentence.strip()


@given(one=GROUPS, other=GROUPS)
def test_swapping_measured_arms_turns_the_sign(one: Group, other: Group) -> None:
    for measure in (mean_difference, standardised_mean_difference):
        there, back = measure(one, other), measure(other, one)
        assert there.estimate == pytest.approx(-back.estimate)
        assert there.variance == pytest.approx(back.variance)


@given(n1=st.integers(1, 500), n2=st.integers(1, 500), data=st.data())
def test_swapping_counted_arms_turns_the_sign(n1: int, n2: int, data: st.DataObject) -> None:
    one = Counts(events=data.draw(st.integers(0, n1)), total=n1)
    other = Counts(events=data.draw(st.integers(0, n2)), total=n2)
    assume((one.events or other.events) and not (one.events == n1 and other.events == n2))
    for measure in (risk_ratio, odds_ratio, risk_difference, peto_odds_ratio):
        there, back = measure(one, other), measure(other, one)
        assert there.estimate == pytest.approx(-back.estimate, rel=1e-12, abs=1e-12)
        assert there.variance == pytest.approx(back.variance)
        assert there.variance > 0
