"""Mantel-Haenszel and Peto, against R's metafor."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence.statistics import Counts, Interval, Measure, Model, NotEstimableError, Pooled, mantel_haenszel, peto

from .close import CLOSED, assert_close
from .published import BCG_TABLES, HALOPERIDOL_TABLES, Table, table

# R's metafor 5.0-1: rma.mh(add=c(1/2,0), to=c("only0","none")) and rma.peto.
EXPECTED = {
    (Measure.OR, "bcg"): (-0.473410988388585, 0.0410077784042314, 7.87716732544439e-31, 163.942579569193),
    (Measure.RR, "bcg"): (-0.453709604683754, 0.0393373668712944, 8.91137967074168e-31, 152.567553586657),
    (Measure.RD, "bcg"): (-0.003288181832613, 0.000286656748527374, 1.84944534582781e-30, 386.77594183656),
    (Measure.OR, "haloperidol"): (1.25519498242673, 0.175205050772197, 7.82715852861019e-13, 29.4263485368867),
    (Measure.RR, "haloperidol"): (0.762555794876172, 0.111758003674955, 8.89869498207791e-12, 36.5966919110027),
    (Measure.RD, "haloperidol"): (0.23401257571202, 0.030198507179581, 9.25141807206924e-15, 51.7229991080832),
}
TABLES = {"bcg": BCG_TABLES, "haloperidol": HALOPERIDOL_TABLES}

# Nobody in the first; an empty cell in the second and fourth; everybody in one arm of the last.
SPARSE = [table(0, 20, 0, 22), table(0, 30, 2, 28), table(3, 40, 6, 41), table(5, 25, 0, 27), table(10, 10, 10, 12)]


@pytest.mark.parametrize(("measure", "name"), EXPECTED)
def test_mantel_haenszel_of_published_tables(measure: Measure, name: str) -> None:
    estimate, se, p, q = EXPECTED[measure, name]
    assert_close(
        mantel_haenszel(TABLES[name], measure=measure), {"estimate": estimate, "se": se, "p": p, "q": q}, CLOSED
    )


def test_a_whole_mantel_haenszel() -> None:
    pooled = mantel_haenszel(BCG_TABLES, measure=Measure.RD)
    expected = {
        "k": 13,
        "ci_low": -0.00385001873565201,
        "ci_high": -0.00272634492957399,
        "level": 95,
        "q_df": 12,
        "q_p": 2.3820625650551e-75,
        "i2": 96.8974285362685,
        "i2_low": None,
        "h2": 32.23132848638,
        "tau2": 0,
        "tau2_high": None,
        "pi_low": None,
    }
    assert_close(pooled, expected, CLOSED)
    assert (pooled.method, pooled.interval) == (Model.MH, Interval.WALD)


def test_a_whole_peto() -> None:
    expected = {
        "k": 13,
        "estimate": -0.474446310940636,
        "se": 0.0406590807446483,
        "ci_low": -0.554136644844653,
        "ci_high": -0.39475597703662,
        "p": 1.83807338632167e-31,
        "q": 167.730167511489,
        "q_df": 12,
        "q_p": 1.38975434718433e-29,
        "i2": 92.8456519312914,
        "h2": 13.9775139592908,
    }
    pooled = peto(BCG_TABLES)
    assert_close(pooled, expected, CLOSED)
    assert pooled.method == Model.PETO
    halved = {"estimate": 1.19985836897665, "se": 0.160908011632481, "p": 8.86511672658875e-14, "q": 28.9295880127172}
    assert_close(peto(HALOPERIDOL_TABLES), halved, CLOSED)


# Computed with R's metafor 3.8-1.
@pytest.mark.parametrize(
    ("pooled", "k", "expected", "weights"),
    [
        (
            mantel_haenszel(SPARSE, measure=Measure.OR),
            4,
            (0.240477332714647, 0.48563092634218, 6.73872022608869, 3),
            [0, 27.40189, 72.59811, 0, 0],
        ),
        (
            mantel_haenszel(SPARSE, measure=Measure.RR),
            4,
            (0.113450909675862, 0.226346384318985, 5.49558317334343, 3),
            [0, 12.10927, 34.68334, 0, 53.20739],
        ),
        (
            mantel_haenszel(SPARSE, measure=Measure.RD),
            5,
            (0.0161266273616319, 0.0325145254733717, 9.45453731601073, 3),
            [16.46134, 22.75690, 31.81417, 20.39681, 8.57078],
        ),
    ],
)
def test_tables_with_empty_cells_are_pooled_without_adding_anything(
    pooled: Pooled, k: int, expected: tuple[float, ...], weights: list[float]
) -> None:
    assert_close(pooled, dict(zip(("estimate", "se", "q", "q_df"), expected, strict=True)) | {"k": k}, CLOSED)
    assert pooled.weights == pytest.approx(weights, abs=1e-5)


def test_a_table_of_nothing_but_events_counts_for_the_risk_ratio_only() -> None:
    # Computed with R's metafor 3.8-1.
    tables = [*SPARSE[:4], table(10, 10, 10, 10)]
    ratio = mantel_haenszel(tables, measure=Measure.RR)
    assert_close(ratio, {"k": 4, "estimate": 0.0129447345098621, "se": 0.214549656219952, "q_df": 2}, CLOSED)
    odds = mantel_haenszel(tables, measure=Measure.OR)
    assert_close(odds, {"k": 3, "estimate": 0.0305792299475934, "se": 0.510662539736444, "q_df": 2}, CLOSED)
    by_peto = peto(tables)
    expected = {"k": 3, "estimate": 0.0319802755395886, "se": 0.522309513527774, "q": 9.06743578159619, "q_df": 2}
    assert_close(by_peto, expected, CLOSED)
    assert by_peto.weights == pytest.approx([0, 13.38512, 55.23504, 31.37983, 0], abs=1e-5)


def test_one_table_has_its_own_effect_and_no_heterogeneity() -> None:
    pooled = mantel_haenszel([table(12, 40, 20, 41)], measure=Measure.RR)
    assert_close(pooled, {"k": 1, "estimate": log(12 / 40 / (20 / 41)), "q": None, "i2": None, "tau2": None}, CLOSED)


@pytest.mark.parametrize(
    ("tables", "measure", "sentence"),
    [
        ([], Measure.OR, "There is no study to pool."),
        ([table(0, 9, 0, 9)] * 2, Measure.OR, "No events in any study."),
        ([table(0, 9, 0, 9)] * 2, Measure.RD, "No events in any study, or nothing but events."),
        ([table(9, 9, 8, 8)], Measure.OR, "Everybody in every study had the event."),
        (
            [table(0, 9, 3, 9)],
            Measure.RR,
            "One of the arms had no events in any study, or nothing but events, so there is no ratio.",
        ),
        ([table(3, 9, 11, 9)], Measure.RR, "An arm of 9 people has 11 events; expected from 0 to 9."),
        ([table(3, 9, 1, 9)], Measure.MD, "Mantel-Haenszel pools RR, OR or RD, not MD."),
        (
            [table(1e308, 1.5e308, 1, 1e308)],
            Measure.OR,
            "An arm has 1.5e+308 people, which is more than there are.",
        ),
    ],
)
def test_what_cannot_be_pooled_is_a_sentence(tables: list[Table], measure: Measure, sentence: str) -> None:
    with pytest.raises(NotEstimableError) as refused:
        mantel_haenszel(tables, measure=measure)
    assert str(refused.value) == sentence


def test_peto_of_no_events_is_a_sentence() -> None:
    with pytest.raises(NotEstimableError, match=r"^No events in any study, or nothing but events\.$"):
        peto([table(0, 9, 0, 9)])


COUNTS = st.integers(1, 200).flatmap(
    lambda total: st.builds(Counts, events=st.integers(0, total), total=st.just(total))
)


@given(
    tables=st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=8),
    measure=st.sampled_from(["RR", "OR", "RD", "Peto"]),
)
def test_swapping_arms_turns_the_sign(tables: list[Table], measure: str) -> None:
    def pooled(those: list[Table]) -> Pooled:
        return peto(those) if measure == "Peto" else mantel_haenszel(those, measure=Measure(measure))

    try:
        there = pooled(tables)
    except NotEstimableError:
        assume(False)
    back = pooled([(other, one) for one, other in tables])
    assert there.estimate == pytest.approx(-back.estimate, abs=1e-9)
    # Both are limits of the same; Sato's variance of a difference is not the same from either side to the last digit.
    assert there.se == pytest.approx(back.se, rel=1e-9)
    assert there.ci_low <= there.estimate <= there.ci_high
    assert sum(there.weights) == pytest.approx(100)
