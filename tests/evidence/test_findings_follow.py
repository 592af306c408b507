"""Findings follow: after every act by any door each kept line is what all studies, looked at anew, say together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.actions.certainty_rules import put_in_force
from evidence.actions.checking import check
from evidence.actions.findings import rebuild
from evidence.actions.merging import merge_reports, merge_studies
from evidence.actions.recording import recording
from evidence.actions.refused import RefusedError
from evidence.actions.states import move
from evidence.actions.undoing import restore, undo
from evidence.admin.desk import linking
from evidence.grading import RULES_1
from evidence.models import (
    Act,
    ArmValue,
    BiasTool,
    Change,
    Comparison,
    Condition,
    Finding,
    Instrument,
    Intervention,
    Kept,
    Notice,
    Outcome,
    RegimenStep,
    Registration,
    Report,
    Result,
    RiskOfBias,
    RowChange,
    SearchLog,
    State,
    Study,
)
from evidence.models.kept import root_of
from evidence.summaries.findings import finding_rows
from tests import factories as make
from tests.evidence.pooled_trials import Asked, asked, counted, trial

pytestmark = pytest.mark.django_db
Says = tuple[Any, ...]


def says(one: Finding) -> Says:
    key = (one.intervention_id, one.outcome_id, one.place)
    return (*key, one.condition_id, one.standing, one.side, one.level, one.trials, one.people, one.line)


def kept() -> list[Says]:
    return [says(one) for one in Finding.objects.order_by("intervention_id", "outcome_id", "place")]


def anew() -> list[Says]:
    """Of every intervention and outcome that there is, as a full rebuild would keep it."""
    outcomes = set(Outcome.objects.values_list("pk", flat=True))
    wanted = dict.fromkeys(Intervention.objects.values_list("pk", flat=True), outcomes)
    return sorted((says(one) for one in finding_rows(wanted)), key=lambda one: one[:3])


def assert_followed(door: str) -> None:
    assert kept() == anew(), f"the findings did not follow: {door}"


class People:
    """Who edits, who decides, and who rules."""

    def __init__(self) -> None:
        self.curator = make.make_member("curator")
        self.reviewer = make.make_member("reviewer")
        self.ruler = make.make_user(is_superuser=True, can="*")


def world() -> tuple[Asked, Asked]:
    """A small tree of treatments and conditions with trials that pool, that do not, and one that is silent."""
    pain = asked()
    by_vein = make.make_intervention(name="Magnesium by vein", slug="by-vein", parent=pain.intervention)
    make.make_intervention(name="Slow infusion", slug="slow-infusion", parent=by_vein)
    make.make_intervention(name="Minerals", slug="minerals")
    make.make_condition(name="Sciatica", slug="sciatica")
    make.make_instrument(slug="vas", name="Visual scale", short_name="VAS 0–100", maximum=100, family="pain")
    harm = Asked(
        intervention=by_vein,
        outcome=make.make_outcome(name="Flushing", slug="flushing", domain="adverse", effect="harm"),
        condition=pain.condition,
        instrument=None,
    )
    trial(pain, "Abel", year=2008)
    trial(Asked(**{**vars(pain), "intervention": by_vein}), "Baker", experimental={"n": 60, "mean": 5.1, "sd": 2.1})
    trial(pain, "Cole", comparator="none", reference=None, direction="not compared")
    counted(harm, "Dunn", 4, 40, 1, 40)
    silent = make.make_study(slug="silent", state="published", interventions=[by_vein])
    make.make_registration(study=silent, status="completed", people_planned=900)
    domain = make.make_bias_domain()
    make.make_risk_of_bias(study=Study.objects.get(slug="abel-2008"), domain=domain)
    rebuild()
    return pain, harm


@pytest.fixture
def people(db: None) -> People:
    return People()


def edit(by: User, row: Kept, **values: Any) -> None:
    """A field or a list of a row, as the desk saves it, once what it hangs on is open."""
    opened(by, row)
    with recording(act=Act.EDITED, by=by) as recorder:
        recorder.watch(row)
        row.refresh_from_db()
        for name, value in values.items():
            if isinstance(value, list):
                getattr(row, name).set(value)
            else:
                setattr(row, name, value)
        row.full_clean()
        row.save()


def opened(by: User, row: Kept) -> None:
    """What is published is reopened before it is changed."""
    reviewer = User.objects.filter(groups__name="reviewer").first()
    root = root_of(row)
    if isinstance(root, Study) and root.state == State.PUBLISHED and reviewer is not None:
        move(row=root, to=State.DRAFT, by=reviewer, reason="A figure is wrong.")
        assert_followed("reopen")


def published(people: People, study: Study) -> None:
    for state, by in ((State.IN_REVIEW, people.curator), (State.PUBLISHED, people.reviewer)):
        study.refresh_from_db()
        if study.state != state:
            move(row=study, to=state, by=by)


Pick = Callable[[list[Any]], Any]
Act_ = Callable[[People, Pick], None]


def rows(model: type[Any]) -> list[Any]:
    return list(model._base_manager.order_by("pk"))


def a_study_changes_its_state(people: People, pick: Pick) -> None:
    row, to = pick(rows(Study)), pick([State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN])
    move(row=row, to=to, by=people.reviewer, reason="So decided.")


def a_study_is_published(people: People, pick: Pick) -> None:
    published(people, pick(rows(Study)))


def a_result_changes_its_state(people: People, pick: Pick) -> None:
    row, to = pick(rows(Result)), pick([State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN])
    move(row=row, to=to, by=people.reviewer, reason="So decided.")


def figures_are_edited(people: People, pick: Pick) -> None:
    values = pick([{"mean": 2.5}, {"sd": None}, {"sd": 0.3}, {"n": 7}, {"events": 0, "total": 40}, {"mean": 9.0}])
    edit(people.curator, pick(rows(ArmValue)), **values)


def a_comparison_is_edited(people: People, pick: Pick) -> None:
    printed = {"measure": "MD", "estimate": -1.0, "ci_low": -2.0, "ci_high": 0.0}
    other = {"intervention": pick(rows(Intervention))}
    values = pick([printed, other, {"comparator": "active"}, {"direction": "no clear difference"}, {"p": "0.04"}])
    edit(people.curator, pick(rows(Comparison)), **values)


def a_result_is_edited(people: People, pick: Pick) -> None:
    outcome, instrument = {"outcome": pick(rows(Outcome))}, {"instrument": pick(rows(Instrument))}
    values = pick([outcome, instrument, {"days": 400}, {"subgroup": "women"}, {"primary": True}, {"kind": "change"}])
    edit(people.curator, pick(rows(Result)), **values)


def a_study_is_edited(people: People, pick: Pick) -> None:
    lists = [{"conditions": [pick(rows(Condition))]}, {"interventions": [pick(rows(Intervention))]}]
    values = [{"people": 12}, {"design": "cohort"}, {"seller_interest": "yes"}, {"acronym": "OPAL"}]
    edit(people.curator, pick(rows(Study)), **pick([*lists, *values]))


def a_report_is_edited(people: People, pick: Pick) -> None:
    edit(people.curator, pick(rows(Report)), **pick([{"authors": "Yousef AA"}, {"year": 1999}, {"main": False}]))


def a_report_goes_to_another_study(people: People, pick: Pick) -> None:
    report = pick(rows(Report))
    with recording(act=Act.EDITED, by=people.curator) as recorder:
        recorder.watch(report)
        report.study, report.main = pick([*rows(Study), None]), False
        report.save()


def a_notice_is_added(people: People, pick: Pick) -> None:
    report = pick(rows(Report))
    with recording(act=Act.EDITED, by=people.curator) as recorder:
        recorder.watch(report)
        make.make_notice(report=report, kind=pick(["retraction", "erratum"]), date="2015-05")


def a_notice_is_deleted(people: People, pick: Pick) -> None:
    deleted(people, pick(rows(Notice)))


def deleted(people: People, row: Kept) -> None:
    """As the desk does, which deletes nothing that others name."""
    if linking(type(row), [row]):
        raise RefusedError("Others name it.")
    opened(people.curator, row)
    with recording(act=Act.DELETED, by=people.curator) as recorder:
        recorder.watch(row)
        row.delete()


def a_result_is_deleted(people: People, pick: Pick) -> None:
    deleted(people, pick([*rows(Result), *rows(Comparison)]))


def a_trial_is_entered(people: People, pick: Pick) -> None:
    question = Asked(
        intervention=pick(rows(Intervention)),
        outcome=pick(rows(Outcome)),
        condition=pick(rows(Condition)),
        instrument=pick(rows(Instrument)),
    )
    number, draft = Study.objects.count(), {"state": "draft"}
    with recording(act=Act.ENTERED, by=people.curator) as recorder:
        row = trial(question, f"Entered{number}", year=2020, study=draft, result=draft)
        recorder.made(row.result.study)
    assert_followed("entered")
    published(people, row.result.study)


def an_intervention_is_edited(people: People, pick: Pick) -> None:
    row = pick(rows(Intervention))
    above = {"parent": pick([*rows(Intervention), None])}
    values = pick([above, above, {"form": "cream"}, {"route": "on the skin"}, {"name": f"Renamed {row.pk}"}])
    edit(people.curator, row, **values)


def an_intervention_is_deleted(people: People, pick: Pick) -> None:
    deleted(people, pick(rows(Intervention)))


def a_condition_is_edited(people: People, pick: Pick) -> None:
    row = pick(rows(Condition))
    above, weeks = {"parent": pick([*rows(Condition), None])}, {"weeks_from": 12}
    edit(people.curator, row, **pick([above, weeks, {"name": f"Renamed {row.pk}"}, {"slug": f"moved-{row.pk}"}]))


def a_condition_is_deleted(people: People, pick: Pick) -> None:
    deleted(people, pick(rows(Condition)))


def an_instrument_is_edited(people: People, pick: Pick) -> None:
    values = pick([{"maximum": 50}, {"family": "other"}, {"short_name": "NRS"}, {"better": "higher"}])
    edit(people.curator, pick(rows(Instrument)), **values)


def an_outcome_is_edited(people: People, pick: Pick) -> None:
    smallest = {"smallest_important_difference": 3, "smallest_important_source": "Another panel."}
    smallest |= {"smallest_important_instrument": pick(rows(Instrument))}
    row = pick(rows(Outcome))
    edit(
        people.curator, row, **pick([smallest, {"better": "higher"}, {"domain": "laboratory"}, {"name": f"O {row.pk}"}])
    )


def a_search_is_logged(people: People, pick: Pick) -> None:
    with recording(act=Act.ENTERED, by=people.curator) as recorder:
        where = {"intervention": pick(rows(Intervention)), "condition": pick([*rows(Condition), None])}
        recorder.made(make.make_search_log(looked_for_contrary=pick([True, False]), **where))


def a_search_is_edited(people: People, pick: Pick) -> None:
    values = [{"intervention": pick(rows(Intervention))}, {"condition": pick(rows(Condition))}]
    edit(people.curator, pick(rows(SearchLog)), **pick([*values, {"looked_for_contrary": False}]))


def a_search_is_deleted(people: People, pick: Pick) -> None:
    deleted(people, pick(rows(SearchLog)))


def a_registration_is_added(people: People, pick: Pick) -> None:
    study = pick(rows(Study))
    with recording(act=Act.EDITED, by=people.curator) as recorder:
        recorder.watch(study)
        make.make_registration(study=study, status="completed", people_planned=500)


def a_registration_is_edited(people: People, pick: Pick) -> None:
    values = pick([{"status": "completed"}, {"status": "running"}, {"results_posted": True}, {"people_planned": 5}])
    edit(people.curator, pick(rows(Registration)), **values)


def bias_is_judged_otherwise(people: People, pick: Pick) -> None:
    edit(people.curator, pick(rows(RiskOfBias)), judgement=pick(["high", "low", "some concerns"]))


def a_tool_rates_otherwise(people: People, pick: Pick) -> None:
    edit(people.curator, pick(rows(BiasTool)), overall_rule=pick(["worst", "several"]))


def a_route_is_entered(people: People, pick: Pick) -> None:
    step = next(iter(rows(RegimenStep)), None)
    if step is not None:
        edit(people.curator, step, route="intravenous")
        return
    arm = pick(rows(ArmValue)).arm
    opened(people.curator, arm)
    with recording(act=Act.EDITED, by=people.curator) as recorder:
        recorder.watch(arm)
        make.make_regimen_step(arm=arm, intervention=pick(rows(Intervention)), route="by mouth")


def a_result_is_checked(people: People, pick: Pick) -> None:
    check(result=pick(rows(Result)), by=people.reviewer)


def studies_are_merged(people: People, pick: Pick) -> None:
    merge_studies(kept=pick(rows(Study)), lost=pick(rows(Study)), by=people.reviewer, reason="The same trial.")


def reports_are_merged(people: People, pick: Pick) -> None:
    merge_reports(kept=pick(rows(Report)), lost=pick(rows(Report)), by=people.reviewer, reason="The same paper.")


def something_is_undone(people: People, pick: Pick) -> None:
    undo(change=pick(list(Change.objects.order_by("-pk"))), by=people.reviewer, reason="A mistake.")


def something_is_restored(people: People, pick: Pick) -> None:
    one = pick(list(RowChange.objects.filter(root_model="evidence.study").order_by("-pk")))
    study = Study.objects.get(pk=one.root)
    opened(people.curator, study)
    restore(root=study, version=one.change_id, by=people.curator, reason="As it was.")


def other_rules_come_into_force(people: People, pick: Pick) -> None:
    thresholds = {one.name: one.value for one in RULES_1.thresholds}
    rules = make.make_certainty_rules(thresholds=thresholds | {"people_enough": pick([30, 4000])})
    put_in_force(rules=rules, by=people.ruler, reason="So decided.")


DOORS: list[Act_] = [
    door for name, door in sorted(globals().items()) if callable(door) and name.startswith(("a_", "an_"))
]
DOORS += [figures_are_edited, bias_is_judged_otherwise, studies_are_merged, reports_are_merged, something_is_undone]
DOORS += [something_is_restored, other_rules_come_into_force]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_after_any_sequence_of_acts_the_findings_are_those_of_a_full_rebuild(data: st.DataObject) -> None:
    with transaction.atomic():
        people = People()
        world()
        assert_followed("at first")
        for door in data.draw(st.lists(st.sampled_from(DOORS), max_size=6)):
            walk(door, people, lambda of: data.draw(st.sampled_from(of)))
        transaction.set_rollback(True)


def walk(door: Act_, people: People, pick: Pick) -> None:
    """Through one door, which may say no, and may have nothing to choose from."""
    try:
        with transaction.atomic():
            door(people, lambda of: pick(of) if of else _nothing())
    except (RefusedError, ValidationError, ProtectedError, Nothing):
        pass
    assert_followed(door.__name__)


class Nothing(Exception):
    pass


def _nothing() -> Any:
    raise Nothing


def told(intervention: str) -> dict[str, str]:
    """The certainty that is kept of an intervention, by outcome."""
    return {one.outcome.slug: one.level for one in Finding.objects.filter(intervention__slug=intervention, place=0)}


def silence_is_broken(people: People, pick: Pick) -> None:
    """The registered study of which nothing was heard posts its results."""
    edit(people.curator, Registration.objects.get(study__slug="silent"), results_posted=True)


def the_silent_study_goes(people: People, pick: Pick) -> None:
    move(row=Study.objects.get(slug="silent"), to=State.WITHDRAWN, by=people.reviewer, reason="No trial.")


def the_silent_study_is_about_something_else(people: People, pick: Pick) -> None:
    silent = Study.objects.get(slug="silent")
    edit(people.curator, silent, interventions=[Intervention.objects.get(slug="minerals")])
    published(people, silent)


def the_silent_study_gets_a_result(people: People, pick: Pick) -> None:
    silent = Study.objects.get(slug="silent")
    with recording(act=Act.ENTERED, by=people.curator) as recorder:
        recorder.watch(silent)
        make.make_result(study=silent, outcome=make.make_outcome())


def a_kind_goes_to_another_tree(people: People, pick: Pick) -> None:
    minerals = Intervention.objects.get(slug="minerals")
    edit(people.curator, Intervention.objects.get(slug="by-vein"), parent=minerals)


def a_form_is_handed_down(people: People, pick: Pick) -> None:
    """What lies below asks for the form that is entered above it."""
    edit(people.curator, Intervention.objects.get(slug="magnesium"), route="topical")


def a_search_above_is_moved_away(people: People, pick: Pick) -> None:
    edit(people.curator, SearchLog.objects.get(), intervention=Intervention.objects.get(slug="minerals"))


def a_tool_counts_otherwise(people: People, pick: Pick) -> None:
    domain = RiskOfBias.objects.get().domain
    edit(people.curator, domain.tool, judgements="high, some concerns, low")
    edit(people.curator, domain, code="overall")


def a_scale_of_the_same_short_name_is_given_another_family(people: People, pick: Pick) -> None:
    twin = make.make_instrument(short_name="NRS 0–10", family="pain")
    edit(people.curator, twin, family="function")


TELLING = [
    silence_is_broken,
    the_silent_study_goes,
    the_silent_study_is_about_something_else,
    the_silent_study_gets_a_result,
    a_kind_goes_to_another_tree,
    a_form_is_handed_down,
    a_search_above_is_moved_away,
]
ALL = [*TELLING, a_tool_counts_otherwise, a_scale_of_the_same_short_name_is_given_another_family]


@pytest.mark.parametrize("door", ALL, ids=lambda door: door.__name__)
def test_what_stands_beside_the_studies_is_followed_too(door: Act_, people: People) -> None:
    world()
    before = kept()
    door(people, lambda of: of[0])
    assert_followed(door.__name__)
    assert (kept() != before) is (door in TELLING)


def test_a_report_that_went_to_another_study_is_followed_where_it_is_still_cited(people: People) -> None:
    world()
    trial_of_one = Study.objects.get(slug="abel-2008")
    report, other = trial_of_one.reports.get(), Study.objects.get(slug="baker-2012")
    with recording(act=Act.EDITED, by=people.curator) as recorder:
        recorder.watch(report)
        report.study, report.main = other, False
        report.save()
    for authors in ("Yousef AA", "Zeidan B"):
        edit_report(people, report, authors)
        assert_followed("a report")


def edit_report(people: People, report: Report, authors: str) -> None:
    with recording(act=Act.EDITED, by=people.curator) as recorder:
        recorder.watch(report)
        report.authors = authors
        report.save()
