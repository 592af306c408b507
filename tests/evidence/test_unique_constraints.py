"""What is unique is so by a constraint: refused by the form with its sentence, and by the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from evidence.grading import RULES_1
from evidence.models import (
    ArmValue,
    Assessment,
    BiasDomain,
    BiasOpinion,
    BiasTool,
    CertaintyRules,
    Comparison,
    Condition,
    Extraction,
    Finding,
    ImportedReference,
    Intervention,
    NotDuplicate,
    Notice,
    Outcome,
    PossibleDuplicate,
    Presence,
    RegimenStep,
    Report,
    Result,
    RiskOfBias,
    SearchLog,
    Settlement,
    Synonym,
)
from tests import factories as make
from tests.evidence.rules import Values, constraints

pytestmark = pytest.mark.django_db
FOUND: Values = {"standing": "one study", "side": "not known", "trials": 1, "people": 80, "line": {"k": 1}}


def twins() -> dict[str, tuple[models.Model, models.Model, models.Model, str]]:
    """For each unique constraint: a row that is there, its twin, a row that is none, and the sentence."""
    study, result, report = make.make_study(), make.make_result(), make.make_report()
    arm, domain = make.make_arm(study=study), make.make_bias_domain()
    magnesium = make.make_intervention(name="magnesium sulfate")
    log: Values = {"intervention": magnesium, "where": "PubMed", "date": "2024-03-01", "who": "a librarian"}
    bias: Values = {"domain": domain, "judgement": "low", "reason": "By computer.", "quote": "computer"}
    value = make.make_arm_value(result=result, arm=make.make_arm(study=result.study))
    other_arm = make.make_arm(study=result.study)
    there: Values = {"result": result, "comparator": "placebo"}
    again = "exists already, perhaps in other capitals."
    tool: Values = {"tool": make.the_tool(), "name": "randomisation", "order": 1}
    assessor, settled = make.make_user(), make.make_settlement()
    there_now = make.make_presence()
    at_it: Values = {name: getattr(there_now, name) for name in ("model", "row", "who", "opened", "seen")}
    robis: Values = {
        "version": "2016",
        "judgements": "low, high",
        "overall_rule": "worst",
        "address": "https://doi.org/10.1016/j.jclinepi.2015.06.005",
    }
    pain = make.make_outcome(slug="pain-now")
    concluded: Values = {"intervention": magnesium, "outcome": pain, "direction": "against", "grade": "low"}
    concluded |= {"summary": "It does not help.", "reasons": "One trial.", "reviewed_on": "2026"}
    figures: Values = {"outcome": result.outcome, "kind": "final", "place": "Table 2", "basis": "abstract"}
    pair: Values = {"model": "evidence.report", "lower": 1, "higher": 2}
    source = make.make_reference_import()
    record: Values = {"source": source, "line": 1, "text": "TY  - JOUR", "digest": "0", "verdict": "new"}
    its_report = make.make_report(study=study)
    return {
        "evidence_intervention_name_any_case": (
            magnesium,
            Intervention(name="MAGNESIUM Sulfate", slug="x", kind="drug"),
            Intervention(name="magnesium oxide", slug="y", kind="drug"),
            f"This name {again}",
        ),
        "evidence_condition_name_any_case": (
            make.make_condition(name="Sciatica"),
            Condition(name="sciatica", slug="x"),
            Condition(name="sciatica, chronic", slug="y"),
            f"This name {again}",
        ),
        "evidence_synonym_name_any_case": (
            make.make_synonym(name="Epsom salt"),
            Synonym(name="EPSOM SALT", intervention=magnesium),
            Synonym(name="Epsom salts", intervention=magnesium),
            f"This synonym {again}",
        ),
        "evidence_outcome_name_any_case": (
            make.make_outcome(name="Pain intensity"),
            Outcome(name="pain intensity", slug="x", domain="pain", better="lower"),
            Outcome(name="pain relief", slug="y", domain="pain", better="lower"),
            f"This outcome {again}",
        ),
        "evidence_arm_once_a_study": (
            arm,
            type(arm)(study=study, slug=arm.slug, name="again", role="placebo"),
            type(arm)(study=make.make_study(), slug=arm.slug, name="elsewhere", role="placebo"),
            "This study has an arm of that name already.",
        ),
        "evidence_regimenstep_once": (
            make.make_regimen_step(arm=arm, intervention=magnesium, step=1),
            RegimenStep(arm=arm, intervention=magnesium, step=1),
            RegimenStep(arm=arm, intervention=magnesium, step=2),
            "This arm has that intervention in that step already.",
        ),
        "evidence_report_one_main_a_study": (
            make.make_report(study=study, main=True),
            Report(study=study, main=True, slug="x"),
            Report(study=None, main=True, slug="y"),
            "This study has a main report already.",
        ),
        "evidence_result_once_a_study": (
            make.make_result(study=study, slug="pain", report=its_report),
            Result(study=study, slug="pain", report=its_report, **figures),
            Result(study=study, slug="pain-2", report=its_report, **figures),
            "This study has a result of that name already.",
        ),
        "evidence_armvalue_once": (
            value,
            ArmValue(result=result, arm=value.arm),
            ArmValue(result=result, arm=other_arm),
            "This arm has its figures for this result already.",
        ),
        "evidence_comparison_once": (
            make.make_comparison(slug="a-v-b", **there),
            Comparison(slug="a-v-b", **there),
            Comparison(slug="a-v-c", **there),
            "This result has a comparison of that name already.",
        ),
        "evidence_notice_once": (
            make.make_notice(report=report, date="2023-07"),
            Notice(report=report, kind="erratum", date="2023-07"),
            Notice(report=report, kind="erratum", date="2023"),
            "This notice is entered already.",
        ),
        "evidence_notice_undated_once": (
            make.make_notice(report=report, kind="concern"),
            Notice(report=report, kind="concern"),
            Notice(report=report, kind="retraction"),
            "An undated notice of this kind is entered already.",
        ),
        "evidence_biasdomain_once": (
            make.make_bias_domain(code="D1"),
            BiasDomain(code="D1", **tool),
            BiasDomain(code="D2", **tool),
            "This tool has a domain of that code already.",
        ),
        "evidence_riskofbias_once_a_study": (
            make.make_risk_of_bias(study=result.study, **bias),
            RiskOfBias(study=result.study, **bias),
            RiskOfBias(study=study, **bias),
            "This domain is judged for this study already.",
        ),
        "evidence_riskofbias_once_a_result": (
            make.make_risk_of_bias(study=result.study, result=result, **bias),
            RiskOfBias(study=result.study, result=result, **bias),
            RiskOfBias(study=study, result=None, **bias | {"domain": make.make_bias_domain()}),
            "This domain is judged for this result already.",
        ),
        "evidence_biasopinion_once_a_study": (
            make.make_bias_opinion(study=result.study, by=assessor, **bias),
            BiasOpinion(study=result.study, by=assessor, **bias),
            BiasOpinion(study=result.study, by=make.make_user(), **bias),
            "You judged this domain for this study already.",
        ),
        "evidence_biasopinion_once_a_result": (
            make.make_bias_opinion(study=result.study, result=result, by=assessor, **bias),
            BiasOpinion(study=result.study, result=result, by=assessor, **bias),
            BiasOpinion(study=result.study, result=result, by=make.make_user(), **bias),
            "You judged this domain for this result already.",
        ),
        "evidence_biastool_once": (
            make.make_bias_tool(name="ROBIS"),
            BiasTool(name="ROBIS", **robis),
            BiasTool(name="ROBIS 2", **robis),
            "There is a tool of that name already.",
        ),
        "evidence_extraction_once_a_study": (
            make.make_extraction(study=study, by=assessor),
            Extraction(study=study, by=make.make_user()),
            Extraction(study=result.study, by=assessor),
            "This study is being extracted a second time already, or was.",
        ),
        "evidence_presence_once": (
            there_now,
            Presence(**at_it),
            Presence(**at_it | {"who": make.make_user()}),
            "Presence with this Model, Number of the row and Who already exists.",
        ),
        "evidence_settlement_once": (
            settled,
            Settlement(extraction=settled.extraction, name=settled.name, reason="Table 2.", by=assessor),
            Settlement(extraction=settled.extraction, name="another", reason="Table 2.", by=assessor),
            "This difference is settled already.",
        ),
        "evidence_finding_once": (
            make.make_finding(intervention=magnesium, outcome=pain),
            Finding(intervention=magnesium, outcome=pain, place=0, **FOUND),
            Finding(intervention=magnesium, outcome=pain, place=1, **FOUND),
            "This line of the summary of findings is there already.",
        ),
        "evidence_assessment_once": (
            make.make_assessment(intervention=magnesium, condition=(sciatica := make.make_condition()), outcome=pain),
            Assessment(condition=sciatica, **concluded),
            Assessment(condition=make.make_condition(), **concluded),
            "This intervention is assessed for this condition and outcome already.",
        ),
        "evidence_assessment_of_all_conditions_once": (
            make.make_assessment(intervention=magnesium, outcome=pain),
            Assessment(**concluded),
            Assessment(**concluded | {"outcome": make.make_outcome()}),
            "This intervention is assessed for this outcome in all conditions already.",
        ),
        "evidence_certaintyrules_one_in_force": (
            CertaintyRules.objects.in_force().get(),  # a migration's
            CertaintyRules(version="2.0", notes="More people.", thresholds=RULES_1.values, state="in force"),
            CertaintyRules(version="2.1", notes="More people.", thresholds=RULES_1.values, state="retired"),
            "Other rules are in force: only one version can be.",
        ),
        "evidence_searchlog_once": (
            make.make_search_log(**log),
            SearchLog(**log),
            SearchLog(**log | {"date": "2024"}),
            "This search is logged already.",
        ),
        "evidence_importedreference_once": (
            make.make_imported_reference(number=1, source=source),
            ImportedReference(**record | {"number": 1}),
            ImportedReference(**record | {"number": 2}),
            "This record of the file is here already.",
        ),
        "evidence_possibleduplicate_once": (
            make.make_possible_duplicate(**pair),
            PossibleDuplicate(**pair),
            PossibleDuplicate(**pair | {"model": "evidence.study"}),
            "This pair is noted already.",
        ),
        "evidence_notduplicate_once": (
            make.make_not_duplicate(**pair),
            NotDuplicate(reason="Two.", **pair),
            NotDuplicate(reason="Two.", **pair | {"higher": 3}),
            "This pair is noted already.",
        ),
    }


@pytest.mark.parametrize("name", sorted(constraints(models.UniqueConstraint)))
def test_what_is_once_is_once(name: str) -> None:
    _, twin, other, says = twins()[name]
    with pytest.raises(ValidationError) as caught:
        twin.full_clean()
    assert caught.value.messages == [says]
    with pytest.raises(IntegrityError), transaction.atomic():
        type(twin)._default_manager.bulk_create([twin])
    other.full_clean()
    other.save()


@pytest.mark.parametrize(
    ("maker", "name"),
    [
        (make.make_intervention, "slug"),
        (make.make_condition, "slug"),
        (make.make_outcome, "slug"),
        (make.make_instrument, "slug"),
        (make.make_instrument, "name"),
        (make.make_study, "slug"),
        (make.make_report, "slug"),
    ],
)
def test_an_address_is_taken_once(maker: Callable[..., models.Model], name: str) -> None:
    there = maker()
    with pytest.raises(ValidationError) as caught:
        maker(**{name: getattr(there, name)})
    noun = there._meta.verbose_name
    assert caught.value.message_dict[name] == [
        f"{str(noun).capitalize()} with this {name.capitalize()} already exists."
    ]


def test_no_unique_constraint_is_left_untested() -> None:
    assert set(twins()) == constraints(models.UniqueConstraint)
