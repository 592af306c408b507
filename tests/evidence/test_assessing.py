"""A verdict beside the rules: what they say now, what it rested on, and whether that has changed since."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.actions.certainty_rules import put_in_force
from evidence.actions.findings import rebuild
from evidence.actions.recording import version_of
from evidence.actions.refused import RefusedError
from evidence.actions.states import move
from evidence.grading import RULES_1
from evidence.models import (
    ArmValue,
    Assessment,
    CertaintyRules,
    Comparison,
    Condition,
    Finding,
    Intervention,
    Outcome,
    State,
)
from evidence.summaries.by_rules import by_rules
from tests import factories as make
from tests.evidence import trials

pytestmark = pytest.mark.django_db
ADD = "admin:evidence_assessment_add"
LIST = "admin:evidence_assessment_changelist"


@pytest.fixture(autouse=True)
def evidence() -> None:
    trials.yousef(top=trials.magnesium())
    trials.ashar()
    rebuild()


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_member("curator"))
    return client


def about(**values: Any) -> dict[str, Any]:
    """What a curator types of magnesium for chronic pain; the rules give `very low`."""
    return {
        "intervention": Intervention.objects.get(slug="magnesium").pk,
        "condition": Condition.objects.get(slug="chronic-low-back-pain").pk,
        "outcome": Outcome.objects.get(slug="pain-intensity").pk,
        "direction": "not enough",
        "grade": "very low",
        "summary": "One trial cannot tell.",
        "reasons": "One trial of 80 people.",
        "reviewed_on": "2026-03",
        **values,
    }


def form_of(page: Any) -> Any:
    return page.context["adminform"].form


def saved(desk: Client, **values: Any) -> Assessment:
    assert desk.post(reverse(ADD), about(**values)).status_code == 302
    return Assessment.objects.get()


def change(row: Assessment) -> str:
    return reverse("admin:evidence_assessment_change", args=[row.pk])


def pool_more(people: int = 400) -> None:
    """A second trial, so large that the certainty is another."""
    model = Comparison.objects.get(result__study__slug="yousef-2013")
    study = make.make_study(
        state="published", people=2 * people, conditions=model.result.study.conditions.all(), slug="large-2026"
    )
    arms = [make.make_arm(study=study), make.make_arm(study=study, role="placebo", order=1)]
    same = {"outcome": model.result.outcome, "instrument": model.result.instrument, "time": "6 months", "days": 183}
    result = make.make_result(study=study, state="published", **same)
    for arm, mean in zip(arms, (5.0, 7.0), strict=True):
        make.make_arm_value(result=result, arm=arm, n=people, mean=mean, sd=2)
    make.make_comparison(
        result=result, intervention=model.intervention, experimental=arms[0], reference=arms[1], comparator="placebo"
    )
    rebuild()


def test_what_the_rules_say_is_kept_with_what_is_saved(desk: Client) -> None:
    row = saved(desk)
    finding = Finding.objects.get(intervention__slug="magnesium")
    assert row.rules == CertaintyRules.objects.in_force().get()
    assert (row.rule_grade, row.as_assessed) == ("very low", finding.line)
    assert row.as_assessed["rules"] == "1"


def test_no_field_of_the_form_says_what_the_rules_say(desk: Client) -> None:
    other = make.make_certainty_rules()
    row = saved(desk, rule_grade="high", rules=other.pk, as_assessed='{"level": "high"}')
    assert (row.rule_grade, row.rules.version, row.as_assessed["level"]) == ("very low", "1", "very low")  # type: ignore[union-attr]


def test_another_certainty_than_the_rules_needs_its_reason(desk: Client) -> None:
    page = desk.post(reverse(ADD), about(grade="high"))
    assert form_of(page).errors == {
        "override_reason": ["The rules give very low, and you chose high: say why yours is right."]
    }
    assert "What the rules say now" in page.content.decode()
    assert not Assessment.objects.exists()
    row = saved(desk, grade="high", override_reason="One large trial settles it.")
    assert (row.grade, row.rule_grade, row.override_reason) == ("high", "very low", "One large trial settles it.")


def test_the_form_shows_the_rules_with_every_step_and_what_it_looked_at(desk: Client) -> None:
    html = desk.get(change(saved(desk))).content.decode()
    finding = Finding.objects.get(intervention__slug="magnesium")
    for said in (finding.line["why_not_higher"], *(step["reason"] for step in finding.line["steps"])):
        assert said.replace("'", "&#x27;") in html
    assert "All of its evidence, as readers see it" in html


@pytest.mark.parametrize(
    ("intervention", "condition", "outcome", "says"),
    [
        (
            "magnesium",
            None,
            "pain-intensity",
            (
                "Nothing can be rated in all conditions together: each condition is rated by itself, and the studies "
                "are of Chronic low back pain."
            ),
        ),
        (
            "magnesium",
            "chronic-low-back-pain",
            "free-of-pain",
            "Nothing can be rated: no published result of Magnesium for Free of pain is entered.",
        ),
        (
            "pain-reprocessing-therapy",
            "chronic-low-back-pain",
            "free-of-pain",
            (
                "Nothing can be rated in Chronic low back pain: of the studies with results, none says which condition "
                "its people have."
            ),
        ),
    ],
)
def test_where_nothing_can_be_rated_it_is_said_why(
    desk: Client, intervention: str, condition: str | None, outcome: str, says: str
) -> None:
    of: dict[str, Any] = {
        "intervention": Intervention.objects.get(slug=intervention),
        "condition": Condition.objects.get(slug=condition) if condition else None,
        "outcome": Outcome.objects.get(slug=outcome),
    }
    assert by_rules(**of).why_not == says
    row = saved(desk, grade="high", **{name: one.pk if one else "" for name, one in of.items()})
    assert (row.rules, row.rule_grade, row.as_assessed["sentence"]) == (None, "", says)
    assert says in desk.get(change(row)).content.decode()


def test_words_alone_are_not_rated() -> None:
    of = Finding.objects.select_related("intervention", "condition", "outcome").get(intervention__slug="magnesium")
    Finding.objects.update(line=of.line | {"level": "", "standing": "no comparator", "rules": ""})
    rated = by_rules(intervention=of.intervention, condition=of.condition, outcome=of.outcome)
    assert rated.why_not == "Nothing can be rated, since there are no figures of a comparison (no comparator)."
    assert (rated.level, rated.rules) == ("", None)


def changed() -> list[Assessment]:
    return [one for one in Assessment.objects.all().telling_changes() if getattr(one, "has_changed")]  # noqa: B009  an annotation


def marks(client: Client) -> tuple[bool, bool, bool]:
    """Whether the desk's list, its first page and the reader's page say so."""
    listed = client.get(reverse(LIST), {"work": "changed"}).content.decode()
    first = client.get(reverse("admin:index")).content.decode()
    read = client.get("/interventions/magnesium/").content.decode()
    return (
        "! changed since" in listed,
        "Assessments whose evidence has changed since" in first,
        "The evidence has changed since" in read,
    )


def test_a_verdict_whose_evidence_changed_is_marked_wherever_it_is_read(desk: Client) -> None:
    row = saved(desk)
    Assessment.objects.update(state=State.PUBLISHED)
    assert (changed(), marks(desk)) == ([], (False, False, False))
    pool_more()
    make.make_change()  # by which pages are remembered
    assert Finding.objects.get(intervention__slug="magnesium").level != row.rule_grade
    assert (changed(), marks(desk)) == ([row], (True, True, True))
    assert "The evidence has changed since this was saved." in desk.get(change(row)).content.decode()


def test_a_verdict_saved_again_rests_on_what_is_known_now(desk: Client) -> None:
    row = saved(desk)
    pool_more()
    level = Finding.objects.get(intervention__slug="magnesium").level
    sent = about(grade=level, direction="favours", _seen=version_of(row))
    assert desk.post(change(row), sent).status_code == 302
    row.refresh_from_db()
    assert (row.rule_grade, changed()) == (level, [])


def test_other_figures_at_the_same_certainty_and_conclusion_change_no_verdict(desk: Client) -> None:
    saved(desk)
    before = Finding.objects.get(intervention__slug="magnesium").line
    ArmValue.objects.filter(arm__slug="magnesium").update(n=39)
    assert rebuild() > 0
    after = Finding.objects.get(intervention__slug="magnesium").line
    assert (after["level"], after["size"], after["side"]) == (before["level"], before["size"], before["side"])
    assert changed() == []


@pytest.mark.parametrize("said", [{"level": "low"}, {"side": "speaks against it"}, {"size": "small harm"}])
def test_another_certainty_side_or_size_is_a_change(desk: Client, said: dict[str, str]) -> None:
    row = saved(desk)
    finding = Finding.objects.get(intervention__slug="magnesium")
    Finding.objects.filter(pk=finding.pk).update(line=finding.line | said)
    assert changed() == [row]


def test_evidence_that_is_gone_and_evidence_that_came_are_changes_too(desk: Client) -> None:
    row = saved(desk)
    Finding.objects.all().delete()
    assert changed() == [row]
    rebuild()
    assert changed() == []
    row.delete()
    unrated = saved(desk, outcome=make.make_outcome(name="Sleep", slug="sleep").pk)
    assert changed() == []
    Finding.objects.filter(intervention__slug="magnesium").update(outcome=unrated.outcome)
    assert changed() == [unrated]


def test_one_that_was_saved_before_this_was_kept_is_never_marked() -> None:
    make.make_assessment(
        intervention=Intervention.objects.get(slug="magnesium"),
        outcome=Outcome.objects.get(slug="pain-intensity"),
        condition=Condition.objects.get(slug="chronic-low-back-pain"),
    )
    assert changed() == []


def test_a_verdict_for_all_conditions_goes_with_evidence_of_no_stated_condition(desk: Client) -> None:
    therapy = Intervention.objects.get(slug="pain-reprocessing-therapy")
    row = saved(desk, intervention=therapy.pk, condition="", outcome=Outcome.objects.get(slug="free-of-pain").pk)
    assert (row.rule_grade, changed()) == ("very low", [])
    Finding.objects.filter(intervention=therapy).update(line={"level": "low", "side": "", "size": ""})
    assert changed() == [row]


def test_rules_that_change_a_certainty_mark_the_verdicts_that_rest_on_it(desk: Client) -> None:
    row = saved(desk, grade="high", override_reason="One large trial settles it.")
    rules = make.make_certainty_rules(
        thresholds=RULES_1.values | {"people_enough": 80, "unsearched_lowers": 0, "far_too_few": 0}
    )
    put_in_force(rules=rules, by=make.make_member("administrator"), reason="Fewer people are enough.")
    assert (changed(), Finding.objects.get(intervention__slug="magnesium").level) == ([row], "moderate")
    row.refresh_from_db()
    assert (row.rules.version, row.rule_grade) == ("1", "very low")  # type: ignore[union-attr]


def test_readers_see_both_certainties_and_why_they_differ(desk: Client) -> None:
    row = saved(desk, grade="low", override_reason="The trial is better than it looks.")
    Assessment.objects.update(state=State.PUBLISHED)
    html = " ".join(desk.get("/interventions/magnesium/").content.decode().split())
    assert (
        "certainty low by the curators’ judgement, very low by the rules (1). Why it differs: The trial is better than "
        "it looks."
    ) in html
    Assessment.objects.filter(pk=row.pk).update(grade="very low")
    make.make_change()
    html = " ".join(desk.get("/interventions/magnesium/").content.decode().split())
    assert "certainty very low, as the rules (1) have it." in html
    assert "Why it differs" not in html


def test_what_the_rules_say_is_no_search_for_the_contrary(desk: Client) -> None:
    row = saved(desk, direction="favours")
    row.state = State.IN_REVIEW
    row.save()
    with pytest.raises(RefusedError, match="no search is logged that looked for the contrary"):
        move(row=row, to=State.PUBLISHED, by=make.make_member("reviewer"))


def test_pages_cost_the_same_however_many_verdicts_there_are(desk: Client) -> None:
    def asked(address: str) -> int:
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    row = saved(desk)
    Assessment.objects.update(state=State.PUBLISHED)
    make.make_change()
    addresses = (reverse(LIST), change(row), "/interventions/magnesium/")
    before = [asked(address) for address in addresses]
    for _ in range(4):
        make.make_assessment(
            intervention=row.intervention,
            state="published",
            rules=row.rules,
            rule_grade="low",
            entered_by=row.entered_by,
        )
    make.make_change()
    assert [asked(address) for address in addresses] == before


def test_only_who_may_change_verdicts_sends_one(client: Client) -> None:
    user: User = make.make_user(can="view_assessment")
    client.force_login(user)
    row = make.make_assessment()
    assert client.get(change(row)).status_code == 200
    assert client.post(change(row), about()).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403
