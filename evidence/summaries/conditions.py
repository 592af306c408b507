"""Conditions as a tree in memory: it is small, and every row of evidence asks for its way up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from evidence.models import Condition


@dataclass(frozen=True, kw_only=True)
class Place:
    """A condition: what it lies under, and whether it says how long it lasts."""

    slug: str
    name: str
    above: str
    staged: bool


@dataclass(frozen=True)
class Conditions:
    places: dict[str, Place]

    @classmethod
    def all(cls) -> Conditions:
        rows = Condition.objects.values_list("slug", "name", "parent__slug", "weeks_from", "weeks_to")
        return cls(
            {
                slug: Place(slug=slug, name=name, above=above or "", staged=not (low is None and high is None))
                for slug, name, above, low, high in rows
            }
        )

    @cached_property
    def names(self) -> dict[str, str]:
        return {one.slug: one.name for one in self.places.values()}

    def path(self, slug: str) -> tuple[str, ...]:
        """A condition and all above it, from itself to the top; empty for no condition."""
        steps: list[str] = []
        while slug:
            steps.append(slug)
            slug = self.places[slug].above
        return tuple(steps)

    def stage(self, slug: str) -> str:
        """The uppermost on the way up that says how long it lasts, else the top: `chronic low back pain`."""
        path = self.path(slug)
        return next((one for one in reversed(path) if self.places[one].staged), path[-1])

    def stages(self, slugs: list[str]) -> tuple[str, ...]:
        """One for each top that people have; people in several stages of one condition have that condition."""
        found: dict[str, set[str]] = {}
        for slug in slugs:
            found.setdefault(self.path(slug)[-1], set()).add(self.stage(slug))
        return tuple(stages.pop() if len(stages) == 1 else top for top, stages in sorted(found.items()))
