"""The table behind a plot, and the program that makes the pooled figures again from it."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from math import exp
from pathlib import Path

import pytest

from evidence.exports.forest import forest_csv
from evidence.synthesis.choices import Choices
from evidence.synthesis.table import COLUMNS, MEANINGS
from evidence.synthesis.units import unit_of
from tests.evidence.synthesis.trials import arm, bcg, entry

SCRIPT = Path("evidence/exports/scripts/pool.py")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_every_column_says_what_it_means() -> None:
    assert tuple(MEANINGS) == COLUMNS


def test_a_row_has_what_its_effect_was_made_of() -> None:
    derived = entry("b", label="B 2014", reference=arm("placebo", mean=7.2, se=0.5, n=36), known_on="2014")
    bare = entry("c", label="=C", reference=arm("placebo", mean=7.2, n=40), known_on="2015")
    found = rows(forest_csv(unit_of([entry("a", label="A 2013"), derived, bare], Choices())))
    assert [(one["study"], one["pooled"], one["not_estimable"]) for one in found] == [
        ("A 2013", "true", ""),
        ("B 2014", "true", ""),
        ("'=C", "true", "The SD of “placebo” is not reported."),
    ]
    assert (found[0]["yi"], found[0]["source"], found[0]["experimental_sd"]) == ("-2.5", "arms", "1.8")
    assert (found[1]["reference_sd"], found[1]["derived"]) == (
        "3",
        "SD of “placebo” derived from its standard error",
    )
    assert (found[2]["yi"], found[2]["vi"], found[2]["weight"], found[2]["reference_sd"]) == ("", "", "", "")
    assert sum(float(one["weight"]) for one in found[:2]) == pytest.approx(100)


@pytest.mark.parametrize("method", ["REML", "DL", "PM", "FE"])
@pytest.mark.parametrize("interval", ["hksj", "wald", "adhoc"])
def test_the_program_makes_the_same_figures_again(tmp_path: Path, method: str, interval: str) -> None:
    unit = unit_of(
        [*bcg(), entry("a"), entry("b", experimental=arm("m", mean=5.1, sd=2.0, n=31))],
        Choices(method=method, interval=interval),
    )
    file = tmp_path / "forest.csv"
    file.write_bytes(forest_csv(unit))
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(file), method, interval], capture_output=True, text=True, check=True
    )
    printed = {one["body"]: one for one in csv.DictReader(io.StringIO(ran.stdout))}
    assert len(printed) == 2
    for body in unit.bodies:
        assert body.pooled is not None
        (one,) = (row for name, row in printed.items() if body.stratum.comparator in name)
        back = exp if body.is_ratio else float
        figures = (body.pooled.estimate, body.pooled.ci_low, body.pooled.ci_high)
        assert int(one["k"]) == body.pooled.k
        assert [float(one[name]) for name in ("estimate", "ci_low", "ci_high")] == pytest.approx(
            [back(value) for value in figures], rel=1e-6
        )
        assert float(one["q"]) == pytest.approx(body.pooled.q, rel=1e-9)
        assert float(one["i2"]) == pytest.approx(body.pooled.i2, rel=1e-6, abs=1e-9)


def test_the_program_says_how_it_is_used() -> None:
    ran = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert (ran.returncode, "python3 pool.py forest.csv" in ran.stderr) == (1, True)
