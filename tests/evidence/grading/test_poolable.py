"""When not to pool: each rule by itself, what is left out first, and what an average would hide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading import POOLING_RULES, RULES_1, Facts, Reason, Rules, Spread, reasons_not_to_pool
from evidence.grading.poolable import BEYOND_USE, DIFFERENT_SCALES, LEAVING_OUT, REFUSING


def study(name: str, **changes: Any) -> Facts:
    values: dict[str, Any] = {
        "id": name.lower(),
        "label": f"{name} 2013",
        "comparator": "placebo",
        "comparator_kind": "placebo",
        "stages": frozenset({"chronic"}),
        "routes": frozenset({"by mouth"}),
        "kind": "final",
        "scale": "NRS",
    }
    return Facts(**values | changes)


SMITH, MEYER = study("Smith"), study("Meyer")


def of(*studies: Facts, **more: Any) -> list[tuple[str, str, tuple[str, ...], bool]]:
    return [
        (reason.id, reason.sentence, reason.studies, reason.leaves_out)
        for reason in reasons_not_to_pool(studies, **more)
    ]


def test_studies_that_are_alike_are_pooled() -> None:
    assert reasons_not_to_pool([SMITH, MEYER], measure="MD") == ()


def test_one_study_is_not_pooled() -> None:
    assert reasons_not_to_pool([SMITH]) == (
        Reason(id="one-study", sentence="Not pooled: there is one study only, Smith 2013.", studies=("smith",)),
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"comparator_kind": "usual care", "comparator": "physiotherapy"},
            (
                "different-comparators",
                "Not pooled: the studies compared with different things (placebo and usual care).",
                ("smith", "meyer", "li"),
                False,
            ),
        ),
        (
            {"randomised": False},
            (
                "different-designs",
                "Not pooled: Li 2013 did not randomise people, and others did.",
                ("li",),
                False,
            ),
        ),
        (
            {"stages": frozenset({"acute"})},
            (
                "acute-with-chronic",
                "Not pooled: some of the studies were of acute, others of chronic complaints.",
                ("smith", "meyer", "li"),
                False,
            ),
        ),
        (
            {"routes": frozenset({"intravenous"})},
            (
                "different-routes",
                "Not pooled: it was given by different routes (by mouth and intravenous).",
                ("smith", "meyer", "li"),
                False,
            ),
        ),
        (
            {"routes": frozenset({"intravenous", "by mouth"})},
            (
                "different-routes",
                "Not pooled: it was given by different routes (by mouth and by mouth with intravenous).",
                ("smith", "meyer", "li"),
                False,
            ),
        ),
        (
            {"kind": "change"},
            (
                "scores-with-changes",
                "Not pooled: Li 2013 gave changes since the start, others gave scores at the end.",
                ("smith", "meyer", "li"),
                False,
            ),
        ),
        (
            {"scale": "ODI"},
            (
                "different-scales",
                "Not pooled: scales that cannot be turned into one another were used (NRS and ODI).",
                ("smith", "meyer", "li"),
                False,
            ),
        ),
        (
            {"comparator": "", "comparator_kind": ""},
            (
                "no-comparison",
                "Not pooled: Li 2013 compared with nothing, so that there is no effect to pool.",
                ("li",),
                True,
            ),
        ),
        (
            {"has_spread": False},
            (
                "missing-spread",
                "Not pooled: Li 2013 gave no standard deviation, nor anything it can be derived from.",
                ("li",),
                True,
            ),
        ),
        (
            {"crossover": True},
            (
                "unpaired-crossover",
                "Not pooled: Li 2013 gave everybody both treatments, but no paired analysis.",
                ("li",),
                True,
            ),
        ),
        (
            {"is_review": True, "contains": frozenset({"smith", "other"})},
            (
                "review-with-trials",
                "Not pooled: Li 2013 pooled trials itself, and those shown here would count twice.",
                ("li",),
                True,
            ),
        ),
        (
            {"is_review": True},
            (
                "review-with-trials",
                "Not pooled: Li 2013 pooled trials itself, and those shown here would count twice.",
                ("li",),
                True,
            ),
        ),
    ],
)
def test_one_study_that_differs(changes: dict[str, Any], reason: tuple[str, str, tuple[str, ...], bool]) -> None:
    assert of(SMITH, MEYER, study("Li", **changes), measure="MD") == [reason]


def test_two_active_comparators_are_two_questions() -> None:
    drugs = [
        study("Li", comparator_kind="active", comparator="diclofenac"),
        study("Wu", comparator_kind="active", comparator="ibuprofen"),
    ]
    assert of(*drugs) == [
        (
            "different-active",
            "Not pooled: the studies compared with different treatments (diclofenac and ibuprofen).",
            ("li", "wu"),
            False,
        )
    ]
    assert of(drugs[0], study("Wu", comparator_kind="active", comparator="diclofenac")) == []


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"crossover": True, "paired": True}, {}),
        ({"is_review": True, "contains": frozenset({"other"})}, {}),
        ({"stages": frozenset({"sub-chronic"})}, {}),
        ({"stages": frozenset()}, {}),
        ({"routes": frozenset()}, {}),
        ({"kind": ""}, {}),
        ({"scale": ""}, {"measure": "SMD"}),
        ({"scale": "ODI"}, {"measure": "SMD"}),
        ({"comparator_kind": ""}, {}),
    ],
)
def test_what_is_not_known_or_does_not_matter_keeps_nothing_apart(
    changes: dict[str, Any], more: dict[str, Any]
) -> None:
    assert reasons_not_to_pool([SMITH, MEYER, study("Li", **changes)], **more) == ()


def test_points_of_an_unknown_scale_are_not_averaged_with_others() -> None:
    assert of(SMITH, study("Li", scale=""), measure="MD") == [
        (
            "different-scales",
            "Not pooled: scales that cannot be turned into one another were used (NRS and not stated).",
            ("smith", "li"),
            False,
        )
    ]


def test_a_comparator_of_unknown_kind_is_known_by_its_name() -> None:
    assert [each[0] for each in of(SMITH, study("Li", comparator_kind="", comparator="physiotherapy"))] == [
        "different-comparators"
    ]


def test_studies_of_the_same_mixed_people_are_pooled() -> None:
    mixed = frozenset({"acute", "chronic"})
    assert reasons_not_to_pool([study("Li", stages=mixed), study("Wu", stages=mixed)]) == ()
    assert [each[0] for each in of(study("Li", stages=mixed), SMITH)] == ["acute-with-chronic"]


def test_studies_that_are_all_not_randomised_are_pooled_among_themselves() -> None:
    assert reasons_not_to_pool([study("Li", randomised=False), study("Wu", randomised=False)]) == ()


def test_a_review_alone_is_one_study() -> None:
    assert [each[0] for each in of(study("Li", is_review=True))] == ["one-study"]


def test_what_is_left_out_is_not_asked_for_the_rest() -> None:
    """The two without a spread differ in route, which then keeps nothing apart; one study is left."""
    one, other = (
        study(name, has_spread=False, routes=frozenset({route})) for name, route in (("Li", "iv"), ("Wu", "topical"))
    )
    assert of(SMITH, MEYER, one, other) == [
        (
            "missing-spread",
            "Not pooled: Li 2013 and Wu 2013 gave no standard deviation, nor anything it can be derived from.",
            ("li", "wu"),
            True,
        )
    ]
    assert [each[0] for each in of(SMITH, one)] == ["missing-spread", "one-study"]


def test_several_reasons_are_all_given() -> None:
    found = of(SMITH, study("Li", routes=frozenset({"topical"}), kind="change", comparator_kind="no treatment"))
    assert [each[0] for each in found] == ["different-comparators", "different-routes", "scores-with-changes"]


def test_many_names_are_cut() -> None:
    assert (
        "Study0 2013, Study1 2013, Study2 2013, Study3 2013 and Study4 2013 gave"
        in (of(SMITH, MEYER, *[study(f"Study{number}", has_spread=False) for number in range(5)])[0][1])
    )
    many = [study(f"Study{number}", has_spread=False) for number in range(8)]
    assert of(SMITH, MEYER, *many)[0][1] == (
        "Not pooled: Study0 2013, Study1 2013, Study2 2013, Study3 2013, Study4 2013 and 3 more gave no standard"
        " deviation, nor anything it can be derived from."
    )


@pytest.mark.parametrize(
    ("spread", "sentence"),
    [
        (
            Spread(i2=93.4, both_sides=True),
            "Not pooled: I² is 93.4 % and the studies point both ways, so that an average would describe none of them.",
        ),
        (
            Spread(i2=93.4, both_sides=False, prediction=(-3.0, 1.0), smallest_important=1.0),
            (
                "Not pooled: I² is 93.4 % and a further study could find an important benefit or an important harm,"
                " so that an average would describe none of them."
            ),
        ),
        (
            Spread(i2=93.4, both_sides=False, no_effect=1.0, prediction=(0.4, 1.3), smallest_important=0.25),
            (
                "Not pooled: I² is 93.4 % and a further study could find an important benefit or an important harm,"
                " so that an average would describe none of them."
            ),
        ),
        (
            Spread(i2=93.4, both_sides=False, prediction=(-1.0, 3.0), smallest_important=1.0),
            (
                "Not pooled: I² is 93.4 % and a further study could find an important benefit or an important harm,"
                " so that an average would describe none of them."
            ),
        ),
        (Spread(i2=93.4, both_sides=False, prediction=(-3.0, 0.9), smallest_important=1.0), ""),
        (Spread(i2=93.4, both_sides=False, prediction=(-3.0, 1.0)), ""),
        (Spread(i2=93.4, both_sides=False), ""),
        (Spread(i2=90.0, both_sides=True), ""),
    ],
)
def test_an_average_that_would_mislead_is_withdrawn(spread: Spread, sentence: str) -> None:
    expected = [("too-inconsistent", sentence, ("smith", "meyer"), False)] if sentence else []
    assert of(SMITH, MEYER, spread=spread) == expected


def test_one_study_that_is_left_has_no_average_to_withdraw() -> None:
    assert [each[0] for each in of(SMITH, spread=Spread(i2=95, both_sides=True))] == ["one-study"]


def test_another_version_of_the_rules_can_withdraw_sooner() -> None:
    spread = Spread(i2=80, both_sides=True)
    assert of(SMITH, MEYER, spread=spread) == []
    assert [each[0] for each in of(SMITH, MEYER, spread=spread, rules=Rules(version="2", i2_beyond_use=75))] == [
        "too-inconsistent"
    ]


def test_each_rule_has_a_name_of_its_own_and_a_title() -> None:
    rules = [*LEAVING_OUT, *REFUSING, DIFFERENT_SCALES]
    ids = [rule.id for rule in rules] + [BEYOND_USE]
    assert len(ids) == len(set(ids)) == 13
    assert all(rule.title for rule in rules)
    assert [rule.leaves_out for rule in rules] == [True] * 4 + [False] * 8


def test_the_page_for_readers_lists_every_rule() -> None:
    page = (Path(__file__).parents[3] / "docs" / "certainty.md").read_text(encoding="utf-8")
    listed = [line.split(": ", 1) for line in page.splitlines() if line.startswith("- `")]
    assert [(name.strip("- `"), title) for name, title in listed] == list(POOLING_RULES)


SOME = st.builds(
    Facts,
    id=st.text("abcdefgh", min_size=1, max_size=8),
    label=st.just("A 2013"),
    comparator=st.sampled_from(["", "placebo", "ibuprofen", "diclofenac"]),
    comparator_kind=st.sampled_from(["", "placebo", "active", "usual care"]),
    randomised=st.booleans(),
    stages=st.frozensets(st.sampled_from(["acute", "sub-chronic", "chronic"])),
    routes=st.frozensets(st.sampled_from(["by mouth", "intravenous", "topical"])),
    kind=st.sampled_from(["", "final", "change"]),
    scale=st.sampled_from(["", "NRS", "ODI"]),
    has_spread=st.booleans(),
    crossover=st.booleans(),
    paired=st.booleans(),
    is_review=st.booleans(),
    contains=st.none() | st.frozensets(st.text("abcdefgh", min_size=1, max_size=2)),
)


@given(st.lists(SOME, max_size=6, unique_by=lambda each: each.id), st.sampled_from(["MD", "SMD", "RR"]))
def test_every_reason_names_studies_that_are_there(studies: list[Facts], measure: str) -> None:
    reasons = reasons_not_to_pool(studies, measure=measure, spread=Spread(i2=95, both_sides=True), rules=RULES_1)
    ids = {each.id for each in studies}
    out: set[str] = set()
    for reason in reasons:
        assert reason.studies
        assert set(reason.studies) <= ids
        assert reason.sentence.startswith("Not pooled: ")
        assert reason.sentence.endswith(".")
        if reason.leaves_out:
            out |= set(reason.studies)
        else:
            assert not out & set(reason.studies)
    if len(ids - out) == 1:
        assert "one-study" in [reason.id for reason in reasons]
