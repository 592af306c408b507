"""The fraction of magnesium in each salt of the files, worked out anew from the weights of the atoms.

Abridged standard atomic weights of 2021, https://www.ciaaw.org/atomic-weights.htm: the table gives intervals for all of
these, and the abridged value lies within each, to its last digit.
"""

from __future__ import annotations

import re

import pytest
import yaml
from django.conf import settings

WEIGHTS = {"H": 1.008, "C": 12.011, "O": 15.999, "Mg": 24.305, "S": 32.06, "Cl": 35.45}
INTERVALS = {
    "H": (1.00784, 1.00811),
    "C": (12.0096, 12.0116),
    "O": (15.99903, 15.99977),
    "Mg": (24.304, 24.307),
    "S": (32.059, 32.076),
    "Cl": (35.446, 35.457),
}
# Atoms of each salt, its water counted in.
SALTS = {
    "magnesium-oxide-oral": "Mg1 O1",
    "magnesium-sulfate-intravenous": "Mg1 S1 O4 H14 O7",  # heptahydrate
    "magnesium-gluconate-oral": "Mg1 C12 H22 O14 H4 O2",  # dihydrate
    "magnesium-citrate-oral": "Mg3 C12 H10 O14",  # trimagnesium dicitrate without water
    "magnesium-chloride-oral": "Mg1 Cl2 H12 O6",  # hexahydrate
    "magnesium-chloride-anhydrous-oral": "Mg1 Cl2",
    "magnesium-chloride-topical": "Mg1 Cl2 H12 O6",
}


def in_the_files() -> dict[str, float]:
    text = (settings.BASE_DIR / "fixtures" / "evidence" / "10-interventions.yaml").read_text(encoding="utf-8")
    rows = [record["fields"] for record in yaml.safe_load(text) if "elemental_fraction" in record["fields"]]
    assert {row["counted_as"] for row in rows} == {"magnesium"}
    return {row["slug"]: row["elemental_fraction"] for row in rows}


def fraction(formula: str) -> float:
    atoms = [(symbol, int(count)) for symbol, count in re.findall(r"([A-Z][a-z]?)(\d+)", formula)]
    whole = sum(WEIGHTS[symbol] * count for symbol, count in atoms)
    return sum(WEIGHTS[symbol] * count for symbol, count in atoms if symbol == "Mg") / whole


def test_every_salt_of_the_files_is_worked_out_here() -> None:
    assert set(in_the_files()) == set(SALTS)
    assert all(low - 0.001 < WEIGHTS[symbol] < high + 0.001 for symbol, (low, high) in INTERVALS.items())


@pytest.mark.parametrize("slug", SALTS)
def test_a_fraction_is_that_of_the_formula_to_the_last_printed_digit(slug: str) -> None:
    printed = in_the_files()[slug]
    assert round(fraction(SALTS[slug]), len(str(printed).split(".")[1])) == printed


def test_water_makes_a_salt_weaker() -> None:
    assert fraction(SALTS["magnesium-chloride-anhydrous-oral"]) > 2 * fraction(SALTS["magnesium-chloride-oral"])
