"""What can be computed of a comparison, by which measure, and what is said when nothing can."""

from __future__ import annotations

from math import exp, log
from typing import Any

import pytest

from evidence.statistics import NotEstimableError
from evidence.synthesis.effects import effect_of
from evidence.synthesis.entry import ArmFigures, Entry, Printed
from tests.evidence.synthesis.trials import NRS, RMDQ, VAS, WELL, arm, counted, entry


def said(one: Entry, measure: str, **given: object) -> str:
    with pytest.raises(NotEstimableError) as caught:
        effect_of(one, measure, **given)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_mean_difference_comes_from_the_arms() -> None:
    found = effect_of(entry(), "MD")
    assert (found.source, found.derived) == ("arms", ())
    assert found.effect.estimate == pytest.approx(-2.5)
    assert found.effect.variance == pytest.approx(1.8**2 / 40 + 2**2 / 40)


@pytest.mark.parametrize(
    ("figures", "derivation"),
    [
        ({"se": 0.5}, "SD of “magnesium” derived from its standard error"),
        ({"ci_low": 4.0, "ci_high": 5.4}, "SD of “magnesium” derived from the interval of its mean"),
        ({"lower_quartile": 3.0, "upper_quartile": 6.0}, "SD of “magnesium” derived from its quartiles"),
        ({"minimum": 0.0, "maximum": 9.0}, "SD of “magnesium” derived from its range"),
    ],
)
def test_a_spread_that_is_not_printed_is_derived_and_says_so(figures: dict[str, float], derivation: str) -> None:
    found = effect_of(entry(experimental=arm("magnesium", mean=4.7, n=40, **figures)), "MD")
    assert found.derived == (derivation,)


def test_a_printed_sd_is_never_derived() -> None:
    found = effect_of(entry(experimental=arm("magnesium", mean=4.7, n=40, sd=1.8, se=99.0)), "MD")
    assert not found.derived
    assert found.effect.variance == pytest.approx(0.181)


def test_the_sds_of_both_arms_come_from_an_exact_p_and_never_from_a_bound() -> None:
    bare: dict[str, Any] = {"experimental": arm("a", mean=4.7, n=40), "reference": arm("b", mean=7.2, n=40)}
    found = effect_of(entry(**bare, printed=Printed(measure="MD", p="0.034")), "MD")
    assert found.derived == ("one SD for both arms derived from the p value of the difference",)
    assert found.effect.estimate == pytest.approx(-2.5)
    assert said(entry(**bare, printed=Printed(measure="MD", p="<0.03")), "MD") == "The SD of “a” is not reported."


def test_the_arms_go_before_the_printed_estimate_and_that_stands_in_for_them() -> None:
    printed = Printed(measure="MD", estimate=-2.4, ci_low=-3.4, ci_high=-1.4)
    assert effect_of(entry(printed=printed), "MD").source == "arms"
    alone = effect_of(entry(experimental=None, reference=None, kind="estimate", printed=printed), "MD")
    assert (alone.source, alone.effect.estimate) == ("report", -2.4)
    assert alone.effect.variance**0.5 == pytest.approx(1.0 / 1.959963984540054)


def test_a_crossover_counts_only_with_its_paired_difference() -> None:
    assert said(entry(design="crossover"), "MD") == (
        "A crossover trial, and its paired difference is not reported with an interval."
    )
    paired = Printed(measure="MD", estimate=-2.4, se=0.4)
    assert effect_of(entry(design="crossover", printed=paired), "MD").source == "report"


def test_a_ratio_is_analysed_as_its_logarithm() -> None:
    found = effect_of(counted("a", 4, 123, 11, 139), "RR")
    assert exp(found.effect.estimate) == pytest.approx((4 / 123) / (11 / 139))
    hazard = Printed(measure="HR", estimate=0.72, ci_low=0.60, ci_high=0.85)
    assert effect_of(entry(kind="estimate", printed=hazard), "HR").effect.estimate == pytest.approx(log(0.72))


def test_figures_of_one_family_are_read_on_another_scale() -> None:
    on_vas = entry(
        scale=VAS, experimental=arm("a", mean=47.0, sd=18.0, n=40), reference=arm("b", mean=72.0, sd=20.0, n=40)
    )
    found = effect_of(on_vas, "MD", NRS).effect
    assert [found.estimate, found.variance] == pytest.approx([-2.5, 0.181])


def test_a_scale_that_runs_the_other_way_is_turned() -> None:
    well = entry(
        scale=WELL, experimental=arm("a", mean=53.0, sd=18.0, n=40), reference=arm("b", mean=28.0, sd=20.0, n=40)
    )
    assert effect_of(well, "MD", NRS).effect.estimate == pytest.approx(-2.5)
    assert effect_of(well, "SMD").effect.estimate == pytest.approx(effect_of(entry(), "SMD").effect.estimate)


def test_scales_of_different_families_are_not_read_on_each_other() -> None:
    assert said(entry(scale=RMDQ), "MD", on=NRS) == "Figures of RMDQ 0–24 cannot be read on NRS 0–10."
    assert said(entry(scale=None), "MD", on=NRS) == (
        "The scale is not stated, so that nothing can be read on NRS 0–10."
    )


@pytest.mark.parametrize(
    ("one", "measure", "sentence"),
    [
        (counted("a", 0, 20, 0, 20), "RR", "No events in both arms."),
        (entry(kind="geometric"), "MD", "Geometric means: their difference is not a difference of means."),
        (entry(kind="change"), "ROM", "A ratio needs scores and not changes."),
        (entry(experimental=None), "MD", "There are not two arms to compare."),
        (entry(), "RR", "The number of people with the event in “magnesium” is not reported."),
        (entry(experimental=arm("a", n=40, sd=1.0)), "MD", "The mean of “a” is not reported."),
        (
            entry(experimental=ArmFigures(arm="a", mean=1.0, sd=1.0)),
            "MD",
            "The number of people in an arm is not reported.",
        ),
    ],
)
def test_what_cannot_be_computed_says_why(one: Entry, measure: str, sentence: str) -> None:
    assert said(one, measure) == sentence
