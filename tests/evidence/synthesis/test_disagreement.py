"""Whether what is printed and what is recomputed are one figure."""

from __future__ import annotations

import pytest

from evidence.synthesis.disagreement import disagreement
from evidence.synthesis.entry import Entry, Printed
from tests.evidence.synthesis.trials import arm, counted, entry


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (entry(), ""),
        (entry(printed=Printed(measure="MD", estimate=-2.5)), ""),
        (entry(printed=Printed(measure="MD", estimate=-2.6)), ""),
        (
            entry(printed=Printed(measure="MD", estimate=2.5)),
            "Printed MD 2.5, recomputed -2.5: they differ by more than rounding.",
        ),
        (
            entry(printed=Printed(measure="MD", estimate=-3.5)),
            "Printed MD -3.5, recomputed -2.5: they differ by more than rounding.",
        ),
        (entry(printed=Printed(measure="MD", estimate=-3.5), reference=arm("b", mean=7.2, n=40)), ""),
        (entry(printed=Printed(measure="MD", estimate=-3.5), design="crossover"), ""),
        (counted("a", 20, 100, 40, 100, printed=Printed(measure="RR", estimate=0.5)), ""),
        (
            counted("a", 20, 100, 40, 100, printed=Printed(measure="RR", estimate=0.9)),
            "Printed RR 0.9, recomputed 0.5: they differ by more than rounding.",
        ),
        (counted("a", 20, 100, 40, 100, printed=Printed(measure="HR", estimate=0.9)), ""),
        (counted("a", 20, 100, 40, 100, printed=Printed(measure="HR", estimate=0.72, ci_low=0.6, ci_high=0.85)), ""),
        (
            counted("a", 20, 100, 40, 100, printed=Printed(measure="HR", estimate=0.72, ci_low=0.6, ci_high=1.4)),
            "The printed interval is not symmetric about its estimate: it was made otherwise, or is misprinted.",
        ),
    ],
)
def test_figures_that_differ_by_more_than_rounding_are_named(one: Entry, sentence: str) -> None:
    assert disagreement(one) == sentence
