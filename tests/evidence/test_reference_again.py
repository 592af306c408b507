"""Records and files that were imported before, what was left out of them, and the rules told without the form."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from bench.references import write_ris
from evidence.actions import recording_many
from evidence.actions.reference_again import imported_before
from evidence.actions.reference_applying import apply_import
from evidence.actions.reference_columns import FIELDS, TAKEN, plainly_right
from evidence.actions.reference_deciding import decide, undo_import
from evidence.actions.reference_importing import Imported, import_file
from evidence.dates import PartialDate
from evidence.models import Change, Decision, ImportedReference, Report, RowChange, Verdict
from tests.evidence.reference_files import YOUSEF, record, staged, verdicts
from tests.evidence.test_reference_applying import whole_chain
from tests.evidence.test_reference_matching import OTHER, yousef
from tests.factories import make_user

HOSTILE = [
    *("", " ", "x", " x ", "x" * 20, "x" * 21, "x" * 40, "x" * 41, "x" * 300, "x" * 301, "x" * 500, "x" * 501, "a\nb"),
    *("23384256", "023384256", "0", "233842567", "PMID: 23384256", "１２３", "12x", "PMC8482298", "PMC", "pmc1"),
    *(
        "10.1111/anae.12107",
        "10.1111/ANAE.12107",
        "https://doi.org/10.1111/anae.12107",
        "10.1111/",
        "10.1/x",
        "10.1111/x.",
    ),
    *("10.1101/123456v2", "10.1186/isrctn12345678", "10.1111/x.pdf", "10.1111/x.full.html", "10.1111/" + "x" * 250),
    *(
        "10.1111/pmid1",
        "10.1111/x 10.1111/y",
        "10.1093/abc/xyz/12345",
        "10.1111/cd001",
        "10.1111/a(b)c",
        "10.1111/x.short",
    ),
    *("https://example.org/a/b", "http://example.com/", "javascript:alert(1)", "ftp://example.org/", "example.org/x"),
    *("https://example.org/" + "x" * 990, "https://-example.org/", "https://example..org/", "https://exa mple.org/"),
    *(
        "article",
        "preprint",
        "Article",
        "nonsense",
        "2013",
        "1799",
        "1800",
        "2100",
        "2101",
        "2013-03",
        "2013-13",
        "2013?",
    ),
    *("\x00", "a\x00b", "<b>", "\u202e", "\ud83d\ude00", "é" * 500),
    *(1799, 1800, 2013, 2100, 2101, -1, 0, True, 10**30, 2013.0, None, PartialDate(year=2013, month=3)),
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:30])
def test_what_is_plainly_right_is_what_the_fields_rules_let_through_as_it_is(value: Any) -> None:
    for name in TAKEN:
        if plainly_right(name, value):
            assert FIELDS[name].clean(value, None) == value, name


@given(
    value=st.from_regex(r"(https?://)?(dx\.)?(doi\.org/)?10\.[0-9]{4,5}/[a-z0-9A-Z./()_-]{1,40}", fullmatch=True)
    | st.from_regex(r"0?[0-9]{1,9}", fullmatch=True)
    | st.from_regex(r"https?://[a-z0-9.-]{1,20}(com|org|gov)/[A-Za-z0-9/._-]{0,30}", fullmatch=True)
)
def test_so_it_is_for_identifiers_and_addresses_of_any_kind(value: str) -> None:
    for name in ("pmid", "pmcid", "doi", "address"):
        if plainly_right(name, value):
            assert FIELDS[name].clean(value, None) == value, name


@pytest.mark.django_db
def test_what_is_plainly_right_the_form_takes_too() -> None:
    form_of = modelform_factory(Report, fields=["slug", *TAKEN])
    taken = 0
    for value in HOSTILE:
        # A form trims what is typed and knows no NUL, which no database keeps: an import makes it a sign.
        if isinstance(value, str) and (value != value.strip() or "\x00" in value or "\n" in value):
            continue
        for name in TAKEN:
            if plainly_right(name, value):
                faults = form_of({"slug": "x", "kind": "article", name: str(value)}).errors
                assert name not in faults, (name, value, faults)
                taken += 1
    assert taken > 100


def as_file(path: Path) -> Imported:
    return import_file(file=BytesIO(path.read_bytes()), name=path.name, by=None)


@pytest.mark.django_db
def test_a_file_that_stands_as_it_came_is_not_read_again_and_one_that_does_not_is(tmp_path: Path) -> None:
    path = tmp_path / "search.ris"
    write_ris(path, records=30, seed=5)
    as_file(path)
    watched: list[int] = []
    again = import_file(
        file=BytesIO(path.read_bytes()), name="other.ris", by=None, watch=lambda rows: watched.append(len(rows))
    )
    assert (again.counts[Verdict.KNOWN], again.seen, again.kept, watched) == (30, 30, False, [])
    report = Report.objects.order_by("pk")[7]
    volume = report.volume
    Report.objects.filter(pk=report.pk).update(volume="")
    filled = as_file(path)
    report.refresh_from_db()
    assert (filled.counts[Verdict.CHANGED], filled.counts[Verdict.KNOWN], report.volume) == (1, 29, volume)
    assert whole_chain()


@pytest.mark.django_db
def test_a_file_is_entered_again_after_its_import_was_undone(tmp_path: Path) -> None:
    path = tmp_path / "search.ris"
    write_ris(path, records=5, seed=5)
    as_file(path)
    undo_import(source=ImportedReference.objects.all()[0].source, by=make_user())
    assert as_file(path).counts[Verdict.NEW] == 5


@pytest.mark.django_db
def test_a_record_whose_report_says_it_all_is_known_by_its_text_and_else_it_is_looked_into() -> None:
    apply_import(source=staged(record(1, **YOUSEF), record(2, **OTHER)), by=None)
    again = staged(record(1, **OTHER), record(2, **YOUSEF))
    assert verdicts(again) == [
        ("known", "rossi-2019: This record was imported before."),
        ("known", "yousef-2013: This record was imported before."),
    ]
    digests = [row.digest for row in again.references.all()]
    assert len(imported_before(source=again, digests=digests)) == 2
    Report.objects.filter(slug="yousef-2013").update(journal="Anaesth.", pmid=None)
    (_, (verdict, reason)) = verdicts(staged(record(1, **OTHER), record(2, **YOUSEF)))
    assert (verdict, "Would fill in pmid" in reason, "nothing is overwritten: journal" in reason) == (
        "changed",
        True,
        True,
    )


@pytest.mark.django_db
def test_what_was_left_out_stays_left_out_in_later_imports_until_somebody_decides_otherwise() -> None:
    curator = make_user(username="rosa")
    yousef(pmid=None, doi=None)
    alike = record(1, **YOUSEF | {"pmid": "", "doi": ""})
    first = staged(alike)
    assert list(first.references.values_list("verdict", "decision")) == [("doubtful", "")]
    decide(source=first, records=[1], decision=Decision.OUT, by=curator)
    second = staged(record(1, **OTHER), record(2, text=alike.text, **YOUSEF | {"pmid": "", "doi": ""}))
    row = second.references.get(number=2)
    assert (row.verdict, row.decision, row.decided_by) == ("doubtful", "out", curator)
    assert row.reason.startswith("Left out of an earlier import by rosa. yousef-2013: These agree: the title")
    assert second.references.undecided().count() == 0
    apply_import(source=second, by=None)
    assert Report.objects.count() == 2
    decide(source=second, records=[2], decision=Decision.NEW, by=curator)
    apply_import(source=second, by=None)
    assert Report.objects.count() == 3


@pytest.mark.django_db
def test_a_record_of_ten_thousand_authors_is_entered_with_all_of_them() -> None:
    lines = [
        "TY  - JOUR",
        *(f"AU  - Family{number}, A." for number in range(10_000)),
        "TI  - Of many hands",
        "PY  - 2015",
    ]
    file = BytesIO("\n".join([*lines, "ER  - ", ""]).encode())
    imported = import_file(file=file, name="many.ris", by=None)
    assert imported.counts[Verdict.NEW] == 1
    report = Report.objects.get()
    assert (len(report.author_list), report.author_list[-1]) == (10_000, "Family9999 A")
    assert whole_chain()


@pytest.mark.django_db(transaction=True)
def test_a_large_import_is_one_link_of_the_chain_and_undone_part_by_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rows as are written ahead of their change, with others before and after it."""
    monkeypatch.setattr(recording_many, "MANY", 50)
    path = tmp_path / "large.ris"
    write_ris(path, records=2_500, seed=9)
    apply_import(source=staged(record(1, **YOUSEF)), by=None)
    as_file(path)
    source = ImportedReference.objects.order_by("-pk")[0].source
    apply_import(source=staged(record(1, **OTHER)), by=None)
    assert list(Change.objects.order_by("pk").values_list("rows", flat=True)) == [1, 2_500, 1]
    (undone,) = undo_import(source=source, by=make_user())
    assert (undone.rows, Report.objects.count(), RowChange.objects.count()) == (2_500, 2, 5_002)
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert out.getvalue().startswith("Whole: 4 changes in one chain")
    assert whole_chain()


def test_a_value_that_is_not_plainly_right_is_judged_by_the_field() -> None:
    assert [plainly_right(name, "x" * 501) for name in ("title", "journal", "volume", "doi", "year", "kind")] == [
        False
    ] * 6
    with pytest.raises(ValidationError):
        FIELDS["title"].clean("x" * 501, None)
