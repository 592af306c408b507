"""Rules that tag pages by their words: looked at first, applied, withdrawn with their tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from evidence.actions.recording import recording
from evidence.models import Act
from wiki.actions.many_versions import in_chunks, lock_pages
from wiki.actions.tag_changes import make_change
from wiki.actions.tag_states import Said, States, TagError, states_of
from wiki.actions.tags import refuse_bad_name
from wiki.models import Origin, Page, TaggedPage, TagRule, tags_called, tags_for
from wiki.tag_names import tag_key
from wiki.tag_words import WordsFound, words_listed

MOST_SHOWN = 20
MOST_WORDS = 100


@dataclass(frozen=True, kw_only=True)
class RulePreview:
    """What a rule would do: `found` pages have its words, of which `tagged` carry the tag already and `off` must not.

    `first` are the first 20 pages that it would tag, each with the words in their place.
    """

    found: int
    tagged: int
    off: int
    first: list[tuple[Page, WordsFound]]

    @property
    def new(self) -> int:
        return self.found - self.tagged - self.off


def refuse_bad_words(words: str) -> str:
    """The words as they are kept, one a line. Raises TagError."""
    listed = words_listed(words)
    if not listed:
        raise TagError("Expected at least one word, each on a line of its own.")
    if len(listed) > MOST_WORDS:
        raise TagError(f"{len(listed)} lines of words: expected at most {MOST_WORDS}.")
    bare = next((line for line in listed if not any(sign.isalnum() for sign in line)), None)
    if bare:
        raise TagError(f"“{bare}”: expected a word with a letter or a digit.")
    return "\n".join(listed)


def preview_rule(*, tag: str, words: str, in_title_only: bool) -> RulePreview:
    """Writes nothing, not even the tag. Raises TagError."""
    refuse_bad_name(tag)
    rule = TagRule(words=refuse_bad_words(words), in_title_only=in_title_only)
    found = list(pages_with(rule))
    number = tags_called([tag]).get(tag_key(tag))
    here = states_of(tags=[number]) if number else {}
    said = {page: here.get((page, number or 0)) for page, _ in found}
    off = sum(one is not None and one.origin == "off" for one in said.values())
    shown = dict([(page, words) for page, words in found if said[page] is None][:MOST_SHOWN])
    return RulePreview(
        found=len(found),
        tagged=sum(one is not None for one in said.values()) - off,
        off=off,
        first=[(page, shown[page.pk]) for page in Page.objects.filter(pk__in=shown).listed().order_by("pk")],
    )


def pages_with(rule: TagRule, among: Iterable[int] | None = None) -> Iterator[tuple[int, WordsFound]]:
    """The numbers of the pages that a rule finds, in order, with the words; one page in memory at a time."""
    texts = Page.objects.order_by("pk")
    chunks = [texts] if among is None else [texts.filter(pk__in=chunk) for chunk in in_chunks(among)]
    columns = ("pk", "title") if rule.in_title_only else ("pk", "title", "body")
    for chunk in chunks:
        for number, title, *body in chunk.values_list(*columns).iterator(chunk_size=100):
            if found := rule.found_in(title=title, body="".join(body)):
                yield number, found


@transaction.atomic
def make_rule(*, tag: str, words: str, in_title_only: bool, reason: str, by: Any) -> TagRule:
    """Keep a rule and apply it at once. Raises TagError."""
    words, tag = refuse_bad_words(words), refuse_bad_name(tag)
    (number,) = tags_for([tag]).values()
    rule = TagRule(tag_id=number, words=words, in_title_only=in_title_only, reason=reason, made_by=by)
    rule.full_clean()
    with recording(act=Act.ENTERED, by=by, reason=reason) as recorder:
        rule.save()
        recorder.made_rows(rule)
        apply_rule(rule=rule, by=by)
    return rule


@transaction.atomic
def apply_rule(*, rule: TagRule, by: Any) -> int:
    """Tag the pages that have its words, but those that carry the tag and those it was taken off; returns how many."""
    if rule.withdrawn:
        raise TagError(f"The rule “{rule}” was withdrawn: make another.")
    found = [page for page, _ in pages_with(rule)]
    lock_pages(found)
    here = states_of(tags=[rule.tag_id])
    after: States = {
        (page, rule.tag_id): Said(Origin.RULE, rule=rule.pk) for page in found if (page, rule.tag_id) not in here
    }
    sentence = f"The rule “{_short(rule)}” was applied."
    make_change(after=after, before=here, sentence=sentence, by=by, more={"kind": "rule"})
    return len(after)


def tags_by(rule: TagRule) -> int:
    """How many pages carry their tag by this rule alone."""
    count: int = TaggedPage.objects.filter(rule=rule).count()
    return count


@transaction.atomic
def withdraw_rule(*, rule: TagRule, by: Any, reason: str) -> int:
    """Take back a rule and its tags, but where another rule says the same; returns how many pages lose the tag."""
    rule = TagRule.objects.select_for_update().get(pk=rule.pk)
    if rule.withdrawn:
        raise TagError("The rule was withdrawn already.")
    with recording(act=Act.STATE, by=by, reason=reason) as recorder:
        recorder.watch_rows(TagRule.objects.filter(pk=rule.pk))
        return _withdraw(rule, by, reason)


def _withdraw(rule: TagRule, by: Any, reason: str) -> int:
    rule.withdrawn = True
    rule.save(update_fields=["withdrawn", "updated"])
    tagged = list(TaggedPage.objects.filter(rule=rule).values_list("content_object", flat=True))
    lock_pages(tagged)
    here = {pair: said for pair, said in states_of(tags=[rule.tag_id]).items() if said.rule == rule.pk}
    after: States = dict.fromkeys(here)
    for other in TagRule.objects.active().filter(tag=rule.tag_id).order_by("-pk"):
        for page, _ in pages_with(other, among=[page for page, _ in here]):
            after[page, rule.tag_id] = Said(Origin.RULE, rule=other.pk)
    sentence = f"The rule “{_short(rule)}” was withdrawn: {reason}"
    make_change(after=after, before=here, sentence=sentence, by=by, more={"kind": "rule"})
    return sum(said is None for said in after.values())


def _short(rule: TagRule) -> str:
    words = str(rule)
    return words if len(words) <= 150 else f"{words[:150]}…"
