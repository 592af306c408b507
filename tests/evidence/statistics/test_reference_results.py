"""Every analysis in a folder of results of R's metafor, where TRACEWELL_REFERENCE_RESULTS names one.

Differences that are meant:
- One study: tau², Q, I² and H² are undefined here; metafor says 0, 0, and 0.
- Two studies: no prediction interval here.
- An interval of I² or tau² below 0 at both ends is (0, 0) here and there; as a text it is metafor's empty set.
- Mantel-Haenszel: `k` here leaves out tables that change nothing, metafor's counts every table.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence.statistics import (
    Counts,
    Effect,
    Group,
    Interval,
    Measure,
    Model,
    NotEstimableError,
    Pooled,
    Smd,
    cumulative,
    egger,
    from_interval,
    interval_asymmetry,
    leave_one_out,
    mantel_haenszel,
    mean_difference,
    odds_ratio,
    peto,
    pool,
    ratio_of_means,
    risk_difference,
    risk_ratio,
    standardised_mean_difference,
    subgroup_difference,
)

from .close import CLOSED, SEARCHED, Comparison

FOLDER = os.environ.get("TRACEWELL_REFERENCE_RESULTS", "")
Row = dict[str, str]
JSON = dict[str, Any]
INTERVALS = {"": Interval.WALD, "z": Interval.WALD, "knha": Interval.HKSJ, "adhoc": Interval.ADHOC}
FITS = ["FE"] + [f"{model}.{test}" for model in ("DL", "REML", "PM") for test in ("z", "knha", "adhoc")]


def _groups(row: Row) -> tuple[Group, Group]:
    one, other = (
        Group(n=float(row[f"n{arm}i"]), mean=float(row[f"m{arm}i"]), sd=float(row[f"sd{arm}i"])) for arm in (1, 2)
    )
    return one, other


def _counts(row: Row) -> tuple[Counts, Counts]:
    return (
        Counts(events=float(row["ai"]), total=float(row["n1i"])),
        Counts(events=float(row["ci"]), total=float(row["n2i"])),
    )


def _ratio(row: Row) -> Effect:
    return from_interval(float(row["est"]), float(row["lb"]), float(row["ub"]), ratio=True)


EFFECTS: dict[str, Callable[[Row], Effect]] = {
    "OR.drop00": lambda row: odds_ratio(*_counts(row)),
    "RR.drop00": lambda row: risk_ratio(*_counts(row)),
    "RD.keep00": lambda row: risk_difference(*_counts(row)),
    "RD.noadd": lambda row: risk_difference(*_counts(row), added=0),
    "MD.LS": lambda row: mean_difference(*_groups(row)),
    "MD.HO": lambda row: mean_difference(*_groups(row), equal_variances=True),
    "SMD.exactJ_LS": lambda row: standardised_mean_difference(*_groups(row)),
    "SMD.approxJ_LS": lambda row: standardised_mean_difference(*_groups(row), convention=Smd.APPROX_LS),
    "SMD.exactJ_UB": lambda row: standardised_mean_difference(*_groups(row), convention=Smd.EXACT_UB),
    "SMD.exactJ_LS2": lambda row: standardised_mean_difference(*_groups(row), convention=Smd.EXACT_LS2),
    "SMD.approxJ_RevMan": lambda row: standardised_mean_difference(*_groups(row), convention=Smd.APPROX_REVMAN),
    "ROM.plain": lambda row: ratio_of_means(*_groups(row)),
    "ROM.biascorr": lambda row: ratio_of_means(*_groups(row), bias_corrected=True),
    "RATIO_CI": _ratio,
}


def _analyses() -> Iterator[Any]:
    for path in sorted(Path(FOLDER).glob("*.json")) if FOLDER else ():
        for name in json.loads(path.read_text()).get("analyses", {}):
            yield pytest.param(path, name, id=f"{path.stem}-{name}")


@pytest.mark.skipif(not FOLDER, reason="TRACEWELL_REFERENCE_RESULTS names no folder")
def test_the_folder_of_reference_results_holds_some() -> None:
    assert list(_analyses())


@pytest.mark.parametrize(("path", "name"), list(_analyses()))
def test_every_figure_of_a_reference_analysis_is_met(path: Path, name: str) -> None:
    reference: JSON = json.loads(path.read_text())
    analysis: JSON = reference["analyses"][name]
    with path.with_suffix(".csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    comparison = Comparison()
    if name.startswith("MH.") or name == "PETO":
        _tables(comparison, rows, name, analysis)
    else:
        _inverse_variance(comparison, rows, name, analysis)
    print(f"{path.stem} {name}: {comparison.compared} figures, furthest off {max(comparison.worst.values())}")
    assert comparison.faults == []
    assert comparison.compared > 5


def _tables(comparison: Comparison, rows: list[Row], name: str, analysis: JSON) -> None:
    tables = [
        _counts(row) for row in rows if all(row[column] not in {"", "NA"} for column in ("ai", "n1i", "ci", "n2i"))
    ]
    pooled = peto(tables) if name == "PETO" else mantel_haenszel(tables, measure=Measure(name.removeprefix("MH.")))
    names = {"estimate": "estimate", "se": "se", "p": "p", "ci_low": "ci_lb", "ci_high": "ci_ub"}
    if analysis["k_yi"] > 1:
        names |= {"q": "Q", "q_df": "Q_df", "q_p": "Q_p", "i2": "I2", "h2": "H2"}
    comparison.figures(name, pooled, {ours: analysis[theirs] for ours, theirs in names.items()}, CLOSED)
    assert analysis["k_yi"] <= pooled.k <= analysis["k"]


def _inverse_variance(comparison: Comparison, rows: list[Row], name: str, analysis: JSON) -> None:
    studies: list[JSON] = analysis["studies"]
    effects = {study["row"]: _study(comparison, rows[study["row"] - 1], name, study) for study in studies}
    known = {row: effect for row, effect in effects.items() if effect is not None}
    assert len(known) == analysis["k"]
    for fit in FITS:
        if fit in analysis["fits"]:
            _fit(comparison, fit, _pool(list(known.values()), fit), analysis["fits"][fit], len(known))
    if analysis.get("egger") and len(known) >= 10:
        _egger(comparison, list(known.values()), analysis["egger"])
    for part, again in (("leave1out", _leave_one_out), ("cumulative", _cumulative), ("subgroups", _subgroups)):
        if analysis.get(part):
            again(comparison, rows, known, analysis[part])


def _study(comparison: Comparison, row: Row, name: str, study: JSON) -> Effect | None:
    where = f"{name} row {study['row']}"
    try:
        effect = EFFECTS[name](row)
    except (NotEstimableError, ValueError):
        assert not study["included"], f"{where} was left out"
        return None
    assert study["included"], f"{where} was not left out"
    comparison.figure(f"{where} yi", effect.estimate, study["yi"], CLOSED, "yi")
    comparison.figure(f"{where} vi", effect.variance, study["vi"], CLOSED, "vi")
    alone = pool([effect], method=Model.FE)
    comparison.figures(where, alone, {"se": study["sei"], "ci_low": study["ci_lb"], "ci_high": study["ci_ub"]}, CLOSED)
    if "ci_asymmetry_log" in study:
        printed = [float(row[column]) for column in ("est", "lb", "ub")]
        half_width = (alone.ci_high - alone.ci_low) / 2
        off = interval_asymmetry(printed[0], printed[1], printed[2], ratio=True) * half_width
        comparison.figure(f"{where} asymmetry", off, study["ci_asymmetry_log"], CLOSED, "asymmetry")
    return effect


def _pool(effects: list[Effect], fit: str) -> Pooled:
    method, _, test = fit.partition(".")
    return pool(effects, method=Model(method), interval=INTERVALS[test])


def _fit(comparison: Comparison, fit: str, pooled: Pooled, expected: JSON, k: int) -> None:
    within = CLOSED if fit.startswith(("FE", "DL")) else SEARCHED
    names = {"k": "k", "estimate": "estimate", "se": "se", "p": "p", "ci_low": "ci_lb", "ci_high": "ci_ub"}
    if k > 1:
        names |= {"tau2": "tau2", "i2": "I2_tau2based", "h2": "H2_tau2based"}
        closed = {"q": expected["Q"], "q_df": expected["Q_df"], "q_p": expected["Q_p"]}
        comparison.figures(fit, pooled, closed, CLOSED)
    comparison.figures(fit, pooled, {ours: expected[theirs] for ours, theirs in names.items()}, within)
    if "weights_pct" in expected:
        for number, (ours, theirs) in enumerate(zip(pooled.weights, expected["weights_pct"], strict=True)):
            comparison.figure(f"{fit} weight {number}", ours, theirs, within, "weight")
    if "pi" in expected and k >= 3:
        limits = expected["pi"]["t_km1"]
        comparison.figures(fit, pooled, {"pi_low": limits["lb"], "pi_high": limits["ub"]}, within)
    if "qprofile" in expected and k > 1:
        for name in ("tau2", "I2", "H2"):
            ends = expected["qprofile"][name]
            both = {f"{name.lower()}_low": ends["lb"], f"{name.lower()}_high": ends["ub"]}
            comparison.figures(fit, pooled, both, SEARCHED)


def _egger(comparison: Comparison, effects: list[Effect], expected: JSON) -> None:
    names = {"t": "t", "df": "df", "p": "p", "intercept": "bias_intercept", "se": "bias_se", "ci_low": "bias_ci_lb"}
    names |= {"ci_high": "bias_ci_ub", "limit": "limit_estimate", "limit_se": "slope_se"}
    names |= {"limit_low": "limit_ci_lb", "limit_high": "limit_ci_ub"}
    got = egger(effects)
    comparison.figures("egger", got, {ours: expected[theirs] for ours, theirs in names.items()}, CLOSED)


def _again(comparison: Comparison, fit: str, pooled: tuple[Pooled, ...], expected: list[JSON]) -> None:
    within = CLOSED if fit.startswith(("FE", "DL")) else SEARCHED
    names = {"estimate": "estimate", "se": "se", "p": "p", "ci_low": "ci_lb", "ci_high": "ci_ub"}
    for number, (ours, theirs) in enumerate(zip(pooled, expected, strict=True), 1):
        some = names if ours.k == 1 else names | {"q": "Q", "tau2": "tau2"}
        if "I2_tau2based" in theirs and ours.k > 1:
            some = some | {"i2": "I2_tau2based"}
        comparison.figures(f"{fit} {number}", ours, {name: theirs[key] for name, key in some.items()}, within)


def _leave_one_out(comparison: Comparison, rows: list[Row], known: dict[int, Effect], expected: JSON) -> None:
    for fit, without in expected.items():
        method, _, test = fit.partition(".")
        got = leave_one_out(list(known.values()), method=Model(method), interval=INTERVALS[test])
        assert [one["omitted"] for one in without] == list(known)
        _again(comparison, fit, got, without)


def _cumulative(comparison: Comparison, rows: list[Row], known: dict[int, Effect], expected: JSON) -> None:
    ordered = [known[row] for row in expected["order"]]
    for fit, steps in expected.items():
        if fit != "order":
            method, _, test = fit.partition(".")
            got = cumulative(ordered, method=Model(method), interval=INTERVALS[test])
            _again(comparison, fit, got, steps)


def _subgroups(comparison: Comparison, rows: list[Row], known: dict[int, Effect], expected: JSON) -> None:
    for fit in set(expected) - {"levels"}:
        pooled = {}
        for level in expected["levels"]:
            members = [effect for row, effect in known.items() if rows[row - 1]["subgroup"] == level]
            method, _, test = fit.partition(".")
            pooled[level] = pool(members, method=Model(method), interval=INTERVALS[test])
            _fit(comparison, fit, pooled[level], expected[fit]["groups"][level], len(members))
        difference = subgroup_difference(list(pooled.values()))
        within = CLOSED if fit.startswith(("FE", "DL")) else SEARCHED
        theirs: JSON = expected[fit]
        between = {"q": theirs["Q_between"], "df": theirs["df"], "p": theirs["p"]}
        comparison.figures(f"{fit} between", difference, between, within)
