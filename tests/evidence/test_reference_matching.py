"""What a record of a file is to the reports that are here, and the sentence that says why."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.models import ImportedReference, Report, State
from tests.evidence.reference_files import YOUSEF, record, refused, staged, verdicts
from tests.factories import make_registration, make_report, make_study

pytestmark = pytest.mark.django_db
OTHER: dict[str, Any] = {"title": "Ginger for migraine: a pilot study", "authors": ("Rossi G",), "year": 2019}


def yousef(**values: object) -> Report:
    """The report, without a study, with the authors a line each as it has them."""
    columns = YOUSEF | {"authors": "\n".join(YOUSEF["authors"])} | values
    return make_report(slug="yousef-2013", study=None, **columns)


def test_a_record_of_a_paper_that_nobody_entered_is_new() -> None:
    assert verdicts(staged(record(1, **YOUSEF))) == [("new", "")]


@pytest.mark.parametrize("name", ["pmid", "doi"])
def test_a_record_with_an_identifier_of_a_report_is_known(name: str) -> None:
    yousef()
    assert verdicts(staged(record(1, **{name: YOUSEF[name]}))) == [
        ("known", f"yousef-2013: The {name.upper()} is the same.")
    ]


def test_a_known_record_fills_in_what_is_empty_and_says_what_it_leaves_as_it_is() -> None:
    report = yousef(volume="", pages="", journal="Anaesth.")
    source = staged(record(1, **YOUSEF))
    assert verdicts(source) == [
        (
            "changed",
            (
                "yousef-2013: The PMID and the DOI is the same. Would fill in volume, pages. "
                "The file says otherwise, and nothing is overwritten: journal."
            ),
        )
    ]
    row = source.references.get()
    assert (row.report, row.fills) == (report, {"volume": "68", "pages": "260-266"})


def test_a_report_of_a_published_study_is_not_filled() -> None:
    report = yousef(volume="")
    report.study = make_study(slug="yousef-2013", state=State.PUBLISHED)
    report.save()
    assert verdicts(staged(record(1, **YOUSEF))) == [
        (
            "known",
            (
                "yousef-2013: The PMID and the DOI is the same. "
                "It could fill in volume, but yousef-2013 is published: reopen the study first."
            ),
        )
    ]


def test_identifiers_of_two_reports_are_doubtful_with_both_named() -> None:
    yousef(doi="10.1000/one")
    make_report(slug="rossi-2019", study=None, doi="10.1111/anae.12107", year=2019)
    assert verdicts(staged(record(1, **YOUSEF))) == [
        (
            "doubtful",
            (
                "Its identifiers lead to different reports: PMID 23384256 is that of yousef-2013, "
                "DOI 10.1111/anae.12107 is that of rossi-2019."
            ),
        )
    ]


def test_one_identifier_that_agrees_and_one_that_differs_are_doubtful() -> None:
    report = yousef(doi="10.1000/one")
    source = staged(record(1, **YOUSEF))
    assert verdicts(source) == [
        ("doubtful", "yousef-2013: The PMID is the same, but the DOI differs: one of the two is wrong.")
    ]
    assert source.references.get().alike == report


def test_the_same_title_author_and_year_without_an_identifier_are_doubtful() -> None:
    yousef(pmid=None, doi=None)
    [(verdict, reason)] = verdicts(staged(record(1, **YOUSEF | {"pmid": "", "doi": ""})))
    assert verdict == "doubtful"
    assert reason.startswith("yousef-2013: These agree: the title, the first author, the year")


def test_the_same_title_with_another_doi_is_new() -> None:
    yousef(pmid=None, doi="10.1000/one")
    assert verdicts(staged(record(1, **YOUSEF | {"pmid": ""}))) == [("new", "")]


def test_the_same_record_twice_in_a_file_is_known_the_second_time() -> None:
    source = staged(record(1, **OTHER), record(2, **YOUSEF | {"volume": ""}), record(3, **YOUSEF), record(4, **OTHER))
    assert verdicts(source) == [
        ("new", ""),
        ("new", ""),
        ("known", "The same as record 2 of this file. That record lacks: volume."),
        ("known", "The same as record 1 of this file."),
    ]


def test_records_alike_in_one_file_are_doubtful() -> None:
    source = staged(record(1, **OTHER), record(2, **OTHER | {"volume": "3"}))
    (_, (verdict, reason)) = verdicts(source)
    assert (verdict, reason[:25]) == ("doubtful", "Record 1 of this file: Th")
    assert source.references.get(number=2).like_number == 1


def test_a_registration_that_is_here_is_named() -> None:
    make_registration(number="NCT01234567", study=make_study(slug="opal-2023"))
    [(verdict, reason)] = verdicts(staged(record(1, **OTHER, registrations=("NCT01234567", "NCT07654321"))))
    assert (verdict, reason) == ("new", "Names NCT01234567, a registration of opal-2023.")


def test_what_could_not_be_read_is_refused_with_its_line() -> None:
    assert verdicts(staged(refused(1, "Expected a year, got “soon”."))) == [
        ("refused", "line 10, PY: Expected a year, got “soon”.")
    ]


def test_what_the_form_would_refuse_is_refused_or_left_and_either_is_said() -> None:
    source = staged(
        record(1, **OTHER | {"title": "x" * 501}),
        record(2, **OTHER, volume="12 Supplement 3, Part 2", address="javascript:alert(1)"),
        record(3, **OTHER | {"title": "Another", "year": 20190}),
        record(4, authors=("Nobody A",)),
        record(5, title="A pmid too short", pmid="233842", year=2013),
    )
    assert verdicts(source) == [
        ("refused", "line 10, title: Ensure this value has at most 500 characters (it has 501)."),
        (
            "new",
            "volume: Ensure this value has at most 20 characters (it has 23). address: Enter a valid URL.",
        ),
        ("refused", "line 30, year: Ensure this value is less than or equal to 2100."),
        ("refused", "line 40, Expected a title or an identifier, got neither."),
        (
            "refused",
            "line 50, pmid: PMID 233842 has 6 digits, but papers of 2013 carry eight: is one missing?",
        ),
    ]
    kept = ImportedReference.objects.get(number=2).beyond
    assert (kept["volume"], kept["address"]) == ("12 Supplement 3, Part 2", "javascript:alert(1)")


def test_what_is_not_a_files_to_say_is_kept_aside_and_said() -> None:
    source = staged(record(1, **OTHER, extra={"state": ("published",), "pk": ("1",), "custom": ("x",)}))
    assert verdicts(source) == [
        (
            "new",
            (
                "state: not a file's to say, so it was not taken. pk: not a file's to say, so it was not taken. "
                "Kept aside: custom."
            ),
        )
    ]
    assert source.references.get().beyond["extra"] == {"state": ["published"], "pk": ["1"], "custom": ["x"]}


def test_nothing_of_a_record_is_lost() -> None:
    source = staged(record(1, text="TY  - JOUR\x00", **OTHER, abstract="Long \x00.", keywords=("Adult",)))
    row = source.references.get()
    assert (row.text, row.values, row.beyond) == (
        "TY  - JOUR␀",
        {"kind": "article", "title": OTHER["title"], "authors": "Rossi G", "year": 2019},
        {"abstract": "Long ␀.", "keywords": ["Adult"]},
    )


def test_a_record_that_is_a_report_by_one_identifier_and_another_record_by_another_is_doubtful() -> None:
    yousef(pmid=None)
    source = staged(record(1, **OTHER, pmid="23384256"), record(2, pmid="23384256", doi="10.1111/anae.12107"))
    assert verdicts(source) == [
        ("new", ""),
        (
            "doubtful",
            "Record 1 of this file: The PMID is the same. Its identifiers are also those of yousef-2013.",
        ),
    ]
