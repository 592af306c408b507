"""The check constraints as a table: rows that each takes, rows that it refuses, and its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import models

from tests import factories as make

TOO_LARGE = "Ensure this value is less than or equal to 1000000000000000.0."
Values = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A check constraint, with rows it takes and rows it refuses."""

    name: str
    make: Callable[..., models.Model]
    says: str
    refuses: list[Values]
    takes: list[Values] = field(default_factory=list)
    # What a form says instead, where the field itself is asked before the constraint.
    form: tuple[str, ...] = ()


def choice(name: str, maker: Callable[..., models.Model], says: str) -> Rule:
    noun = name.split("_", 2)[2]
    return Rule(
        name=name,
        make=maker,
        says=says,
        refuses=[{noun: "left"}, {noun: ""}],
        form=("Value 'left' is not a valid choice.", "This field cannot be blank.", "RoB 2 has no judgement “left”."),
    )


def perhaps(name: str, maker: Callable[..., models.Model], says: str, right: str, **others: Any) -> Rule:
    """A choice that may be empty."""
    noun = name.split("_", 2)[2]
    return Rule(
        name=name,
        make=maker,
        says=says,
        refuses=[{noun: "left"} | others],
        takes=[{noun: ""} | others, {noun: right} | others],
        form=("Value 'left' is not a valid choice.",),
    )


def not_negative(name: str, maker: Callable[..., models.Model], says: str, **others: Any) -> Rule:
    noun = name.split("_", 2)[2].removesuffix("_not_negative")
    return Rule(
        name=name,
        make=maker,
        says=says,
        refuses=[{noun: value} | others for value in (-0.1, -1e15, 1e16, float("inf"))],
        takes=[{noun: value} | others for value in (None, 0, 0.5)],
        form=("Ensure this value is greater than or equal to 0.", TOO_LARGE),
    )


def a_number(noun: str) -> Rule:
    return Rule(
        name=f"evidence_armvalue_{noun}_is_a_number",
        make=make.make_arm_value,
        says=f"{noun.replace('_', ' ')}: expected a number.",
        refuses=[{noun: float("inf")}, {noun: float("-inf")}, {noun: 1e16}],
        takes=[{noun: None}, {noun: -3.5}, {noun: 0}],
        form=("Ensure this value is greater than or equal to -1000000000000000.0.", TOO_LARGE),
    )


def judged(noun: str, maker: Callable[..., models.Model]) -> list[Rule]:
    """A judgement of the agreed kind or of one assessor's: known, with a reason, and quoted or not for a reason."""
    return [
        choice(
            f"evidence_{noun}_judgement",
            maker,
            "judgement: expected one of low, low except for confounding, some concerns, moderate, high, serious, "
            "critical, no information.",
        ),
        Rule(
            name=f"evidence_{noun}_has_a_reason",
            make=maker,
            says="reason: a judgement needs one.",
            refuses=[{"reason": ""}],
            form=("This field cannot be blank.",),
        ),
        Rule(
            name=f"evidence_{noun}_has_a_quote",
            make=maker,
            says="quote: expected the paper’s words that it rests on, or why there are none.",
            refuses=[{"quote": ""}, {"quote": "", "judgement": "high"}],
            takes=[{"quote": "", "quote_missing": "Only the abstract was seen."}, {"quote": "by computer"}],
        ),
    ]


NONE_SAYS = (
    "compared with: with no comparator there is no reference arm, and the direction is “not compared with anything”."
)


def an_outcome_with_its_scale() -> models.Model:
    scale = make.make_instrument()
    return make.make_outcome(smallest_important_instrument=scale, smallest_important_source="Ostelo 2008")


def an_assessment_by_rules() -> models.Model:
    return make.make_assessment(rules=make.make_certainty_rules(), rule_grade="low", grade="low")


IN_ORDER = "lower: a pair is noted once, the lower number first."
PAIRS = [("possibleduplicate", make.make_possible_duplicate), ("notduplicate", make.make_not_duplicate)]

RULES = [
    choice(
        "evidence_intervention_kind",
        make.make_intervention,
        "kind: expected one of substance, form and route, product, regimen, drug or drug class, exercise or manual "
        "therapy, device, procedure, psychological treatment, exposure, not a treatment, care as usual, advice or "
        "self-care.",
    ),
    Rule(
        name="evidence_intervention_elemental_fraction",
        make=make.make_intervention,
        says="elemental fraction: expected above 0 and at most 1.",
        refuses=[{"elemental_fraction": value} for value in (0, -0.1, 1.1)],
        takes=[{"elemental_fraction": value} for value in (None, 0.603, 1)],
        form=(
            "Ensure this value is greater than or equal to 0.0001.",
            "Ensure this value is less than or equal to 1.",
        ),
    ),
    Rule(
        name="evidence_condition_weeks_in_order",
        make=make.make_condition,
        says="weeks: the least must be below the most.",
        refuses=[{"weeks_from": 12, "weeks_to": 6}, {"weeks_from": 6, "weeks_to": 6}],
        takes=[
            {"weeks_from": low, "weeks_to": high}
            for low, high in ((None, None), (12, None), (None, 6), (6, 12), (0, 1))
        ],
    ),
    Rule(
        name="evidence_lookedup_one_row",
        make=make.make_looked_up,
        says="It is about either a report or a registration.",
        refuses=[{"report": None}, {"report": None, "registration": None}],
    ),
    Rule(
        name="evidence_study_has_a_title",
        make=make.make_study,
        says="title: a study needs one.",
        refuses=[{"title": ""}],
        form=("This field cannot be blank.",),
    ),
    choice(
        "evidence_study_design",
        make.make_study,
        "design: expected one of randomised trial, randomised crossover trial, randomised factorial trial, sequential "
        "randomised trial (SMART), controlled trial, not randomised, before-and-after study, no control group, cohort "
        "study, case-control study, cross-sectional study, case report or series, systematic review, narrative "
        "review, guideline, statistics of burden, design not known.",
    ),
    choice(
        "evidence_study_blinding",
        make.make_study,
        "blinding: expected one of open label, single-blind, double-blind, triple-blind, blinding not stated, "
        "blinding does not apply.",
    ),
    choice(
        "evidence_study_status",
        make.make_study,
        "status: expected one of planned, running, completed, stopped early, status not known.",
    ),
    choice("evidence_study_seller_interest", make.make_study, "seller interest: expected one of yes, no, not stated."),
    perhaps(
        "evidence_study_independence_reason",
        make.make_study,
        "independence reason: expected nothing, or one of the same team, the same sponsor, some of the same people.",
        "team",
        independence_group="pace",
    ),
    Rule(
        name="evidence_study_independence_reason_of_a_group",
        make=make.make_study,
        says="what they share: name the group of studies first.",
        refuses=[{"independence_reason": "people", "independence_group": ""}],
        takes=[
            {"independence_reason": reason, "independence_group": group}
            for reason, group in (("", ""), ("", "pace"), ("people", "pace"))
        ],
    ),
    perhaps(
        "evidence_intervention_route",
        make.make_intervention,
        "route: expected nothing, or one of by mouth, under the tongue, into a vein, into a muscle, under the skin, on "
        "the skin, by electrodes on the skin, implanted, in sessions, at home, by oneself.",
        "topical",
    ),
    not_negative(
        "evidence_intervention_daily_amount_not_negative",
        make.make_intervention,
        "daily amount cannot be below zero.",
        daily_unit="mg",
    ),
    Rule(
        name="evidence_intervention_daily_amount_has_a_unit",
        make=make.make_intervention,
        says="its unit: an amount needs one.",
        refuses=[{"daily_amount": 400, "daily_unit": ""}, {"daily_amount": 0, "daily_unit": ""}],
        takes=[
            {"daily_amount": amount, "daily_unit": unit} for amount, unit in ((None, ""), (None, "mg"), (400, "mg"))
        ],
    ),
    choice("evidence_study_state", make.make_study, "state: expected one of draft, in review, published, withdrawn."),
    choice(
        "evidence_arm_role",
        make.make_arm,
        "role: expected one of gets what is tested, gets another treatment, gets a placebo, gets a sham treatment, "
        "gets usual care, gets no treatment, a group that was observed.",
    ),
    perhaps(
        "evidence_regimenstep_route",
        make.make_regimen_step,
        "route: expected nothing, or one of by mouth, under the tongue, into a vein, into a muscle, under the skin, on "
        "the skin, by electrodes on the skin, implanted, in sessions, at home, by oneself.",
        "oral",
    ),
    not_negative(
        "evidence_regimenstep_amount_not_negative", make.make_regimen_step, "amount cannot be below zero.", unit="mg"
    ),
    not_negative(
        "evidence_regimenstep_times_a_day_not_negative", make.make_regimen_step, "times a day cannot be below zero."
    ),
    Rule(
        name="evidence_regimenstep_amount_has_a_unit",
        make=make.make_regimen_step,
        says="unit: an amount needs one.",
        refuses=[{"amount": 400, "unit": ""}],
        takes=[{"amount": None, "unit": ""}, {"amount": None, "unit": "mg"}, {"amount": 400, "unit": "mg"}],
    ),
    choice(
        "evidence_outcome_domain",
        make.make_outcome,
        "domain: expected one of pain, function and disability, mobility, quality of life, mood, stress and sleep, "
        "recovery and recurrence, illness and death, laboratory value, adverse events, burden, cost and use of care.",
    ),
    choice(
        "evidence_outcome_effect",
        make.make_outcome,
        "effect: expected one of a benefit looked for, a harm looked for.",
    ),
    choice(
        "evidence_outcome_better",
        make.make_outcome,
        "better: expected one of lower is better, higher is better, neither is better.",
    ),
    not_negative(
        "evidence_outcome_smallest_important_difference_not_negative",
        an_outcome_with_its_scale,
        "smallest important difference cannot be below zero.",
    ),
    Rule(
        name="evidence_outcome_smallest_important_sourced",
        make=an_outcome_with_its_scale,
        says="smallest important difference: say on which scale, and who says so.",
        refuses=[
            {"smallest_important_difference": 2} | lacking
            for lacking in (
                {"smallest_important_instrument": None},
                {"smallest_important_source": ""},
                {"smallest_important_instrument": None, "smallest_important_source": ""},
            )
        ],
        takes=[
            {"smallest_important_difference": 2},
            {"smallest_important_difference": None, "smallest_important_source": ""},
            {"smallest_important_difference": None, "smallest_important_instrument": None},
        ],
    ),
    choice(
        "evidence_instrument_better",
        make.make_instrument,
        "better: expected one of lower is better, higher is better, neither is better.",
    ),
    Rule(
        name="evidence_instrument_ends_in_order",
        make=make.make_instrument,
        says="The lowest possible value must be below the highest.",
        refuses=[{"minimum": 10, "maximum": 0}, {"minimum": 5, "maximum": 5}],
        takes=[
            {"minimum": low, "maximum": high} for low, high in ((None, None), (0, None), (None, 10), (0, 10), (-10, -5))
        ],
    ),
    choice(
        "evidence_report_kind",
        make.make_report,
        "kind: expected one of journal article, protocol or design paper, preprint, conference abstract, thesis or "
        "technical report, registry record or results, guideline document, company or agency announcement, book or "
        "health technology report.",
    ),
    choice(
        "evidence_report_seen",
        make.make_report,
        "seen: expected one of seen at the address given, partly seen; the notes say what was not, not seen; entered "
        "as cited elsewhere.",
    ),
    Rule(
        name="evidence_report_address_is_web",
        make=make.make_report,
        says="address: expected one that begins with https:// or http://.",
        refuses=[{"address": text} for text in ("javascript:alert(1)", "ftp://example.org/a", "example.org")],
        takes=[{"address": text} for text in ("", "https://example.org/a", "http://example.org/a")],
        form=("Enter a valid URL.",),
    ),
    Rule(
        name="evidence_searchlog_source_is_web",
        make=make.make_search_log,
        says="source: expected one that begins with https:// or http://.",
        refuses=[{"source": text} for text in ("javascript:alert(1)", "ftp://example.org/a", "example.org")],
        takes=[{"source": text} for text in ("", "https://example.org/a", "http://example.org/a")],
        form=("Enter a valid URL.",),
    ),
    choice(
        "evidence_result_kind",
        make.make_result,
        "kind: expected one of scores at that time, changes since the start, changes in per cent, people with the "
        "event, medians, geometric means, an estimate only, words only.",
    ),
    choice(
        "evidence_result_basis",
        make.make_result,
        "basis: expected one of full text, abstract, registry, another source that reports it.",
    ),
    choice(
        "evidence_result_certainty",
        make.make_result,
        "certainty: expected one of seen at the address given, worked out from figures that were seen.",
    ),
    choice("evidence_result_state", make.make_result, "state: expected one of draft, in review, published, withdrawn."),
    Rule(
        name="evidence_result_derivation_said",
        make=make.make_result,
        says="derivation: say how a derived figure was worked out.",
        refuses=[{"certainty": "derived", "derivation": ""}],
        takes=[
            {"certainty": "derived", "derivation": "SD = SE × √40"},
            {"certainty": "verified", "derivation": ""},
            {"certainty": "verified", "derivation": "7.2 − 4.7"},
        ],
    ),
    Rule(
        name="evidence_result_words_said",
        make=make.make_result,
        says="in words: a result without figures needs a sentence.",
        refuses=[{"kind": "words", "finding": ""}],
        takes=[
            {"kind": "words", "finding": "No difference was seen."},
            {"kind": "final", "finding": ""},
            {"kind": "final", "finding": "Pain fell."},
        ],
    ),
    not_negative("evidence_armvalue_sd_not_negative", make.make_arm_value, "sd cannot be below zero."),
    not_negative("evidence_armvalue_se_not_negative", make.make_arm_value, "se cannot be below zero."),
    Rule(
        name="evidence_armvalue_ci_low_with_ci_high",
        make=make.make_arm_value,
        says="interval: give both its ends, or neither.",
        refuses=[{"ci_low": 3}, {"ci_high": 5}, {"ci_low": 3, "mean": 4}, {"ci_high": 5, "mean": 4}],
        takes=[{"ci_low": None, "ci_high": None}, {"ci_low": 3, "ci_high": 5}],
    ),
    Rule(
        name="evidence_armvalue_interval_in_order",
        make=make.make_arm_value,
        says="interval: its lower end is above its upper end.",
        refuses=[{"ci_low": 5, "ci_high": 3}],
        takes=[{"ci_low": 3, "ci_high": 3}, {"ci_low": -5, "ci_high": -3}],
    ),
    Rule(
        name="evidence_armvalue_interval_holds_mean",
        make=make.make_arm_value,
        says="interval: it does not hold the mean.",
        refuses=[{"mean": mean, "ci_low": 3, "ci_high": 5} for mean in (2.9, 5.1)],
        takes=[{"mean": mean, "ci_low": 3, "ci_high": 5} for mean in (None, 3, 4, 5)] + [{"mean": 4}],
    ),
    Rule(
        name="evidence_armvalue_range_in_order",
        make=make.make_arm_value,
        says="lowest value: it is above the highest value.",
        refuses=[{"minimum": 6, "maximum": 4}],
        takes=[{"minimum": low, "maximum": high} for low, high in ((None, None), (4, None), (None, 6), (4, 4), (4, 6))],
    ),
    not_negative(
        "evidence_armvalue_baseline_sd_not_negative", make.make_arm_value, "baseline sd cannot be below zero."
    ),
    Rule(
        name="evidence_armvalue_events_within_total",
        make=make.make_arm_value,
        says="people with the event: more than there are people, or the total is missing.",
        refuses=[{"events": 3, "total": None}, {"events": 0, "total": None}, {"events": 41, "total": 40}],
        takes=[
            {"events": events, "total": total}
            for events, total in ((None, None), (None, 40), (0, 0), (0, 40), (40, 40))
        ],
    ),
    Rule(
        name="evidence_armvalue_quartiles_in_order",
        make=make.make_arm_value,
        says="quartiles: the lower one is above the upper one.",
        refuses=[{"lower_quartile": 6, "upper_quartile": 4}],
        takes=[
            {"lower_quartile": low, "upper_quartile": high}
            for low, high in ((None, None), (4, None), (None, 6), (4, 4), (4, 6))
        ],
    ),
    *(a_number(noun) for noun in ("mean", "baseline_mean", "median", "lower_quartile", "upper_quartile", "percent")),
    *(a_number(noun) for noun in ("minimum", "maximum")),
    *(
        Rule(
            name=f"evidence_armvalue_{noun}_is_a_number",
            make=make.make_arm_value,
            says=f"{noun.replace('_', ' ')}: expected a number.",
            refuses=[{"ci_low": 3, "ci_high": 3, noun: value} for value in beyond],
            takes=[{"ci_low": 3, "ci_high": 3}],
            form=(TOO_LARGE, "Ensure this value is greater than or equal to -1000000000000000.0."),
        )
        for noun, beyond in (("ci_low", (-1e16, float("-inf"))), ("ci_high", (1e16, float("inf"))))
    ),
    choice(
        "evidence_comparison_comparator",
        make.make_comparison,
        "comparator: expected one of placebo, sham treatment, usual care, no treatment, another treatment, another "
        "dose or regimen of the same, several kinds taken together, another group of people, not treated differently "
        "by the study, no comparator.",
    ),
    choice(
        "evidence_comparison_direction",
        make.make_comparison,
        "direction: expected one of favours the intervention, favours the comparator, no clear difference, not "
        "compared with anything, not stated.",
    ),
    Rule(
        name="evidence_comparison_ci_low_with_ci_high",
        make=make.make_comparison,
        says="interval: give both its ends, or neither.",
        refuses=[
            {"measure": "MD", "ci_low": low, "ci_high": high, "estimate": estimate}
            for low, high in ((-2, None), (None, 2))
            for estimate in (None, 0, 9)
        ],
        takes=[{"measure": "MD", "ci_low": low, "ci_high": high} for low, high in ((None, None), (-2, 2))],
    ),
    Rule(
        name="evidence_comparison_interval_holds_estimate",
        make=make.make_comparison,
        says="interval: it does not hold the estimate.",
        refuses=[
            {"measure": "MD", "estimate": -3, "ci_low": -2, "ci_high": 2},
            {"measure": "MD", "estimate": 3, "ci_low": -2, "ci_high": 2},
        ],
        form=(
            "-3 lies outside its interval, -2 to 2.",
            "3 lies outside its interval, -2 to 2.",
        ),
        takes=[
            {"measure": "MD", "estimate": estimate, "ci_low": low, "ci_high": high}
            for estimate, low, high in (
                (None, None, None),
                (1, None, None),
                (None, -2, 2),
                (0, -2, 2),
                (2, -2, 2),
                (1, 1, 1),
            )
        ],
    ),
    Rule(
        name="evidence_comparison_interval_in_order",
        make=make.make_comparison,
        says="interval: its lower end is above its upper end.",
        refuses=[{"measure": "MD", "ci_low": 2, "ci_high": -2}],
        takes=[{"measure": "MD", "ci_low": 2, "ci_high": 2}],
    ),
    Rule(
        name="evidence_comparison_estimate_has_a_measure",
        make=make.make_comparison,
        says="measure: say what the estimate is.",
        refuses=[{"estimate": 1}, {"ci_low": 1, "ci_high": 2}, {"se": 0.5}, {"estimate": 1, "ci_low": 1, "ci_high": 2}],
        takes=[{"measure": ""}, {"measure": "MD"}, {"measure": "MD", "estimate": 1, "se": 0.5}],
    ),
    Rule(
        name="evidence_comparison_ratio_above_zero",
        make=make.make_comparison,
        says="estimate: a ratio and its interval are above zero.",
        refuses=[
            *({"measure": measure, "estimate": 0} for measure in ("RR", "OR", "HR", "ratio")),
            {"measure": "RR", "estimate": -1},
            {"measure": "RR", "ci_low": 0, "ci_high": 2},
            {"measure": "RR", "estimate": 1, "ci_low": -1, "ci_high": 2},
        ],
        takes=[
            {"measure": "RR"},
            {"measure": "RR", "estimate": 0.5},
            {"measure": "RR", "estimate": 1, "ci_low": 0.5, "ci_high": 2},
            {"measure": "MD", "estimate": 0},
            {"measure": "RD", "estimate": -0.2, "ci_low": -0.3, "ci_high": 0},
        ],
    ),
    Rule(
        name="evidence_comparison_level",
        make=make.make_comparison,
        says="level of the interval: expected above 0 and below 100.",
        refuses=[{"ci_level": value} for value in (0, 100, -95)],
        takes=[{"ci_level": value} for value in (95, 99.9, 90)],
    ),
    Rule(
        name="evidence_comparison_none_is_none",
        make=make.make_comparison,
        says=NONE_SAYS,
        refuses=[{"comparator": "none"}, {"comparator": "none", "direction": "favours intervention"}],
        takes=[{"comparator": "none", "direction": "not compared"}],
    ),
    choice(
        "evidence_notice_kind",
        make.make_notice,
        "kind: expected one of retraction, retracted and replaced, expression of concern, erratum.",
    ),
    choice(
        "evidence_registration_status",
        make.make_registration,
        "status: expected one of planned, running, completed, stopped early, status not known.",
    ),
    Rule(
        name="evidence_intervention_micrograms_per_iu",
        make=make.make_intervention,
        says="micrograms in one IU: expected above 0.",
        refuses=[{"micrograms_per_iu": value} for value in (0, -0.025, 1e7, float("inf"))],
        takes=[{"micrograms_per_iu": value} for value in (None, 0.025, 1e6)],
        form=(
            "Ensure this value is greater than or equal to 1e-06.",
            "Ensure this value is less than or equal to 1000000.",
        ),
    ),
    *judged("riskofbias", make.make_risk_of_bias),
    *judged("biasopinion", make.make_bias_opinion),
    choice(
        "evidence_biastool_overall_rule",
        make.make_bias_tool,
        "overall rule: expected one of the worst of the domains, the worst of the domains, or several together.",
    ),
    Rule(
        name="evidence_biastool_address_is_web",
        make=make.make_bias_tool,
        says="address: expected one that begins with https:// or http://.",
        refuses=[{"address": "javascript:alert(1)"}, {"address": "ftp://example.org"}],
        takes=[{"address": "http://example.org/tool"}],
        form=("Enter a valid URL.",),
    ),
    Rule(
        name="evidence_presence_order",
        make=make.make_presence,
        says="Somebody cannot have been seen before they came.",
        refuses=[{"seen": datetime(2026, 3, 24, 14, 2, tzinfo=UTC)}],
        takes=[{"seen": datetime(2026, 3, 24, 14, 4, tzinfo=UTC)}],
    ),
    choice(
        "evidence_assessment_direction",
        make.make_assessment,
        "direction: expected one of favours it, speaks against it, no clear difference, not enough evidence.",
    ),
    choice(
        "evidence_assessment_grade",
        make.make_assessment,
        "grade: expected one of high, moderate, low, very low.",
    ),
    perhaps(
        "evidence_assessment_rule_grade",
        an_assessment_by_rules,
        "rule grade: expected nothing, or one of high, moderate, low, very low.",
        "low",
        override_reason="One trial outweighs the rest.",
    ),
    Rule(
        name="evidence_assessment_override_has_a_reason",
        make=an_assessment_by_rules,
        says="why it differs from the rules: the rules give another certainty, so say why yours is right.",
        refuses=[{"rule_grade": "moderate"}, {"grade": "high"}],
        takes=[
            {"rule_grade": "low"},
            {"rule_grade": "", "grade": "high"},
            {"rule_grade": "moderate", "override_reason": "One trial outweighs the rest."},
        ],
    ),
    Rule(
        name="evidence_assessment_rule_grade_of_rules",
        make=an_assessment_by_rules,
        says="certainty by the rules: say by which version of them.",
        refuses=[{"rules": None}],
        takes=[{"rules": None, "rule_grade": ""}, {"rule_grade": ""}],
    ),
    choice(
        "evidence_certaintyrules_state",
        make.make_certainty_rules,
        "state: expected one of draft, in force, retired.",
    ),
    Rule(
        name="evidence_certaintyrules_has_a_version",
        make=make.make_certainty_rules,
        says="version: rules need one.",
        refuses=[{"version": ""}],
        form=("This field cannot be blank.",),
    ),
    choice(
        "evidence_assessment_state",
        make.make_assessment,
        "state: expected one of draft, in review, published, withdrawn.",
    ),
    Rule(
        name="evidence_comment_says_something",
        make=make.make_comment,
        says="comment: expected some words.",
        refuses=[{"text": ""}],
        form=("This field cannot be blank.",),
    ),
    choice(
        "evidence_referenceimport_state",
        make.make_reference_import,
        "state: expected one of looked through, not applied, applied, discarded.",
    ),
    Rule(
        name="evidence_referenceimport_all_counted",
        make=make.make_reference_import,
        says="Every record is new, known, known with more, doubtful or refused.",
        refuses=[{"seen": 1}, {"new": 1}, {"seen": 3, "new": 1, "refused": 1}],
        takes=[{"seen": 15, "new": 1, "known": 2, "changed": 3, "doubtful": 4, "refused": 5}],
    ),
    choice(
        "evidence_importedreference_verdict",
        make.make_imported_reference,
        "verdict: expected one of new, known, known, with more, doubtful, refused.",
    ),
    Rule(
        name="evidence_importedreference_decision",
        make=make.make_imported_reference,
        says="decision: only a doubtful record is decided on.",
        refuses=[{"decision": "new"}, {"decision": "left", "verdict": "doubtful"}],
        takes=[{"decision": ""}, {"decision": "out", "verdict": "doubtful"}],
        form=("Value 'left' is not a valid choice.",),
    ),
    Rule(
        name="evidence_report_merged_is_empty",
        make=make.make_report,
        says="This report was merged into another: enter it there.",
        refuses=[{"merged_into_id": 10**9}, {"merged_into_id": 10**9, "study": None, "pmid": "1"}],
        form=("report instance with id 1000000000 is not a valid choice.",),
    ),
    Rule(
        name="evidence_study_merged_is_withdrawn",
        make=make.make_study,
        says="This study was merged into another: that one is read.",
        refuses=[{"merged_into_id": 10**9}, {"merged_into_id": 10**9, "state": "published"}],
        form=("study instance with id 1000000000 is not a valid choice.",),
    ),
    *(
        Rule(name=f"evidence_{noun}_in_order", make=maker, says=IN_ORDER, refuses=[{"lower": 2, "higher": 2}])
        for noun, maker in PAIRS
    ),
    *(
        Rule(
            name=f"evidence_{noun}_model",
            make=maker,
            says="model: expected evidence.report or evidence.study.",
            refuses=[{"model": "evidence.arm"}, {"model": ""}],
            form=("This field cannot be blank.",),
        )
        for noun, maker in PAIRS
    ),
    Rule(
        name="evidence_notduplicate_has_a_reason",
        make=make.make_not_duplicate,
        says="reason: say why they are two.",
        refuses=[{"reason": ""}],
        form=("This field cannot be blank.",),
    ),
]


def constraints(kind: type[models.BaseConstraint]) -> set[str]:
    return {
        one.name
        for model in apps.get_app_config("evidence").get_models()
        for one in model._meta.constraints
        if isinstance(one, kind)
    }
