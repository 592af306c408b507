"""Rating a body: what the rules of certainty look at, taken from its studies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import sqrt

from evidence import grading
from evidence.grading import RULES_1, Aspect, Directness, Rating, Rules, Size, rate, size_of
from evidence.statistics import Model, NotEstimableError, egger
from evidence.synthesis.bodies import Body, pooled_body
from evidence.synthesis.choices import Choices
from evidence.synthesis.entry import Entry
from evidence.synthesis.lines import Line
from evidence.synthesis.selection import HIGH
from evidence.synthesis.strata import RANDOMISED
from evidence.synthesis.values import Z95, prediction_of

UNCLEAR = frozenset({"some concerns", "moderate", "low except confounding"})
NOT_JUDGED = frozenset({"", "no information"})
METHODS = {
    "REML": "random effects (REML)",
    "DL": "random effects (DerSimonian-Laird)",
    "PM": "random effects (Paule-Mandel)",
    "FE": "common effect (inverse variance)",
    "MH": "common effect (Mantel-Haenszel)",
    "Peto": "common effect (Peto)",
}
INTERVALS = {"hksj": "Hartung-Knapp interval", "wald": "Wald interval", "adhoc": "Hartung-Knapp interval, widened"}
# Leaving out each of hundreds would cost more than it tells: a study of little weight decides nothing.
MOST_LEFT_OUT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, as far as studies can differ from it; empty means that any will do.

    `dose` says why the doses of the studies are not held against it, for a product.
    """

    form: str = ""
    route: str = ""
    dose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known beside the studies: searches, registrations without results, retracted studies left out."""

    searched: bool = False
    registrations_without_results: int | None = None
    people_unreported: int | None = None
    retracted: int = 0


def model_words(body: Body) -> str:
    """How the body was pooled: `random effects (REML), Hartung-Knapp interval`; empty if it was not."""
    if body.pooled is None:
        return ""
    method = METHODS[body.pooled.method.value]
    return (
        method if body.pooled.method in (Model.MH, Model.PETO) else f"{method}, {INTERVALS[body.pooled.interval.value]}"
    )


def rating_of(body: Body, question: Question, around: Surroundings, rules: Rules = RULES_1) -> Rating:
    return rate(_rated(body, question, around), rules)


def size_words(body: Body, rules: Rules = RULES_1) -> Size | None:
    """What the estimate means; None where there is none."""
    found = body.natural
    if found is None:
        return None
    return size_of(
        found.estimate,
        found.low,
        found.high,
        1.0 if body.is_ratio else 0.0,
        body.smallest,
        _lower_is_better(body),
        body.is_ratio,
        rules.relative_important,
    )


def without_each(
    body: Body, choices: Choices, question: Question, around: Surroundings, rules: Rules = RULES_1
) -> dict[str, tuple[Rating, Size | None]]:
    """Rating and size without each of the studies of most weight, by the study's label; no size if not pooled then."""
    if body.pooled is None or len(body.estimable) < 2:
        return {}
    weights = body.weights
    heaviest = sorted(body.estimable, key=lambda one: -weights[one.entry.study])[:MOST_LEFT_OUT]
    found: dict[str, tuple[Rating, Size | None]] = {}
    for line in heaviest:
        others = tuple(one for one in body.estimable if one is not line)
        left = pooled_body(replace(body, lines=others), choices, rules)
        label = line.entry.label
        name = f"{label} ({line.entry.study})" if label in found else label
        found[name] = (rating_of(left, question, around, rules), size_words(left, rules))
    return found


def _rated(body: Body, question: Question, around: Surroundings) -> grading.Body:
    found, pooled, shares = body.natural, body.pooled, body.weights
    entries = [one.entry for one in body.estimable or body.lines]

    def share(test: Callable[[Entry], bool]) -> float:
        # Weights are a hair off: what is all of them shall be all.
        return min(1.0, round(sum(shares[one.study] for one in entries if test(one)), 9))

    return grading.Body(
        design=grading.Design.RANDOMISED if entries[0].design in RANDOMISED else grading.Design.OBSERVATIONAL,
        trials=len(entries),
        people=body.people,
        events=_events(body),
        model=model_words(body),
        ratio=body.is_ratio,
        estimate=found.estimate if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        lower_is_better=_lower_is_better(body),
        smallest_important=body.smallest,
        weight_high_risk=share(lambda one: one.bias in HIGH),
        weight_unclear_risk=share(lambda one: one.bias in UNCLEAR),
        weight_not_judged=share(lambda one: one.bias in NOT_JUDGED),
        i2=pooled.i2 if pooled else None,
        q_p=pooled.q_p if pooled else None,
        tau2=pooled.tau2 if pooled else None,
        prediction=prediction_of(pooled, ratio=body.is_ratio) if pooled else None,
        intervals_overlap=_overlap(body.estimable),
        other_side=_other_side(body),
        directness=tuple(_directness(question, entries, share)),
        egger_p=_egger_p(body),
        registrations_without_results=around.registrations_without_results,
        people_unreported=around.people_unreported,
        seller_paid=_seller_paid(entries),
        searched=around.searched,
        retracted_left_out=around.retracted,
    )


def _lower_is_better(body: Body) -> bool | None:
    return {"lower": True, "higher": False}.get(body.better)


def _events(body: Body) -> int | None:
    arms = [arm for one in body.counted for arm in (one.entry.experimental, one.entry.reference) if arm is not None]
    counts = [arm.events for arm in arms if arm.events is not None]
    return sum(counts) if counts and body.stratum.kind == "people with the event" else None


def _overlap(lines: Iterable[Line]) -> bool | None:
    """Whether each interval meets each other's: the highest low end lies below the lowest high end."""
    effects = [one.estimated.effect for one in lines if one.estimated is not None]
    if len(effects) < 2:
        return None
    lows = [one.estimate - Z95 * sqrt(one.variance) for one in effects]
    highs = [one.estimate + Z95 * sqrt(one.variance) for one in effects]
    return max(lows) <= min(highs)


def _other_side(body: Body) -> float:
    if body.pooled is None:
        return 0.0
    up = body.pooled.estimate > 0
    estimates = [one.estimated.effect.estimate for one in body.estimable if one.estimated is not None]
    return sum((one > 0) != up and one != 0 for one in estimates) / len(estimates)


def _egger_p(body: Body) -> float | None:
    try:
        return egger([one.estimated.effect for one in body.estimable if one.estimated is not None]).p
    except NotEstimableError:
        return None


def _seller_paid(entries: list[Entry]) -> float | None:
    """Share of the people in studies that the seller paid for; None if no study says either way."""
    if all(one.seller_interest in ("", "not stated") for one in entries):
        return None
    people = sum(one.people or 0 for one in entries)
    paid = sum(one.people or 0 for one in entries if one.seller_interest == "yes")
    return paid / people if people else None


def _directness(
    question: Question, entries: list[Entry], share: Callable[[Callable[[Entry], bool]], float]
) -> Iterable[Directness]:
    """Aspect by aspect, those that the question says something of and that can differ."""
    if question.form:
        differs = share(lambda one: bool(one.form) and one.form != question.form)
        words = _unlike({one.form for one in entries}, question.form)
        yield Directness(aspect=Aspect.FORM, differs=differs, unknown=share(lambda one: not one.form), words=words)
    if question.route:
        differs = share(lambda one: bool(one.routes) and question.route not in one.routes)
        words = _unlike({route for one in entries for route in one.routes}, question.route)
        yield Directness(aspect=Aspect.ROUTE, differs=differs, unknown=share(lambda one: not one.routes), words=words)
    if question.dose:
        yield Directness(aspect=Aspect.DOSE, unknown=1.0, words=question.dose)
    if any(one.surrogate for one in entries):
        yield Directness(
            aspect=Aspect.OUTCOME,
            differs=share(lambda one: one.surrogate),
            words="a laboratory value, not what people feel",
        )
    if mixed := sorted({name for one in entries for name in one.also_of}):
        words = f"people with {' or '.join(mixed)} as well, not told apart"
        yield Directness(aspect=Aspect.PEOPLE, unknown=share(lambda one: bool(one.also_of)), words=words)
    if any(one.comparator == "mixed" for one in entries):
        yield Directness(aspect=Aspect.COMPARATOR, unknown=share(lambda one: one.comparator == "mixed"))


def _unlike(found: set[str], asked: str) -> str:
    others = sorted(one for one in found if one and one != asked)
    return f"{' and '.join(others)}, not {asked}" if others else ""
