"""When not to pool: rules over what is known of the studies of one stratum, each with its name and its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from evidence.grading.rules import RULES_1, Rules
from evidence.grading.wording import joined, number


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rules look at of one study. Empty means “not known”, which is not held to differ, but for the scale.

    `comparator` is its name (“placebo”, “diclofenac”), empty for a study without one; `comparator_kind` is “placebo”,
    “no treatment”, “usual care” or “active”. `stages` are words like “acute” and “chronic”. `kind` is “final” or
    “change” for a score. `scale` is the family of instruments that can be rescaled onto one another, or the unit.
    """

    id: str
    label: str
    comparator: str = ""
    comparator_kind: str = ""
    randomised: bool = True
    stages: frozenset[str] = field(default_factory=frozenset)
    routes: frozenset[str] = field(default_factory=frozenset)
    kind: str = ""
    scale: str = ""
    # Whether there is a standard deviation, or what one can be derived from; of events, the totals.
    has_spread: bool = True
    crossover: bool = False
    paired: bool = False
    is_review: bool = False
    # Ids of the studies that a review holds; None if that is not recorded.
    contains: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a pooled estimate of the stratum looks; natural values, I² in per cent, a distance for what is important."""

    i2: float
    # Whether estimates of the studies lie on both sides of no effect.
    both_sides: bool
    no_effect: float = 0.0
    prediction: tuple[float, float] | None = None
    smallest_important: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is not pooled. `studies` are ids; `leaves_out` if the others can be pooled without them."""

    id: str
    sentence: str
    studies: tuple[str, ...]
    leaves_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule by its id, in words for the list of rules; `find` gives the studies concerned and the sentence."""

    id: str
    title: str
    leaves_out: bool
    find: Callable[[Sequence[Facts]], tuple[Sequence[Facts], str]]

    def reason(self, studies: Sequence[Facts]) -> Reason | None:
        concerned, sentence = self.find(studies)
        if not concerned:
            return None
        ids = tuple(each.id for each in concerned)
        return Reason(id=self.id, sentence=sentence, studies=ids, leaves_out=self.leaves_out)


Found = tuple[Sequence[Facts], str]
NOTHING: Found = ((), "")


def names(studies: Iterable[Facts]) -> str:
    """The labels of up to five studies, and how many more there are."""
    labels = [each.label for each in studies]
    return joined([*labels[:5], f"{len(labels) - 5} more"] if len(labels) > 5 else labels)


def _no_comparison(studies: Sequence[Facts]) -> Found:
    found = [each for each in studies if not each.comparator]
    return found, f"Not pooled: {names(found)} compared with nothing, so that there is no effect to pool."


def _missing_spread(studies: Sequence[Facts]) -> Found:
    found = [each for each in studies if not each.has_spread]
    return found, f"Not pooled: {names(found)} gave no standard deviation, nor anything it can be derived from."


def _crossover(studies: Sequence[Facts]) -> Found:
    found = [each for each in studies if each.crossover and not each.paired]
    return found, f"Not pooled: {names(found)} gave everybody both treatments, but no paired analysis."


def _review(studies: Sequence[Facts]) -> Found:
    """A review next to trials that it holds, or may hold; alone it is not counted twice."""
    trials = {each.id for each in studies if not each.is_review}
    found = [
        each for each in studies if each.is_review and trials and (each.contains is None or trials & each.contains)
    ]
    return found, f"Not pooled: {names(found)} pooled trials itself, and those shown here would count twice."


def _one_study(studies: Sequence[Facts]) -> Found:
    return (studies, f"Not pooled: there is one study only, {names(studies)}.") if len(studies) == 1 else NOTHING


def _comparators(studies: Sequence[Facts]) -> Found:
    kinds = sorted({each.comparator_kind or each.comparator for each in studies})
    if len(kinds) < 2:
        return NOTHING
    return studies, f"Not pooled: the studies compared with different things ({joined(kinds)})."


def _active_comparators(studies: Sequence[Facts]) -> Found:
    """Of one kind, but not of one name: two drugs are two questions."""
    active = [each for each in studies if each.comparator_kind == "active"]
    comparators = sorted({each.comparator for each in active})
    if len(comparators) < 2:
        return NOTHING
    return active, f"Not pooled: the studies compared with different treatments ({joined(comparators)})."


def _designs(studies: Sequence[Facts]) -> Found:
    others = [each for each in studies if not each.randomised]
    if not others or len(others) == len(studies):
        return NOTHING
    return others, f"Not pooled: {names(others)} did not randomise people, and others did."


def _stages(studies: Sequence[Facts]) -> Found:
    known = {each.stages for each in studies if each.stages}
    if len(known) < 2 or not {"acute", "chronic"} <= frozenset().union(*known):
        return NOTHING
    return studies, "Not pooled: some of the studies were of acute, others of chronic complaints."


def _routes(studies: Sequence[Facts]) -> Found:
    known = {each.routes for each in studies if each.routes}
    if len(known) < 2:
        return NOTHING
    ways = sorted(" with ".join(sorted(each)) for each in known)
    return studies, f"Not pooled: it was given by different routes ({joined(ways)})."


def _scores(studies: Sequence[Facts]) -> Found:
    if not {"final", "change"} <= {each.kind for each in studies}:
        return NOTHING
    changes = [each for each in studies if each.kind == "change"]
    return studies, f"Not pooled: {names(changes)} gave changes since the start, others gave scores at the end."


def _scales(studies: Sequence[Facts]) -> Found:
    """A scale that is not known may be any other: points of two scales have no mean."""
    scales = sorted({each.scale or "not stated" for each in studies})
    if len(scales) < 2:
        return NOTHING
    return studies, f"Not pooled: scales that cannot be turned into one another were used ({joined(scales)})."


# Those that concern single studies come first: what is left is then asked for the others.
LEAVING_OUT = (
    Rule(id="no-comparison", title="A study without a comparator", leaves_out=True, find=_no_comparison),
    Rule(id="missing-spread", title="No standard deviation", leaves_out=True, find=_missing_spread),
    Rule(
        id="unpaired-crossover", title="A crossover study without a paired analysis", leaves_out=True, find=_crossover
    ),
    Rule(id="review-with-trials", title="A review beside the trials that it holds", leaves_out=True, find=_review),
)
REFUSING = (
    Rule(id="one-study", title="One study only", leaves_out=False, find=_one_study),
    Rule(id="different-comparators", title="Different kinds of comparator", leaves_out=False, find=_comparators),
    Rule(id="different-active", title="Different active comparators", leaves_out=False, find=_active_comparators),
    Rule(id="different-designs", title="Randomised with not randomised studies", leaves_out=False, find=_designs),
    Rule(id="acute-with-chronic", title="Acute with chronic complaints", leaves_out=False, find=_stages),
    Rule(id="different-routes", title="Different routes", leaves_out=False, find=_routes),
    Rule(id="scores-with-changes", title="Final scores with changes", leaves_out=False, find=_scores),
)
# Only of mean differences: standardised ones are made for it.
DIFFERENT_SCALES = Rule(
    id="different-scales", title="Scales that cannot be turned into one another", leaves_out=False, find=_scales
)
BEYOND_USE = "too-inconsistent"
# All rules by id, with the words of the list that readers get.
POOLING_RULES = (
    *((rule.id, rule.title) for rule in (*LEAVING_OUT, *REFUSING, DIFFERENT_SCALES)),
    (BEYOND_USE, "Results too inconsistent for an average"),
)


def reasons_not_to_pool(
    studies: Sequence[Facts], *, measure: str = "", spread: Spread | None = None, rules: Rules = RULES_1
) -> tuple[Reason, ...]:
    """Every reason, in the order of the rules; none means that all of `studies` can be pooled.

    `measure` is MD, SMD, RR …; `spread` is that of a pooled estimate once there is one, so that it can be withdrawn.
    """
    reasons = [reason for rule in LEAVING_OUT if (reason := rule.reason(studies))]
    out = {study for reason in reasons for study in reason.studies}
    left = [each for each in studies if each.id not in out]
    refusing = (*REFUSING, DIFFERENT_SCALES) if measure == "MD" else REFUSING
    reasons += [reason for rule in refusing if (reason := rule.reason(left))]
    if spread is not None and len(left) > 1 and (sentence := beyond_use(spread, rules)):
        reasons.append(Reason(id=BEYOND_USE, sentence=sentence, studies=tuple(each.id for each in left)))
    return tuple(reasons)


def beyond_use(spread: Spread, rules: Rules) -> str:
    """Why an average would mislead, or nothing: I² above the mark, and effects both ways.

    The principle is Handbook 10.10.3's (no average where results differ in direction); the mark is ours. Effects go
    both ways if studies do, or if a further study could find something important either way.
    """
    if spread.i2 <= rules.i2_beyond_use:
        return ""
    if spread.both_sides:
        what = "the studies point both ways"
    elif _useless(spread):
        what = "a further study could find an important benefit or an important harm"
    else:
        return ""
    return f"Not pooled: I² is {number(spread.i2)} % and {what}, so that an average would describe none of them."


def _useless(spread: Spread) -> bool:
    if spread.prediction is None or spread.smallest_important is None:
        return False
    low, high = (limit - spread.no_effect for limit in spread.prediction)
    return low <= -spread.smallest_important and high >= spread.smallest_important
