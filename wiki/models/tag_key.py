"""TagKey: what leads to a tag, in any capitals."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, models, transaction
from taggit.models import Tag

from wiki.models.tag_alias import TagAlias
from wiki.tag_names import LONGEST, LONGEST_KEY, tag_key, tag_spelling, tag_word


class TagKey(models.Model):
    """The folded name of a tag, or a folded name that it had. It is unique, where the library's names are so only
    to the letter: of two imports that bring “Pain” and “pain” at once, the second waits and takes the first's tag.
    """

    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.key


def tags_called(names: Iterable[str]) -> dict[str, int]:
    """The number of the tag that each name leads to, by its key; unknown names are left out."""
    return dict(TagKey.objects.filter(key__in={tag_key(name) for name in names}).values_list("key", "tag"))


def tags_for(names: Iterable[str]) -> dict[str, int]:
    """The same, and what is new is made, spelled as it came first; a name without a letter or digit makes no tag."""
    spelled = (tag_spelling(name)[:LONGEST].strip() for name in names)
    wanted = {tag_key(name): name for name in reversed(list(spelled)) if tag_word(name)}
    found = tags_called(wanted)
    if wanted.keys() - found.keys():
        adopt_tags()
        found = tags_called(wanted)
    for key in sorted(wanted.keys() - found.keys()):  # in one order, so that two imports do not wait for each other
        found[key] = _make(key, wanted[key])
    return found


def adopt_tags() -> None:
    """Give tags that came round these functions their keys, as from a fixture; a twin of another gets none."""
    known = TagKey.objects.filter(tag=models.OuterRef("pk"))
    new = Tag.objects.filter(~models.Exists(known)).order_by("pk").values_list("pk", "name")
    TagKey.objects.bulk_create([TagKey(key=tag_key(name), tag_id=pk) for pk, name in new], ignore_conflicts=True)


def free_tag_word(name: str) -> str:
    """An address that no tag has, and none had before: those lead on."""
    first = tag_word(name)[: LONGEST - 10]
    taken = set(Tag.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    taken |= set(TagAlias.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    numbered = (f"{first}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (first, *numbered) if slug not in taken)


def _make(key: str, name: str) -> int:
    for _ in range(4):  # another import may take the address in between, with another name
        try:
            with transaction.atomic():
                tag = Tag.objects.create(name=name, slug=free_tag_word(name))
                TagKey.objects.create(key=key, tag=tag)
                return int(tag.pk)
        except IntegrityError:
            if key in (known := tags_called([name])):
                return known[key]
    raise IntegrityError(f"no free address for the tag “{name}”")
