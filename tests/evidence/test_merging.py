"""Merging moves everything, says beforehand what it does, and can be undone to the last row."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.apps import apps

from evidence.actions.merging import merge_reports, merge_studies, put_under_one_study
from evidence.actions.recording import ChangedError, recording, version_of
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import undo
from evidence.models import Act, Arm, Change, Notice, Registration, Report, Result, RiskOfBias, State, Study
from evidence.models.snapshot import values_of
from evidence.summaries.merge_plan import plan_merge
from tests import factories as make
from wiki.models import Mention

pytestmark = pytest.mark.django_db


def everything() -> dict[Any, Any]:
    """Every row of evidence and wiki as it stands, but for the history itself."""
    models = [model for app in ("evidence", "wiki") for model in apps.get_app_config(app).get_models()]
    tables = [model for model in models if model.__name__ not in ("Change", "RowChange")]
    return {
        key: values
        for model in tables
        for key, values in values_of(model, model._base_manager.values_list("pk", flat=True)).items()
    }


def rich_study(slug: str, *, number: int, domain: Any, results: int = 2, **values: Any) -> Study:
    """With all that can hang on a study, and a page of the wiki that mentions it."""
    study = make.make_study(
        slug=slug, conditions=[make.make_condition()], interventions=[make.make_intervention()], **values
    )
    main = make.make_report(study=study, slug=f"{slug}-main", main=True, pmid=str(number), doi=f"10.1000/{slug}")
    make.make_report(study=study, slug=f"{slug}-protocol", kind="protocol")
    make.make_notice(report=main, kind="erratum", date="2020")
    make.make_registration(study=study)
    arms = [make.make_arm(study=study, slug=name) for name in ("treated", "placebo")]
    make.make_regimen_step(arm=arms[0])
    make.make_risk_of_bias(study=study, domain=domain)
    for one in range(results):
        result = make.make_result(study=study, report=main, slug=f"pain-{one}", state=State.PUBLISHED)
        make.make_arm_value(result=result, arm=arms[0], mean=one)
        make.make_comparison(result=result, slug="v", experimental=arms[0], reference=arms[1])
        make.make_risk_of_bias(study=study, result=result, domain=domain)
    make.make_mention(report=main, state="linked", reason="Its PMID.")
    return study


def reviewer() -> Any:
    return make.make_user(can="*")


def two_studies(**values: Any) -> tuple[Study, Study]:
    domain = make.make_bias_domain()
    kept = rich_study("kept-2013", number=1, domain=domain, people=80, **values)
    return kept, rich_study("lost-2013", number=2, domain=domain, results=3, country="Egypt", **values)


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_undoing_a_merge_of_studies_puts_every_row_of_every_table_back(state: State) -> None:
    kept, lost = two_studies(state=state)
    earlier = make.make_study(state=State.WITHDRAWN, merged_into=lost)
    before = everything()
    change = merge_studies(kept=kept, lost=lost, by=reviewer(), reason="One trial, entered twice.")
    earlier.refresh_from_db()
    assert earlier.merged_into == kept
    assert change is not None
    assert everything() != before
    undo(change=change, by=reviewer(), reason="They are two.")
    assert everything() == before


@pytest.mark.parametrize("seed", range(4))
def test_whatever_hangs_on_two_studies_a_merge_that_is_undone_leaves_no_trace(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    domains = [make.make_bias_domain() for _ in range(2)]
    pair = [make.make_study(people=random.choice([None, 40])) for _ in range(2)]
    for study in pair:
        reports = [
            make.make_report(study=study, main=number == 0, **random.choice([{}, {"notes": "Seen."}]))
            for number in range(random.randint(1, 3))
        ]
        for name in random.sample(["a", "b", "c"], random.randint(0, 3)):
            make.make_regimen_step(arm=make.make_arm(study=study, slug=name))
        for name in random.sample(["pain", "pain-b", "sleep"], random.randint(0, 3)):
            result = make.make_result(study=study, report=random.choice(reports), slug=name)
            make.make_arm_value(result=result)
        for domain in random.sample(domains, random.randint(0, 2)):
            make.make_risk_of_bias(study=study, domain=domain)
        study.interventions.set([make.make_intervention() for _ in range(random.randint(0, 2))])
        make.make_mention(report=random.choice(reports), state="linked", reason="Its PMID.")
    before = everything()
    change = merge_studies(kept=pair[0], lost=pair[1], by=reviewer(), reason="One trial.")
    assert change is not None
    assert not any(model.objects.filter(study=pair[1]).exists() for model in (Report, Arm, Result))
    undo(change=change, by=reviewer(), reason="They are two.")
    assert everything() == before


def test_a_merged_study_has_nothing_left_but_what_the_kept_one_has_of_its_own() -> None:
    kept, lost = two_studies()
    merge_studies(kept=kept, lost=lost, by=reviewer(), reason="One trial, entered twice.")
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (lost.merged_into, lost.state, lost.slug) == (kept, State.WITHDRAWN, "lost-2013")
    assert (kept.country, kept.people, lost.people) == ("Egypt", 80, None)
    left = [model.objects.filter(study=lost).count() for model in (Report, Registration, Arm, Result)]
    assert left == [0, 0, 0, 0]
    # The same domain, judged for both: two judgements cannot stand side by side.
    assert [one.result for one in RiskOfBias.objects.filter(study=lost)] == [None]
    assert sorted(kept.results.values_list("slug", flat=True)) == ["pain-0", "pain-0-b", "pain-1", "pain-1-b", "pain-2"]
    assert sorted(kept.arms.values_list("slug", flat=True)) == ["placebo", "placebo-b", "treated", "treated-b"]
    assert list(kept.reports.filter(main=True).values_list("slug", flat=True)) == ["kept-2013-main"]
    assert {one.report.study_id for one in Mention.objects.all() if one.report} == {kept.pk}
    assert list(Change.objects.values_list("act", "reason")) == [(Act.MERGED, "One trial, entered twice.")]


def test_the_curator_is_told_before_what_cannot_move_as_it_is() -> None:
    kept, lost = two_studies(state=State.PUBLISHED)
    Study.objects.filter(pk=lost.pk).update(state=State.DRAFT)
    lost.refresh_from_db()
    before = everything()
    plan = plan_merge(kept, lost)
    assert everything() == before
    assert [(one.label, one.lost) for one in plan.additions] == [("country", "Egypt")]
    assert [one.label for one in plan.differences] == ["title"]
    assert "2 reports" in plan.moving
    assert "The report “lost-2013-main” will be no main report, since the kept study has one." in plan.said
    assert "The result “lost-2013: pain-0” will be called “pain-0-b”, since its name is taken." in plan.said
    assert sum("goes back into review" in one for one in plan.said) == 3
    assert sum("stays where it is" in one for one in plan.said) == 1
    merge_studies(kept=kept, lost=lost, by=reviewer(), reason="One trial.")
    assert sorted(kept.results.values_list("state", flat=True)) == ["in review"] * 3 + ["published"] * 2


def test_a_merge_of_what_is_published_is_a_reviewers_to_undo() -> None:
    kept, lost = two_studies(state=State.PUBLISHED)
    change = merge_studies(kept=kept, lost=lost, by=reviewer(), reason="One trial.")
    assert change is not None
    merged = everything()
    with pytest.raises(RefusedError, match="Undoing a merge of what is published is a reviewer’s work"):
        undo(change=change, by=make.make_user(can="change_study"), reason="They are two.")
    assert everything() == merged


def two_reports(**values: Any) -> tuple[Report, Report]:
    study = make.make_study()
    kept = make.make_report(study=study, title="Magnesium in low back pain", pmid="23384256", year=2013)
    lost = make.make_report(
        **{"study": study, "title": "Magnesium in low back pain", "doi": "10.1000/x", "year": 2013, "main": True}
        | values
    )
    make.make_result(study=study, report=lost)
    make.make_notice(report=lost, kind="concern")
    make.make_notice(report=kept, kind="erratum")
    make.make_notice(report=lost, kind="erratum")
    make.make_mention(report=lost, state="linked", reason="Its DOI.")
    return kept, lost


def test_a_merged_report_gives_up_its_identifiers_its_place_and_all_that_points_at_it() -> None:
    kept, lost = two_reports()
    before = everything()
    change = merge_reports(kept=kept, lost=lost, by=reviewer(), reason="")
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (kept.pmid, kept.doi, kept.main) == ("23384256", "10.1000/x", True)
    assert (lost.doi, lost.study, lost.main, lost.merged_into) == (None, None, False, kept)
    # A report without a study is public; one that nobody should read any more is not.
    assert lost not in Report.objects.published()
    assert (Result.objects.get().report, Mention.objects.get().report) == (kept, kept)
    assert sorted(Notice.objects.values_list("report", "kind")) == [
        (kept.pk, "concern"),
        (kept.pk, "erratum"),
        (lost.pk, "erratum"),
    ]
    assert change is not None
    undo(change=change, by=reviewer(), reason="They are two.")
    assert everything() == before


def test_reports_whose_identifiers_differ_are_never_merged_whatever_the_reason() -> None:
    for name, value, other in (
        ("doi", "10.1000/a", "10.1000/b"),
        ("pmid", "11111", "11112"),
        ("pmcid", "PMC11111", "PMC22222"),
    ):
        kept = make.make_report(study=None, title="T", **{name: value})
        lost = make.make_report(study=None, title="T", **{name: other})
        before = everything()
        with pytest.raises(RefusedError, match="differ") as told:
            merge_reports(kept=kept, lost=lost, by=reviewer(), reason="I am sure.")
        assert str(told.value) == (f"Their {name.upper()}s differ ({value} and {other}), so they are two publications.")
        assert everything() == before


def test_part_one_and_part_two_are_merged_only_with_a_reason() -> None:
    kept = make.make_report(study=None, title="Magnesium in pain. Part I")
    lost = make.make_report(study=None, title="Magnesium in pain. Part II")
    with pytest.raises(RefusedError, match="One is part 1, the other part 2"):
        merge_reports(kept=kept, lost=lost, by=reviewer(), reason="")
    assert merge_reports(kept=kept, lost=lost, by=reviewer(), reason="The second title was a slip.") is not None


@pytest.mark.parametrize("reversed_", [False, True])
def test_reports_of_two_studies_are_refused_until_the_studies_are_one(reversed_: bool) -> None:
    one, other = make.make_report(), make.make_report()
    pair = (other, one) if reversed_ else (one, other)
    with pytest.raises(RefusedError, match="merge the studies first"):
        merge_reports(kept=pair[0], lost=pair[1], by=reviewer(), reason="")


def test_what_is_published_is_a_reviewers_to_merge() -> None:
    kept, lost = make.make_study(state=State.PUBLISHED), make.make_study()
    with pytest.raises(RefusedError, match="a reviewer’s work"):
        merge_studies(kept=kept, lost=lost, by=make.make_user(can="change_study"), reason="One.")
    with pytest.raises(RefusedError, match="keep the published one"):
        merge_studies(kept=lost, lost=kept, by=reviewer(), reason="One.")


def test_what_was_merged_is_not_merged_again_and_nothing_with_itself() -> None:
    kept, lost, third = make.make_study(), make.make_study(), make.make_study()
    merge_studies(kept=kept, lost=lost, by=reviewer(), reason="One.")
    for one, other in ((third, lost), (lost, third)):
        with pytest.raises(RefusedError, match="was merged into"):
            merge_studies(kept=one, lost=other, by=reviewer(), reason="One.")
    with pytest.raises(RefusedError, match="these are the same"):
        merge_studies(kept=kept, lost=kept, by=reviewer(), reason="One.")


def test_studies_with_different_registrations_need_a_reason() -> None:
    kept, lost = (make.make_registration().study for _ in range(2))
    with pytest.raises(RefusedError, match="their registrations differ"):
        merge_studies(kept=kept, lost=lost, by=reviewer(), reason="")
    merge_studies(kept=kept, lost=lost, by=reviewer(), reason="Withdrawn, and registered again.")
    assert kept.registrations.count() == 2


def test_whoever_decided_on_an_older_version_is_refused() -> None:
    kept, lost = make.make_study(), make.make_study()
    seen = (version_of(kept), version_of(lost))
    with recording(act=Act.EDITED, by=None) as recorder:
        recorder.watch(lost)
        lost.country = "Egypt"
        lost.save()
    with pytest.raises(ChangedError):
        merge_studies(kept=kept, lost=lost, by=reviewer(), reason="One.", seen=seen)


def test_a_preprint_and_its_article_become_two_reports_of_one_study() -> None:
    article = make.make_report(doi="10.1111/anae.12107", main=True)
    preprint = make.make_report(study=None, kind="preprint", doi="10.1101/2012.01.01.12345678", main=True)
    before = everything()
    change = put_under_one_study(one=preprint, other=article, by=reviewer(), reason="The preprint of the article.")
    preprint.refresh_from_db()
    assert (preprint.study, preprint.main) == (article.study, False)
    assert change is not None
    undo(change=change, by=reviewer(), reason="Another trial.")
    assert everything() == before
    lonely = make.make_report(study=None)
    for one, other, says in (
        (preprint, lonely, "Neither belongs to a study"),
        (article, make.make_report(), "merge the studies first"),
        (article, make.make_report(study=article.study), "of one study already"),
    ):
        preprint.refresh_from_db()
        with pytest.raises(RefusedError, match=says):
            put_under_one_study(one=one, other=other, by=reviewer(), reason="One.")
