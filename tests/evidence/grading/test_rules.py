"""The rules as a document: what goes out comes back, faults get sentences, and the page for readers says all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading import RULES_1, Level, Rules, RulesError, Threshold, rate, symbol, text_alternative
from evidence.models.assessment import Grade
from tests.evidence.grading.bodies import sound

PAGE = Path(__file__).parents[3] / "docs" / "certainty.md"


def changed(**changes: Any) -> dict[str, Any]:
    return dict(RULES_1.to_json()) | changes


def faults(document: object) -> tuple[str, ...]:
    with pytest.raises(RulesError) as caught:
        Rules.from_json(document)
    return caught.value.faults


def test_what_goes_out_comes_back() -> None:
    assert Rules.from_json(RULES_1.to_json()) == RULES_1
    assert Rules.from_json(json.dumps(RULES_1.to_json())) == RULES_1


def test_a_new_version_differs_in_a_threshold_and_rates_by_it() -> None:
    stricter = Rules.from_json(changed(version="2", people_enough=1000, high_risk_serious=0.1))
    assert (stricter.version, stricter.people_enough, stricter.high_risk_serious) == ("2", 1000, 0.1)
    assert rate(sound(), RULES_1).level is Level.HIGH
    assert (rate(sound(), stricter).level, rate(sound(), stricter).rules) == (Level.MODERATE, "2")


def test_a_threshold_says_what_it_is() -> None:
    assert RULES_1.thresholds[0] == Threshold(
        name="high_risk_serious",
        value=0.25,
        label="Share of the weight at high risk of bias that lowers by one",
        source=(
            "Convention of this project, after GRADE guidelines 4, risk of bias (doi:10.1016/j.jclinepi.2010.07.017)"
        ),
        least=0,
        most=1,
        whole=False,
    )
    assert RULES_1.thresholds[0].is_ours
    assert [each.name for each in RULES_1.thresholds if not each.is_ours] == [
        "i2_serious",
        "i2_very_serious",
        "q_p",
        "relative_important",
        "people_enough",
        "events_enough",
        "egger_studies",
        "egger_p",
        "seller_share",
        "large_effect",
        "very_large_effect",
    ]
    assert all(each.label and each.source for each in RULES_1.thresholds)
    assert all(each.least <= each.value <= each.most for each in RULES_1.thresholds)


@pytest.mark.parametrize(
    ("document", "sentences"),
    [
        ("{", ("Expected a JSON object with the thresholds: ",)),
        ("[]", ("Expected a JSON object with the thresholds, got [].",)),
        (None, ("Expected a JSON object with the thresholds, got null.",)),
        (changed(people=3), ("people: there is no such threshold.",)),
        (changed(version=2), ("version: expected a text such as “2”, got 2.",)),
        (changed(version=" "), ("version: expected a text such as “2”, got “ ”.",)),
        (changed(q_p="0.1"), ("q_p: expected a number from 0 to 1, got “0.1”.",)),
        (changed(q_p=None), ("q_p: expected a number from 0 to 1, got null.",)),
        (changed(q_p=True), ("q_p: expected a number from 0 to 1, got true.",)),
        (changed(q_p=float("nan")), ("q_p: expected a number from 0 to 1, got nan.",)),
        (changed(i2_serious=101), ("i2_serious: expected a number from 0 to 100, got 101.",)),
        (changed(people_enough=0), ("people_enough: expected a whole number from 1 to 1e+06, got 0.",)),
        (changed(egger_studies=10.5), ("egger_studies: expected a whole number from 3 to 1000, got 10.5.",)),
        (changed(egger_studies=10**400), ("egger_studies: expected a whole number from 3 to 1000, got 1000",)),
        (
            changed(i2_very_serious=40),
            ("i2_very_serious: expected more than i2_serious (50), got 40.",),
        ),
        (
            changed(i2_very_serious=50),
            ("i2_very_serious: expected more than i2_serious (50), got 50.",),
        ),
        (
            changed(q_p=2, far_too_few=-1),
            (
                "q_p: expected a number from 0 to 1, got 2.",
                "far_too_few: expected a number from 0 to 1, got -1.",
            ),
        ),
    ],
)
def test_a_bad_document_gets_a_sentence_for_each_fault(document: object, sentences: tuple[str, ...]) -> None:
    found = faults(document)
    assert len(found) == len(sentences)
    for fault, sentence in zip(found, sentences, strict=True):
        assert fault.startswith(sentence)


def test_nothing_may_be_missing() -> None:
    document = changed()
    del document["q_p"], document["version"]
    assert faults(document) == ("version: expected, but missing.", "q_p: expected, but missing.")


@given(
    st.dictionaries(
        st.sampled_from([each.name for each in RULES_1.thresholds] + ["version", "other"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers()),
    )
)
def test_any_document_is_read_or_refused_with_sentences(some: dict[str, Any]) -> None:
    document = changed(**some)
    found: tuple[str, ...] = ()
    try:
        assert Rules.from_json(document).to_json() == document
    except RulesError as error:
        found = error.faults
    assert all(fault.endswith(".") for fault in found)


def test_the_page_for_readers_has_every_threshold_with_its_source() -> None:
    rows = [f"| `{each.name}` | {each.value:,g} | {each.label} | {each.source} |" for each in RULES_1.thresholds]
    page = PAGE.read_text(encoding="utf-8")
    assert [row for row in rows if row not in page] == []
    listed = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert listed == [each.name for each in RULES_1.thresholds]


def test_the_levels_are_those_of_an_assessment() -> None:
    assert [level.value for level in Level] == Grade.values


def test_each_level_has_a_symbol_and_words_for_it() -> None:
    assert [(symbol(level), text_alternative(level)) for level in Level] == [
        ("⊕⊕⊕⊕", "high certainty (4 of 4)"),
        ("⊕⊕⊕⊖", "moderate certainty (3 of 4)"),
        ("⊕⊕⊖⊖", "low certainty (2 of 4)"),
        ("⊕⊖⊖⊖", "very low certainty (1 of 4)"),
    ]
