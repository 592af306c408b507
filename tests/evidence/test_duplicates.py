"""The search for duplicates: what it finds, what it forgets, and that it does not grow with the square."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from evidence.actions.duplicates import find_duplicates, not_a_duplicate, take_back
from evidence.actions.merging import merge_reports, put_under_one_study
from evidence.actions.refused import RefusedError
from evidence.actions.undoing import undo
from evidence.models import NotDuplicate, PossibleDuplicate, Report
from evidence.summaries.candidates import known_like, report_pairs
from tests import factories as make

pytestmark = pytest.mark.django_db
PAPER: dict[str, Any] = {
    "title": "Magnesium in chronic low back pain",
    "authors": "Yousef AA\nAl-deeb AE",
    "year": 2013,
    "journal": "Anaesthesia",
    "volume": "68",
    "pages": "260-266",
}


def paper(**changes: Any) -> Report:
    return make.make_report(**PAPER | {"study": None} | changes)


def queue() -> set[tuple[str, int, int]]:
    return set(PossibleDuplicate.objects.values_list("model", "lower", "higher"))


def test_reports_that_may_be_one_are_listed_and_those_that_are_two_are_not() -> None:
    one = paper()
    mistyped = paper(title="Magnesuim in chronic low back pain", pages="260")
    paper(title="Magnesium in chronic low back pain: erratum", pages="300")
    paper(title="Another title", authors="Roe BC", pages="1")
    found = find_duplicates()
    assert queue() == {("evidence.report", one.pk, mistyped.pk)}
    assert (found.reports, found.studies) == (1, 0)


def test_studies_are_listed_for_their_reports_their_acronym_or_their_title_and_people() -> None:
    one, other = (make.make_study() for _ in range(2))
    paper(study=one)
    paper(study=other)
    opal, again = (make.make_study(acronym=name) for name in ("OPAL", "Opal"))
    for study, year in ((opal, 2023), (again, 2024)):
        make.make_report(study=study, year=year)
    first, second = (make.make_study(title="Heat wraps for backs", people=371) for _ in range(2))
    make.make_study(title="Heat wraps for backs", people=40)
    find_duplicates()
    studies = {(lower, higher) for model, lower, higher in queue() if model == "evidence.study"}
    assert studies == {(one.pk, other.pk), (opal.pk, again.pk), (first.pk, second.pk)}


def test_a_pair_that_was_decided_leaves_the_queue_and_comes_back_when_the_decision_is_taken_back() -> None:
    user = make.make_user(can="*")
    one, other = paper(), paper()
    find_duplicates()
    with pytest.raises(RefusedError, match="Say why"):
        not_a_duplicate(one=one, other=other, by=user, reason=" ")
    change = not_a_duplicate(one=other, other=one, by=user, reason="Two letters on one page.")
    assert change is not None
    with pytest.raises(RefusedError, match="noted already"):
        not_a_duplicate(one=one, other=other, by=user, reason="Two.")
    find_duplicates()
    assert queue() == set()
    assert known_like(one) == []
    take_back(noted=NotDuplicate.objects.get(), by=user, reason="They are one after all.")
    assert len(queue()) == 1
    assert [row for row, _ in known_like(one)] == [other]
    merge = merge_reports(kept=one, lost=other, by=user, reason="")
    find_duplicates()
    assert queue() == set()
    assert merge is not None
    undo(change=merge, by=user, reason="Two after all.")
    find_duplicates()
    assert len(queue()) == 1


def test_a_preprint_leaves_the_queue_once_it_stands_under_the_study_of_its_article() -> None:
    article = paper(study=make.make_study(), doi="10.1111/anae.12107")
    preprint = paper(kind="preprint", doi="10.1101/2012.01.01.12345678", volume="", pages="", year=2012)
    find_duplicates()
    assert len(queue()) == 1
    put_under_one_study(one=preprint, other=article, by=make.make_user(can="*"), reason="Its preprint.")
    preprint.refresh_from_db()
    find_duplicates()
    assert queue() == set()
    assert known_like(preprint) == []


def test_what_is_known_already_is_told_before_a_report_is_saved() -> None:
    there = paper(pmid="23384256")
    typed = Report(slug="new", **PAPER)
    ((found, like),) = known_like(typed)
    assert (found, like.verdict) == (there, "alike")
    assert known_like(Report(slug="new", title="Unheard of", authors="Roe BC")) == []


def test_ten_times_the_rows_of_one_title_are_ten_times_the_pairs(django_assert_max_num_queries: Any) -> None:
    Report.objects.bulk_create([Report(slug=f"r-{number}", title="Low back pain") for number in range(40)])
    few = len(report_pairs())
    Report.objects.bulk_create([Report(slug=f"s-{number}", title="Low back pain") for number in range(360)])
    assert (few, len(report_pairs())) == (40 * 5 - 15, 400 * 5 - 15)
    with django_assert_max_num_queries(40):
        find_duplicates()


def test_the_command_says_what_it_found() -> None:
    paper(), paper()
    said = StringIO()
    call_command("find_duplicates", stdout=said)
    assert said.getvalue() == "1 pairs compared; 1 of reports and 0 of studies to look at.\n"
