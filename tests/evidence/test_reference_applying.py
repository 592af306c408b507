"""Applying an import of references, its history, a second run, what came in between, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.actions.reference_applying import apply_import
from evidence.actions.reference_deciding import decide, discard, undo_import
from evidence.actions.reference_keys import letters
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import undo
from evidence.models import Act, Change, Decision, ImportState, Report, RowChange
from evidence.models.chain import checksum_of
from evidence.models.snapshot import values_of
from tests.evidence.reference_files import YOUSEF, record, refused, staged, verdicts
from tests.evidence.test_reference_matching import OTHER, yousef
from tests.factories import make_notice, make_report, make_user

pytestmark = pytest.mark.django_db
THIRD: dict[str, Any] = {
    "title": "Creatine for fatigue: a crossover trial",
    "authors": ("Opal Investigators",),
    "pmid": "34567890",
}


def refused_with(words: str) -> Any:
    return pytest.raises(RefusedError, match=words)


def whole_chain() -> bool:
    """Every change carries the checksum of the one before, and its own is right."""
    before = ""
    for change in Change.objects.order_by("pk"):
        rows = list(change.row_changes.order_by("pk"))
        if (change.previous, change.rows, change.checksum) != (before, len(rows), checksum_of(change, rows)):
            return False
        before = change.checksum
    return True


def test_new_records_become_reports_without_a_study_and_with_their_history() -> None:
    curator = make_user()
    source = staged(record(1, **YOUSEF), refused(2, "Expected a title."), record(3, **OTHER))
    change = apply_import(source=source, by=curator)
    assert change is not None
    one, other = Report.objects.order_by("pk")
    assert (one.slug, one.study, one.pmid, one.author_list, one.year, one.seen, one.main) == (
        "yousef-2013",
        None,
        "23384256",
        ["Yousef AA", "Al-deeb AE"],
        2013,
        "unverified",
        False,
    )
    assert (other.slug, other.title_key) == ("rossi-2019", "gingerformigraineapilotstudy")
    assert (change.act, change.by, change.rows, change.reason) == (Act.IMPORTED, curator, 2, "From search.ris.")
    for report, row in zip([one, other], change.row_changes.all(), strict=True):
        assert (row.before, row.after) == (None, values_of(Report, [report.pk])["evidence.report", report.pk])
        assert (row.root_model, row.root) == ("evidence.report", report.pk)
        report.full_clean()
    assert whole_chain()
    assert list(source.references.values_list("report__slug", "done")) == [
        ("yousef-2013", True),
        (None, False),
        ("rossi-2019", True),
    ]
    assert source.state == ImportState.APPLIED


def test_a_known_report_is_filled_where_it_is_empty_and_nowhere_else() -> None:
    report = yousef(volume="", journal="Anaesth.")
    before = values_of(Report, [report.pk])["evidence.report", report.pk]
    change = apply_import(source=staged(record(1, **YOUSEF)), by=None)
    after = values_of(Report, [report.pk])["evidence.report", report.pk]
    assert after == before | {"volume": "68"}
    row = RowChange.objects.get(change=change)
    assert (row.before, row.after) == (before, after)
    report.refresh_from_db()
    assert report.place_key == "yousef 68 260"


def test_a_second_run_changes_nothing() -> None:
    records = [record(1, **YOUSEF), record(2, **OTHER), record(3, **THIRD), record(4, **OTHER | {"volume": "2"})]
    apply_import(source=staged(*records), by=None)
    before = (Change.objects.count(), list(Report.objects.order_by("pk").values()))
    second = staged(*records)
    assert [verdict for verdict, _ in verdicts(second)] == ["known", "known", "known", "doubtful"]
    assert apply_import(source=second, by=None) is None
    assert (Change.objects.count(), list(Report.objects.order_by("pk").values())) == before


def test_what_a_curator_wrote_survives_another_import() -> None:
    apply_import(source=staged(record(1, **YOUSEF)), by=None)
    report = Report.objects.get()
    report.title, report.volume = "As printed", "67"
    report.save()
    apply_import(source=staged(record(1, **YOUSEF)), by=None)
    report.refresh_from_db()
    assert (report.title, report.volume) == ("As printed", "67")


def test_citation_keys_of_namesakes_go_on_with_letters_and_leave_out_those_taken() -> None:
    make_report(slug="rossi-2019", study=None)
    make_report(slug="rossi-2019c", study=None)
    papers = [OTHER | {"title": f"Ginger, zinc and the number {number} in migraine"} for number in range(30)]
    apply_import(source=staged(*(record(number, **one) for number, one in enumerate(papers, 1))), by=None)
    made = list(Report.objects.filter(imported_from__isnull=False).order_by("pk").values_list("slug", flat=True))
    assert made[:3] == ["rossi-2019b", "rossi-2019d", "rossi-2019e"]
    assert made[-6:] == ["rossi-2019aa", "rossi-2019ab", "rossi-2019ac", "rossi-2019ad", "rossi-2019ae", "rossi-2019af"]
    assert [letters(number) for number in (0, 1, 25, 26, 701, 702)] == ["", "b", "z", "aa", "zz", "aaa"]


def test_keys_of_records_without_an_author_or_a_year_are_made_of_what_there_is() -> None:
    apply_import(source=staged(record(1, **THIRD), record(2, pmid="34567891"), record(3, title="Of a cure")), by=None)
    assert list(Report.objects.order_by("pk").values_list("slug", flat=True)) == [
        "opal-34567890",
        "report-34567891",
        "cure-undated",
    ]


def test_doubtful_records_do_as_was_decided() -> None:
    curator, report = make_user(), yousef(pmid=None, doi=None, volume="")
    alike = YOUSEF | {"pmid": "", "doi": ""}
    source = staged(
        record(1, **alike),
        record(2, **alike | {"issue": "4"}),
        record(3, **alike | {"volume": "67"}),
        record(4, **OTHER),
    )
    assert decide(source=source, records=[1, 4], decision=Decision.SAME, by=curator) == 1
    assert decide(source=source, records=[2], decision=Decision.NEW, by=curator) == 1
    assert decide(source=source, records=[3], decision=Decision.OUT, by=curator) == 1
    change = apply_import(source=source, by=curator)
    assert change is not None
    assert change.rows == 3
    report.refresh_from_db()
    assert report.volume == "68"
    assert list(source.references.order_by("number").values_list("report__slug", flat=True)) == [
        "yousef-2013",
        "yousef-2013b",
        None,
        "rossi-2019",
    ]


def test_doubtful_records_can_be_decided_on_after_the_others_were_applied() -> None:
    yousef(pmid=None, doi=None)
    source = staged(record(1, **OTHER), record(2, **YOUSEF | {"pmid": "", "doi": ""}))
    apply_import(source=source, by=None)
    decide(source=source, records=[2], decision=Decision.NEW, by=make_user())
    apply_import(source=source, by=None)
    assert Report.objects.count() == 3
    assert len(undo_import(source=source, by=make_user())) == 2
    assert Report.objects.get().slug == "yousef-2013"


def test_a_record_that_looks_like_no_report_is_not_the_same_as_one() -> None:
    source = staged(record(1, **OTHER), record(2, **OTHER | {"volume": "3"}))
    with refused_with("Record 2 looks like no report that is here: say which one it is."):
        decide(source=source, records=[2], decision=Decision.SAME, by=make_user())
    other = make_report(study=None)
    decide(source=source, records=[2], decision=Decision.SAME, report=other, by=make_user())
    apply_import(source=source, by=None)
    assert source.references.get(number=2).report == other


def test_a_record_with_the_identifier_of_another_is_not_decided_to_be_entered_beside_it() -> None:
    report = yousef(doi="10.1000/one")
    source = staged(record(1, **YOUSEF))
    with refused_with("Record 1 has the PMID of yousef-2013: leave it out, or correct that."):
        decide(source=source, records=[1], decision=Decision.NEW, by=make_user())
    decide(source=source, records=[1], decision=Decision.SAME, by=make_user())
    assert apply_import(source=source, by=None) is None
    assert source.references.get().report == report


def test_what_was_entered_since_the_preview_is_said_before_anything_is_applied() -> None:
    source = staged(record(1, **YOUSEF), record(2, **OTHER))
    yousef()
    with refused_with("what is here has changed for 1 of its records"):
        apply_import(source=source, by=None)
    assert Report.objects.count() == 1
    source.refresh_from_db()
    assert (source.new, source.known) == (1, 1)
    change = apply_import(source=source, by=None)
    assert change is not None
    assert change.rows == 1


def test_an_identifier_that_was_taken_meanwhile_is_a_sentence_and_nothing_is_applied() -> None:
    source = staged(record(1, **OTHER), record(2, **YOUSEF))
    yousef()
    with refused_with("Somebody entered the same meanwhile, so nothing was applied"):
        apply_import(source=source, by=None, fresh=True)
    assert (Report.objects.count(), Change.objects.count()) == (1, 0)


def test_undoing_takes_new_reports_away_and_empties_what_was_filled() -> None:
    report = yousef(volume="")
    before = list(Report.objects.values())
    source = staged(record(1, **YOUSEF), record(2, **OTHER), record(3, **THIRD))
    apply_import(source=source, by=None)
    curator = make_user()
    (undone,) = undo_import(source=source, by=curator, reason="The wrong file.")
    assert [{**one, "updated": None} for one in Report.objects.values()] == [{**before[0], "updated": None}]
    assert (undone.act, undone.by, undone.rows, undone.reason) == (Act.UNDONE, curator, 3, "The wrong file.")
    assert source.undone
    assert whole_chain()
    with refused_with("There is nothing to undo"):
        undo_import(source=source, by=curator)
    with refused_with("This import was undone: import the file again."):
        apply_import(source=source, by=curator)
    assert source.references.get(number=1).report == report


def test_an_import_can_be_undone_as_any_change_too() -> None:
    source = staged(record(1, **OTHER))
    change = apply_import(source=source, by=None)
    assert change is not None
    undo(change=change, by=make_user(can="undo_change"), reason="")
    assert (Report.objects.count(), source.undone) == (0, True)


def test_undoing_is_refused_with_the_names_of_what_is_used_or_was_changed() -> None:
    source = staged(record(1, **YOUSEF), record(2, **OTHER), record(3, **THIRD))
    apply_import(source=source, by=None)
    make_notice(report=Report.objects.get(slug="yousef-2013"))
    Report.objects.filter(slug="rossi-2019").update(journal="Another")
    named = "Nothing was undone, since these were changed since or are used: "
    with refused_with(rf"{named}yousef-2013 \(used by notices\); rossi-2019 \(changed since\)\."):
        undo_import(source=source, by=make_user())
    assert Report.objects.count() == 3


def test_an_import_that_was_only_looked_through_is_discarded_and_not_applied_then() -> None:
    source = staged(record(1, **OTHER))
    discard(source=source)
    with refused_with("This import was discarded"):
        apply_import(source=source, by=None)
    applied = staged(record(1, **OTHER))
    apply_import(source=applied, by=None)
    with refused_with("This import was applied: undo it instead."):
        discard(source=applied)


NAMES = st.sampled_from(["Yousef AA", "Rossi G", "Şahin Ö"])
TITLES = st.sampled_from(
    ["Magnesium in chronic pain of the back", "Ginger for migraine: a pilot study", "Editorial", ""]
)
PAPERS = st.fixed_dictionaries(
    {
        "title": TITLES,
        "authors": st.lists(NAMES, max_size=2).map(tuple),
        "year": st.sampled_from([None, 2013, 2019]),
        "volume": st.sampled_from(["", "1", "2", "more than twenty letters"]),
        "pmid": st.sampled_from(["", "23384256", "23384257", "123"]),
        "doi": st.sampled_from(["", "10.1000/a", "10.1000/b"]),
        "pmcid": st.sampled_from(["", "PMC8482298"]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(PAPERS, max_size=4), second=st.lists(PAPERS, max_size=6))
def test_applying_does_what_the_preview_said_and_a_second_run_nothing(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        apply_import(source=staged(*(record(number, **one) for number, one in enumerate(first, 1))), by=None)
        before = {report.pk: report for report in Report.objects.all()}
        records = [record(number, **one) for number, one in enumerate(second, 1)]
        source = staged(*records)
        assert source.seen == len(records)
        promised = {row.report_id: row.fills for row in source.references.to_fill()}
        change = apply_import(source=source, by=None)
        after = {report.pk: report for report in Report.objects.all()}
        assert len(after) - len(before) == source.new
        changed = {pk for pk, report in before.items() if _values(report) != _values(after[pk])}
        assert changed == promised.keys()
        assert (change.rows if change else 0) == source.new + len(promised)
        for report in after.values():
            report.full_clean()
        again = staged(*records)
        assert (again.new, again.changed, apply_import(source=again, by=None)) == (0, 0, None)
        transaction.set_rollback(True)


def _values(report: Report) -> dict[str, Any]:
    return {field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields} | {"updated": None}
