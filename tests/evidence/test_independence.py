"""Studies of one team, one sponsor or the same people: marked by curators, suggested by what they have in common."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import Extraction, Study
from evidence.summaries import independence
from evidence.summaries.independence import independence_of
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_member("curator"))
    return client


def study(slug: str, *authors: str, **values: Any) -> Study:
    found = make.make_study(slug=slug, title=f"Trial {slug}", **{"state": "published", **values})
    make.make_report(study=found, authors="\n".join(authors))
    return found


def suggested(one: Study) -> dict[str, str]:
    found = independence_of(one, Study.objects.all(), one.reports.all())
    return {each.study.slug: each.why for each in found.suggested}


def marked(one: Study) -> dict[str, str]:
    found = independence_of(one, Study.objects.all(), one.reports.all())
    return {each.study.slug: each.why for each in found.group}


def test_two_authors_in_common_are_told_and_one_is_not() -> None:
    mine = study("mine", "Yousef AA", "Al-deeb AE", "Smith J")
    study("two", "Smith J", "Al-deeb AE", "Other B")
    study("one", "Smith J", "Other B")
    study("parts", "Smith JB", "Al-deeb AEX", "Yousef A")
    make.make_report(study=study("apart", "Smith J"), authors="Yousef AA")
    assert suggested(mine) == {"two": "2 authors in common: Al-deeb AE and Smith J"}


def test_lines_that_end_as_on_windows_are_the_same_names() -> None:
    mine = study("mine", "Yousef AA", "Al-deeb AE")
    make.make_report(study=make.make_study(slug="typed"), authors="Al-deeb AE\r\nYousef AA")
    assert list(suggested(mine)) == ["typed"]


def test_many_names_are_counted_and_the_first_told() -> None:
    names = [f"Author {letter}" for letter in "ABCDEFG"]
    mine = study("mine", *names)
    study("other", *names)
    assert suggested(mine) == {"other": "7 authors in common: Author A, Author B, Author C, Author D and 3 others"}


def test_the_same_sponsor_in_any_capitals_is_told_even_without_a_report() -> None:
    mine = study("mine", "Yousef AA", sponsor="Assiut University")
    make.make_study(slug="same", sponsor="ASSIUT University")
    make.make_study(slug="none", sponsor="")
    assert suggested(mine) == {"same": "the same sponsor: ASSIUT University"}
    assert suggested(Study.objects.get(slug="none")) == {}


def test_what_a_curator_marked_is_told_as_marked_and_not_suggested_again() -> None:
    mine = study("mine", "Yousef AA", "Al-deeb AE", independence_group="assiut", independence_reason="team")
    study("same", "Yousef AA", "Al-deeb AE", independence_group="assiut", independence_reason="people")
    study("unsaid", independence_group="assiut")
    study("else", "Yousef AA", "Al-deeb AE", independence_group="cairo")
    assert marked(mine) == {"same": "some of the same people", "unsaid": "what they share is not said"}
    assert suggested(mine) == {"else": "2 authors in common: Yousef AA and Al-deeb AE"}


def test_nothing_is_marked_by_a_suggestion() -> None:
    mine = study("mine", "Yousef AA", "Al-deeb AE")
    study("two", "Yousef AA", "Al-deeb AE")
    before = list(Study.objects.values_list())
    assert suggested(mine)
    assert list(Study.objects.values_list()) == before


def test_a_study_that_was_merged_into_another_is_no_suggestion() -> None:
    mine = study("mine", "Yousef AA", "Al-deeb AE")
    study("twin", "Yousef AA", "Al-deeb AE", state="withdrawn", merged_into=mine)
    assert suggested(mine) == {}


def test_it_takes_two_queries_however_many_there_are_and_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is for the names of their authors."""
    monkeypatch.setattr(independence, "SHOWN", 3)
    mine = study("mine", "Yousef AA", "Al-deeb AE", independence_group="assiut")
    reports = list(mine.reports.all())
    for number in range(9):
        study(f"a-{number}", "Yousef AA", "Al-deeb AE")
        study(f"z-{number}", independence_group="assiut")
    with CaptureQueriesContext(connection) as queries:
        found = independence_of(mine, Study.objects.all(), reports)
    assert len(queries) == 2
    assert [one.study.slug for one in found.group] == ["z-0", "z-1", "z-2"]
    assert found.is_cut
    assert independence_of(mine, Study.objects.filter(slug__in=["a-1", "z-1"]), reports).is_cut is False


def test_a_study_of_nobody_asks_nothing() -> None:
    one = make.make_study()
    with CaptureQueriesContext(connection) as queries:
        assert not independence_of(one, Study.objects.all(), [])
    assert len(queries) == 0


def test_readers_see_what_is_judged_and_what_is_not_and_nothing_that_is_not_public(client: Client) -> None:
    study("mine", "Yousef AA", "Al-deeb AE", independence_group="assiut", independence_reason="team")
    study("same", independence_group="assiut", independence_reason="team")
    study("two", "Yousef AA", "Al-deeb AE")
    study("secret", "Yousef AA", "Al-deeb AE", state="draft")
    study("hidden", independence_group="assiut", state="draft")
    html = client.get("/studies/mine/").content.decode()
    assert (
        html.index(">Independence<")
        < html.index("Trial same")
        < html.index("nobody has judged it")
        < html.index("Trial two")
    )
    assert "The same team." in html
    assert "secret" not in html
    assert "hidden" not in html
    assert ">Independence<" not in client.get(f"/studies/{study('alone', 'Nobody N').slug}/").content.decode()


def test_the_form_of_a_study_suggests_and_the_curator_decides(desk: Client) -> None:
    mine = study("mine", "Yousef AA", "Al-deeb AE", state="draft")
    other = study("two", "Yousef AA", "Al-deeb AE", state="draft")
    address = reverse("admin:evidence_study_change", args=[mine.pk])
    html = desk.get(address).content.decode()
    assert "Noticed by a program, to be judged by you." in html
    assert reverse("admin:evidence_study_change", args=[other.pk]) in html
    Study.objects.update(independence_group="assiut")
    assert "?independence=assiut" in desk.get(address).content.decode()


def test_who_reads_a_study_blind_is_not_told_of_it_by_another(client: Client) -> None:
    reader = make.make_member("curator")
    client.force_login(reader)
    mine = study("mine", "Yousef AA", "Al-deeb AE", state="draft")
    blind = study("blind-one", "Yousef AA", "Al-deeb AE", state="draft")
    address = reverse("admin:evidence_study_change", args=[mine.pk])
    assert "blind-one" in client.get(address).content.decode()
    Extraction.objects.create(study=blind, by=reader)
    assert "blind-one" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", ["a", "b", "c"]),
        (".any", ["a", "b"]),
        (".none", ["c"]),
        ("assiut", ["a"]),
        ("nothing", []),
    ],
)
def test_the_list_of_studies_shows_a_group(desk: Client, value: str, found: list[str]) -> None:
    for slug, group in (("a", "assiut"), ("b", "cairo"), ("c", "")):
        make.make_study(slug=slug, independence_group=group)
    page = desk.get(reverse("admin:evidence_study_changelist"), {"independence": value})
    assert [one.slug for one in page.context["cl"].result_list] == found
