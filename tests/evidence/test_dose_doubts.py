"""Doubts about doses: each odd case gets its sentence, what is usual gets none, and no word is changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from evidence.dose_doubts import doubts, doubts_in_words
from evidence.doses import Dose, Unit
from tests import factories as make
from tests.evidence.desk import page, send

VITAMIN_D: dict[str, Any] = {"name": "vitamin D", "counted_as": "vitamin D", "micrograms_per_iu": 0.025}
OXIDE: dict[str, Any] = {"name": "oxide", "counted_as": "magnesium", "fraction": 0.603, "route": "oral", "unit": "mg"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "1 teaspoon (160 ml) every two hours, total ~ 800 mg/day",
            ["“1 teaspoon (160 ml)”: a teaspoon holds about 5 ml. Look up which is meant."],
        ),
        ("2 tsp = 50 mL", ["“2 tsp = 50 mL”: a teaspoon holds about 5 ml. Look up which is meant."]),
        ("a tablespoon of 5 ml", ["“tablespoon of 5 ml”: a tablespoon holds about 15 ml. Look up which is meant."]),
        ("one cup (30 ml)", ["“cup (30 ml)”: a cup holds about 240 ml. Look up which is meant."]),
        ("1 teaspoon (5 ml), 2 tablespoons (30 ml) or 1 cup (240 ml)", []),
        ("3 teaspoons (15 ml) in 250 ml of water", []),
        ("a cup of tea, then 30 ml of syrup", []),
    ],
)
def test_household_measures_that_cannot_hold_it_are_asked_about(words: str, said: list[str]) -> None:
    assert doubts_in_words(words) == said


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        (
            Dose(**VITAMIN_D, amount=5000, unit="mg", words="5,000 IU daily"),
            [
                "The words say 5,000 IU, the fields 5,000 mg.",
                (
                    "5,000 mg at once would be 200,000,000 IU, more than the 600,000 IU of the largest single doses: "
                    "are IU or µg meant?"
                ),
            ],
        ),
        (Dose(**VITAMIN_D, amount=600_000, unit="IU"), []),
        (Dose(**VITAMIN_D, amount=50_000, unit="IU", times_a_day=0.143, words="50,000 IU once a week"), []),
        (
            Dose(name="thyroxine", amount=100, unit="mg", words="100 mcg in the morning"),
            ["The words say 100 µg, the fields 100 mg."],
        ),
        (
            Dose(**OXIDE, amount=4000, times_a_day=1),
            ["2,412 mg of magnesium a day by mouth is more than the 2,000 mg of a laxative’s largest dose."],
        ),
        (Dose(**OXIDE, amount=400, times_a_day=2, words="400 mg twice daily"), []),
        (
            Dose(name="oral", counted_as="magnesium", route="oral", amount=5, unit="g", times_a_day=1),
            [
                (
                    "5,000 mg (of magnesium, if the element is meant) a day by mouth is more than the 2,000 mg of a "
                    "laxative’s largest dose."
                )
            ],
        ),
        (
            Dose(name="vitamin E", amount=400, unit="IU"),
            [
                (
                    "International units of vitamin E are kept as they are: what one weighs is not known here, and of "
                    "vitamins A and E it depends on the form."
                )
            ],
        ),
        (
            Dose(**VITAMIN_D, amount=5, unit="mg", words="50,000 units a week"),
            ["“50,000 units”: are international units (IU) meant, or tablets?"],
        ),
        (
            Dose(name="cream", amount=10, unit="mg", route="topical", words="a 10 % cream"),
            ["“10 %” is a strength: 10 mg should be what is in the cream that was put on, and not the cream."],
        ),
        (
            Dose(name="tablets", amount=1, unit="mg", times_a_day=30),
            ["30 times a day is more than once an hour: is it a number of tablets or of minutes?"],
        ),
        (Dose(name="naproxen", amount=500, unit="mg", times_a_day=2, days=10, words="500 mg twice daily"), []),
        (Dose(name="nothing at all"), []),
    ],
)
def test_each_odd_dose_has_its_sentence_and_a_usual_one_has_none(dose: Dose, said: list[str]) -> None:
    assert doubts(dose) == said


@given(
    words=st.text(max_size=200),
    amount=st.none() | st.floats(0, 1e15),
    unit=st.sampled_from(["", *Unit]),
    route=st.sampled_from(["", "oral", "topical"]),
)
def test_any_dose_can_be_looked_at(words: str, amount: float | None, unit: str, route: str) -> None:
    for values in ({}, VITAMIN_D, {"name": "magnesium", "counted_as": "magnesium"}):
        found = doubts(Dose(**{"name": "x"} | values, amount=amount, unit=unit, route=route, words=words))
        assert all(one.strip() for one in found)


@pytest.mark.django_db
def test_the_desk_shows_doubts_and_keeps_the_words(client: Client) -> None:
    client.force_login(make.make_user(can="*"))
    words = "1 teaspoon (160 ml) every two hours"
    step = make.make_regimen_step(words=words)
    said = "a teaspoon holds about 5 ml. Look up which is meant."
    study = step.arm.study
    assert said in client.get(page("arms", study)).content.decode()
    assert send(client, page("arms", study), {"_stay": ""}).status_code == 302
    step.refresh_from_db()
    assert step.words == words
    assert client.get(page("entry", study)).context["doubtful"] == [
        f"{step.arm.name}, {step.intervention}: “1 teaspoon (160 ml)”: {said}"
    ]
