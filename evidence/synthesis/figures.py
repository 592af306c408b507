"""Figures as a plot and its table print them: fixed decimals, so that one column reads as one."""

from __future__ import annotations

from evidence.synthesis.entry import ArmFigures
from evidence.synthesis.values import Natural

MINUS = "−"


def fixed(value: float, decimals: int = 2) -> str:
    """`−2.10`; a value that rounds to nothing has no sign, and one beyond a million no decimals."""
    if abs(value) >= 1e6:
        return f"{value:.3g}".replace("-", MINUS)
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", MINUS)


def with_interval(found: Natural, decimals: int = 2) -> str:
    return f"{fixed(found.estimate, decimals)} [{fixed(found.low, decimals)}, {fixed(found.high, decimals)}]"


def arm_words(arm: ArmFigures | None) -> str:
    """`12 / 40`, `4.7 (1.8), 40`, or what there is; empty for no arm."""
    if arm is None:
        return ""
    if arm.events is not None and arm.total:
        return f"{arm.events:,} / {arm.total:,}"
    if arm.mean is None:
        return f"n = {arm.n:,}" if arm.n else ""
    spread = f" ({arm.sd:.3g})" if arm.sd is not None else ""
    people = f", {arm.n:,}" if arm.n else ""
    return f"{arm.mean:.3g}{spread}{people}".replace("-", MINUS)
