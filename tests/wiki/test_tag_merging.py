"""A tag that is renamed or merged keeps its pages, its old address and its name for later imports; and can go back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from taggit.models import Tag

from tests import factories as make
from tests.wiki.making import make_public_page, post, save
from tests.wiki.test_tags import origins
from wiki.actions.tag_changes import TakenBack
from wiki.actions.tag_merging import merge_tags, rename_tag
from wiki.actions.tag_states import TagError, states_of
from wiki.actions.tag_undo import undo_change
from wiki.actions.tags import curate_tags
from wiki.models import Page, TagAlias, TagChange, TaggedPage, TagKey, Untagged, tags_called

pytestmark = pytest.mark.django_db


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def told() -> dict[str, Any]:
    """All that is kept about tags, by names."""
    names = dict(Tag.objects.values_list("pk", "name"))
    return {
        "tags": sorted(Tag.objects.values_list("name", "slug")),
        "keys": sorted((key, names[pk]) for key, pk in TagKey.objects.values_list("key", "tag")),
        "aliases": sorted((one.name, one.slug, one.tag.name) for one in TagAlias.objects.select_related("tag")),
        "states": sorted((page, names[pk], said) for (page, pk), said in states_of(tags=names).items()),
    }


def test_a_renamed_tag_leads_on_and_imports_follow(client: Client) -> None:
    user = make.make_user()
    page = make_public_page(tags=["low back ache"])

    change = rename_tag(tag=tag("low back ache"), name="Low back pain", by=user)

    assert change is not None
    assert (change.sentence, change.pages) == ("Tag “low back ache” is called “Low back pain” now.", 1)
    response = client.get("/tags/low-back-ache/")
    assert (response.status_code, response["Location"]) == (301, "/tags/low-back-pain/")
    assert "Also: low back ache." in client.get("/tags/low-back-pain/").content.decode()
    save(post("New.", slug="back-pain", tags=["LOW back ache"]))
    assert origins(page) == {"Low back pain": "file"}
    version = page.versions.get(number=2)
    assert (version.by, version.reason, version.changed) == (user, change.sentence, ["tags"])


def test_capitals_alone_change_no_address() -> None:
    save(post(tags=["pain"]))

    assert rename_tag(tag=tag("pain"), name="PAIN", by=None)
    assert rename_tag(tag=tag("PAIN"), name="PAIN", by=None) is None

    assert told()["tags"] == [("PAIN", "pain")]
    assert not TagAlias.objects.exists()


def test_a_tag_goes_back_to_its_old_name_and_address() -> None:
    save(post(tags=["a"]))

    rename_tag(tag=tag("a"), name="b", by=None)
    rename_tag(tag=tag("b"), name="A", by=None)

    assert told()["tags"] == [("A", "a")]
    assert told()["aliases"] == [("b", "b", "A")]


def test_chains_lead_on_in_one_step(client: Client) -> None:
    make_public_page(tags=["a"])
    save(post(slug="other", tags=["c"]))
    rename_tag(tag=tag("a"), name="b", by=None)
    merge_tags(tag=tag("b"), into=tag("c"), by=None)
    rename_tag(tag=tag("c"), name="d", by=None)

    for slug in ("a", "b", "c"):
        assert client.get(f"/tags/{slug}/")["Location"] == "/tags/d/"
    assert set(tags_called(["A", "B", "C", "D"]).values()) == {tag("d").pk}


def test_an_old_address_is_nobody_elses() -> None:
    save(post(tags=["c"]))
    rename_tag(tag=tag("c"), name="vitamin C", by=None)

    save(post("New.", tags=["c++"]))

    assert tag("c++").slug == "c-2"


def test_an_old_address_without_a_public_page_says_nothing(client: Client) -> None:
    save(post(tags=["a"]))
    rename_tag(tag=tag("a"), name="secret", by=None)

    assert client.get("/tags/a/").status_code == 404


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("PAIN", "“PAIN” is another tag: merge the two instead."),
        ("Ache", "“Ache” is an old name of “pain”: merge the two instead."),
        ("!", "“!”: a tag needs a letter or a digit."),
    ],
)
def test_a_name_that_cannot_be_is_refused(name: str, sentence: str) -> None:
    save(post(tags=["ache", "back"]))
    rename_tag(tag=tag("ache"), name="pain", by=None)

    with pytest.raises(TagError) as refused:
        rename_tag(tag=tag("back"), name=name, by=None)

    assert str(refused.value) == sentence


def test_nothing_is_merged_into_itself() -> None:
    save(post(tags=["pain"]))

    with pytest.raises(TagError, match="“pain” cannot be merged into itself"):
        merge_tags(tag=tag("pain"), into=tag("pain"), by=None)


def two_tags() -> dict[str, Page]:
    """Pages with every mixture of the tags ache and pain."""
    user = make.make_user()
    pages = {}
    mixtures = {"both": ["ache", "pain"], "ache": ["ache"], "pain": ["pain"], "hand": ["pain"], "off": ["ache", "pain"]}
    mixtures |= {"ache off": ["ache"], "neither": []}
    for number, (name, tags) in enumerate(mixtures.items()):
        pages[name] = save(post(slug=f"page-{number}", tags=tags)).page
    curate_tags(page=pages["hand"], names=["pain", "ache"], by=user)
    curate_tags(page=pages["off"], names=["ache"], by=user)
    curate_tags(page=pages["ache off"], names=[], by=user)
    return pages


def test_merging_leaves_each_page_the_tag_once_and_the_stronger_word() -> None:
    pages = two_tags()

    change = merge_tags(tag=tag("ache"), into=tag("pain"), by=None)

    assert {name: origins(page) for name, page in pages.items()} == {
        "both": {"pain": "file"},
        "ache": {"pain": "file"},
        "pain": {"pain": "file"},
        "hand": {"pain": "hand"},
        "off": {},
        "ache off": {},
        "neither": {},
    }
    assert set(Untagged.objects.values_list("page__slug", "tag__name")) == {("page-4", "pain"), ("page-5", "pain")}
    assert change.pages == 5
    assert {page.versions.count() for name, page in pages.items() if name in ("pain", "neither")} == {1}
    save(post("New.", slug="page-5", tags=["ache"]))
    assert origins(pages["ache off"]) == {}


def test_a_merge_is_taken_back_to_the_letter() -> None:
    user = make.make_user()
    two_tags()
    rename_tag(tag=tag("ache"), name="hurt", by=None)
    make.make_tag_rule(tag=tag("hurt"))
    before = told()

    change = merge_tags(tag=tag("hurt"), into=tag("pain"), by=None)
    assert told() != before
    back = undo_change(change=change, by=user)

    assert told() == before
    assert back == TakenBack(pages=5, left=0)
    change.refresh_from_db()
    assert (change.undoable, change.undone_by) == (False, user)
    with pytest.raises(TagError, match="It was taken back already"):
        undo_change(change=change, by=user)


def test_what_somebody_changed_since_a_merge_stays_as_it_is() -> None:
    pages = two_tags()
    change = merge_tags(tag=tag("ache"), into=tag("pain"), by=None)
    curate_tags(page=pages["ache"], names=[], by=make.make_user())

    assert undo_change(change=change, by=None) == TakenBack(pages=4, left=1)

    assert origins(pages["ache"]) == {}
    assert origins(pages["both"]) == {"ache": "file", "pain": "file"}


def test_a_rename_is_taken_back_with_its_address() -> None:
    save(post(tags=["a"]))
    before = told()
    change = rename_tag(tag=tag("a"), name="b", by=None)
    assert change

    assert undo_change(change=change, by=None) == TakenBack(pages=1, left=0)

    assert told() == before


@pytest.mark.parametrize("renamed", [True, False])
def test_what_was_renamed_or_merged_since_is_not_taken_back(renamed: bool) -> None:
    save(post(tags=["a", "z"]))
    change = rename_tag(tag=tag("a"), name="b", by=None)
    assert change
    later = rename_tag(tag=tag("b"), name="c", by=None) if renamed else merge_tags(tag=tag("b"), into=tag("z"), by=None)

    with pytest.raises(TagError) as refused:
        undo_change(change=change, by=None)

    assert str(refused.value) == "“b” was renamed or merged since: it stays as it is."
    assert list(TagChange.objects.filter(undone=None).order_by("pk")) == [change, later]


def test_a_merge_whose_target_was_merged_on_cannot_be_taken_back() -> None:
    save(post(tags=["a", "b", "c"]))
    change = merge_tags(tag=tag("a"), into=tag("b"), by=None)
    merge_tags(tag=tag("b"), into=tag("c"), by=None)

    with pytest.raises(TagError, match="“a” leads elsewhere by now: it stays as it is"):
        undo_change(change=change, by=None)

    assert TaggedPage.objects.count() == 1
