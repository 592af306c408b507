"""Comparing figures with reference results: relatively, so that no scale is favoured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What the house demands: closed forms, and what is found by a search.
CLOSED, SEARCHED = 1e-9, 1e-6


@dataclass
class Comparison:
    """Collects how far figures are from those expected, and which are too far."""

    worst: dict[str, tuple[float, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    compared: int = 0

    def figure(self, where: str, got: float | None, expected: float | None, within: float, kind: str = "") -> None:
        self.compared += 1
        if got is None or expected is None:
            if got is not expected:
                self.faults.append(f"{where}: {got}, expected {expected}")
            return
        off = abs(got - expected) / (abs(expected) or 1.0)
        if off > self.worst.get(kind, (0.0, ""))[0]:
            self.worst[kind] = (off, where)
        if not off <= within:
            self.faults.append(f"{where}: {got!r}, expected {expected!r}, off by {off:.1e}")

    def figures(self, where: str, got: object, expected: Mapping[str, float | None], within: float) -> None:
        """The attributes of `got` that `expected` names."""
        for name, value in expected.items():
            self.figure(f"{where} {name}", getattr(got, name), value, within, name)


def assert_close(got: object, expected: Mapping[str, float | None], within: float) -> None:
    comparison = Comparison()
    comparison.figures(type(got).__name__, got, expected, within)
    assert comparison.faults == []
