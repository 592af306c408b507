"""What is put together and what is not: strata, one line a study, reasons, and nothing left out silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.synthesis.choices import Choices, LeaveOut
from evidence.synthesis.entry import Entry, Printed, Smallest
from evidence.synthesis.selection import known_by, select
from evidence.synthesis.strata import band_of
from evidence.synthesis.units import Unit, unit_of
from tests.evidence.synthesis.trials import NRS, RMDQ, VAS, arm, bcg, counted, entry


def unit(*entries: Entry, **choices: object) -> Unit:
    return unit_of(entries, Choices(**choices))  # type: ignore[arg-type]


def left_out(entries: list[Entry], **choices: object) -> dict[str, str]:
    return {one.entry.study: one.reason for one in select(entries, Choices(**choices)).left_out}  # type: ignore[arg-type]


def test_thirteen_trials_are_pooled_as_metafor_does() -> None:
    """RR, REML: -0.714532342158139, tau² 0.313243258136481; Hartung-Knapp -1.10844371368555 to -0.320620970630728."""
    body = unit(*bcg()).bodies[0]
    assert body.pooled is not None
    assert (body.measure, body.pooled.k, body.reasons) == ("RR", 13, ())
    assert body.pooled.estimate == pytest.approx(-0.714532342158139, rel=1e-6)
    assert body.pooled.tau2 == pytest.approx(0.313243258136481, rel=1e-6)
    assert (body.pooled.ci_low, body.pooled.ci_high) == pytest.approx((-1.10844371368555, -0.320620970630728), rel=1e-6)


def test_lines_stand_in_the_order_of_years() -> None:
    assert [one.entry.label for one in unit(*bcg()).bodies[0].lines][:3] == [
        "Aronson 1948",
        "Ferguson and Simes 1949",
        "Stein and Aronson 1953",
    ]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (
            {"comparator": "usual care"},
            "Not pooled together: different comparators (against placebo, against usual care).",
        ),
        (
            {"design": "controlled"},
            "Not pooled together: randomised and not randomised studies (randomised, not randomised).",
        ),
        (
            {"stage": "Acute back pain", "condition": "acute"},
            "Not pooled together: different conditions or stages of them (Acute back pain, Back pain).",
        ),
        ({"routes": ("into a vein",)}, "Not pooled together: different routes (not stated, into a vein)."),
        ({"days": 400}, "Not pooled together: different times (a year or longer, up to 3 months)."),
        ({"kind": "change"}, "Not pooled together: different kinds of figures (changes since the start, scores)."),
    ],
)
def test_unlike_studies_are_apart_and_the_page_says_why(other: dict[str, object], sentence: str) -> None:
    found = unit(entry("a"), entry("b", **other))
    assert [len(one.lines) for one in found.bodies] == [1, 1]
    assert found.apart == (sentence,)
    assert all(one.pooled is None for one in found.bodies)


def test_one_study_is_shown_and_not_pooled() -> None:
    body = unit(entry("a", label="Yousef 2013")).bodies[0]
    assert (body.pooled, body.reasons) == (None, ("Not pooled: there is one study only, Yousef 2013.",))
    assert body.natural is not None
    assert body.natural.estimate == pytest.approx(-2.5)


def test_different_active_treatments_are_not_pooled() -> None:
    found = unit(
        entry("a", comparator="active", reference=arm("ibuprofen", mean=7.2, sd=2.0, n=40)),
        entry("b", comparator="active", reference=arm("massage", mean=7.2, sd=2.0, n=40)),
    ).bodies[0]
    assert found.reasons == ("Not pooled: the studies compared with different treatments (ibuprofen and massage).",)


def test_a_study_without_an_sd_stays_with_its_reason_and_the_others_are_pooled() -> None:
    body = unit(entry("a"), entry("b"), entry("c", reference=arm("placebo", mean=7.2, n=40))).bodies[0]
    assert body.pooled is not None
    assert body.pooled.k == 2
    assert {one.entry.study: one.why_not for one in body.lines} == {
        "a": "",
        "b": "",
        "c": "The SD of “placebo” is not reported.",
    }


def test_scales_of_one_family_are_pooled_as_a_difference_and_others_standardised() -> None:
    on_vas = {"experimental": arm("a", mean=47.0, sd=18.0, n=40), "reference": arm("b", mean=72.0, sd=20.0, n=40)}
    family = unit(entry("a"), entry("b"), entry("c", scale=VAS, **on_vas)).bodies[0]
    assert (family.measure, family.scale, len(family.estimable)) == ("MD", NRS, 3)
    strangers = unit(entry("a"), entry("b", scale=RMDQ)).bodies[0]
    assert (strangers.measure, strangers.scale, len(strangers.estimable)) == ("SMD", None, 2)


def test_the_smallest_important_difference_is_read_on_the_body_s_scale() -> None:
    points = Smallest(difference=2, scale=NRS)
    assert unit_of([entry("a", scale=VAS)], Choices(), smallest=points).bodies[0].smallest == 20
    assert unit_of([entry("a", scale=RMDQ)], Choices(), smallest=points).bodies[0].smallest is None


def test_a_control_group_is_not_counted_twice() -> None:
    """PACE: 550 regularly, 549 as needed, 547 with placebo."""
    three = [
        counted("pace", 440, 550, 430, 547),
        replace(
            counted("pace", 433, 549, 430, 547),
            id="pace/pain/b-v-c",
            experimental=arm("as needed", events=433, total=549),
        ),
    ]
    (line,) = unit(*three).bodies[0].lines
    assert line.entry.experimental is not None
    assert line.entry.reference is not None
    assert (line.entry.experimental.events, line.entry.experimental.total) == (873, 1099)
    assert (line.entry.reference.events, line.entry.reference.total) == (430, 547)
    assert line.people == 1646
    assert line.entry.id == "pace/pain/a-v-b + pace/pain/b-v-c"


def test_arms_that_cannot_be_joined_leave_one_comparison_and_say_so() -> None:
    first = entry(
        "a", experimental=None, reference=None, kind="estimate", printed=Printed(measure="MD", estimate=-1, se=0.4)
    )
    body = unit(first, replace(first, id="a/pain/second")).bodies[0]
    assert [one.entry.id for one in body.lines] == ["a/pain/a-v-b"]
    assert [(one.entry.id, one.reason) for one in body.set_aside] == [
        ("a/pain/second", "Shares its control group, which is counted once.")
    ]


def test_of_several_times_in_one_band_the_primary_and_then_the_latest_counts() -> None:
    early = entry("a", id="a/early/x", result="a/early", days=30, time="30 days")
    late = entry("a", id="a/late/x", result="a/late", days=60, time="60 days")
    body = unit(early, late).bodies[0]
    assert [one.entry.id for one in body.lines] == ["a/late/x"]
    assert [one.reason for one in body.set_aside] == ["Another result of the same study: 30 days."]
    assert [one.entry.id for one in unit(replace(early, primary=True), late).bodies[0].lines] == ["a/early/x"]


def test_reviews_uncontrolled_figures_words_and_parts_of_the_people_stand_beside() -> None:
    found = unit(
        entry("a"),
        entry("review", design="systematic review"),
        entry("before", comparator="none", reference=None, design="before-after"),
        entry("words", kind="words"),
        entry("women", subgroup="women"),
    )
    assert [one.study for one in found.reviews] == ["review"]
    assert [one.study for one in found.uncontrolled] == ["before"]
    assert [one.study for one in found.in_words] == ["words"]
    assert [(one.entry.study, one.reason) for one in found.left_out] == [("women", "Only women.")]
    assert [one.entry.study for body in found.bodies for one in body.lines] == ["a"]


@pytest.mark.parametrize(
    ("study", "choices", "reason"),
    [
        ({"bias": "serious"}, {"without": {LeaveOut.HIGH_BIAS}}, "At serious risk of bias."),
        ({"comparator": "none"}, {"without": {LeaveOut.UNCONTROLLED}}, "Without a comparator."),
        ({"seller_interest": "yes"}, {"without": {LeaveOut.SELLER}}, "Paid for or run by who sells it."),
        ({"checked": False}, {"without": {LeaveOut.UNCHECKED}}, "Not checked by a second person."),
        ({"basis": "abstract"}, {"without": {LeaveOut.ABSTRACT}}, "Only its abstract was seen."),
        ({"retracted_on": "2014"}, {}, "Retracted."),
        ({"known_on": "2016-03"}, {"as_of": date(2016, 3, 24)}, "Not published by that day."),
        ({"known_on": ""}, {"as_of": date(2016, 3, 24)}, "The day of its publication is not known."),
    ],
)
def test_what_is_left_out_says_why(study: dict[str, object], choices: dict[str, object], reason: str) -> None:
    assert left_out([entry("a", checked=True), entry("b", **{"checked": True} | study)], **choices) == {"b": reason}


def test_retracted_studies_come_in_on_request_and_before_their_retraction() -> None:
    one = entry("a", known_on="2010", retracted_on="2014-05-01")
    assert left_out([one], with_retracted=True) == {}
    assert left_out([one], as_of=date(2014, 4, 30)) == {}
    assert left_out([one], as_of=date(2014, 5, 1)) == {"a": "Retracted."}


def test_studies_of_one_group_can_be_counted_once() -> None:
    group = {"group": "chandigarh", "group_reason": "team"}
    studies = [entry("small", people=40, **group), entry("large", people=90, **group), entry("other")]
    assert left_out(studies) == {}
    assert left_out(studies, once=True) == {"small": "Counted once with large: the same team."}


def test_derived_figures_can_be_left_out() -> None:
    derived = entry("b", reference=arm("placebo", mean=7.2, se=0.3, n=40))
    body = unit(entry("a"), derived, without=frozenset({LeaveOut.DERIVED})).bodies[0]
    assert [one.entry.study for one in body.lines] == ["a"]
    assert [one.reason for one in body.set_aside] == ["SD of “placebo” derived from its standard error."]


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, "up to 2 weeks"),
        (14, "up to 2 weeks"),
        (15, "up to 3 months"),
        (92, "up to 3 months"),
        (93, "3 to 12 months"),
        (364, "3 to 12 months"),
        (365, "a year or longer"),
        (None, "time not stated"),
    ],
)
def test_a_time_belongs_to_one_band(days: int | None, band: str) -> None:
    assert band_of(days) == band


@pytest.mark.parametrize(
    ("date_", "day", "known"),
    [
        ("2012", date(2012, 12, 30), False),
        ("2012", date(2012, 12, 31), True),
        ("2012-02", date(2012, 2, 28), False),
        ("2012-02", date(2012, 2, 29), True),
        ("2012-12-17?", date(2012, 12, 17), True),
        ("", date(2012, 12, 17), False),
    ],
)
def test_a_date_of_less_precision_counts_from_its_last_day(date_: str, day: date, known: bool) -> None:
    assert known_by(date_, day) is known


@given(st.permutations(bcg()))
def test_the_order_of_the_rows_changes_nothing(entries: list[Entry]) -> None:
    assert unit_of(entries, Choices()) == unit_of(bcg(), Choices())


@given(
    st.lists(
        st.builds(
            entry,
            study=st.sampled_from("abcdef"),
            comparator=st.sampled_from(["placebo", "sham", "active", "none", "usual care"]),
            design=st.sampled_from(["randomised", "controlled", "before-after", "systematic review", "crossover"]),
            days=st.none() | st.integers(0, 900),
            kind=st.sampled_from(["final", "change", "words", "estimate"]),
            subgroup=st.sampled_from(["", "women"]),
            retracted_on=st.sampled_from(["", "2015"]),
        ),
        max_size=12,
    )
)
def test_every_row_is_somewhere(entries: list[Entry]) -> None:
    rows = [replace(one, id=f"{one.study}/{at}/x", result=f"{one.study}/{at}") for at, one in enumerate(entries)]
    found = unit_of(rows, Choices())
    places = [
        *(part for body in found.bodies for line in body.lines for part in line.entry.id.split(" + ")),
        *(one.entry.id for body in found.bodies for one in body.set_aside),
        *(one.id for one in (*found.reviews, *found.uncontrolled, *found.in_words)),
        *(one.entry.id for one in found.left_out),
    ]
    assert sorted(places) == sorted(one.id for one in rows)


def test_peto_pools_odds_ratios_of_counts_and_leaves_scores_as_they_are() -> None:
    """BCG by Peto: log OR -0.474446310940636, se 0.0406590807446483 (metafor)."""
    body = unit(*bcg(), method="Peto").bodies[0]
    assert body.pooled is not None
    assert (body.measure, body.pooled.method) == ("OR", "Peto")
    assert body.pooled.estimate == pytest.approx(-0.474446310940636, rel=1e-9)
    assert body.pooled.se == pytest.approx(0.0406590807446483, rel=1e-9)
    scores = unit(entry("a"), entry("b"), method="Peto").bodies[0]
    assert scores.pooled is not None
    assert (scores.measure, scores.pooled.method) == ("MD", "REML")


def test_mantel_haenszel_needs_counts_and_says_who_has_none() -> None:
    """BCG by Mantel-Haenszel: log RR -0.453709604683754 (metafor)."""
    body = unit(*bcg(), method="MH").bodies[0]
    assert body.pooled is not None
    assert body.pooled.estimate == pytest.approx(-0.453709604683754, rel=1e-9)
    printed = Printed(measure="RR", estimate=0.8, ci_low=0.6, ci_high=1.1)
    bare = entry("b", label="Bare 2001", kind="estimate", experimental=None, reference=None, printed=printed)
    mixed = unit(counted("a", 20, 100, 40, 100), bare, method="MH").bodies[0]
    assert mixed.reasons == ("This model needs the counts of both arms, and Bare 2001 has none.",)


def test_an_interval_that_chance_made_narrower_than_walds_is_widened_and_says_so() -> None:
    """Three trials that found exactly the same: Hartung-Knapp's standard error would be 0."""
    body = unit(entry("a"), entry("b"), entry("c")).bodies[0]
    assert body.pooled is not None
    assert body.other is not None
    assert (body.widened, body.pooled.interval, body.other.interval) == (True, "adhoc", "wald")
    assert body.pooled.ci_high - body.pooled.ci_low > body.other.ci_high - body.other.ci_low > 0
    asked = unit(entry("a"), entry("b"), entry("c"), interval="adhoc").bodies[0]
    assert asked.widened is False
    assert unit(*bcg()).bodies[0].widened is False
