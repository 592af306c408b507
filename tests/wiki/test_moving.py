"""A page that moves is found under every address it ever had, in one step, and takes nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import factories as make
from tests.wiki.making import make_public_page, post, save
from wiki.actions.aliases import AliasError
from wiki.actions.moving import move_page
from wiki.actions.versions import EditConflict
from wiki.models import Alias, Page

pytestmark = pytest.mark.django_db


def move(page: Page, slug: str) -> bool:
    return move_page(page=page, slug=slug, by=make.make_user(), reason="A better word.")


def test_a_move_is_a_version_by_hand_and_leaves_the_old_address_behind() -> None:
    page = make_public_page(tiki_page_id=7)
    user = make.make_user()

    assert move_page(page=page, slug="backache", by=user, reason="Shorter.", seen=1)
    assert not move_page(page=page, slug="backache", by=user, reason="Again.", seen=2)

    page = Page.objects.get()
    newest = page.versions.get(number=2)
    assert (page.slug, page.version, page.by_hand) == ("backache", 2, ["slug"])
    assert (newest.by, newest.reason, newest.changed) == (user, "Shorter.", ["slug", "aliases"])
    assert [alias.path for alias in page.aliases.all()] == ["pages/back-pain"]


def test_who_saw_an_older_version_does_not_move_it() -> None:
    page = make_public_page()
    move(page, "b")

    with pytest.raises(EditConflict):
        move_page(page=page, slug="c", by=make.make_user(), reason="Late.", seen=1)

    assert Page.objects.get().slug == "b"


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("other", "address “other” is that of another page: give another."),
        ("once", "address “once” is an old address of the page “other”: give another."),
        ("two words", "address “two words”: expected letters, digits, - and _ only."),
        ("", "address “”: expected letters, digits, - and _ only."),
        ("a" * 201, f"address “{'a' * 80}…” has 201 characters: expected at most 200."),
    ],
)
def test_an_address_that_is_taken_or_none_is_refused(slug: str, sentence: str) -> None:
    make_public_page(slug="other", aliases=["/posts/once"])
    page = make_public_page()

    with pytest.raises(AliasError, match=f"^{sentence}$"):
        move(page, slug)

    assert Page.objects.get(pk=page.pk).slug == "back-pain"
    assert page.versions.count() == 1


def test_an_import_that_moves_a_page_back_leaves_no_address_that_leads_to_itself(client: Client) -> None:
    for slug in ("a", "b", "a"):
        save(post(slug=slug, tiki_page_id=1), publish=True)

    assert [alias.path for alias in Alias.objects.all()] == ["pages/b"]
    assert client.get("/pages/b/", follow=True).redirect_chain == [("/pages/a/", 301)]


class Moves(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(slugs=st.lists(st.sampled_from("abcd"), max_size=8))
    def test_after_any_moves_every_address_leads_on_in_one_step(self, slugs: list[str]) -> None:
        page = make_public_page(slug="a")
        for slug in slugs:
            move(page, slug)

        here = f"/pages/{(['a', *slugs])[-1]}/"
        for slug in {"a", *slugs}:
            for address in (f"/pages/{slug}/", f"/posts/{slug}/", f"/posts/{slug}"):
                response = self.client.get(address)
                expected = (200, None) if address == here else (301, here)
                assert (response.status_code, response.headers.get("Location")) == expected
