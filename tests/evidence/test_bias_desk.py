"""Risk of bias at the desk: the choice of tool and result, and two assessors who judge apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from evidence.actions.judging import hand_in, settle
from evidence.actions.refused import RefusedError
from evidence.admin.seen import mark_of
from evidence.models import BiasDomain, BiasOpinion, Change, RiskOfBias, RowChange, Study
from evidence.summaries.bias_agreement import agreement_by_tool
from tests import factories as make
from tests.evidence.desk import page

pytestmark = pytest.mark.django_db
SECRET = "The envelopes were see-through."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def domains() -> list[Any]:
    return [make.make_bias_domain(code=code, name=code) for code in ("D1", "D2")]


def judged(domains: list[Any], judgement: str, reason: str = "By computer.") -> dict[str, str]:
    return {
        f"domain-{one.pk}-{name}": value
        for one in domains
        for name, value in (("judgement", judgement), ("reason", reason), ("quote", "computer"))
    }


def asked_by(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_another_tool_is_chosen_and_used_beside_the_first(domains: list[Any]) -> None:
    study = make.make_study()
    other = make.make_bias_tool(name="ROBIS", judgements="low, high", overall_rule="worst", suits="")
    domain = make.make_bias_domain(tool=other, code="D1", name="eligibility")
    client = signed_in(make.make_user(can="*"))
    assert [group.tool.name for group in client.get(page("bias", study)).context["groups"]] == ["RoB 2"]
    make.make_risk_of_bias(study=study, domain=domains[0])
    address = f"{page('bias', study)}?tool={other.pk}"
    assert [group.tool.name for group in client.get(address).context["groups"]] == ["ROBIS", "RoB 2"]
    assert (
        client.post(
            address, judged([domain], "high") | judged([domains[0]], "low") | {"_stay": "", "_seen": mark_of(study)}
        ).status_code
        == 302
    )
    assert list(study.risks_of_bias.order_by("domain__tool__name").values_list("domain__tool__name", "judgement")) == [
        ("ROBIS", "high"),
        ("RoB 2", "low"),
    ]
    assert [group.tool.name for group in client.get(page("bias", study)).context["groups"]] == ["ROBIS", "RoB 2"]


def test_one_result_is_judged_otherwise_and_the_study_stays_as_it_is(domains: list[Any]) -> None:
    result = make.make_result()
    study = result.study
    make.make_risk_of_bias(study=study, domain=domains[0], judgement="low")
    client = signed_in(make.make_user(can="*"))
    address = f"{page('bias', study)}?result={result.pk}"
    response = client.post(
        address, judged([domains[0]], "high", "Not registered.") | {"_stay": "", "_seen": mark_of(study)}
    )
    assert (response.status_code, response["Location"]) == (302, address)
    assert set(study.risks_of_bias.values_list("result", "judgement")) == {(None, "low"), (result.pk, "high")}
    for odd in ("?result=0", "?result=x", f"?result={make.make_result().pk}", "?tool=99999999999999999999"):
        assert client.get(page("bias", study) + odd).context["result"] is None


def test_an_overall_judgement_by_hand_needs_its_reason_and_no_quote(domains: list[Any]) -> None:
    overall = make.make_bias_domain(code="overall", name="Overall")
    study = make.make_study()
    client = signed_in(make.make_user(can="*"))
    refused = client.post(page("bias", study), {f"domain-{overall.pk}-judgement": "high", "_seen": mark_of(study)})
    assert [one.sentence for one in refused.context["faults"]] == ["A judgement needs one."]
    values = {f"domain-{overall.pk}-judgement": "high", f"domain-{overall.pk}-reason": "Together too much."}
    values["_seen"] = mark_of(study)
    assert client.post(page("bias", study), values).status_code == 302
    assert list(study.risks_of_bias.values_list("judgement", "reason", "quote_missing")) == [
        ("high", "Together too much.", "An overall judgement rests on those of the domains.")
    ]


def test_nobody_sees_what_one_judged_before_both_have_handed_in(domains: list[Any]) -> None:
    study = make.make_study(state="published")
    first, second, boss = make.make_user(can="*"), make.make_user(can="*"), make.make_user(is_superuser=True)
    one = signed_in(first)
    for button in ("_stay", "_hand_in"):
        values = judged(domains, "high", SECRET) | {button: ""}
        assert one.post(page("apart", study), values).status_code == 302
        for viewer in (second, boss):
            assert leaks(signed_in(viewer), study) == []
        assert LogEntry.objects.count() == Change.objects.count() == RowChange.objects.count() == 0
    assert BiasOpinion.objects.seen_by(second).count() == 0
    assert SECRET in asked_by(one, page("apart", study))
    two = signed_in(second)
    assert two.post(page("apart", study), judged(domains, "low") | {"_stay": ""}).status_code == 302
    assert SECRET not in asked_by(two, page("apart", study))
    assert two.post(page("apart", study), judged(domains, "low") | {"_hand_in": ""}).status_code == 302
    for client in (one, two, signed_in(boss)):
        assert SECRET in asked_by(client, page("apart", study))


def leaks(client: Client, study: Study) -> list[str]:
    """The addresses that show the secret, of all that the desk and the readers' pages have for one study."""
    risk = make.make_risk_of_bias(study=make.make_study(), domain=BiasDomain.objects.earliest("pk"))
    addresses = [study.get_absolute_url(), reverse("evidence:studies")]
    for name in ("change", "entry", "arms", "results", "bias", "apart", "history"):
        addresses.append(reverse(f"admin:evidence_study_{name}", args=[study.pk]))
    for noun in ("riskofbias", "study", "biastool", "biasdomain"):
        addresses.append(reverse(f"admin:evidence_{noun}_changelist") + "?q=see-through")
    addresses += [
        reverse("admin:evidence_riskofbias_change", args=[risk.pk]),
        reverse("admin:evidence_biastool_agreement"),
        reverse("admin:index"),
    ]
    return [address for address in addresses if "see-through." in client.get(address).content.decode()]


def test_what_is_handed_in_stays_and_a_third_comes_too_late(domains: list[Any]) -> None:
    study = make.make_study()
    users = [make.make_user(can="*") for _ in range(3)]
    tool = make.the_tool()
    with pytest.raises(RefusedError, match="Still open: D1, D2"):
        hand_in(study=study, tool=tool, by=users[0])
    for user in users:
        for domain in domains:
            make.make_bias_opinion(study=study, domain=domain, by=user)
    for user in users[:2]:
        assert hand_in(study=study, tool=tool, by=user) == 2
    with pytest.raises(RefusedError, match="they stay as they are"):
        hand_in(study=study, tool=tool, by=users[0])
    with pytest.raises(RefusedError, match="Two others have judged"):
        hand_in(study=study, tool=tool, by=users[2])
    before = list(BiasOpinion.objects.values_list())
    signed_in(users[0]).post(page("apart", study), judged(domains, "high"))
    assert list(BiasOpinion.objects.values_list()) == before


def test_differences_are_settled_with_a_reason_and_all_three_are_kept(domains: list[Any]) -> None:
    study = make.make_study()
    first, second, third = (make.make_user(can="*") for _ in range(3))
    for user, judgements in ((first, ("low", "high")), (second, ("low", "low"))):
        for domain, judgement in zip(domains, judgements, strict=True):
            make.make_bias_opinion(study=study, domain=domain, by=user, judgement=judgement)
    tool = make.the_tool()
    hand_in(study=study, tool=tool, by=first)
    with pytest.raises(RefusedError, match="two assessors have to hand in"):
        settle(study=study, tool=tool, by=third, agreed=[])
    hand_in(study=study, tool=tool, by=second)
    client = signed_in(third)
    shown = client.get(page("apart", study)).context["differences"]
    assert [(one.agree, one.form["judgement"].value()) for one in shown] == [(True, "low"), (False, "")]
    values = {
        f"agreed-0-{domains[1].pk}-{name}": value
        for name, value in (("judgement", "high"), ("reason", "Talked over."), ("quote", "computer"))
    }
    suggested = shown[0].form
    values |= {suggested[name].html_name: suggested[name].value() or "" for name in suggested.fields}
    assert client.post(page("apart", study), values).status_code == 302
    assert list(study.risks_of_bias.values_list("domain__code", "judgement", "reason", "assessed_by")) == [
        ("D1", "low", "By computer.", third.pk),
        ("D2", "high", "Talked over.", third.pk),
    ]
    assert BiasOpinion.objects.count() == 4
    emptied = values | {f"agreed-0-{domains[1].pk}-{name}": "" for name in ("judgement", "reason", "quote")}
    refused = client.post(page("apart", study), emptied)
    assert [one.sentence for one in refused.context["faults"]] == ["This is agreed already: say what is agreed now."]
    again = RiskOfBias(study=study, domain=domains[0], judgement="high", reason="Again.", quote="again")
    with pytest.raises(RefusedError, match="D1: This domain is judged for this study already"):
        settle(study=study, tool=tool, by=third, agreed=[again])
    change = Change.objects.get()
    assert (change.act, change.by, change.reason) == (
        "settled",
        third,
        "Agreed on by two who had judged apart by RoB 2.",
    )
    kept = json.dumps(list(change.row_changes.values("model", "after")))
    assert "biasopinion" not in kept


def test_agreement_counts_what_both_handed_in_over_one_study_and_over_all(domains: list[Any]) -> None:
    first, second = make.make_user(), make.make_user()
    tool = make.the_tool()
    studies = [make.make_study(), make.make_study(), make.make_study()]
    said = [(("low", "high"), ("low", "low")), (("high", "high"), ("high", "low")), (("low", "low"), None)]
    for study, by_person in zip(studies, said, strict=True):
        for user, judgements in zip((first, second), by_person, strict=True):
            for domain, judgement in zip(domains, judgements or (), strict=False):
                make.make_bias_opinion(study=study, domain=domain, by=user, judgement=judgement)
            if judgements:
                hand_in(study=study, tool=tool, by=user)
    (all_of_it,) = agreement_by_tool()
    assert (all_of_it.whole.n, all_of_it.whole.agreed, all_of_it.whole.percent) == (4, 2, 50.0)
    # Rows: high 3 of 4; columns: high 1 of 4; pe = (3 × 1 + 1 × 3) / 16; kappa = (1/2 - 3/8) / (5/8).
    assert all_of_it.whole.kappa.value == pytest.approx(0.2)
    assert [(domain.code, of.n, of.agreed) for domain, of in all_of_it.domains] == [("D1", 2, 2), ("D2", 2, 0)]
    (one_study,) = agreement_by_tool(studies[0])
    assert (one_study.whole.n, one_study.whole.agreed) == (2, 1)
    assert agreement_by_tool(studies[2]) == ()
    html = asked_by(signed_in(make.make_user(is_superuser=True)), reverse("admin:evidence_biastool_agreement"))
    assert "<caption>Over all studies: RoB 2</caption>" in html
    assert "2 (50 %)" in html


def test_a_judgement_that_the_tool_does_not_know_and_a_strange_result_are_refused(domains: list[Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        make.make_bias_opinion(domain=domains[0], judgement="critical")
    assert caught.value.message_dict == {"judgement": ["RoB 2 has no judgement “critical”."]}
    with pytest.raises(ValidationError) as caught:
        make.make_risk_of_bias(domain=domains[0], result=make.make_result())
    assert caught.value.message_dict == {"result": ["This result belongs to another study."]}


def test_nothing_that_was_judged_apart_is_deleted_from_under_it(domains: list[Any]) -> None:
    opinion = make.make_bias_opinion(domain=domains[0])
    for row in (opinion.study, opinion.domain):
        with pytest.raises(IntegrityError):
            row.delete()
    assert not RiskOfBias.objects.exists()
