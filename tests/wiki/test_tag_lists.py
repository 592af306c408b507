"""What readers see of tags and categories: all of them with their pages, and what a tag was called before."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories as make
from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_reader_pages import get, words
from tests.wiki.test_tag_merging import tag
from wiki.actions.tag_merging import rename_tag
from wiki.actions.tag_rules import make_rule
from wiki.actions.tags import curate_tags
from wiki.summaries import tags as lists

pytestmark = pytest.mark.django_db


def test_tags_are_listed_with_their_public_pages_and_old_names(client: Client) -> None:
    make_public_page(slug="a", tags=["low back ache", "Pain"], categories=["AI"])
    make_public_page(slug="b", tags=["PAIN"], categories=["ai", "Zoo"])
    save(post(slug="draft", tags=["secret", "pain"], categories=["Hidden"]))
    rename_tag(tag=tag("low back ache"), name="Back pain", by=None)
    rename_tag(tag=tag("Pain"), name="PAIN", by=None)

    assert words(get(client, "/tags/")) == "Source pages Tags Back pain 1 page; also: low back ache PAIN 2 pages"
    assert words(get(client, "/categories/")) == "Source pages Categories AI 2 pages Zoo 1 page"
    assert 'href="/tags/back-pain/"' in get(client, "/tags/")
    assert 'href="/tags/"' in get(client, "/pages/")


def test_long_lists_go_on_by_the_last_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "A_SCREEN", 2)
    make_public_page(tags=["c", "a", "b"])

    assert words(get(client, "/tags/")) == "Source pages Tags a 1 page b 1 page Next ones"
    assert words(get(client, "/tags/?after=b")) == "Source pages Tags c 1 page From the beginning"
    assert words(get(client, "/tags/?after=z")) == "Source pages Tags No further ones. From the beginning"
    assert words(get(client, "/categories/")) == "Source pages Categories None of a published page yet."


@pytest.mark.parametrize(("address", "queries"), [("/tags/", 2), ("/categories/", 1), ("/tags/old/", 3)])
def test_lists_cost_the_same_however_many_there_are(
    client: Client, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    names = [f"t {number}" for number in range(30)]
    make_public_page(tags=["old", *names], categories=names)
    rename_tag(tag=tag("old"), name="new", by=None)

    with django_assert_num_queries(queries):
        client.get(address)


def test_a_page_says_which_of_its_tags_it_does_not_name_itself(client: Client) -> None:
    page = make_public_page(title="Zinc", tags=["pain"])
    make_rule(tag="minerals", words="zinc\nmagnesium", in_title_only=True, reason="So.", by=None)
    curate_tags(page=page, names=["pain", "minerals", "back"], by=make.make_user())

    text = words(get(client, "/pages/back-pain/"))

    assert "Tags back (added by a curator) , minerals (by rule: zinc, magnesium) , pain" in text
