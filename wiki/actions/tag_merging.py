"""Tags that are called otherwise, and tags that become one: pages, old addresses and later imports follow."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from taggit.models import Tag

from evidence.actions.recording import recording
from evidence.models import Act
from wiki.actions.many_versions import lock_pages, record_tag_versions
from wiki.actions.tag_changes import TakenBack, keep_change
from wiki.actions.tag_states import Said, States, TagError, carried, kept, put_states, read, states_of, stronger
from wiki.actions.tags import refuse_bad_name
from wiki.models import TagAlias, TagChange, TagKey, TagRule, free_tag_word
from wiki.tag_names import tag_key


class NameTaken(TagError):
    """Another tag has the name; `tag` is that one, into which this one could be merged."""

    def __init__(self, name: str, tag: Tag) -> None:
        called = "another tag" if tag_key(tag.name) == tag_key(name) else f"an old name of “{tag}”"
        super().__init__(f"“{name}” is {called}: merge the two instead.")
        self.tag = tag


def refuse_taken_name(*, tag: Tag | None, name: str) -> str:
    """The name as it is kept. Raises TagError if it is none, or another tag's."""
    name = refuse_bad_name(name)
    owner = TagKey.objects.filter(key=tag_key(name)).select_related("tag").first()
    if owner and (tag is None or owner.tag_id != tag.pk):
        raise NameTaken(name, owner.tag)
    return name


@transaction.atomic
def rename_tag(*, tag: Tag, name: str, by: Any) -> TagChange | None:
    """Call a tag otherwise; None if it is called so already. Its old name and address lead to it. Raises TagError."""
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    name = refuse_taken_name(tag=tag, name=name)
    old = tag.name
    if name == old:
        return None
    back_again = any(tag_key(alias.name) == tag_key(name) for alias in TagAlias.objects.filter(tag=tag))
    _call(tag, name)
    undo = {"kind": "rename", "tag": tag.pk, "old": old, "new": name, "kept": back_again}
    sentence = f"Tag “{old}” is called “{name}” now."
    with recording(act=Act.EDITED, by=by, reason=sentence):
        pages = _tell_pages(tag, sentence, by)
        return keep_change(sentence=sentence, by=by, pages=pages, undo=undo)


def _call(tag: Tag, name: str) -> None:
    old, slug = tag.name, tag.slug
    tag.name = name
    if tag_key(old) != tag_key(name):
        try:
            with transaction.atomic():
                TagKey.objects.update_or_create(key=tag_key(name), defaults={"tag": tag})
                TagKey.objects.update_or_create(key=tag_key(old), defaults={"tag": tag})
        except IntegrityError as error:
            raise TagError(f"“{name}” was taken meanwhile: look again.") from error
        before = next((one for one in TagAlias.objects.filter(tag=tag) if tag_key(one.name) == tag_key(name)), None)
        tag.slug = before.slug if before else free_tag_word(name)
        if before:
            before.delete()
        TagAlias.objects.create(name=old, slug=slug, tag=tag)
    tag.save()


def _tell_pages(tag: Tag, sentence: str, by: Any) -> int:
    pages = [page for (page, _), said in states_of(tags=[tag.pk]).items() if carried(said)]
    lock_pages(pages)
    record_tag_versions(pages=pages, by=by, reason=sentence)
    return len(pages)


@transaction.atomic
def undo_rename(*, change: TagChange, by: Any) -> TakenBack:
    undo = change.undo
    tag = Tag.objects.select_for_update().filter(pk=undo["tag"]).first()
    if tag is None or tag.name != undo["new"]:
        raise TagError(f"“{undo['new']}” was renamed or merged since: it stays as it is.")
    _call(tag, refuse_taken_name(tag=tag, name=undo["old"]))
    if not undo["kept"] and tag_key(undo["old"]) != tag_key(undo["new"]):
        TagAlias.objects.filter(tag=tag, name=undo["new"]).delete()
        TagKey.objects.filter(tag=tag, key=tag_key(undo["new"])).delete()
    return TakenBack(pages=_tell_pages(tag, f"Took back: {change.sentence}", by), left=0)


@transaction.atomic
def merge_tags(*, tag: Tag, into: Tag, by: Any) -> TagChange:
    """Let the pages of a tag carry another one, each once, and its names lead there. Raises TagError.

    A curator's word stays before a file's, a file's before a rule's: what a curator took off stays off.
    """
    if tag.pk == into.pk:
        raise TagError(f"“{tag}” cannot be merged into itself.")
    both = {one.pk: one for one in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk")}
    if len(both) < 2:
        raise TagError("One of the two was merged meanwhile: look again.")
    tag, into = both[tag.pk], both[into.pk]
    before = states_of(tags=[tag.pk, into.pk])
    lock_pages(page for page, _ in before)
    before = states_of(tags=[tag.pk, into.pk])
    pages = {page for page, number in before if number == tag.pk}
    after: States = {(page, into.pk): stronger(before[page, tag.pk], before.get((page, into.pk))) for page in pages}
    put_states(after | {(page, tag.pk): None for page in pages})
    undo = {
        "kind": "merge",
        "name": tag.name,
        "slug": tag.slug,
        "into": into.pk,
        "was": kept({(page, 0): (before[page, tag.pk], None) for page in pages}),
        "states": kept({pair: (before.get(pair), said) for pair, said in after.items()}),
    } | _lead_on(tag, into)
    sentence = f"Tag “{tag}” was merged into “{into}”."
    tag.delete()
    with recording(act=Act.MERGED, by=by, reason=sentence):
        record_tag_versions(pages=pages, by=by, reason=sentence)
        return keep_change(sentence=sentence, by=by, pages=len(pages), undo=undo)


def _lead_on(tag: Tag, into: Tag) -> dict[str, Any]:
    """Names, addresses and rules of a tag become the other's; the numbers of their rows."""
    moved: dict[str, Any] = {
        "rules": list(TagRule.objects.filter(tag=tag).values_list("pk", flat=True)),
        "aliases": list(TagAlias.objects.filter(tag=tag).values_list("pk", flat=True)),
    }
    TagKey.objects.update_or_create(key=tag_key(tag.name), defaults={"tag": tag})
    moved["keys"] = list(TagKey.objects.filter(tag=tag).values_list("key", flat=True))
    for model in (TagRule, TagAlias, TagKey):
        model._default_manager.filter(tag=tag).update(tag=into)
    TagAlias.objects.create(name=tag.name, slug=tag.slug, tag=into)
    return moved


@transaction.atomic
def undo_merge(*, change: TagChange, by: Any) -> TakenBack:
    undo = change.undo
    into = Tag.objects.select_for_update().filter(pk=undo["into"]).first()
    alias = TagAlias.objects.filter(tag=into, slug=undo["slug"]).first() if into else None
    if into is None or alias is None:
        raise TagError(f"“{undo['name']}” leads elsewhere by now: it stays as it is.")
    alias.delete()
    tag = Tag.objects.create(name=undo["name"], slug=undo["slug"])
    TagKey.objects.filter(tag=into, key__in=undo["keys"]).update(tag=tag)
    TagAlias.objects.filter(tag=into, pk__in=undo["aliases"]).update(tag=tag)
    TagRule.objects.filter(tag=into, pk__in=undo["rules"]).update(tag=tag)
    return _part(change, tag, into, by)


def _part(change: TagChange, tag: Tag, into: Tag, by: Any) -> TakenBack:
    """Give the pages both tags as they had them, but those whose tags were changed since."""
    was = {page: said for (page, _), (said, _) in read(change.undo["was"]).items()}
    states = read(change.undo["states"])
    lock_pages(was)
    now = states_of(tags=[into.pk])
    active = set(TagRule.objects.active().values_list("pk", flat=True))
    back: States = {}
    for pair, (before, after) in states.items():
        if now.get(pair) == after:
            back[pair] = _still(before, active)
            back[pair[0], tag.pk] = _still(was[pair[0]], active)
    put_states(back)
    pages = {page for page, _ in back}
    record_tag_versions(pages=pages, by=by, reason=f"Took back: {change.sentence}")
    return TakenBack(pages=len(pages), left=len(was) - len(pages))


def _still(said: Said | None, active: set[int]) -> Said | None:
    """What was said, unless by a rule that was withdrawn since."""
    return None if said and said.rule and said.rule not in active else said
