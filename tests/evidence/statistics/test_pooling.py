"""Pooling by inverse variance, against R's metafor: published tables, and cases made hard."""

from __future__ import annotations

from dataclasses import fields
from math import inf, log, nan, sqrt

import pytest

from evidence.statistics import (
    Effect,
    Interval,
    Model,
    NotEstimableError,
    Tau2,
    mean_difference,
    odds_ratio,
    pool,
    pool_each,
    risk_difference,
    risk_ratio,
)
from evidence.statistics.between import restricted_log_likelihood
from evidence.statistics.sample import Sample

from .close import CLOSED, SEARCHED, assert_close
from .published import BCG_TABLES, HALOPERIDOL_TABLES, NORMAND


def effects(ys: list[float], vs: list[float]) -> list[Effect]:
    return [Effect(estimate=y, variance=v) for y, v in zip(ys, vs, strict=True)]


def test_bcg_risk_ratio_by_reml_with_hartung_knapp() -> None:
    # R's metafor 5.0-1, converged to 1e-13; the prediction interval with 12 degrees of freedom and Wald's error.
    pooled = pool([risk_ratio(*one) for one in BCG_TABLES], method=Tau2.REML, interval=Interval.HKSJ)
    expected = {
        "k": 13,
        "estimate": -0.714532342158139,
        "se": 0.180791744092848,
        "ci_low": -1.10844371368555,
        "ci_high": -0.320620970630728,
        "level": 95,
        "p": 0.00192001509605729,
        "tau2": 0.313243258136481,
        "tau2_low": 0.119718361141261,
        "tau2_high": 1.11147908406093,
        "q": 152.233008082373,
        "q_df": 12,
        "q_p": 1.99676459084597e-26,
        "i2": 92.2213845212689,
        "i2_low": 81.9205745585966,
        "i2_high": 97.6780749578874,
        "h2": 12.8557582353092,
        "h2_low": 5.53114922396768,
        "h2_high": 43.0677124309817,
        "pi_low": -1.9960168341962,
        "pi_high": 0.566952149879924,
        "pi_df": 12,
    }
    assert_close(pooled, expected, SEARCHED)
    assert (pooled.method, pooled.interval, pooled.narrower_than_wald) == (Model.REML, Interval.HKSJ, False)
    weights = [5.05948273436663, 6.36467937256301, 4.43602740260137, 9.69874701892071, 8.8684563912429]
    weights += [10.0957385442391, 6.02718141444444, 10.1894390370957, 8.7431332116382, 8.36760725788587]
    weights += [9.92502699981141, 3.82162906298955, 8.4028515522011]
    assert pooled.weights == pytest.approx(weights, rel=SEARCHED)


def test_bcg_risk_ratio_by_reml_with_walds_interval() -> None:
    pooled = pool([risk_ratio(*one) for one in BCG_TABLES], method=Model.REML, interval=Interval.WALD)
    assert_close(pooled, {"estimate": -0.714532342158139, "se": 0.179781516105206}, SEARCHED)


def test_bcg_odds_ratio_by_dersimonian_laird() -> None:
    pooled = pool([odds_ratio(*one) for one in BCG_TABLES], method=Tau2.DL, interval=Interval.WALD)
    expected = {
        "estimate": -0.747392349732137,
        "se": 0.192262848971139,
        "ci_low": -1.12422060928063,
        "ci_high": -0.370564090183641,
        "p": 0.000101345956155795,
        "tau2": 0.366343406725599,
        "q": 163.1649151808,
        "q_p": 1.18877259111069e-28,
        "i2": 92.6454777445856,
        "h2": 13.5970762650666,
        "pi_low": -2.13108158711325,
        "pi_high": 0.636296887648975,
    }
    assert_close(pooled, expected, CLOSED)
    assert_close(pooled, {"tau2_low": 0.130149115238388, "tau2_high": 1.18118579215696}, SEARCHED)


def test_bcg_risk_difference_with_a_common_effect() -> None:
    pooled = pool([risk_difference(*one) for one in BCG_TABLES], method=Model.FE, interval=Interval.WALD)
    expected = {
        "estimate": -0.00091426346845626,
        "se": 0.000226033929656083,
        "ci_low": -0.00135728182986624,
        "ci_high": -0.000471245107046277,
        "p": 5.23663968206994e-05,
        "tau2": 0,
        "tau2_low": None,
        "q": 276.473712704485,
        "q_p": 4.02080597221378e-52,
        "i2": 95.6596235198583,
        "i2_low": None,
        "h2": 23.0394760587071,
        "pi_low": None,
        "pi_df": None,
    }
    assert_close(pooled, expected, CLOSED)


def test_normand_mean_difference_by_paule_mandel_reml_and_dersimonian_laird() -> None:
    differences = [mean_difference(*one) for one in NORMAND.values()]
    pooled = pool(differences, method=Tau2.PM, interval=Interval.ADHOC)
    expected = {
        "estimate": -15.1456800341004,
        "se": 9.21427159530011,
        "ci_low": -36.3938284357567,
        "ci_high": 6.10246836755593,
        "p": 0.138856805044281,
        "tau2": 728.251128594496,
        "tau2_low": 292.918121656912,
        "tau2_high": 2889.45134912162,
        "i2": 99.0322745413108,
        "i2_low": 97.6281597138514,
        "h2": 103.33509271881,
        "pi_low": -80.9033572881843,
        "pi_high": 50.6119972199834,
    }
    assert_close(pooled, expected, SEARCHED)
    reml = pool(differences, method=Tau2.REML)
    assert_close(reml, {"tau2": 684.646151929666, "estimate": -15.1060274734783}, SEARCHED)
    assert pool(differences, method=Tau2.DL).tau2 == pytest.approx(205.41, abs=0.01)


def test_haloperidol_odds_ratio_with_empty_cells() -> None:
    pooled = pool([odds_ratio(*one) for one in HALOPERIDOL_TABLES], method=Tau2.REML, interval=Interval.HKSJ)
    expected = {
        "estimate": 1.47718845187318,
        "se": 0.280231520080655,
        "ci_low": 0.883124167445376,
        "ci_high": 2.07125273630099,
        "tau2": 0.599306157490646,
        "tau2_low": 0,
        "tau2_high": 2.16018849690133,
        "i2": 48.7489025881931,
        "i2_high": 77.4190079326574,
        "pi_low": -0.268146282053737,
        "pi_high": 3.22252318580011,
    }
    assert_close(pooled, expected, SEARCHED)


# Computed with R's metafor 3.8-1, converged to 1e-14 of the scale.
@pytest.mark.parametrize("method", Tau2)
@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (Interval.WALD, {"se": 0.166410058867569, "ci_low": -0.618465414353317, "p": 0.0789944358337224}),
        (Interval.HKSJ, {"se": 0.161538461538462, "ci_low": -2.34484845738207, "p": 0.321404731502818}),
        (Interval.ADHOC, {"se": 0.166410058867569, "ci_low": -2.40674797043791, "p": 0.329475046130895}),
    ],
)
def test_two_studies_that_agree(method: Tau2, interval: Interval, expected: dict[str, float]) -> None:
    pooled = pool(effects([-0.4, -0.05], [0.04, 0.09]), method=method, interval=interval)
    assert_close(pooled, expected, CLOSED)
    also = {"estimate": -0.292307692307692, "tau2": 0, "i2": 0, "h2": 1, "q": 0.942307692307692, "tau2_low": 0}
    assert_close(pooled, also | {"q_p": 0.331685068056862, "pi_low": None, "pi_df": None}, CLOSED)
    assert_close(pooled, {"tau2_high": 62.3033190203298}, SEARCHED)


@pytest.mark.parametrize("method", Tau2)
def test_two_studies_that_differ(method: Tau2) -> None:
    pooled = pool(effects([1, 3], [0.1, 0.4]), method=method)
    expected = {"estimate": 1.925, "se": 0.997183533758956, "ci_low": -10.7454181394835, "p": 0.304277150806387}
    assert_close(pooled, expected | {"tau2": 1.75, "i2": 87.5, "h2": 8, "q": 8}, SEARCHED)


@pytest.mark.parametrize("method", Tau2)
def test_studies_more_alike_than_chance_makes_them(method: Tau2) -> None:
    pooled = pool(effects([0.5, 0.52, 0.49, 0.51], [1, 2, 0.5, 1.5]), method=method)
    expected = {"estimate": 0.4992, "se": 0.00609261848469113, "p": 4.00706261771156e-06, "tau2": 0, "h2": 1}
    assert_close(pooled, expected | {"tau2_low": 0, "tau2_high": 0, "i2_high": 0, "q": 0.000464}, CLOSED)
    assert pooled.narrower_than_wald
    assert not pool(
        effects([0.5, 0.52, 0.49, 0.51], [1, 2, 0.5, 1.5]), method=method, interval=Interval.ADHOC
    ).narrower_than_wald


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Tau2.DL, {"estimate": 1.98915457951107, "se": 1.45608597159274, "tau2": 4.01351351351351}),
        (Tau2.REML, {"estimate": 2.15192090318186, "se": 1.53800390984796, "tau2": 9.03827531888918}),
        (Tau2.PM, {"estimate": 2.17612252246655, "se": 1.5484167068742, "tau2": 10.3998825241058}),
    ],
)
@pytest.mark.parametrize("scale", [1e-100, 1e-6, 1, 1e6, 1e100])
def test_no_scale_is_too_small_or_too_large(method: Tau2, expected: dict[str, float], scale: float) -> None:
    ys, vs = [1, 3, -2, 8, 2], [1, 2, 1.5, 4, 0.1]
    pooled = pool(effects([y * scale for y in ys], [v * scale * scale for v in vs]), method=method)
    assert pooled.estimate / scale == pytest.approx(expected["estimate"], rel=SEARCHED)
    assert pooled.se / scale == pytest.approx(expected["se"], rel=SEARCHED)
    assert pooled.tau2 is not None
    assert pooled.tau2 / scale / scale == pytest.approx(expected["tau2"], rel=SEARCHED)
    assert pooled.q == pytest.approx(20.9429530201342)


def test_equal_variances_and_one_study_without_weight() -> None:
    equal = pool(effects([1, 2, 3, 4, 7], [0.5] * 5), method=Tau2.REML)
    assert_close(equal, {"estimate": 3.4, "se": 1.0295630140987, "tau2": 4.8, "i2": 90.5660377358491}, SEARCHED)
    assert equal.weights == pytest.approx([20] * 5)
    vast = pool(effects([1, 2, 3, 4, 7], [0.5] * 4 + [1e12]), method=Tau2.REML)
    assert_close(vast, {"estimate": 2.50000000000187, "se": 0.559016994376717, "tau2": 1.16666666666551}, SEARCHED)
    # A study of any precision, or none at all, does no harm.
    sharp = pool(effects([1, 2, 3], [1e-300, 1e300, 1]), method=Model.FE)
    assert sharp.estimate == 1
    assert sharp.weights == pytest.approx([100, 0, 0])
    vaster = pool(effects([1, 2, 3, 4, 7], [0.5] * 4 + [1e300]), method=Tau2.REML)
    assert_close(vaster, {"estimate": 2.5, "se": 0.559016994374947, "tau2": 1.1666666666666667}, SEARCHED)


def test_reml_finds_the_higher_of_two_maxima_beyond_0() -> None:
    # R's metafor 3.8-1, started at 1; started at 0 it stays there, where the logarithm of the likelihood is 2.7 lower.
    found = pool(
        effects([0.3, 0.7, 0.3, -0.1, -0.6], [1e-4, 1e-2, 1e-4, 2, 1]), method=Tau2.REML, interval=Interval.WALD
    )
    expected = {"tau2": 0.0412334004679273, "estimate": 0.397282188116697, "se": 0.120076632277862}
    assert_close(found, expected, SEARCHED)


def test_reml_finds_a_maximum_near_0() -> None:
    # R's metafor 3.8-1 starts at its Hedges-Olkin estimate, is caught beside and falls back on 0, as it says itself.
    ys, vs = [0, 0.02, -0.01, 0.01, 4], [0.0001, 0.0002, 0.0001, 0.00015, 1]
    pooled = pool(effects(ys, vs), method=Tau2.REML)
    assert pooled.tau2 is not None
    assert 1e-5 < pooled.tau2 < 1e-4
    sample = Sample(effects(ys, vs))
    highest = restricted_log_likelihood(sample, pooled.tau2 / sample.unit)
    grid = [10 ** (place / 20) for place in range(-200, 200)]
    assert highest >= max(restricted_log_likelihood(sample, tau2) for tau2 in [0.0, *grid])


def test_studies_that_found_exactly_the_same_have_no_hartung_knapp_width() -> None:
    pooled = pool(effects([0.1] * 3, [1.0, 2.0, 0.5]), method=Tau2.REML)
    assert (pooled.estimate, pooled.se, pooled.ci_low, pooled.ci_high, pooled.p) == (0.1, 0, 0.1, 0.1, None)
    assert (pooled.tau2, pooled.tau2_high, pooled.q, pooled.q_p, pooled.i2) == (0, 0, 0, 1, 0)
    assert pooled.narrower_than_wald
    wald = pool(effects([0.1] * 3, [1.0, 2.0, 0.5]), method=Tau2.REML, interval=Interval.WALD)
    assert wald.se == pytest.approx(sqrt(1 / 3.5))
    assert not wald.narrower_than_wald


@pytest.mark.parametrize("method", [*Tau2, Model.FE])
def test_one_study_is_given_as_it_is(method: Model | Tau2) -> None:
    pooled = pool([Effect(estimate=log(2), variance=0.04)], method=method)
    assert_close(pooled, {"k": 1, "estimate": log(2), "se": 0.2, "ci_low": log(2) - 0.391992796908011}, CLOSED)
    assert (pooled.interval, pooled.weights) == (Interval.WALD, (100.0,))
    undefined = [field.name for field in fields(pooled) if getattr(pooled, field.name) is None]
    assert " ".join(undefined) == (
        "tau2 tau2_low tau2_high q q_df q_p i2 i2_low i2_high h2 h2_low h2_high pi_low pi_high pi_df"
    )


def test_by_default_random_effects_have_hartung_knapps_interval_and_a_common_effect_walds() -> None:
    differences = [mean_difference(*one) for one in NORMAND.values()]
    found = [pool(differences, method=method).interval for method in (*Tau2, Model.FE)]
    assert found == [Interval.HKSJ, Interval.HKSJ, Interval.HKSJ, Interval.WALD]
    # Computed with R's metafor 3.8-1, method "FE", test "knha".
    expected = {"estimate": -3.46361262777672, "se": 4.17966003998929, "ci_low": -13.1019259637396}
    common = pool(differences, method=Model.FE, interval=Interval.HKSJ)
    assert_close(common, expected | {"p": 0.431311385469632}, CLOSED)


def test_several_intervals_at_once_are_those_of_each_by_itself() -> None:
    differences = [mean_difference(*one) for one in NORMAND.values()]
    for those in (differences, differences[:1]):
        together = pool_each(those, method=Tau2.REML, intervals=list(Interval), level=90)
        assert together == tuple(pool(those, method=Tau2.REML, interval=interval, level=90) for interval in Interval)


def test_other_levels_are_wider_or_narrower() -> None:
    differences = [mean_difference(*one) for one in NORMAND.values()]
    narrow, wide = (pool(differences, method=Tau2.REML, level=level) for level in (90, 99))
    assert wide.ci_low < narrow.ci_low < narrow.ci_high < wide.ci_high
    assert wide.pi_low is not None
    assert narrow.pi_low is not None
    assert wide.pi_low < narrow.pi_low
    # The half width is t(8, 0.95) = 1.8595480375308966 standard errors.
    assert narrow.ci_high - narrow.estimate == pytest.approx(1.8595480375308966 * narrow.se, rel=1e-12)


BAD = {
    "There is no study to pool.": [],
    "The variance of study 2 is 0; expected more than 0.": effects([1, 2, 3], [1, 0, 1]),
    "The variance of study 1 is 0; expected more than 0.": effects([1, 2], [0, 0]),
    "The variance of study 1 is -1; expected more than 0.": effects([1, 2], [-1, 1]),
    "The variance of study 2 is inf; expected a finite number.": effects([1, 2], [1, inf]),
    "The variance of study 2 is nan; expected a finite number.": effects([1, 2], [1, nan]),
    "The estimate of study 1 is nan; expected a finite number.": effects([nan, 2], [1, 1]),
    "The estimate of study 2 is -inf; expected a finite number.": effects([1, -inf], [1, 1]),
}


@pytest.mark.parametrize("method", [*Tau2, Model.FE])
@pytest.mark.parametrize("sentence", BAD)
def test_what_cannot_be_pooled_is_a_sentence(sentence: str, method: Model | Tau2) -> None:
    with pytest.raises(NotEstimableError) as refused:
        pool(BAD[sentence], method=method)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("method", [*Tau2, Model.FE])
@pytest.mark.parametrize(
    "those",
    [
        effects([1e308, -1e308], [1, 1]),
        effects([1e308, -1e308, 3], [1e308, 1e308, 1e308]),
        effects([1e200, 3, 5], [1, 1, 1]),
        effects([1, 2, 3], [5e-324, 1, 1]),
    ],
)
def test_figures_beyond_calculation_are_a_sentence(those: list[Effect], method: Model | Tau2) -> None:
    with pytest.raises(NotEstimableError, match=r"^The figures are too large, too small or too unlike to calculate"):
        pool(those, method=method)


def test_a_level_and_a_method_that_are_none_are_sentences() -> None:
    with pytest.raises(NotEstimableError, match=r"^The level of confidence is 0 %; expected more than 0"):
        pool(effects([1, 2], [1, 1]), method=Tau2.DL, level=0)
    with pytest.raises(NotEstimableError, match=r"^MH pools tables of counts, not effects with their variances\.$"):
        pool(effects([1, 2], [1, 1]), method=Model.MH)
