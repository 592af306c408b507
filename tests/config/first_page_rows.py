"""A desk with some of everything that its first page counts, and of what it must leave out."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from evidence.models import Study
from tests import factories as make

STATES = ("draft", "in review", "published", "withdrawn")


def rich(me: User) -> None:
    """Everything in each state, mine and others'; no two counts are meant to be alike."""
    other = make.make_user()
    for number, state in enumerate(STATES):
        for _ in range(number + 1):
            of_state(state, me, other)
    second_readings(me, other)
    bias(me, other)
    registrations()
    papers(other)
    imports()
    verdicts()
    mentions()


def of_state(state: str, me: User, other: User) -> None:
    public = make.make_study(state="published")
    for by in (me, me, other, None):
        rows = (
            make.make_study(state=state, entered_by=by),
            make.make_result(study=public, state=state, entered_by=by, basis="abstract", quote="so it was"),
            make.make_assessment(state=state, entered_by=by, due_on="2020-01"),
            make.make_page(state=state, entered_by=by),
        )
        make.make_result(state=state, entered_by=by, certainty="derived", derivation="From the SE.", basis="registry")
    for row in rows:
        make.make_comment(model=row._meta.label_lower, row=row.pk, by=me)
    said = make.make_study(state=state, entered_by=me)
    make.make_comment(model="evidence.study", row=said.pk, by=other)
    make.make_comment(model="evidence.study", row=said.pk, by=me)
    settled = make.make_study(state=state, entered_by=me)
    make.make_comment(model="evidence.study", row=settled.pk, by=other, settled_by=me, settled_at=timezone.now())
    for row in (
        make.make_page(state=state, entered_by=me),
        make.make_assessment(state=state, entered_by=me),
        make.make_result(study=public, state=state, entered_by=me),
    ):
        make.make_comment(model=row._meta.label_lower, row=row.pk, by=other)


def second_readings(me: User, other: User) -> None:
    third, now = make.make_user(), timezone.now()
    begun = make.make_result(entered_by=other, checked_by=third).study
    make.make_extraction(study=begun, by=me)
    for _ in range(2):
        make.make_extraction(study=make.make_result(entered_by=other).study, by=third, submitted=now)
    make.make_extraction(study=make.make_result(entered_by=me).study, by=third, submitted=now)
    make.make_extraction(study=make.make_result(entered_by=other).study, by=me, submitted=now)
    make.make_extraction(study=make.make_result(entered_by=None).study, by=third, submitted=now, settled=now)
    make.make_extraction(study=make.make_result(entered_by=other).study, by=third, given_up=now)


def bias(me: User, other: User) -> None:
    domain, now = make.make_bias_domain(), timezone.now()
    make.make_risk_of_bias()
    make.make_bias_opinion(domain=domain, by=me)
    for _ in range(2):
        make.make_bias_opinion(domain=domain, by=other, submitted=now)
    for settled in (False, True, False, False):
        study = make.make_study()
        for by in (me, other):
            make.make_bias_opinion(study=study, domain=domain, by=by, submitted=now)
        if settled:
            make.make_risk_of_bias(study=study, domain=domain)


def registrations() -> None:
    for values in (
        {"planned_end": "2019-06", "last_looked": f"{timezone.now():%Y-%m-%d}"},
        {"planned_end": "2019-06?", "results_posted": True, "last_looked": "2018"},
        {"planned_end": "2990", "registered": "2011?", "actual_end": "2012?"},
    ):
        make.make_registration(**values)
    asked = make.make_registration(last_looked="2018")
    make.make_looked_up(registration=asked, at=timezone.now())
    study = make.make_study()
    make.make_registration(study=study, status="completed")
    make.make_registration(study=study, status="running")
    agreed = make.make_study()
    make.make_registration(study=agreed, people_planned=80)
    make.make_registration(study=agreed)


def papers(other: User) -> None:
    whole = make.make_report(exhausted=True, pmid="11111111", published_issue="2013-03?", seen="verified")
    make.make_report(study=whole.study, exhausted=True, seen="verified")
    make.make_report(study=make.make_report(exhausted=True, doi="10.1000/1").study, exhausted=False)
    make.make_looked_up(report=whole, at=timezone.now())
    make.make_looked_up(report=make.make_report(pmid="22222222"), at=timezone.now() - timedelta(days=91))
    kept = make.make_report(pmid="33333333")
    make.make_report(study=None, merged_into=kept)
    make.make_study(state="withdrawn", merged_into=kept.study)
    checked = make.make_study(state="published")
    make.make_result(study=checked, entered_by=other, checked_by=make.make_user(), basis="secondary")
    for notes in ("", "Retracted in 2020.", ""):
        report = make.make_report(study=make.make_study(state="published", notes=notes))
        make.make_notice(report=report, kind="retraction")
        make.make_notice(report=report, kind="concern")
        make.make_notice(report=report, kind="erratum")
    odd = make.make_arm()
    make.make_regimen_step(arm=odd, words="a teaspoon (160 ml) a day")
    make.make_regimen_step(arm=odd, step=2, words="a teaspoon (5 ml) a day", times_a_day=30)
    make.make_regimen_step(words="a teaspoon (5 ml) a day")


def imports() -> None:
    doubtful = make.make_reference_import()
    make.make_imported_reference(source=doubtful, verdict="doubtful")
    make.make_imported_reference(source=make.make_reference_import(), verdict="doubtful", decision="new")
    make.make_imported_reference(source=make.make_reference_import(state="discarded"), verdict="doubtful")


def verdicts() -> None:
    """Of what was known when they were saved nothing is left."""
    for state in ("published", "withdrawn"):
        make.make_assessment(state=state, as_assessed={"level": "high", "side": "favours it", "size": ""})
    make.make_assessment(as_assessed={"level": "", "side": "", "size": ""})


def mentions() -> None:
    make.make_mention(scheme="", identifier="", marked_by_hand=True, words="A trial found so.")
    report = make.make_report(study=Study.objects.filter(state="published").first())
    for number, state in enumerate(STATES):
        for times in range(1, 4):
            section = make.make_section(page=make.make_page(state=state))
            for _ in range(times + number):
                make.make_mention(page=section.page, section=section)
                make.make_mention(page=section.page)
            make.make_mention(page=section.page, section=section, state="set aside", reason="An advertisement.")
        for _ in range(4):
            make.make_mention(page=section.page, section=section, state="linked", report=report, reason="Its PMID.")
