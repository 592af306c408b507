"""Leaving one out, adding one by one, subgroups and Egger's test, against R's metafor 5.0-1."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.statistics import (
    Difference,
    Effect,
    Interval,
    Model,
    NotEstimableError,
    Tau2,
    cumulative,
    egger,
    leave_one_out,
    mean_difference,
    odds_ratio,
    pool,
    risk_ratio,
    subgroup_difference,
)

from .close import CLOSED, SEARCHED, assert_close
from .published import BCG, BCG_TABLES, NORMAND

RATIOS = [risk_ratio(*one) for one in BCG_TABLES]
ODDS = [odds_ratio(*one) for one in BCG_TABLES]


def test_without_the_trial_of_rosenthal_in_1961() -> None:
    without = leave_one_out(RATIOS, method=Tau2.REML, interval=Interval.HKSJ)
    assert len(without) == 13
    expected = {
        "k": 12,
        "estimate": -0.653032915305876,
        "se": 0.186689166754135,
        "ci_low": -1.0639330008816,
        "ci_high": -0.242132829730152,
        "p": 0.00498809016361592,
        "q": 139.827073316802,
        "tau2": 0.298724504633231,
        "i2": 92.2322309419725,
    }
    assert_close(without[9], expected, SEARCHED)
    assert without[9] == pool([*RATIOS[:9], *RATIOS[10:]], method=Tau2.REML, interval=Interval.HKSJ)


def test_by_year_the_evidence_grows() -> None:
    by_year = [RATIOS[row - 1] for row in (1, 2, 6, 3, 10, 9, 12, 5, 7, 11, 13, 4, 8)]
    steps = cumulative(by_year, method=Tau2.REML, interval=Interval.WALD)
    assert [step.k for step in steps] == list(range(1, 14))
    expected = {
        "estimate": -0.972079931813351,
        "se": 0.245463345292662,
        "p": 7.48921390207462e-05,
        "q": 3.18791164119306,
        "tau2": 0.0872067928388533,
    }
    assert_close(steps[2], expected, SEARCHED)
    assert steps[-1].estimate == pytest.approx(-0.714532342158139, rel=SEARCHED)
    assert steps[0] == pool(by_year[:1], method=Tau2.REML)


def test_how_people_were_allocated_makes_no_clear_difference() -> None:
    allocations = [row[4] for row in BCG.values()]
    groups = [
        pool(
            [effect for effect, how in zip(RATIOS, allocations, strict=True) if how == name],
            method=Tau2.REML,
            interval=Interval.WALD,
        )
        for name in ("alternate", "random", "systematic")
    ]
    difference = subgroup_difference(groups)
    assert_close(difference, {"q": 1.86144494615458, "df": 2, "p": 0.394268758885596}, SEARCHED)
    assert isinstance(difference, Difference)
    q, df, _ = difference
    assert (q, df) == (difference.q, 2)


def test_egger_finds_no_clear_asymmetry() -> None:
    expected = {
        "k": 13,
        "intercept": -2.34534124207976,
        "se": 1.55634902138774,
        "ci_low": -5.77084234207731,
        "ci_high": 1.0801598579178,
        "t": -1.50695069669431,
        "df": 11,
        "p": 0.159991485084265,
        "limit": -0.157098862735564,
        "limit_se": 0.237172451270761,
        "limit_low": -0.679111908365067,
        "limit_high": 0.364914182893939,
    }
    assert_close(egger(ODDS), expected, CLOSED)


def test_egger_is_refused_below_ten_studies() -> None:
    nine = [mean_difference(*one) for one in NORMAND.values()]
    with pytest.raises(NotEstimableError, match=r"^Egger's test needs ten studies or more; there are 9\.$"):
        egger(nine)


@pytest.mark.parametrize(
    ("effects", "sentence"),
    [
        (
            [Effect(estimate=at, variance=2) for at in range(10)],
            "All studies are equally precise, so nothing can change with precision.",
        ),
        (
            [Effect(estimate=3, variance=at) for at in range(1, 11)],
            "All studies lie on one line, so there is no test.",
        ),
        (
            [Effect(estimate=at * 1e200, variance=1 + at) for at in range(10)],
            "The figures are too large, too small or too unlike to calculate with.",
        ),
        ([Effect(estimate=at, variance=at) for at in range(10)], "The variance of study 1 is 0; expected more than 0."),
    ],
)
def test_egger_of_what_has_no_line_is_a_sentence(effects: list[Effect], sentence: str) -> None:
    with pytest.raises(NotEstimableError) as refused:
        egger(effects)
    assert str(refused.value) == sentence


def test_nothing_to_leave_out_to_add_or_to_compare_is_a_sentence() -> None:
    with pytest.raises(NotEstimableError, match=r"^Leaving a study out needs two or more\.$"):
        leave_one_out(RATIOS[:1], method=Model.FE)
    with pytest.raises(NotEstimableError, match=r"^There is no study to pool\.$"):
        cumulative([], method=Model.FE)
    one = pool(RATIOS, method=Model.FE)
    with pytest.raises(NotEstimableError, match=r"^Comparing subgroups needs two or more\.$"):
        subgroup_difference([one])
    with pytest.raises(NotEstimableError, match=r"^The standard error of a subgroup is 0, so it cannot be compared\.$"):
        subgroup_difference([one, replace(one, se=0.0)])
    with pytest.raises(NotEstimableError, match=r"^The figures are too large"):
        subgroup_difference([one, replace(one, estimate=1e308, se=1e-300)])
