"""The evidence map: what is known of what, what was searched in vain, and what nobody looked for."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.actions.findings import rebuild
from evidence.models import Domain, Finding, SearchLog
from evidence.summaries.evidence_map import Filters, evidence_map
from tests import factories as make
from tests.evidence.pooled_trials import Asked, asked, counted, three, trial
from tests.evidence.test_views import text

pytestmark = pytest.mark.django_db
MAP = "/map/"


@pytest.fixture
def question(db: None) -> Asked:
    """Magnesium for pain, in three trials; and walking for mood, of which one trial tells in words."""
    question = asked()
    three(question)
    mood = make.make_outcome(name="Mood", slug="mood", domain="mood", better="higher")
    sciatica = make.make_condition(name="Sciatica", slug="sciatica")
    walking = make.make_intervention(name="Walking", slug="walking", kind="exercise")
    other = Asked(intervention=walking, outcome=mood, condition=sciatica, instrument=None)
    trial(other, "Dunn", result={"kind": "words"}, experimental={}, reference={}, study={"people": None})
    rebuild()
    return question


def cells(page: Any) -> dict[tuple[str, str], Any]:
    return {(row.intervention.name, cell.outcome.name): cell for row in page.context["map"].rows for cell in row.cells}


def marks(html: str) -> list[str]:
    """Every mark of the map, as a screen reader says it."""
    return re.findall(r'<a class="mark [^"]*" href="[^"]*" aria-label="([^"]*)"', html)


def listed(html: str) -> list[str]:
    """Every row of the list below, in words."""
    body = html.split('id="list"')[1].split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip() for one in rows]


def test_a_mark_says_which_way_how_surely_and_from_how_many(client: Client, question: Asked) -> None:
    page = client.get(MAP)
    shown = cells(page)
    assert marks(page.content.decode()) == [
        "Magnesium, Pain intensity: favours it, low certainty, 245 people in 3",
        "Walking, Mood: not known, not rated, 0 people in 1",
    ]
    pain = shown["Magnesium", "Pain intensity"]
    assert (pain.shape, pain.size, pain.address) == ("▲", 3, "/interventions/magnesium/pain-intensity/")
    assert client.get(pain.address).status_code == 200


def test_the_list_has_the_same_marks_as_the_map(client: Client, question: Asked) -> None:
    page = client.get(MAP).content.decode()
    assert listed(page) == [
        "Magnesium Pain intensity Chronic low back pain ▲ favours it pooled low 245 3",
        "Walking Mood Sciatica ○ not known words only not rated 0 1",
    ]
    assert len(marks(page)) == len(listed(page))


def test_two_kinds_of_blank_are_told_apart(client: Client, question: Asked) -> None:
    page = client.get(MAP)
    blanks = {pair: cell.blank for pair, cell in cells(page).items() if cell.blank}
    assert blanks == {
        ("Magnesium", "Mood"): "searched, none found",
        ("Walking", "Pain intensity"): "never searched",
    }
    assert page.content.decode().count('<span class="visually-hidden">searched, none found</span>') == 1
    assert page.content.decode().count('<span class="visually-hidden">never searched</span>') == 1


def test_what_is_known_of_another_certainty_is_no_blank_of_a_search(client: Client, question: Asked) -> None:
    other = make.make_intervention(name="Zinc", slug="zinc")
    trial(Asked(**{**vars(question), "intervention": other}), "Fox")
    rebuild()
    page = client.get(f"{MAP}?level=low")
    assert {pair: cell.blank for pair, cell in cells(page).items()} == {
        ("Magnesium", "Pain intensity"): "",
        ("Walking", "Pain intensity"): "never searched",
        ("Zinc", "Pain intensity"): "known, of another certainty",
    }
    assert "known, of another certainty: not what is asked for above" in text(client, f"{MAP}?level=low")
    assert "of another certainty" not in text(client, MAP)


def test_a_search_of_what_lies_above_covers_its_kinds(client: Client, question: Asked) -> None:
    by_vein = make.make_intervention(name="By vein", slug="by-vein", parent=question.intervention)
    trial(Asked(**{**vars(question), "intervention": by_vein}), "Evans")
    mood = Asked(
        **{**vars(question), "intervention": by_vein, "outcome": make.make_outcome(name="Sleep", slug="sleep")}
    )
    other = make.make_intervention(name="By mouth", slug="by-mouth", parent=question.intervention)
    trial(Asked(**{**vars(mood), "intervention": other}), "Fox")
    rebuild()
    shown = cells(client.get(f"{MAP}?under=magnesium"))
    assert {pair: cell.blank for pair, cell in shown.items()} == {
        ("By mouth", "Pain intensity"): "searched, none found",
        ("By mouth", "Sleep"): "",
        ("By vein", "Pain intensity"): "",
        ("By vein", "Sleep"): "searched, none found",
    }


def test_a_search_for_another_condition_is_none_for_this_one(client: Client, question: Asked) -> None:
    SearchLog.objects.update(condition=make.make_condition(name="Migraine", slug="migraine"))
    trial(Asked(**{**vars(question), "outcome": make.make_outcome(name="Sleep", slug="sleep")}), "Evans")
    other = make.make_intervention(name="Zinc", slug="zinc")
    trial(Asked(**{**vars(question), "intervention": other}), "Fox")
    make.make_search_log(intervention=other)
    rebuild()
    shown = cells(client.get(f"{MAP}?condition=chronic-low-back-pain"))
    assert shown["Zinc", "Sleep"].blank == "searched, none found"
    SearchLog.objects.filter(intervention=other).update(condition=question.condition)
    assert cells(client.get(f"{MAP}?condition=chronic-low-back-pain"))["Zinc", "Sleep"].blank == "searched, none found"
    SearchLog.objects.filter(intervention=other).update(condition=make.make_condition(name="Gout", slug="gout"))
    assert cells(client.get(f"{MAP}?condition=chronic-low-back-pain"))["Zinc", "Sleep"].blank == "never searched"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("condition=sciatica", ["Walking, Mood"]),
        ("condition=chronic-low-back-pain", ["Magnesium, Pain intensity"]),
        ("domain=mood", ["Walking, Mood"]),
        ("level=low", ["Magnesium, Pain intensity"]),
        ("level=high", []),
        ("domain=mood&level=low", []),
        ("after=magnesium", ["Walking, Mood"]),
        ("after=walking", []),
        ("under=magnesium", []),
    ],
)
def test_a_filter_shows_what_it_names(client: Client, question: Asked, query: str, expected: list[str]) -> None:
    page = client.get(f"{MAP}?{query}")
    assert page.status_code == 200
    assert [one.partition(":")[0] for one in marks(page.content.decode())] == expected
    if not expected:
        assert "Nothing is known here yet" in text(client, f"{MAP}?{query}")


def test_a_condition_holds_its_kinds(client: Client, question: Asked) -> None:
    wider = make.make_condition(name="Back pain", slug="back-pain")
    question.condition.parent = wider
    question.condition.save()
    rebuild()
    assert len(marks(client.get(f"{MAP}?condition=back-pain").content.decode())) == 1


def test_what_there_is_not_is_told_and_passed_over(client: Client, question: Asked) -> None:
    page = client.get(f"{MAP}?condition=gout&under=zinc&domain=luck&level=certain")
    assert page.status_code == 400
    assert page.context["faults"] == [
        "condition: there is none with the address “gout”.",
        "under: there is no intervention with the address “zinc”.",
        f"domain: expected one of {', '.join(Domain.values)}, got “luck”.",
        "level: expected one of high, moderate, low, very low, got “certain”.",
    ]
    assert len(marks(page.content.decode())) == 2


@pytest.mark.parametrize(
    ("people", "size"),
    [(0, 1), (49, 1), (50, 2), (199, 2), (200, 3), (999, 3), (1_000, 4), (4_999, 4), (5_000, 5), (2_147_483_647, 5)],
)
def test_a_mark_is_as_large_as_the_people_are_many(client: Client, question: Asked, people: int, size: int) -> None:
    Finding.objects.filter(outcome=question.outcome).update(people=people)
    page = client.get(MAP)
    assert cells(page)["Magnesium", "Pain intensity"].size == size
    assert f'class="mark size-{size}"' in page.content.decode()


def test_a_cell_of_two_conditions_shows_the_one_it_is_filtered_by(client: Client, question: Asked) -> None:
    trial(question, "Ives", study={"conditions": [make.make_condition(name="Gout", slug="gout")]})
    rebuild()
    both = cells(client.get(MAP))["Magnesium", "Pain intensity"]
    assert (both.trials, both.condition, both.more) == (3, "Chronic low back pain", 1)
    assert "and 1 more" in listed(client.get(MAP).content.decode())[0]
    gout = cells(client.get(f"{MAP}?condition=gout"))["Magnesium", "Pain intensity"]
    assert (gout.trials, gout.condition, gout.more, gout.standing) == (1, "Gout", 0, "one study")


def test_rows_are_paged_by_their_addresses_and_columns_cut(
    client: Client, question: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evidence.views.evidence_map.evidence_map", partial(evidence_map, rows=1, columns=1))
    counted(Asked(**{**vars(question), "outcome": make.make_outcome(name="A harm", slug="harm")}), "Jones", 1, 9, 2, 9)
    rebuild()
    first = client.get(f"{MAP}?domain=")
    assert [row.intervention.slug for row in first.context["map"].rows] == ["magnesium"]
    assert "There are more outcomes than fit here: choose a domain." in first.content.decode()
    assert 'href="?after=magnesium"' in first.content.decode()
    second = client.get(f"{MAP}?after=magnesium")
    assert [row.intervention.slug for row in second.context["map"].rows] == ["walking"]
    assert "More interventions" not in second.content.decode()
    kept = client.get(f"{MAP}?condition=chronic-low-back-pain&level=low&domain=pain").content.decode()
    assert 'href="?after=magnesium&amp;condition=chronic-low-back-pain&amp;domain=pain&amp;level=low"' in kept


def test_fifty_by_fifty_cost_the_queries_of_one(client: Client, question: Asked) -> None:
    with CaptureQueriesContext(connection) as few:
        evidence_map(Filters(condition=question.condition))
    outcomes = [make.make_outcome() for _ in range(50)]
    line = Finding.objects.filter(outcome=question.outcome).get()
    for _ in range(50):
        intervention = make.make_intervention()
        for outcome in outcomes:
            line.pk, line.intervention, line.outcome = None, intervention, outcome
            line.save()
    with CaptureQueriesContext(connection) as many:
        found = evidence_map(Filters(condition=question.condition))
    assert (len(found.rows), len(found.outcomes)) == (50, 50)
    assert len(many) == len(few) <= 7


def test_nothing_at_all_is_said(client: Client) -> None:
    assert "Nothing is known here yet." in text(client, MAP)
