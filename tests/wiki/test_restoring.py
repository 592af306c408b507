"""A restored version equals the old one, is safe from imports, and takes nothing that is another page's by now."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from evidence.dates import PartialDate
from tests import factories as make
from tests.wiki.making import make_public_page, post, save
from wiki.actions.categories import set_categories
from wiki.actions.curation import curate_page, curate_section
from wiki.actions.mentions import decide_mention
from wiki.actions.moving import move_page
from wiki.actions.pages import publish_pages, withdraw_pages
from wiki.actions.rendering import render_page
from wiki.actions.restoring import Restored, RestoreError, restore_version
from wiki.actions.versions import EditConflict, editing, snapshot
from wiki.models import Authority, MentionState, Origin, Page, TaggedPage, Untagged, Version, set_tags

pytestmark = pytest.mark.django_db
BODY = "#### First\n\nWords.\n\n#### Second, 2019\n\nMore."
BODIES = (BODY, "Without a heading.", "#### First\n\nOther words.\r\n", "")


def restore(page: Page, number: int, **overrides: Any) -> Restored:
    version = page.versions.get(number=number)
    values: dict[str, Any] = {"by": make.make_user(), "reason": "It was better.", "seen": None}
    return restore_version(page=page, version=version, **values | overrides)


def edit(page: Page, what: str, word: int) -> None:
    """One change of a page, of the kind that a form or an import makes."""
    user = make.make_user()
    with editing(page=page, authority=Authority.CURATOR, by=user, reason=what):
        if what == "text":
            page.body = BODIES[word]
            page.save()
            render_page(page=page)
        elif what == "tags":
            set_tags(page, ["pain", "back", "bone"][:word])
        elif what == "categories":
            set_categories(page=page, names=["One", "Two", "Three"][word:])
        elif what == "title":
            page.title = f"Title {word}"
            page.save()
        elif what == "slug":
            move_page(page=page, slug="abcd"[word], by=user)
        elif what == "lane":
            lane = ("", "wiki", "news", "commercial")[word]
            given = {"publisher": "P" * word, "conflict_of_interest": "", "source_url": ""}
            curate_page(page=page, lane=lane, **given, authority=Authority.CURATOR, by=user)
        elif what == "state":
            (publish_pages if word % 2 else withdraw_pages)(pages=[page], by=user)
        elif section := page.sections.filter(anchor__startswith="h-first").first():
            date = PartialDate(year=2000 + word) if word else None
            lane = ("news", "wiki", "", "AI-written")[word]
            curate_section(section=section, lane=lane, date=date, date_words="", authority=Authority.CURATOR, by=user)


class Restoring(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(
        edits=st.lists(
            st.tuples(
                st.sampled_from(["text", "tags", "categories", "title", "slug", "lane", "state", "section"]),
                st.integers(0, 3),
            ),
            min_size=1,
            max_size=7,
        ),
        which=st.integers(0, 100),
    )
    def test_after_any_edits_a_version_comes_back_to_the_byte(self, edits: list[tuple[str, int]], which: int) -> None:
        page = make_public_page(BODY, slug="a", tags=["pain"], categories=["One"], aliases=["/Old"])
        for what, word in edits:
            edit(page, what, word)
        page = Page.objects.get(pk=page.pk)
        slugs, state = {one.values["slug"] for one in page.versions.all()}, page.state
        wanted = page.versions.select_related("text").get(number=1 + which % page.version)

        restored = restore(page, wanted.number)

        page = Page.objects.get(pk=page.pk)
        got, then = snapshot(page), dict(wanted.values)
        aliases = {"Old", *(f"pages/{slug}" for slug in slugs if slug != then["slug"])}
        assert (set(got.pop("aliases")), got) == (aliases, {name: then[name] for name in got if name != "aliases"})
        assert (page.front_matter, page.body) == (wanted.text.front_matter, wanted.text.body)
        assert page.state == state
        assert restored.notes == []
        # Told as a version of its own, unless nothing differed.
        assert (restored.version.number if restored.version else wanted.number) in {page.version, wanted.number}


def test_what_was_restored_is_safe_from_imports() -> None:
    page = save(post("One.", tags=["pain"]), publish=True).page
    page = save(post("Two.", title="Other", tags=["back"]), publish=True).page

    restored = restore(page, 1)

    page = Page.objects.get()
    assert page.by_hand == ["body", "tags", "title"]
    assert restored.version == page.versions.get(number=3)
    assert restored.version.changed == ["title", "tags", "text"]
    assert (restored.version.authority, restored.version.reason) == ("curator", "It was better.")
    tagged = TaggedPage.objects.values_list("tag__name", "origin")
    assert (list(tagged), list(Untagged.objects.values_list("tag__name"))) == ([("pain", Origin.HAND)], [("back",)])
    # A file that was imported before is known still, and changes nothing.
    save(post("Two.", title="Other", tags=["back"]), publish=True)
    assert Page.objects.get().version == 3


def test_it_is_rendered_again() -> None:
    page = make_public_page("#### Early\n\nWords.")
    edit(page, "text", 1)

    restore(page, 1)

    assert [section.anchor for section in page.sections.all()] == ["h-early"]


def test_an_address_that_is_another_pages_by_now_is_asked_for() -> None:
    page = make_public_page(slug="a")
    move_page(page=page, slug="b", by=make.make_user())
    page.aliases.all().delete()
    make_public_page(slug="a")

    with pytest.raises(RestoreError, match=r"^address “a” is that of another page: give another.$"):
        restore(page, 1)
    assert Page.objects.get(pk=page.pk).version == 2

    restore(page, 1, slug="c")

    page = Page.objects.get(pk=page.pk)
    assert (page.slug, [alias.path for alias in page.aliases.all()]) == ("c", ["pages/b"])


def test_an_old_address_that_is_another_pages_by_now_stays_there_and_is_told() -> None:
    page = make_public_page(slug="a", aliases=["/Old"])
    with editing(page=page, authority=Authority.CURATOR, by=make.make_user(), reason="Given away."):
        page.aliases.all().delete()
    make_public_page(slug="b", aliases=["/Old"])
    edit(page, "title", 1)

    restored = restore(page, 1)

    assert restored.notes == ["Not given back: alias “/Old” belongs to the page “b”: an address leads to one page."]
    assert (Page.objects.get(pk=page.pk).title, page.aliases.count()) == ("Back Pain", 0)


def test_a_section_that_the_text_has_no_more_is_told() -> None:
    version = make_public_page(BODY).versions.get()
    values = version.values | {"sections": [{"anchor": "h-gone", "lane": "news", "date": "", "date_words": ""}]}
    Version.objects.bulk_create(
        [
            Version(
                page=version.page, number=2, text=version.text, values=values, reason="A.", state="published",
                authority="import",
            )
        ]
    )  # fmt: skip
    version.page.title = "Changed"
    version.page.save()

    restored = restore(version.page, 2)

    assert restored.notes == ["The text has no section “h-gone” any more: its lane and date were not restored."]


def test_decisions_on_citations_stay() -> None:
    page = make_public_page("PMID: 23384256")
    mention = page.mentions.get()
    decide_mention(mention=mention, state=MentionState.SET_ASIDE, report=None, reason="A letter.", by=make.make_user())

    restore(page, 1)

    mention.refresh_from_db()
    assert mention.state == MentionState.SET_ASIDE


def test_who_saw_an_older_version_or_gives_no_reason_restores_nothing() -> None:
    page = make_public_page()
    edit(page, "title", 1)

    with pytest.raises(EditConflict):
        restore(page, 1, seen=1)
    with pytest.raises(RestoreError, match=r"^why: say in a sentence why this is restored.$"):
        restore(page, 1, reason=" ")
    with pytest.raises(RestoreError, match="is none of this page"):
        restore_version(page=page, version=make.make_version(), by=None, reason="A.", seen=None)
    assert Page.objects.get(pk=page.pk).version == 2


def test_restoring_what_is_there_makes_no_version() -> None:
    page = make_public_page()

    assert restore(page, 1) == Restored(version=None, notes=[])
    assert page.versions.count() == 1
