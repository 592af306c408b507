"""What is odd about a dose, in sentences for whoever looks it up: nothing here is refused, and no word is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.doses import MASS, Dose, Unit, micrograms

# Millilitres in a household measure. The middle is 21 CFR 101.9(b)(5)(viii): 5, 15 and 240 ml; the ends leave room for
# rounding, the Australian tablespoon of 20 ml, the Japanese cup of 200 ml and the imperial one of 284 ml.
MEASURES = {"teaspoon": (4, 5, 6), "tablespoon": (12, 15, 20), "cup": (190, 240, 290)}
SHORT = {"tsp": "teaspoon", "tbsp": "tablespoon"}
# Milligrams of magnesium a day by mouth. A laxative's label goes to 60 ml of magnesium hydroxide suspension with 500 mg
# of magnesium in 15 ml, which is 2,000 mg (https://otclabels.com/lib/otc/otc-meds/milk-of-magnesia-33/).
MOST_MAGNESIUM = 2_000
# Micrograms of vitamin D at once: 600,000 IU, the largest dose that was given at once in trials of bone and pain.
MOST_VITAMIN_D = 15_000
# More than once an hour is rather a count of tablets, or of something else.
MOST_TIMES = 24

NUMBER = r"(\d[\d,]*(?:\.\d+)?|\.\d+)"
MEASURE = re.compile(
    rf"(?:(?P<count>{NUMBER})\s*)?\b(?P<measure>teaspoon|tsp|tablespoon|tbsp|cup)(?:ful)?s?\b\.?"
    rf"[\s(=,~:]*(?:of|or|about|approximately|i\.e\.)?\s*(?P<ml>{NUMBER})\s*(?:ml|millilit(?:re|er)s?)\b",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    rf"{NUMBER}\s*(mg|milligrams?|mcg|µg|μg|ug|micrograms?|g|grams?|iu|international units?|i\.u\.)(?![\w])",
    re.IGNORECASE,
)
UNITS = {"milligram": "mg", "mcg": "µg", "μg": "µg", "ug": "µg", "microgram": "µg", "gram": "g"}
BARE_UNITS = re.compile(rf"{NUMBER}\s*units?\b", re.IGNORECASE)
PER_CENT = re.compile(rf"{NUMBER}\s*(?:%|per ?cent)", re.IGNORECASE)


def doubts(dose: Dose) -> list[str]:
    """What somebody should look up again; empty for a dose that raises no question."""
    return [
        *doubts_in_words(dose.words),
        *_frequency(dose),
        *_other_unit_in_words(dose),
        *_units(dose),
        *_vitamin_d(dose),
        *_magnesium(dose),
        *_per_cent(dose),
    ]


def doubts_in_words(words: str) -> list[str]:
    """Household measures that cannot hold what the words say: a teaspoon of 160 ml."""
    said = []
    for found in MEASURE.finditer(words):
        measure = found["measure"].lower()
        measure = SHORT.get(measure, measure)
        count = _number(found["count"]) if found["count"] else 1.0
        least, usual, most = MEASURES[measure]
        if count and not least <= _number(found["ml"]) / count <= most:
            quoted = found[0].strip() + (")" if "(" in found[0] else "")
            said.append(f"“{quoted}”: a {measure} holds about {usual} ml. Look up which is meant.")
    return said


def _frequency(dose: Dose) -> Iterator[str]:
    if dose.times_a_day is not None and dose.times_a_day > MOST_TIMES:
        yield f"{dose.times_a_day:g} times a day is more than once an hour: is it a number of tablets or of minutes?"


def _other_unit_in_words(dose: Dose) -> Iterator[str]:
    """The number of the amount stands in the words, but only ever with another unit: 5,000 mg beside “5,000 IU”."""
    if dose.amount is None or dose.unit not in (*MASS, Unit.INTERNATIONAL_UNIT):
        return
    units = [_unit(found[2]) for found in AMOUNT.finditer(dose.words) if _number(found[1]) == dose.amount]
    if units and dose.unit not in units:
        yield f"The words say {dose.amount:,.15g} {units[0]}, the fields {dose.amount:,.15g} {dose.unit}."


def _units(dose: Dose) -> Iterator[str]:
    if dose.unit == Unit.INTERNATIONAL_UNIT and dose.micrograms_per_iu is None:
        yield (
            f"International units of {dose.name} are kept as they are: what one weighs is not known here, and of "
            "vitamins A and E it depends on the form."
        )
    elif dose.unit != Unit.INTERNATIONAL_UNIT and (found := BARE_UNITS.search(dose.words)):
        yield f"“{found[0]}”: are international units (IU) meant, or tablets?"


def _vitamin_d(dose: Dose) -> Iterator[str]:
    if dose.amount is None or dose.micrograms_per_iu is None or dose.unit not in (*MASS, Unit.INTERNATIONAL_UNIT):
        return
    mass = micrograms(amount=dose.amount, unit=dose.unit, micrograms_per_iu=dose.micrograms_per_iu)
    if mass > MOST_VITAMIN_D:
        yield (
            f"{dose.amount:,.15g} {dose.unit} at once would be {mass / dose.micrograms_per_iu:,.0f} IU, more than the "
            f"{MOST_VITAMIN_D / dose.micrograms_per_iu:,.0f} IU of the largest single doses: are IU or µg meant?"
        )


def _magnesium(dose: Dose) -> Iterator[str]:
    if dose.counted_as.lower() != "magnesium" or dose.route not in ("oral", "sublingual"):
        return
    if dose.amount is None or dose.unit not in MASS:
        return
    day = dose.amount * MASS[dose.unit] / MASS["mg"] * (dose.fraction or 1) * (dose.times_a_day or 1)
    if day > MOST_MAGNESIUM:
        of = "of magnesium" if dose.fraction else "(of magnesium, if the element is meant)"
        yield f"{day:,.0f} mg {of} a day by mouth is more than the {MOST_MAGNESIUM:,} mg of a laxative’s largest dose."


def _per_cent(dose: Dose) -> Iterator[str]:
    found = PER_CENT.search(dose.words)
    if found and dose.route == "topical" and dose.amount is not None and dose.unit in MASS:
        yield (
            f"“{found[0]}” is a strength: {dose.amount:g} {dose.unit} should be what is in the cream that was put on, "
            "and not the cream."
        )


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _unit(text: str) -> str:
    word = text.lower()
    if word.startswith(("iu", "international", "i.u")):
        return str(Unit.INTERNATIONAL_UNIT)
    return UNITS.get(word.rstrip("s"), word)
