"""Which single study decides a verdict, and what another version of the rules would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evidence.grading.certainty import Rating
from evidence.grading.size import Size
from evidence.grading.step import Domain, Step


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """A study without which the verdict would be another; `sentence` says how."""

    study: str
    level_changes: bool
    conclusion_changes: bool
    sentence: str


def deciding_studies(
    rating: Rating, conclusion: Size, without: Mapping[str, tuple[Rating, Size | None]]
) -> tuple[Deciding, ...]:
    """Those of `without` (a study's name to what is left when it is left out) that change level or conclusion.

    No size is what studies have that would not be pooled any more.
    """
    found = []
    for study, (left_rating, left_size) in without.items():
        changes = []
        if left_size is None:
            changes.append("the others would not be pooled")
        elif left_size is not conclusion:
            changes.append(f"the conclusion would be “{left_size.value}”, not “{conclusion.value}”")
        if left_rating.level is not rating.level:
            changes.append(f"the certainty would be {left_rating.level.value}, not {rating.level.value}")
        if changes:
            found.append(
                Deciding(
                    study=study,
                    level_changes=left_rating.level is not rating.level,
                    conclusion_changes=left_size is not conclusion,
                    sentence=f"Without {study}, {', and '.join(changes)}.",
                )
            )
    return tuple(found)


def difference(old: Rating, new: Rating) -> tuple[str, ...]:
    """What changes from one rating to the other, a sentence each: first the level, then the domains; or none."""
    words = []
    if old.level is not new.level:
        raised = "up" if new.level.rank > old.level.rank else "down"
        words.append(f"The certainty goes {raised} from {old.level.value} to {new.level.value}.")
    before = {step.domain: step for step in old.steps}
    after = {step.domain: step for step in new.steps}
    words += [
        _step_words(domain, before.get(domain), after.get(domain))
        for domain in Domain
        if _change(before.get(domain)) != _change(after.get(domain))
    ]
    if words and old.level is new.level:
        words.insert(0, f"The certainty stays {new.level.value}.")
    return tuple(words)


def _change(step: Step | None) -> int:
    return step.change if step else 0


def _step_words(domain: Domain, before: Step | None, after: Step | None) -> str:
    was, now = (step.change_words if step else "not judged" for step in (before, after))
    reason = f": {after.reason}" if after else "."
    return f"{domain.value.capitalize()} was {was} and becomes {now}{reason}"
