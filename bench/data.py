"""Invented studies in any number, for measuring only; their figures mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.models import (
    Arm,
    ArmValue,
    Comparison,
    Condition,
    Instrument,
    Intervention,
    Outcome,
    Report,
    Result,
    Study,
)

RESULTS_A_STUDY = 5
BATCH = 2_000
INTERVENTIONS = 50


def fill(*, results: int, name: str, interventions: int = 0) -> None:
    """Studies with so many results in all, spread over interventions called `name` and a number, some 50 or as said."""
    outcomes, instrument, condition = _nouns()
    tops = [
        Intervention(name=f"{name} {i}", slug=f"{name}-{i}", kind="drug")
        for i in range(interventions or _spread(results))
    ]
    Intervention.objects.bulk_create(tops)
    for start in range(0, results, BATCH * RESULTS_A_STUDY):
        size = min(BATCH * RESULTS_A_STUDY, results - start)
        numbers = range(start // RESULTS_A_STUDY, (start + size) // RESULTS_A_STUDY)
        studies = Study.objects.bulk_create([_study(name, i) for i in numbers])
        _conditions_and_interventions(studies, condition, tops)
        reports = Report.objects.bulk_create([_report(study) for study in studies])
        arms = Arm.objects.bulk_create([arm for study in studies for arm in _arms(study)])
        made = Result.objects.bulk_create(
            [
                one
                for study, report in zip(studies, reports, strict=True)
                for one in _results(study, report, outcomes, instrument)
            ]
        )
        pairs = [(made[i], *_pair(arms, i)) for i in range(len(made))]
        ArmValue.objects.bulk_create([value for pair in pairs for value in _values(*pair)], BATCH)
        Comparison.objects.bulk_create(
            [_comparison(*pair, tops[(i // RESULTS_A_STUDY) % len(tops)]) for i, pair in enumerate(pairs)], BATCH
        )


def _spread(results: int) -> int:
    """One intervention for a small set, so that its page shows all of it."""
    return 1 if results <= 20 else INTERVENTIONS


def _nouns() -> tuple[list[Outcome], Instrument, Condition]:
    outcomes = [
        Outcome.objects.get_or_create(
            slug=f"bench-{i}", defaults={"name": f"Bench outcome {i}", "domain": "pain", "better": "lower"}
        )[0]
        for i in range(RESULTS_A_STUDY)
    ]
    instrument, _ = Instrument.objects.get_or_create(
        slug="bench-nrs",
        defaults={"name": "Bench NRS", "short_name": "NRS", "minimum": 0, "maximum": 10, "better": "lower"},
    )
    condition, _ = Condition.objects.get_or_create(slug="bench-pain", defaults={"name": "Bench pain"})
    return outcomes, instrument, condition


def _study(name: str, number: int) -> Study:
    return Study(
        slug=f"{name}-{number:07}",
        title=f"A randomised trial number {number} of {name} in people with low back pain, = for measuring",
        design="randomised",
        blinding="double",
        people=80 + number % 100,
        state="published",
    )


def _conditions_and_interventions(studies: list[Study], condition: Condition, tops: list[Intervention]) -> None:
    Study.conditions.through.objects.bulk_create(
        [Study.conditions.through(study=study, condition=condition) for study in studies], BATCH
    )
    Study.interventions.through.objects.bulk_create(
        [Study.interventions.through(study=study, intervention=tops[i % len(tops)]) for i, study in enumerate(studies)],
        BATCH,
    )


def _report(study: Study) -> Report:
    return Report(
        study=study,
        slug=study.slug,
        main=True,
        title=study.title,
        authors="Doe JA\nRoe BC\nPoe DE",
        journal="Journal of Measuring",
        year=2020,
        doi=f"10.5555/{study.slug}",
    )


def _arms(study: Study) -> Iterator[Arm]:
    yield Arm(study=study, name="treated", slug="treated", role="experimental", people=40)
    yield Arm(study=study, name="placebo", slug="placebo", role="placebo", order=1, people=40)


def _results(study: Study, report: Report, outcomes: list[Outcome], instrument: Instrument) -> Iterator[Result]:
    for outcome in outcomes:
        yield Result(
            study=study,
            slug=outcome.slug,
            outcome=outcome,
            instrument=instrument,
            kind="final",
            time="6 months",
            days=183,
            finding="Less than with placebo in a figure that was invented for measuring.",
            report=report,
            place="Table 2",
            basis="abstract",
            addresses=f"https://doi.org/10.5555/{study.slug}",
            state="published",
        )


def _pair(arms: list[Arm], result: int) -> tuple[Arm, Arm]:
    study = result // RESULTS_A_STUDY
    return arms[2 * study], arms[2 * study + 1]


def _values(result: Result, treated: Arm, placebo: Arm) -> Iterator[ArmValue]:
    shift = result.study.people or 0
    yield ArmValue(result=result, arm=treated, n=40, mean=3 + shift % 30 / 10, sd=1.8, baseline_mean=7.5)
    yield ArmValue(result=result, arm=placebo, n=40, mean=4 + shift % 20 / 10, sd=2.1, baseline_mean=7.4)


def _comparison(result: Result, treated: Arm, placebo: Arm, intervention: Intervention) -> Comparison:
    return Comparison(
        result=result,
        slug="treated-v-placebo",
        intervention=intervention,
        experimental=treated,
        reference=placebo,
        comparator="placebo",
        p="0.03",
        direction="favours intervention",
    )
