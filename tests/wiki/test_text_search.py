"""Words in the raw text of all pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests import factories as make
from tests.wiki.desk import make_curator
from wiki.models import Page
from wiki.summaries import text_search
from wiki.summaries.text_search import Found, pages_with

ADDRESS = "/admin/wiki/page/search/"


def shown(found: Found) -> list[tuple[int, str]]:
    """Each line with its marks in brackets."""
    return [
        (line.number, "".join(f"[{part.text}]" if part.marked else part.text for part in line.parts))
        for line in found.lines
    ]


def found(words: str) -> dict[str, list[tuple[int, str]]]:
    return {one.page.slug: shown(one) for one in pages_with(words).found}


@pytest.mark.django_db
def test_front_matter_and_text_of_pages_in_any_state_are_looked_through() -> None:
    make.make_page(slug="a", front_matter='{\n"title": "Dose"}\n', body="\nThe dose: DOSE.\n", state="draft")
    make.make_page(slug="b", body="no such thing", state="withdrawn")
    assert found("dose") == {"a": [(2, '"title": "[Dose]"}'), (4, "The [dose]: [DOSE].")]}
    assert found("SUCH") == {"b": [(1, "no [such] thing")]}
    assert found("nowhere") == {}


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["100%", "a_b", "\\d", "(", "[36]", "<b>", "  x"])
def test_every_character_stands_for_itself(words: str) -> None:
    make.make_page(slug="a", body=f"so {words} so")
    make.make_page(slug="b", body="so 100 aXb d 36 b x so")
    assert found(words) == {"a": [(1, f"so [{words}] so")]}


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["été", "ÉTÉ", "Été à", "é"])
def test_capitals_beyond_ascii_are_the_same_letters_on_every_database(words: str) -> None:
    make.make_page(slug="a", body="En été à Paris")
    make.make_page(slug="b", body="En ÉTÉ À Paris")
    make.make_page(slug="c", body="En ete a Paris")
    assert list(found(words)) == ["a", "b"]


@pytest.mark.django_db
def test_a_long_line_is_cut_around_the_words_and_five_lines_are_shown() -> None:
    make.make_page(slug="a", body="x" * 1000 + " here " + "y" * 1000)
    make.make_page(slug="b", body="here\n" * 9)
    assert found("here")["a"] == [(1, "… " + "x" * 119 + " [here] " + "y" * 239 + " …")]
    (b,) = [one for one in pages_with("here").found if one.page.slug == "b"]
    assert (shown(b), b.more) == ([(number, "[here]") for number in range(1, 6)], 4)


@pytest.mark.django_db
def test_screens_follow_each_other_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_search, "A_SCREEN", 3)
    monkeypatch.setattr(text_search, "AT_ONCE", 2)
    for number in range(8):
        make.make_page(slug=f"page-{number}", body="here" if number != 4 else "none")
    screens = []
    after = ""
    while True:
        screen = pages_with("here", after=after)
        screens.append([one.page.slug for one in screen.found])
        after = screen.next
        if not after:
            break
    numbers = [0, 1, 2, 3, 5, 6, 7]
    assert screens == [[f"page-{number}" for number in numbers[at : at + 3]] for at in (0, 3, 6)]


@pytest.mark.django_db
def test_a_screen_costs_two_statements_for_a_thousand_pages(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        make.make_page(slug=f"page-{number}", body="here")
    with django_assert_num_queries(3):
        assert len(pages_with("here").found) == 30


@given(st.text(min_size=2, max_size=6), st.text(max_size=40))
def test_what_is_shown_of_a_line_is_of_the_line(words: str, around: str) -> None:
    line = f"{around}{words}{around}"
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    parts = text_search._line(1, line, pattern).parts
    assert "".join(part.text for part in parts) == line
    assert any(part.marked and part.text.lower() == words.lower() for part in parts) or words.lower() != words.upper()


@pytest.mark.django_db
def test_the_page_of_the_search_marks_words_safely(client: Client) -> None:
    client.force_login(make_curator("view"))
    page = make.make_page(slug="a", title="<i>A</i>", body="1\n<script>alert(1)</script>")

    html = client.get(ADDRESS, {"q": "<SCRIPT>"}).content.decode()

    assert "<mark>&lt;script&gt;</mark>alert(1)&lt;/script&gt;" in html
    assert f'<a href="/admin/wiki/page/{page.pk}/change/">&lt;i&gt;A&lt;/i&gt;</a>' in html
    assert "line 2" in html
    assert "alert(1)</script>" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("a", "Expected 2 to 200 characters; 1 came."),
        ("a" * 201, "Expected 2 to 200 characters; 201 came."),
        ("a\x07b", "Expected words of one line, without control characters."),
    ],
)
def test_what_cannot_be_looked_for_is_told(client: Client, words: str, sentence: str) -> None:
    client.force_login(make_curator("view"))
    html = client.get(ADDRESS, {"q": words}).content.decode()
    assert sentence in html
    assert "No page holds" not in html


@pytest.mark.django_db
def test_an_empty_search_asks_nothing_of_the_texts(client: Client) -> None:
    client.force_login(make_curator("view"))
    Page.objects.all().delete()
    response = client.get(ADDRESS)
    assert response.context["screen"] is None
