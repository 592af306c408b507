"""Risk of bias: a tool's rule, what counts for a result, and what readers are shown."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from evidence.models import BiasTool, Judgement
from evidence.summaries.bias import bias_tables
from tests import factories as make

ROB2 = BiasTool(name="RoB 2", judgements="low, some concerns, high", overall_rule="several")
ROBINS = BiasTool(name="ROBINS-I", judgements="low, moderate, serious, critical, no information", overall_rule="worst")
V2 = BiasTool(
    name="ROBINS-I V2",
    judgements="low, low except confounding, moderate, serious, critical",
    overall_rule="worst",
)
WORST = "The worst of the domains."
SILENT = "On at least one domain there is no information, and no other is serious."


@pytest.mark.parametrize(
    ("tool", "judged", "overall", "said"),
    [
        (ROB2, ["low", "low", "low"], "low", WORST),
        (ROB2, ["low", "some concerns", "low"], "some concerns", WORST),
        (
            ROB2,
            ["some concerns", "some concerns", "low"],
            "some concerns",
            (
                "The worst of the domains. In 2 of them it is “some concerns”: if together they lower your confidence "
                "substantially, the tool has you say “high”, with the reason."
            ),
        ),
        (ROB2, ["some concerns", "high", "low"], "high", WORST),
        (ROB2, ["high"], "high", WORST),  # whatever the others will be
        (ROB2, ["low", "some concerns"], None, "2 of 3 domains are judged: too few for the tool’s rule."),
        (ROB2, [], None, "0 of 3 domains are judged: too few for the tool’s rule."),
        (ROBINS, ["low", "moderate", "serious"], "serious", WORST),
        (ROBINS, ["low", "no information", "serious"], "serious", WORST),
        (ROBINS, ["no information", "critical"], "critical", WORST),
        (ROBINS, ["low", "no information", "moderate"], "no information", SILENT),
        (ROBINS, ["no information"] * 3, "no information", SILENT),
        (ROBINS, ["moderate", "moderate", "low"], "moderate", WORST),
        (V2, ["low except confounding", "low", "low"], "low except confounding", WORST),
        (V2, ["low except confounding", "moderate", "low"], "moderate", WORST),
    ],
)
def test_the_overall_judgement_follows_the_rule_of_the_tool(
    tool: BiasTool, judged: list[str], overall: str | None, said: str
) -> None:
    codes = ["D1", "D2", "D3"]
    assert tool.overall(dict(zip(codes, judged, strict=False)), codes) == (overall, said)


def test_the_order_of_judgements_leaves_out_what_has_no_place_in_it() -> None:
    assert ROBINS.known[-1] == Judgement.NO_INFORMATION
    assert ROBINS.scale == [Judgement.LOW, Judgement.MODERATE, Judgement.SERIOUS, Judgement.CRITICAL]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        (
            "judgements",
            "low, middling",
            (
                "expected some of low, low except confounding, some concerns, moderate, high, serious, critical, "
                "no information, got “middling”."
            ),
        ),
        ("judgements", "low, low", "expected each of them once."),
        ("judgements", "", "This field cannot be blank."),
    ],
)
def test_a_tool_knows_only_judgements_that_are_known(field: str, text: str, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make.make_bias_tool(**{field: text})
    assert caught.value.message_dict == {field: [says]}


@pytest.mark.django_db
def test_a_design_that_is_none_suits_no_tool() -> None:
    with pytest.raises(ValidationError, match="got “double-blind”"):
        make.make_bias_tool(suits="randomised, double-blind")
    tool = make.make_bias_tool(suits="cohort, case-control")
    assert BiasTool.objects.suiting("cohort") == [tool]
    assert BiasTool.objects.suiting("randomised") == []


@pytest.mark.django_db
def test_a_result_has_its_own_judgement_or_that_of_its_study() -> None:
    one, two, overall = (make.make_bias_domain(code=code, name=code) for code in ("D1", "D2", "overall"))
    result = make.make_result(state="published")
    draft = make.make_result(study=result.study)
    study = result.study
    make.make_risk_of_bias(study=study, domain=one, judgement="low", reason="R1", quote="Q1")
    make.make_risk_of_bias(study=study, domain=two, judgement="some concerns", reason="R2", quote="Q2")
    make.make_risk_of_bias(
        study=study, domain=overall, judgement="high", reason="Together too much.", quote="", quote_missing="Domains."
    )
    make.make_risk_of_bias(study=study, result=result, domain=two, judgement="low", reason="R3", quote="Q3")
    make.make_risk_of_bias(study=study, result=draft, domain=two, judgement="high", reason="R4", quote="Q4")

    tables = [
        (
            table.result.slug if table.result else "",
            [(row.code, row.sign.word if row.sign else "", row.reason, row.quote, row.whose) for row in table.rows],
            table.overall.word if table.overall else "",
            table.said,
        )
        for table in bias_tables(study)
    ]
    assert tables == [
        (
            "",
            [("D1", "low", "R1", "Q1", ""), ("D2", "some concerns", "R2", "Q2", "")],
            "high",
            "Not by the tool’s rule: Together too much.",
        ),
        (
            result.slug,
            [
                ("D1", "low", "R1", "Q1", "as for the whole study"),
                ("D2", "low", "R3", "Q3", "for this result"),
            ],
            "low",
            WORST,
        ),
    ]


@pytest.mark.django_db
def test_readers_see_shape_and_word_the_version_and_the_way_to_the_questions(client: Client) -> None:
    study = make.make_study(state="published")
    make.make_risk_of_bias(study=study, domain=make.make_bias_domain(code="D1"), judgement="high", quote="open label")
    html = client.get(study.get_absolute_url()).content.decode()
    for part in (
        '<caption id="bias-1">RoB 2, for the whole study</caption>',
        '<span class="judgement high"><span class="shape" aria-hidden="true">−</span> high</span>',
        "<q>open label</q>",
        "RoB 2: 2019.",
        'href="https://www.riskofbias.info/welcome/rob-2-0-tool"',
    ):
        assert part in html
