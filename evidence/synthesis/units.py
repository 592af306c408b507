"""Units: all that is known of one intervention and one outcome, put together as far as it belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.grading import RULES_1, Rules
from evidence.synthesis.bodies import Body, body_of
from evidence.synthesis.choices import Choices
from evidence.synthesis.entry import Entry, Smallest
from evidence.synthesis.selection import LeftOut, select
from evidence.synthesis.strata import PARTS, Stratum, is_controlled, is_review, stratum_of

# Why two strata are not pooled together, by the part in which they differ.
APART = {
    "comparator": "different comparators",
    "design": "randomised and not randomised studies",
    "stage": "different conditions or stages of them",
    "routes": "different routes",
    "band": "different times",
    "kind": "different kinds of figures",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Bodies are those with a comparison, the strongest first; what has none, or only words, stands beside."""

    bodies: tuple[Body, ...]
    reviews: tuple[Entry, ...]
    uncontrolled: tuple[Entry, ...]
    in_words: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def apart(self) -> tuple[str, ...]:
        """Sentences that say why the bodies are not pooled together."""
        return tuple(_sentences([one.stratum for one in self.bodies]))

    @property
    def conditions(self) -> tuple[str, ...]:
        """By slug, each once, in the order of the bodies."""
        return tuple(dict.fromkeys(one.lines[0].entry.condition for one in self.bodies if one.lines))

    def of_condition(self, condition: str) -> tuple[Body, ...]:
        return tuple(one for one in self.bodies if one.lines and one.lines[0].entry.condition == condition)


def unit_of(
    entries: Iterable[Entry], choices: Choices, *, smallest: Smallest | None = None, rules: Rules = RULES_1
) -> Unit:
    """The entries of one intervention and outcome."""
    selection = select(entries, choices)
    whole = [one for one in selection.kept if not one.subgroup]
    parts = tuple(LeftOut(entry=one, reason=f"Only {one.subgroup}.") for one in selection.kept if one.subgroup)
    compared = [one for one in whole if is_controlled(one) and not is_review(one)]
    strata: dict[Stratum, list[Entry]] = {}
    for entry in compared:
        if entry.kind != "words":
            strata.setdefault(stratum_of(entry), []).append(entry)
    bodies = [body_of(stratum, part, choices, smallest=smallest, rules=rules) for stratum, part in strata.items()]
    return Unit(
        bodies=tuple(sorted(bodies, key=_rank)),
        reviews=tuple(one for one in whole if is_review(one)),
        uncontrolled=tuple(one for one in whole if not is_controlled(one) and not is_review(one)),
        in_words=tuple(one for one in compared if one.kind == "words"),
        left_out=selection.left_out + parts,
    )


def _rank(body: Body) -> tuple[object, ...]:
    """Randomised before others, what has a figure before what has none, then by people, trials and name."""
    return (
        body.stratum.design != "randomised",
        not body.estimable,
        -body.people,
        -len(body.lines),
        body.stratum,
    )


def _sentences(strata: Sequence[Stratum]) -> Iterable[str]:
    for part in PARTS:
        found = list(dict.fromkeys(getattr(one, part) or "not stated" for one in strata))
        if len(found) > 1:
            yield f"Not pooled together: {APART[part]} ({', '.join(found)})."
