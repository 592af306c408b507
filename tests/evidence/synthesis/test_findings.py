"""The summary of findings: one line for each condition, its words, its certainty, and what changed since."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from evidence.synthesis.choices import Choices
from evidence.synthesis.conclusions import Names, conclusions_of, inside, is_plural
from evidence.synthesis.entry import Entry, Smallest
from evidence.synthesis.findings import Found, findings_of, found_again
from evidence.synthesis.rating import Question, Surroundings
from evidence.synthesis.since import changes_since
from evidence.synthesis.units import unit_of
from tests.evidence.synthesis.trials import NRS, arm, bcg, counted, entry

NAMES = Names(
    intervention="Magnesium", outcome="Pain intensity", conditions={"back-pain": "Back pain", "acute": "Acute pain"}
)
SEARCHED = {"back-pain": Surroundings(searched=True)}


def found(
    entries: list[Entry],
    choices: Choices | None = None,
    *,
    around: dict[str, Surroundings] | None = None,
    question: Question | None = None,
) -> tuple[Found, ...]:
    unit = unit_of(entries, choices or Choices(), smallest=Smallest(difference=2, scale=NRS))
    concluded = conclusions_of(unit, NAMES, choices or Choices(), question=question, around=around)
    return findings_of(unit, concluded, NAMES, lambda ids: f"{', '.join(ids)} says so.")


def many(count: int = 6, **values: object) -> list[Entry]:
    """Large trials at low risk of bias that agree."""
    arms = {"experimental": arm("a", mean=4.7, sd=1.8, n=100), "reference": arm("b", mean=7.2, sd=2.0, n=100)}
    return [entry(f"trial-{at}", bias="low", **arms | values) for at in range(count)]


def test_a_large_sure_effect_is_told_with_its_size_and_its_certainty() -> None:
    (line,) = found(many(), around=SEARCHED)
    assert (line.standing, line.side, line.level, line.trials, line.people) == ("pooled", "favours it", "high", 6, 1200)
    assert line.sentence == (
        "Magnesium reduces pain intensity by an important amount (up to 3 months) in people with back pain, compared "
        "with placebo: 2.5 points lower on NRS 0–10 (95 % interval 2.22 to 2.78 lower; smallest important: 2)."
    )
    assert line.effect == "−2.5 points (−2.78 to −2.22) on NRS 0–10; smallest important: 2"
    assert line.withheld == ""


def test_nothing_favourable_is_concluded_without_a_search_for_the_contrary() -> None:
    (line,) = found(many())
    assert line.level == "moderate"
    assert "looks favourable, but nothing is concluded yet" in line.sentence
    assert line.withheld.startswith("Nothing favourable is said until a search")


def test_one_study_is_told_as_one() -> None:
    (line,) = found([entry("a", bias="low")], around=SEARCHED)
    assert (line.standing, line.trials) == ("one study", 1)
    assert line.sentence.startswith("Going by one study of 80 people, ")


def test_studies_that_are_not_pooled_are_told_with_the_reason() -> None:
    other = entry("b", comparator="active", reference=arm("massage", mean=7.2, sd=2.0, n=40))
    (line,) = found([entry("a", comparator="active", reference=arm("rest", mean=7.2, sd=2.0, n=40)), other])
    assert (line.standing, line.estimate, line.effect) == ("not pooled", None, "")
    assert line.sentence == (
        "2 studies of magnesium looked at pain intensity in people with back pain; each is shown alone. Not pooled: "
        "the studies compared with different treatments (massage and rest). In the words of the sources: "
        "a/pain/a-v-b, b/pain/a-v-b says so."
    )


def test_each_condition_has_its_line_and_the_stronger_body_comes_first() -> None:
    acute = entry("c", condition="acute", stage="Acute pain")
    care = entry("d", comparator="usual care", people=20)
    lines = found([*many(2), acute, care])
    assert [(one.condition_name, one.comparator, one.trials) for one in lines] == [
        ("Back pain", "placebo", 2),
        ("Acute pain", "placebo", 1),
    ]
    assert lines[0].further == ("1 study against usual care, up to 3 months",)


def test_events_are_told_of_a_thousand_people() -> None:
    (line,) = found(bcg(), around=SEARCHED)
    assert line.absolute == (
        "8 in 1,000 instead of 16: 8 fewer (11 fewer to 4 fewer); number needed to treat 124. "
        "Without it: median of the risks in 13 control groups (less than 1 % to 26 %)."
    )
    assert line.effect == "risk ratio 0.49 (0.33 to 0.73)"


@pytest.mark.parametrize(
    ("one", "standing", "sentence"),
    [
        (
            {"comparator": "none", "reference": None},
            "no comparator",
            (
                "1 study of magnesium measured pain intensity in people with back pain without comparing it with "
                "anything: what would have happened without it is not known."
            ),
        ),
        ({"kind": "words"}, "words only", "a/pain/a-v-b says so."),
        ({"design": "systematic review"}, "reviews only", "a/pain/a-v-b says so."),
    ],
)
def test_what_has_no_figure_is_told_in_words_and_not_rated(
    one: dict[str, object], standing: str, sentence: str
) -> None:
    (line,) = found([entry("a", **one)])
    assert (line.standing, line.sentence, line.level, line.side) == (standing, sentence, "", "not known")


def test_another_form_and_route_than_asked_lower_the_certainty() -> None:
    """A cream against infusions."""
    cream = Question(form="cream", route="on the skin")
    infused = [replace(one, form="infusion", routes=("into a vein",)) for one in many()]
    (line,) = found(infused, around=SEARCHED, question=cream)
    (direct,) = found(infused, around=SEARCHED)
    assert (direct.level, line.level) == ("high", "low")
    (step,) = (one for one in line.steps if one.domain == "indirectness")
    assert step.change == -2
    assert "infusion, not cream" in step.reason
    assert "into a vein, not on the skin" in step.reason


def test_all_five_domains_are_shown_and_what_they_looked_at() -> None:
    (line,) = found(many(), around=SEARCHED)
    assert [one.domain for one in line.steps] == [
        "risk of bias",
        "inconsistency",
        "indirectness",
        "imprecision",
        "publication bias",
    ]
    assert all(one.reason for one in line.steps)
    assert [one.domain for one in line.steps if not one.inputs] == ["indirectness"]  # nothing differs here


def test_a_study_without_which_it_would_be_otherwise_is_named() -> None:
    weak = entry("weak", label="Weak 2010", bias="low", reference=arm("b", mean=5.0, sd=2.0, n=40))
    strong = entry("strong", label="Strong 2012", bias="low", reference=arm("b", mean=7.6, sd=0.4, n=400))
    (line,) = found([weak, strong], around=SEARCHED)
    assert any("Without Strong 2012" in one for one in line.deciding)


def test_a_study_without_which_the_others_are_not_pooled_is_named_and_so_is_its_namesake() -> None:
    """They differ as much as can be borne; without either of two they differ too much."""
    figures = {"first": (3.3, 0.5, 10), "great": (3.0, 0.5, 100), "vague": (3.2, 10.0, 40), "other": (4.6, 1.0, 40)}
    trials = [
        entry(
            study,
            label="Doe 2010",
            experimental=arm("a", mean=mean, sd=sd, n=n),
            reference=arm("b", mean=5.0, sd=sd, n=n),
        )
        for study, (mean, sd, n) in figures.items()
    ]
    (line,) = found(trials)
    assert line.standing == "pooled"
    assert line.deciding == (
        (
            "Without Doe 2010, the conclusion would be “no clear difference: an important benefit is possible”, not "
            "“small benefit”."
        ),
        "Without Doe 2010 (first), the others would not be pooled.",
        "Without Doe 2010 (vague), the others would not be pooled.",
    )


def test_a_line_survives_json() -> None:
    for line in (*found(many(), around=SEARCHED), *found(bcg()), *found([entry("a", kind="words")])):
        assert found_again(line.kept()) == line
        assert json.loads(json.dumps(line.kept())) == line.kept()


@pytest.mark.parametrize(
    ("name", "within"),
    [("Magnesium", "magnesium"), ("TENS", "TENS"), ("Vitamin D", "vitamin D"), ("pH", "pH"), ("", "")],
)
def test_a_name_within_a_sentence(name: str, within: str) -> None:
    assert inside(name) == within


def test_people_whom_nobody_counted_are_not_none() -> None:
    (line,) = found([entry("a", kind="words", people=None)])
    assert line.counted == "not known (1)"
    (line,) = found(many())
    assert line.counted == "1,200 (6)"


@pytest.mark.parametrize(
    ("name", "plural"),
    [("NSAIDs", True), ("magnesium infusions, then capsules", True), ("TENS", False), ("massage", False)],
)
def test_a_name_is_one_or_several(name: str, plural: bool) -> None:
    assert is_plural(name) is plural


def test_what_came_since_a_day_is_said_with_what_it_changed() -> None:
    old, new = many(2, known_on="2012"), entry("later", label="Later 2020", known_on="2020", bias="low")
    then = found([*old, new], Choices(as_of=date(2016, 3, 24)), around=SEARCHED)
    now = found([*old, new], around=SEARCHED)
    (since,) = changes_since(then, now, [new])
    assert since.condition_name == "Back pain"
    assert since.changes[0] == "New since: Later 2020."
    assert "Then 2 studies with 400 people, now 3 studies with 480 people." in since.changes
    assert changes_since(now, now, []) == ()


def test_nothing_was_known_before_the_first_study() -> None:
    (since,) = changes_since((), found(many(1)), many(1))
    assert since.changes == ("New since: Trial-0.", "Nothing was known then.")


def test_the_same_counts_hold_for_harms_which_are_lower_the_better() -> None:
    harms = [counted(f"t{at}", 30, 100, 10, 100, bias="low") for at in range(5)]
    (line,) = found(harms, around=SEARCHED)
    assert (line.side, line.measure) == ("speaks against it", "RR")
