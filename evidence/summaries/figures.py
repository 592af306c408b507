"""Figures in words: what an arm or an estimate shows, and plainly what it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evidence.models import Direction, Measure
from evidence.summaries.result_row import ResultRow

MINUS = "−"
# Shape and word together, so that nothing hangs on colour.
SYMBOLS = {
    Direction.FAVOURS: "▲",
    Direction.AGAINST: "▼",
    Direction.NO_CLEAR_DIFFERENCE: "◆",
    Direction.NOT_COMPARED: "○",
    Direction.NOT_STATED: "?",
}


def number(value: float) -> str:
    """Up to three decimals as a paper would print them, with a true minus sign."""
    return f"{round(value, 3):g}".replace("-", MINUS) if abs(value) < 1e6 else f"{value:,.0f}".replace("-", MINUS)


def interval(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One arm of a row: its name, how many people, and its figures in words."""

    name: str
    people: str
    figures: str
    start: str
    note: str
    missing: tuple[str, ...]


def arm(row: ResultRow, side: str) -> Arm | None:
    """The `experimental` or `reference` arm of a row; None where there is none."""

    def of(part: str) -> float | None:
        value: float | None = getattr(row, f"{side}_{part}")
        return value

    name: str = getattr(row, f"{side}_arm")
    if not name:
        return None
    figures, missing = _figures(row.kind, of)
    count = of("n") or of("total") or of("people")
    return Arm(
        name=name,
        people=f"{count:,.0f} people" if count else "number of people unknown",
        figures=figures,
        start=_start(of("baseline_mean"), of("baseline_sd")),
        note=getattr(row, f"{side}_note"),
        missing=missing,
    )


def _figures(kind: str, get: Callable[[str], float | None]) -> tuple[str, tuple[str, ...]]:
    """What is printed of an arm, and what is missing to compute with it."""
    if (events := get("events")) is not None:
        total = get("total")
        return f"{events:,.0f} of {total:,.0f} ({100 * events / total:.0f} %)" if total else "0 of 0", ()
    if (percent := get("percent")) is not None:
        return f"{number(percent)} %", ("counts",)
    if (median := get("median")) is not None:
        low, high = get("lower_quartile"), get("upper_quartile")
        spread = f" (quartiles {interval(low, high)})" if low is not None and high is not None else ""
        return f"median {number(median)}{spread}", ("mean and SD",)
    if (mean := get("mean")) is not None:
        sd = get("sd")
        percent_sign = " %" if kind == "percent change" else ""
        if sd is None:
            return f"{number(mean)}{percent_sign} (SD unknown)", ("SD",)
        return f"{number(mean)}{percent_sign} (SD {number(sd)})", ()
    return "figures not reported", ("figures",)


def _start(mean: float | None, sd: float | None) -> str:
    if mean is None:
        return ""
    return f"{number(mean)} (SD {number(sd) if sd is not None else 'unknown'}) at the start"


def reported(row: ResultRow) -> str:
    """The printed estimate with its interval and p, in one line; empty when none is printed."""
    parts = []
    if row.reported_estimate is not None:
        unit = " %" if row.reported_measure in (Measure.PERCENT, Measure.PROPORTION) else ""
        parts.append(f"{row.reported_measure} {number(row.reported_estimate)}{unit}")
    if row.reported_ci_low is not None and row.reported_ci_high is not None:
        level = f"{row.reported_ci_level:g} % interval"
        parts.append(f"{level} {interval(row.reported_ci_low, row.reported_ci_high)}")
    if row.reported_se is not None:
        parts.append(f"SE {number(row.reported_se)}")
    if row.reported_p:
        parts.append(f"p {row.reported_p}" if row.reported_p[0] in "<>=≤≥N" else f"p = {row.reported_p}")
    if row.pooled_trials is not None:
        people = f", {row.pooled_people:,} people" if row.pooled_people else ""
        parts.append(f"pooled from {row.pooled_trials} {'trial' if row.pooled_trials == 1 else 'trials'}{people}")
    if row.i_squared is not None:
        parts.append(f"I² {number(row.i_squared)} %")
    return ", ".join(parts) + (" (adjusted)" if row.adjusted == "true" and parts else "")


def recomputed(row: ResultRow) -> str:
    """The estimate recomputed here, in one line; empty when the arms do not allow one."""
    if row.recomputed_estimate is None:
        return ""
    text = f"{row.recomputed_measure} {number(row.recomputed_estimate)}"
    if row.recomputed_ci_low is not None and row.recomputed_ci_high is not None:
        text += f", 95 % interval {interval(row.recomputed_ci_low, row.recomputed_ci_high)}"
    return text
