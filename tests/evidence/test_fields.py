"""A value is stored in its canonical form, whichever door it came through."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory

from evidence.dates import PartialDate, PartialDateError
from evidence.identifiers import IdentifierError
from evidence.models import Registration, Report
from tests import factories as make

pytestmark = pytest.mark.django_db
FORMS = ["23384256", " 23384256 ", "PMID: 23384256", "https://pubmed.ncbi.nlm.nih.gov/23384256/"]


def stored(column: str, report: Report) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM evidence_report WHERE id = %s", [report.pk])  # noqa: S608
        return cursor.fetchone()[0]


@pytest.mark.parametrize("pasted", FORMS)
def test_every_door_stores_the_canonical_form(pasted: str) -> None:
    study = make.make_study()
    saved = Report(slug="saved", pmid=pasted)
    saved.save()
    (bulk,) = Report.objects.bulk_create([Report(slug="bulk", study=study)])
    Report.objects.filter(pk=saved.pk).delete()
    Report.objects.filter(pk=bulk.pk).update(pmid=pasted)
    assert stored("pmid", bulk) == "23384256"
    cleaned = Report(slug="cleaned", doi="https://DOI.org/10.1111/ANAE.12107.")
    cleaned.full_clean()
    assert cleaned.doi == "10.1111/anae.12107"


@pytest.mark.parametrize("pasted", FORMS)
def test_a_lookup_by_any_form_finds_the_row(pasted: str) -> None:
    report = make.make_report(pmid="23384256")
    assert Report.objects.get(pmid=pasted) == report
    assert Report.objects.filter(pmid__in=[pasted, "1"]).get() == report


def test_two_forms_of_one_identifier_are_the_same_row() -> None:
    make.make_report(doi="10.1111/anae.12107")
    with pytest.raises(ValidationError) as caught:
        make.make_report(doi="https://doi.org/10.1111/ANAE.12107")
    assert caught.value.message_dict == {"doi": ["Report with this DOI already exists."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.bulk_create([Report(slug="again", doi="doi:10.1111/anae.12107")])


@pytest.mark.parametrize(
    ("field", "junk"),
    [
        ("pmid", "not applicable"),
        ("doi", "The DOI was not printed in this paper."),
        ("pmcid", "none"),
    ],
)
def test_no_door_stores_garbage(field: str, junk: str) -> None:
    row = Report(slug="junk", **{field: junk})
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert list(caught.value.message_dict) == [field]
    with pytest.raises(IdentifierError), transaction.atomic():
        Report.objects.bulk_create([row])
    with pytest.raises(IdentifierError), transaction.atomic():
        Report.objects.update(**{field: junk})
    assert not Report.objects.filter(slug="junk").exists()


def test_a_placeholder_is_no_registration() -> None:
    study = make.make_study()
    with pytest.raises(IdentifierError), transaction.atomic():
        Registration.objects.bulk_create([Registration(study=study, number="NCT00000000")])
    with pytest.raises(ValidationError) as caught:
        make.make_registration(study=study, number="NCT00000000")
    assert caught.value.message_dict == {
        "number": ["“NCT00000000” is a placeholder, not a registration: all its digits are zero."]
    }


def test_nothing_pasted_is_null_and_so_not_a_duplicate() -> None:
    for slug in ("one", "two"):
        Report.objects.bulk_create([Report(slug=slug, pmid="", doi=" ")])
    assert Report.objects.filter(pmid=None, doi=None, pmcid=None).count() == 2


def test_a_date_comes_back_as_precise_as_it_went() -> None:
    report = make.make_report(published_online="2012-12-17", published_issue=PartialDate(year=2013, month=3))
    report.refresh_from_db()
    assert report.published_online == PartialDate(year=2012, month=12, day=17)
    assert report.published_issue == PartialDate(year=2013, month=3)
    assert (stored("published_online", report), stored("published_issue", report)) == ("2012-12-17", "2013-03")
    assert '"published_online": "2012-12-17"' in serialize("json", [report])


def test_dates_sort_by_their_text_the_vague_before_the_exact() -> None:
    texts = ["2013-03", "2012", "2013", "2013-03-01", "2012-12-17", "2013-03?"]
    for text in texts:
        make.make_report(published_online=text)
    dates = Report.objects.order_by("published_online").values_list("published_online", flat=True)
    assert [str(date) for date in dates] == ["2012", "2012-12-17", "2013", "2013-03", "2013-03-01", "2013-03?"]


def test_a_date_is_looked_up_by_text_or_by_value() -> None:
    report = make.make_report(published_issue="2013-03")
    assert Report.objects.get(published_issue="2013-03") == report
    assert Report.objects.get(published_issue=PartialDate(year=2013, month=3)) == report
    with pytest.raises(PartialDateError):
        Report.objects.filter(published_issue="March 2013").exists()


def test_a_bad_date_gets_its_sentence() -> None:
    with pytest.raises(ValidationError) as caught:
        make.make_report(published_issue="March 2013")
    assert caught.value.message_dict == {
        "published_issue": [
            "“March 2013” is not a date: write 2013, 2013-03 or 2013-03-01, with a ? behind it if the source is unsure."
        ]
    }


def test_a_form_that_nobody_touched_has_not_changed() -> None:
    report = make.make_report(published_online="2012-12-17", pmid="23384256")
    form_class = modelform_factory(Report, fields=["published_online", "published_issue", "pmid", "doi"])
    typed = {"published_online": "2012-12-17", "published_issue": "", "pmid": "23384256", "doi": ""}
    assert form_class(typed, instance=report).changed_data == []
