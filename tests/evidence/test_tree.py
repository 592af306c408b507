"""Above and below in a tree, by one query on either database; a circle is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from evidence.models import Condition, Intervention
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, Intervention]:
    """magnesium > oral > oxide, magnesium > intravenous, and vitamin D beside it."""
    magnesium = make.make_intervention(name="magnesium")
    oral = make.make_intervention(name="oral magnesium", parent=magnesium)
    oxide = make.make_intervention(name="magnesium oxide", parent=oral)
    infused = make.make_intervention(name="intravenous magnesium", parent=magnesium)
    return {one.name: one for one in (magnesium, oral, oxide, infused, make.make_intervention(name="vitamin D"))}


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("magnesium", ["intravenous magnesium", "magnesium", "magnesium oxide", "oral magnesium"]),
        ("oral magnesium", ["magnesium oxide", "oral magnesium"]),
        ("magnesium oxide", ["magnesium oxide"]),
        ("vitamin D", ["vitamin D"]),
    ],
)
def test_under(tree: dict[str, Intervention], top: str, names: list[str]) -> None:
    assert [one.name for one in Intervention.objects.under(tree[top]).order_by("name")] == names


@pytest.mark.parametrize(
    ("bottom", "names"),
    [("magnesium oxide", ["magnesium", "oral magnesium"]), ("oral magnesium", ["magnesium"]), ("magnesium", [])],
)
def test_above(tree: dict[str, Intervention], bottom: str, names: list[str]) -> None:
    assert [one.name for one in Intervention.objects.above(tree[bottom]).order_by("name")] == names


def test_a_walk_down_a_tree_is_one_query(
    tree: dict[str, Intervention], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert len(Intervention.objects.under(tree["magnesium"])) == 4


@pytest.mark.parametrize("below", ["magnesium", "oral magnesium", "magnesium oxide"])
def test_a_circle_is_refused_however_long(tree: dict[str, Intervention], below: str) -> None:
    top = tree["magnesium"]
    top.parent = tree[below]
    with pytest.raises(ValidationError) as caught:
        top.full_clean()
    assert f"{below} lies below magnesium: a tree has no circles." in caught.value.messages


def test_a_circle_made_round_the_form_still_ends(tree: dict[str, Intervention]) -> None:
    Intervention.objects.filter(name="magnesium").update(parent=tree["magnesium oxide"])
    assert Intervention.objects.under(tree["oral magnesium"]).count() == 4
    assert Intervention.objects.above(tree["oral magnesium"]).count() == 3


def test_a_branch_moves_with_what_is_below_it(tree: dict[str, Intervention]) -> None:
    tree["oral magnesium"].parent = tree["vitamin D"]
    tree["oral magnesium"].full_clean()
    tree["oral magnesium"].save()
    assert Intervention.objects.under(tree["vitamin D"]).count() == 3


def test_a_synonym_leads_to_one_intervention_only(tree: dict[str, Intervention]) -> None:
    make.make_synonym(intervention=tree["magnesium"], name="Mg")
    with pytest.raises(ValidationError) as caught:
        make.make_synonym(intervention=tree["magnesium"], name="Vitamin d")
    assert caught.value.message_dict == {"name": ["“Vitamin d” is the name of another intervention."]}
    with pytest.raises(ValidationError) as caught:
        make.make_intervention(name="MG")
    assert caught.value.message_dict == {"name": ["“MG” is a synonym of another intervention already."]}


def test_conditions_grow_a_tree_of_their_own() -> None:
    back = make.make_condition(name="low back pain")
    chronic = make.make_condition(name="chronic low back pain", parent=back, weeks_from=12)
    study = make.make_study(conditions=[chronic])
    assert list(Condition.objects.under(back).order_by("name")) == [chronic, back]
    assert list(type(study).objects.treating(back)) == [study]


def test_form_and_route_are_its_own_or_those_of_the_nearest_above_it() -> None:
    magnesium = make.make_intervention()
    topical = make.make_intervention(parent=magnesium, route="topical", form="salts")
    cream = make.make_intervention(parent=topical, form="cream")
    jar = make.make_intervention(parent=cream)
    assert [one.described for one in (magnesium, topical, cream, jar)] == [
        ("", ""),
        ("salts", "topical"),
        ("cream", "topical"),
        ("cream", "topical"),
    ]
