"""Amounts of a compound become amounts of its element, where both are masses."""

from __future__ import annotations

import pytest

from evidence.doses import Unit, elemental_mg
from tests import factories as make


@pytest.mark.parametrize(
    ("amount", "unit", "fraction", "expected"),
    [
        (400, "mg", 0.603, 241.2),  # magnesium oxide
        (1, "g", 0.0986, 98.6),  # magnesium sulfate heptahydrate
        (25, "µg", 1, 0.025),
        (0, "mg", 0.603, 0.0),
    ],
)
def test_a_mass_is_turned_into_milligrams(amount: float, unit: str, fraction: float, expected: float) -> None:
    assert elemental_mg(amount=amount, unit=unit, fraction=fraction) == pytest.approx(expected)


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit not in ("g", "mg", "µg")] + [""])
def test_what_is_no_mass_has_no_elemental_dose(unit: str) -> None:
    assert elemental_mg(amount=5000, unit=unit, fraction=1) is None


@pytest.mark.django_db
def test_a_step_knows_its_elemental_dose_once_compound_amount_and_unit_are_known() -> None:
    oxide = make.make_intervention(elemental_fraction=0.603)
    plain = make.make_intervention()
    steps = [
        make.make_regimen_step(intervention=oxide, amount=400, unit="mg"),
        make.make_regimen_step(intervention=plain, amount=400, unit="mg"),
        make.make_regimen_step(intervention=oxide),
        make.make_regimen_step(intervention=oxide, amount=1, unit="sessions"),
    ]
    assert [step.elemental_dose for step in steps] == [pytest.approx(241.2), None, None, None]
