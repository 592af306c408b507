"""Near neighbours of an address that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q
from django.urls import reverse

from evidence.models import Condition, Intervention, Outcome, State, Study, Synonym
from wiki.models import Alias, Page
from wiki.slugs import slug_of

MOST = 5
NEAR = 0.6
# So many candidates of a kind are compared letter by letter, and no more.
CANDIDATES = 200
# Of these there can be hundreds of thousands: found through the index, as the next in the order of the alphabet and
# as those that one letter too many, too few or another would make.
BESIDE = 50
LONGEST_MISTYPED = 40
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    words: str
    address: str
    nearness: float


def neighbours(path: str) -> list[Neighbour]:
    """Public addresses whose last part looks like that of this one, nearest first."""
    sought = slug_of(path.rstrip("/").rpartition("/")[2], longest=80)
    if not sought:
        return []
    found: dict[str, Neighbour] = {}
    for slug, words, address in _candidates(sought):
        nearness = SequenceMatcher(None, sought, slug[:120]).ratio()
        if nearness >= NEAR and (address not in found or nearness > found[address].nearness):
            found[address] = Neighbour(words=words, address=address, nearness=nearness)
    return sorted(found.values(), key=lambda one: (-one.nearness, one.address))[:MOST]


def _candidates(sought: str) -> Iterator[tuple[str, str, str]]:
    """Slug, words and address of whatever public shares the beginning or the end of a word with the address."""
    public = {
        "evidence:intervention": Intervention.objects.values_list("slug", "name"),
        "evidence:condition": Condition.objects.values_list("slug", "name"),
        "evidence:outcome": Outcome.objects.values_list("slug", "name"),
        "wiki:page": Page.objects.published().values_list("slug", "title"),
    }
    alike = _alike("slug", sought)
    for name, rows in public.items():
        yield from ((slug, words, reverse(name, args=[slug])) for slug, words in rows.filter(alike)[:CANDIDATES])
    for slug, words in _studies(sought):
        yield slug, words, reverse("evidence:study", args=[slug])
    for synonym in Synonym.objects.filter(_alike("name", sought)).select_related("intervention")[:CANDIDATES]:
        words = f"{synonym.intervention} ({synonym.name})"
        yield slug_of(synonym.name), words, synonym.intervention.get_absolute_url()
    aliases = Alias.objects.filter(_alike("path", sought), page__state=State.PUBLISHED)
    for path, slug, title in aliases.values_list("path", "page__slug", "page__title")[:CANDIDATES]:
        yield slug_of(path.rpartition("/")[2], longest=120), title, reverse("wiki:page", args=[slug])


def _studies(sought: str) -> Iterator[tuple[str, str]]:
    """Public studies beside this address in the alphabet, or one letter away from it."""
    public = Study.objects.published().values_list("slug", "title")
    yield from public.filter(slug__gte=sought).order_by("slug")[:BESIDE]
    yield from public.filter(slug__lt=sought).order_by("-slug")[:BESIDE]
    yield from public.filter(slug__in=_mistyped(sought))[:CANDIDATES]


def _mistyped(word: str) -> set[str]:
    """Every word that one letter turns into this one; none of a long one, which would have thousands."""
    if len(word) > LONGEST_MISTYPED:
        return set()
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    shorter = {left + right[1:] for left, right in cuts if right}
    turned = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    longer = {left + letter + right for left, right in cuts for letter in LETTERS}
    return shorter | turned | other | longer


def _alike(field: str, sought: str) -> Q:
    words = sorted(sought.split("-"), key=len, reverse=True)[:3]
    alike = Q()
    for part in {part for word in words for part in (word[:3], word[-3:])}:
        alike |= Q(**{f"{field}__icontains": part})
    return alike
