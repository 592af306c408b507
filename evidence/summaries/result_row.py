"""ResultRow: one comparison of one result, with everything a reader or researcher is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Case, F, FilteredRelation, Q, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest, Replace

from evidence.models import Comparison
from evidence.models.comparison import ComparisonQuerySet
from evidence.summaries import expressions as sql
from evidence.summaries.columns import column, columns_of, read, select

SLASH = Value("/")
RESULT_ID = Concat("result__study__slug", SLASH, "result__slug", output_field=TextField())


def text(path: str) -> Coalesce:
    """A text that may be missing because its row is; missing is empty."""
    return Coalesce(F(path), Value(""), output_field=TextField())


def in_one_line(path: str) -> Replace:
    """A text of one item a line as one line; the forms of a browser end lines with CR and LF."""
    lines = Replace(text(path), Value("\r"), Value(""), output_field=TextField())
    return Replace(lines, Value("\n"), Value("; "), output_field=TextField())


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One row a result and comparison; empty means not reported, never zero."""

    comparison_id: str = column(
        Concat(RESULT_ID, SLASH, "slug", output_field=TextField()),
        "Lasting id of the row: study, result and comparison.",
    )
    result_id: str = column(RESULT_ID, "Lasting id of the result; a result with several comparisons has several rows.")
    study_id: str = column("result__study__slug", "Lasting id of the study, and its address on this site.")
    report_id: str = column("result__report__slug", "Lasting id of the report that prints the result.")
    study_title: str = column("result__study__title", "Title of the study.")
    acronym: str = column("result__study__acronym", "Acronym of the study, if it has one.")
    design: str = column("result__study__design", "Design of the study as checked by a curator.", free=False)
    blinding: str = column("result__study__blinding", "Who did not know the allocation.", free=False)
    conditions: str = column(sql.conditions_of("result__study"), "Conditions of the people, `; ` between them.")
    condition_ids: str = column(
        sql.condition_ids_of("result__study"), "Lasting ids of these conditions, `; ` between them.", free=False
    )
    condition_weeks: str = column(
        sql.weeks_of("result__study"),
        "How many weeks those conditions last, from-to, `; ` between them: `0-6`, `12-`; empty: not said.",
        free=False,
    )
    country: str = column("result__study__country", "Where people took part.")
    study_people: int | None = column("result__study__people", "People randomised or studied.")
    registrations: str = column(
        sql.registrations_of("result__study"),
        "Numbers in trial registries, `; ` between them; empty: none known.",
        free=False,
    )
    notices: str = column(
        sql.notices_of("result__study"),
        "Retractions, errata and concerns about the study's reports; empty: none known.",
        free=False,
    )
    sponsor: str = column("result__study__sponsor", "Who ran or paid for the study, in one spelling.")
    seller_interest: str = column(
        "result__study__seller_interest", "Whether somebody who sells what is tested had a hand in it.", free=False
    )
    independence_group: str = column(
        "result__study__independence_group", "Studies with the same word share a team, a sponsor or people."
    )
    independence_reason: str = column(
        "result__study__independence_reason", "What they share: `team`, `sponsor` or `people`.", free=False
    )
    pmid: str = column(text("result__report__pmid"), "PubMed id of the report.", free=False)
    pmcid: str = column(text("result__report__pmcid"), "PubMed Central id of the report.", free=False)
    doi: str = column(text("result__report__doi"), "DOI of the report, in lower case.", free=False)
    report_title: str = column("result__report__title", "Title of the report, as printed.")
    authors: str = column(in_one_line("result__report__authors"), "Authors of the report, `; ` between them.")
    journal: str = column("result__report__journal", "Journal of the report.")
    year: int | None = column("result__report__year", "Year of the report.")
    known_on: str = column(
        sql.KNOWN_ON, "When the report was first public: 2012-12-17, 2012-12 or 2012, as is known.", free=False
    )
    retracted: str = column(
        sql.yes(sql.retractions_of("result__report")), "`true` if a journal retracted the report.", free=False
    )
    retracted_on: str = column(
        sql.RETRACTED_ON, "Date of the first retraction notice; empty: none, or not dated.", free=False
    )
    report_address: str = column("result__report__address", "Address of the report, where it has no DOI.")
    intervention_id: str = column(
        text("intervention__slug"), "What is tested; empty for a figure about no intervention."
    )
    intervention: str = column(text("intervention__name"), "Name of the intervention.")
    intervention_route: str = column(
        sql.ROUTE_OF_INTERVENTION,
        "How it gets to the body, as entered for it or for one of the two above it; empty: several ways, or unknown.",
        free=False,
    )
    comparator: str = column("comparator", "What it is compared with; `none`: with nothing.", free=False)
    outcome_id: str = column("result__outcome__slug", "What is measured.")
    outcome: str = column("result__outcome__name", "Name of the outcome.")
    outcome_domain: str = column("result__outcome__domain", "What kind of thing the outcome is.", free=False)
    outcome_effect: str = column("result__outcome__effect", "`benefit` or `harm`: what was looked for.", free=False)
    outcome_better: str = column("result__outcome__better", "Which way is better for the outcome.", free=False)
    outcome_smallest: float | None = column(
        "result__outcome__smallest_important_difference", "Smallest difference on the outcome that matters to people."
    )
    outcome_smallest_scale: str = column(
        text("result__outcome__smallest_important_instrument__short_name"), "The scale that it is a difference on."
    )
    outcome_smallest_scale_id: str = column(
        text("result__outcome__smallest_important_instrument__slug"), "Lasting id of that scale."
    )
    instrument_id: str = column(text("result__instrument__slug"), "Lasting id of the scale of the figures.")
    instrument: str = column(text("result__instrument__short_name"), "Scale of the figures; empty: none or not stated.")
    instrument_family: str = column(
        text("result__instrument__family"), "Scales with the same word measure the same thing."
    )
    instrument_unit: str = column(text("result__instrument__unit"), "Unit of the scale.")
    instrument_minimum: float | None = column("result__instrument__minimum", "Lowest possible value of the scale.")
    instrument_maximum: float | None = column("result__instrument__maximum", "Highest possible value of the scale.")
    instrument_better: str = column(text("result__instrument__better"), "Which end of the scale is better.", free=False)
    time: str = column("result__time", "Time point, as printed.")
    days: int | None = column("result__days", "Time point in days after the start.")
    kind: str = column(
        "result__kind", "What the arms' figures are: scores at that time, changes, events, words.", free=False
    )
    primary: str = column(sql.flag("result__primary"), "`true` if it is a primary outcome of the study.", free=False)
    subgroup: str = column("result__subgroup", "Which people of the study, if not all.")
    experimental_arm: str = column(text("experimental__name"), "Arm that got the intervention; empty for a review.")
    experimental_arm_id: str = column(text("experimental__slug"), "Lasting id of that arm within the study.")
    experimental_routes: str = column(
        sql.routes_of("experimental"),
        "How its treatment got to the body, `; ` between the ways; without what everybody got.",
        free=False,
    )
    experimental_people: int | None = column("experimental__people", "People allocated to it.")
    experimental_n: int | None = column("e__n", "People of it with data.")
    experimental_mean: float | None = column("e__mean", "Its mean, or mean change (see `kind`).")
    experimental_sd: float | None = column("e__sd", "Its standard deviation.")
    experimental_se: float | None = column("e__se", "Standard error of its mean.")
    experimental_ci_low: float | None = column("e__ci_low", "Lower end of the 95 % interval of its mean.")
    experimental_ci_high: float | None = column("e__ci_high", "Upper end of that interval.")
    experimental_baseline_mean: float | None = column("e__baseline_mean", "Its mean at the start.")
    experimental_baseline_sd: float | None = column("e__baseline_sd", "Its standard deviation at the start.")
    experimental_events: int | None = column("e__events", "People of it with the event.")
    experimental_total: int | None = column("e__total", "People of it in whom the event was looked for.")
    experimental_percent: float | None = column("e__percent", "Per cent with the event, where no count is printed.")
    experimental_median: float | None = column("e__median", "Its median.")
    experimental_lower_quartile: float | None = column("e__lower_quartile", "Its lower quartile.")
    experimental_upper_quartile: float | None = column("e__upper_quartile", "Its upper quartile.")
    experimental_minimum: float | None = column("e__minimum", "Lowest value that anybody in it had.")
    experimental_maximum: float | None = column("e__maximum", "Highest value that anybody in it had.")
    experimental_note: str = column(text("e__note"), "A remark on its figures.")
    reference_arm: str = column(text("reference__name"), "Arm it is compared with.")
    reference_arm_id: str = column(text("reference__slug"), "Lasting id of that arm within the study.")
    reference_routes: str = column(
        sql.routes_of("reference"),
        "How its treatment got to the body, `; ` between the ways; without what everybody got.",
        free=False,
    )
    reference_people: int | None = column("reference__people", "People allocated to that arm.")
    reference_n: int | None = column("r__n", "People of it with data.")
    reference_mean: float | None = column("r__mean", "Its mean, or mean change (see `kind`).")
    reference_sd: float | None = column("r__sd", "Its standard deviation.")
    reference_se: float | None = column("r__se", "Standard error of its mean.")
    reference_ci_low: float | None = column("r__ci_low", "Lower end of the 95 % interval of its mean.")
    reference_ci_high: float | None = column("r__ci_high", "Upper end of that interval.")
    reference_baseline_mean: float | None = column("r__baseline_mean", "Its mean at the start.")
    reference_baseline_sd: float | None = column("r__baseline_sd", "Its standard deviation at the start.")
    reference_events: int | None = column("r__events", "People of it with the event.")
    reference_total: int | None = column("r__total", "People of it in whom the event was looked for.")
    reference_percent: float | None = column("r__percent", "Per cent with the event, where no count is printed.")
    reference_median: float | None = column("r__median", "Its median.")
    reference_lower_quartile: float | None = column("r__lower_quartile", "Its lower quartile.")
    reference_upper_quartile: float | None = column("r__upper_quartile", "Its upper quartile.")
    reference_minimum: float | None = column("r__minimum", "Lowest value that anybody in it had.")
    reference_maximum: float | None = column("r__maximum", "Highest value that anybody in it had.")
    reference_note: str = column(text("r__note"), "A remark on its figures.")
    reported_measure: str = column("measure", "What the reported estimate is.", free=False)
    reported_estimate: float | None = column("estimate", "Estimate as printed, experimental minus or over reference.")
    reported_ci_low: float | None = column("ci_low", "Lower end of the printed interval.")
    reported_ci_high: float | None = column("ci_high", "Upper end of the printed interval.")
    reported_ci_level: float | None = column(
        Case(When(ci_low__isnull=False, then=F("ci_level")), default=None), "Level of that interval, per cent."
    )
    reported_se: float | None = column("se", "Printed standard error of the estimate.")
    reported_p: str = column("p", "Printed p value of the comparison.")
    adjusted: str = column(sql.flag("adjusted"), "`true` if the printed estimate is adjusted.", free=False)
    pooled_trials: int | None = column("trials", "Trials that a review pooled into the estimate.")
    pooled_people: int | None = column("people", "People in the estimate.")
    i_squared: float | None = column("i_squared", "I² of a pooled estimate, per cent.")
    direction: str = column("direction", "Which side it speaks for, as its source says.", free=False)
    recomputed_measure: str = column(
        sql.RECOMPUTED_MEASURE,
        "MD or RR recomputed here from the arms' figures; empty: they do not allow it.",
        free=False,
    )
    recomputed_estimate: float | None = column(sql.RECOMPUTED_ESTIMATE, "That estimate, not adjusted for anything.")
    recomputed_ci_low: float | None = column(sql.RECOMPUTED_LOW, "Lower end of its 95 % interval (normal).")
    recomputed_ci_high: float | None = column(sql.RECOMPUTED_HIGH, "Upper end of its 95 % interval (normal).")
    finding: str = column("result__finding", "What was found, in a curator's words.")
    certainty: str = column(
        "result__certainty", "`verified`: figures seen; `derived`: worked out from figures seen.", free=False
    )
    derivation: str = column("result__derivation", "How derived figures were worked out.")
    basis: str = column(
        "result__basis", "What the curator had before them: full text, abstract, registry, secondary.", free=False
    )
    place: str = column("result__place", "Where in the report the result is printed.")
    quote: str = column("result__quote", "The report's own words.")
    addresses: str = column(in_one_line("result__addresses"), "Where the figures were seen, `; ` between them.")
    notes: str = column("result__notes", "What is missing or odd.")
    entered_by: str = column(text("result__entered_by__username"), "Who entered it.")
    checked_by: str = column(text("result__checked_by__username"), "Who compared it with the report a second time.")
    created: str = column(sql.IsoTime(F("created")), "When it was entered, in UTC.", free=False)
    updated: str = column(
        sql.IsoTime(Greatest(F("updated"), F("result__updated"))), "When it last changed, in UTC.", free=False
    )


RESULT_COLUMNS = columns_of(ResultRow)


@cache
def _selected() -> Any:
    with_values = Comparison.objects.annotate(
        e=FilteredRelation("experimental__values", condition=Q(experimental__values__result=F("result"))),
        r=FilteredRelation("reference__values", condition=Q(reference__values__result=F("result"))),
    )
    return select(with_values, RESULT_COLUMNS)


def result_values() -> ComparisonQuerySet:
    """Comparisons that yield the columns as dictionaries; narrow them with the queryset's own words.

    Made once a process: naming 120 columns costs more than reading the rows of a page.
    """
    queryset: ComparisonQuerySet = _selected().all()
    return queryset


def result_rows(values: ComparisonQuerySet) -> Iterator[ResultRow]:
    return (ResultRow(**read(one)) for one in values)
