"""Amounts of a compound become amounts of its element, where both are masses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from evidence.doses import Dose, DoseError, Total, Unit, a_day, altogether, elemental_mg, micrograms, whole_days
from evidence.models import Arm
from evidence.summaries.regimens import regimens_of
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


def test_vitamin_d_is_turned_from_units_to_micrograms_and_other_units_are_refused() -> None:
    assert micrograms(amount=400, unit="IU", micrograms_per_iu=0.025) == pytest.approx(10)
    assert micrograms(amount=1, unit="mg", micrograms_per_iu=0.025) == 1000
    with pytest.raises(DoseError, match="of vitamins A and E for each form"):
        micrograms(amount=5000, unit="IU", micrograms_per_iu=None)
    with pytest.raises(DoseError, match="ml cannot be turned into a mass"):
        micrograms(amount=5, unit="ml", micrograms_per_iu=0.025)


@pytest.mark.parametrize(
    ("times", "days"), [(0.143, 7), (0.5, 2), (1 / 30, 30), (0.714, None), (1, None), (0, None), (None, None)]
)
def test_less_than_daily_is_told_in_whole_days(times: float | None, days: int | None) -> None:
    assert whole_days(times) == days


OXIDE = Dose(name="oxide", amount=400, unit="mg", times_a_day=2, days=28, counted_as="magnesium", fraction=0.603)
GLUCONATE = Dose(
    name="gluconate", amount=100, unit="mg", times_a_day=2, days=28, counted_as="magnesium", fraction=0.0539
)
INFUSION = Dose(name="sulfate", amount=1, unit="g", times_a_day=1, days=14, counted_as="magnesium", fraction=0.0986)


def sums(totals: tuple[Total, ...]) -> list[tuple[str, str, float, bool]]:
    return [(one.name, one.unit, round(one.amount, 3), one.known) for one in totals]


def test_salts_of_one_element_add_up_by_day_and_over_all_steps() -> None:
    assert sums(a_day([OXIDE, GLUCONATE])) == [("magnesium", "mg", 493.18, True)]
    assert sums(altogether([INFUSION, OXIDE, GLUCONATE])) == [
        ("magnesium", "mg", round(14 * 98.6 + 28 * 493.18, 3), True)
    ]
    by_mouth = [replace(one, route="oral") for one in (OXIDE, GLUCONATE)]
    apart = altogether([replace(INFUSION, route="intravenous"), *by_mouth])
    assert [(one.route, round(one.amount, 2)) for one in apart] == [("intravenous", 1380.4), ("oral", 13809.04)]


def test_a_loading_dose_and_what_follows_add_up_in_international_units() -> None:
    vitamin = {"counted_as": "vitamin D", "micrograms_per_iu": 0.025}
    first = Dose(name="very high", amount=100_000, unit="IU", days=1, **vitamin)  # type: ignore[arg-type]
    then = Dose(name="daily", amount=100, unit="µg", times_a_day=1, days=112, **vitamin)  # type: ignore[arg-type]
    weekly = Dose(name="weekly", amount=50_000, unit="IU", times_a_day=0.143, days=56, **vitamin)  # type: ignore[arg-type]
    assert sums(altogether([first, then])) == [("vitamin D", "IU", 548_000, True)]
    assert sums(a_day([first])) == [("vitamin D", "IU", 0, False)]
    assert sums(altogether([weekly])) == [("vitamin D", "IU", 400_000, True)]


def test_what_is_not_known_or_not_added_up_stays_apart() -> None:
    naproxen = Dose(name="naproxen", amount=500, unit="mg", times_a_day=2)
    tens = Dose(name="TENS", amount=60, unit="minutes", times_a_day=4, days=91)
    yoga = Dose(name="yoga", amount=8, unit="sessions", days=28)
    salt = Dose(name="some salt", amount=1, unit="g", times_a_day=1, days=2, fraction=0.1)
    assert sums(a_day([naproxen, tens, yoga, salt])) == [
        ("naproxen", "mg", 1000, True),
        ("TENS", "minutes", 240, True),
        ("the element in some salt", "mg", 100, True),
    ]
    assert sums(altogether([naproxen, tens])) == [("naproxen", "mg", 0, False), ("TENS", "minutes", 21840, True)]


@pytest.mark.django_db
def test_readers_see_steps_with_their_sums_and_what_everybody_got_apart(client: Client) -> None:
    magnesium = {"counted_as": "magnesium", "kind": "form and route"}
    arm = make.make_arm(study=make.make_study(state="published"))
    for step, fraction, amount, times, days in (
        (1, 0.0986, 1000, 1, 14),
        (2, 0.603, 400, 2, 28),
        (2, 0.0539, 100, 2, 28),
    ):
        intervention = make.make_intervention(elemental_fraction=fraction, **magnesium)
        make.make_regimen_step(
            arm=arm,
            step=step,
            intervention=intervention,
            route="intravenous" if step == 1 else "oral",
            amount=amount,
            unit="mg",
            times_a_day=times,
            days=days,
        )
    vitamin = make.make_intervention(counted_as="vitamin D", micrograms_per_iu=0.025)
    make.make_regimen_step(arm=arm, step=3, intervention=vitamin, amount=50000, unit="IU", times_a_day=0.143, days=56)
    drug = make.make_intervention(name="gabapentin", slug="gabapentin")
    make.make_regimen_step(arm=arm, intervention=drug, amount=300, unit="mg", times_a_day=3, co_intervention=True)
    (regimen,) = regimens_of(Arm.objects.all())
    assert [([part.dose for part in step.parts], step.a_day) for step in regimen.steps] == [
        (["1000 mg (98.6 mg of magnesium) into a vein once a day for 14 days"], ("98.6 mg of magnesium a day",)),
        (
            [
                "400 mg (241.2 mg of magnesium) by mouth twice a day for 28 days",
                "100 mg (5.4 mg of magnesium) by mouth twice a day for 28 days",
            ],
            ("493 mg of magnesium a day",),
        ),
        (["50000 IU (1,250 µg) once a week for 56 days"], ("7,143 IU of vitamin D a day on average",)),
    ]
    assert regimen.altogether == (
        "1,380 mg of magnesium into a vein",
        "13,809 mg of magnesium by mouth",
        "400,000 IU of vitamin D",
    )
    assert [part.name for part in regimen.background] == ["gabapentin"]
    html = client.get(arm.study.get_absolute_url()).content.decode()
    assert "1,380 mg of magnesium into a vein; 13,809 mg of magnesium by mouth; 400,000 IU of vitamin D." in html
