"""Rules tag pages by their words, are looked at first, and take their tags with them when they go."""

from __future__ import annotations

from typing import Any

import pytest
from taggit.models import Tag

from tests import factories as make
from tests.wiki.making import post, save
from tests.wiki.test_tags import origins
from wiki.actions.tag_rules import apply_rule, make_rule, preview_rule, tags_by, withdraw_rule
from wiki.actions.tag_states import TagError
from wiki.actions.tag_undo import undo_change
from wiki.actions.tags import curate_tags
from wiki.models import Page, TagChange, TaggedPage, TagKey, TagRule

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"tag": "minerals", "words": "magnesium\nzinc", "in_title_only": True}


def titled(title: str, body: str = "Words.", **keys: Any) -> Page:
    return save(post(body, slug=f"page-{Page.objects.count()}", title=title, **keys)).page


def the_rule(**values: Any) -> TagRule:
    return make_rule(**SAID | {"reason": "A title says what a page is about.", "by": None} | values)


def test_a_preview_says_what_would_happen_and_writes_nothing() -> None:
    new, tagged, off = titled("Trials of Magnesium in pain"), titled("Zinc", tags=["minerals"]), titled("ZINC again")
    titled("Magnesiums", "zinc")
    curate_tags(page=off, names=["Minerals"], by=None)
    curate_tags(page=off, names=[], by=None)

    seen = preview_rule(**SAID)

    assert (seen.found, seen.tagged, seen.off, seen.new) == (3, 1, 1, 1)
    assert [(page, found.before, found.words, found.after) for page, found in seen.first] == [
        (new, "Trials of ", "Magnesium", " in pain")
    ]
    assert origins(tagged) == {"minerals": "file"}
    assert preview_rule(**SAID | {"tag": "new", "in_title_only": False}).new == 4
    assert (TagRule.objects.count(), TagKey.objects.count()) == (0, 1)


def test_a_preview_shows_twenty() -> None:
    for number in range(23):
        titled(f"Zinc {number}")

    seen = preview_rule(**SAID)

    assert (seen.new, len(seen.first)) == (23, 20)


def test_a_rule_tags_the_pages_it_finds_each_with_a_version() -> None:
    user = make.make_user()
    page, named, other = titled("Zinc"), titled("Magnesium", tags=["minerals"]), titled("Iron")

    rule = the_rule(by=user)

    assert [origins(one) for one in (page, named, other)] == [{"minerals": "rule"}, {"minerals": "file"}, {}]
    version = page.versions.get(number=2)
    assert (version.by, version.reason, version.changed, version.values["tags"]) == (
        user,
        "The rule “minerals: magnesium, zinc” was applied.",
        ["tags"],
        ["minerals"],
    )
    assert (named.versions.count(), tags_by(rule), rule.made_by) == (1, 1, user)
    assert apply_rule(rule=rule, by=user) == 0


def test_a_withdrawn_rule_takes_its_tags_and_no_others() -> None:
    user = make.make_user()
    page, named, by_hand = titled("Zinc"), titled("Zinc, named"), titled("Zinc, by hand")
    rule = the_rule()
    save(post("New.", slug=named.slug, title="Zinc, named", tags=["minerals"]))
    curate_tags(page=by_hand, names=[], by=user)
    curate_tags(page=by_hand, names=["minerals"], by=user)

    assert withdraw_rule(rule=rule, by=user, reason="Too many.") == 1

    assert [origins(one) for one in (page, named, by_hand)] == [{}, {"minerals": "file"}, {"minerals": "hand"}]
    newest = page.versions.order_by("-number")[0]
    assert (newest.reason, newest.changed) == (
        "The rule “minerals: magnesium, zinc” was withdrawn: Too many.",
        ["tags"],
    )
    save(post("New.", slug=page.slug, title="Zinc"))
    assert origins(page) == {}
    with pytest.raises(TagError, match="The rule was withdrawn already"):
        withdraw_rule(rule=rule, by=user, reason="Again.")
    with pytest.raises(TagError, match="was withdrawn: make another"):
        apply_rule(rule=TagRule.objects.get(), by=user)


def test_where_another_rule_says_the_same_the_tag_stays_as_its() -> None:
    both, one = titled("Zinc and iron"), titled("Zinc")
    rule, other = the_rule(), the_rule(words="iron")

    assert withdraw_rule(rule=rule, by=None, reason="No.") == 1

    assert [origins(page) for page in (both, one)] == [{"minerals": "rule"}, {}]
    assert TaggedPage.objects.get().rule == other


def test_a_tag_the_file_names_no_more_stays_the_rules() -> None:
    page = titled("Zinc", tags=["minerals"])
    rule = the_rule()

    save(post("New.", slug=page.slug, title="Zinc"))

    assert (origins(page), tags_by(rule)) == ({"minerals": "rule"}, 1)


def test_what_a_rule_did_is_told_and_goes_with_the_rule() -> None:
    titled("Zinc")
    the_rule()
    change = TagChange.objects.get()

    assert (change.sentence, change.pages, change.undoable) == (
        "The rule “minerals: magnesium, zinc” was applied.",
        1,
        False,
    )
    with pytest.raises(TagError, match="What a rule does is taken back by withdrawing the rule"):
        undo_change(change=change, by=None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"words": " \n"}, "Expected at least one word, each on a line of its own."),
        ({"words": "a\n.*"}, "“.*”: expected a word with a letter or a digit."),
        ({"words": "\n".join(f"w{n}" for n in range(101))}, "101 lines of words: expected at most 100."),
        ({"tag": "?"}, "“?”: a tag needs a letter or a digit."),
    ],
)
def test_a_rule_that_cannot_be_is_refused(values: dict[str, str], sentence: str) -> None:
    for act in (preview_rule, the_rule):
        with pytest.raises(TagError) as refused:
            act(**SAID | values)
        assert str(refused.value) == sentence
    assert (TagRule.objects.count(), Tag.objects.count()) == (0, 0)


def test_a_rule_tags_a_hundred_pages_in_few_queries(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(100):
        titled(f"Zinc {number}")

    with django_assert_max_num_queries(46):
        the_rule()
    assert TaggedPage.objects.count() == 100
