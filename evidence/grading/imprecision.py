"""Whether the interval leaves the decision open, and whether enough people were studied."""

from __future__ import annotations

from evidence.grading.body import HAIR, Body
from evidence.grading.rules import Rules
from evidence.grading.step import Domain, Inputs, Step
from evidence.grading.wording import capital, counted, joined, number


def imprecision(body: Body, rules: Rules) -> Step:
    """After GRADE guidelines 6 and GRADE guidance 34: the interval first, the optimal information size beside it.

    One level for each smallest important difference, of benefit and of harm, that lies inside the interval; where none
    is set, ratios take a relative change of a quarter, which counts only if the interval holds no effect too, and
    differences are lowered by one if they hold no effect. Too few people or events lower by one, far too few by two.
    The larger of the two counts, not their sum.
    """
    by_interval, open_question = _by_interval(body, rules)
    by_size, too_few = _by_size(body, rules, narrow=body.estimate is not None and by_interval == 0)
    change = -max(by_interval, by_size)
    because = joined([part for part in (open_question, too_few) if part])
    reason = f"{capital(because)}." if because else _fine(body)
    if body.estimate is None:
        reason += " Nothing was pooled, so there is no interval to judge by."
    elif body.smallest_important is None and not body.ratio:
        reason += " No smallest important difference is set, so the interval is held against no effect alone."
    return Step(domain=Domain.IMPRECISION, change=change, reason=reason, because=because, inputs=_inputs(body, rules))


def _by_interval(body: Body, rules: Rules) -> tuple[int, str]:
    """How much the interval takes off, and what it leaves open."""
    if body.low is None or body.high is None:
        return 0, ""
    shown = f"the interval ({number(body.low)} to {number(body.high)})"
    holds_no_effect = body.low <= body.no_effect <= body.high
    distance = body.important(rules.relative_important)
    if distance is None:
        return (1, f"{shown} holds {' and '.join(_sides(body))}") if holds_no_effect else (0, "")
    open_about = [] if body.smallest_important is None and not holds_no_effect else _open_about(body, distance)
    if len(open_about) == 2:
        return 2, f"{shown} holds both {open_about[0]} and {open_about[1]}"
    if open_about and holds_no_effect:
        return 1, f"{shown} holds both no effect and {open_about[0]}"
    if open_about:
        return 1, f"{shown} reaches from below to beyond the smallest important difference ({number(distance)})"
    return 0, ""


def _open_about(body: Body, distance: float) -> list[str]:
    """The important effects that the interval holds beside what is not as important."""
    low, high = (body.low or 0.0) - body.no_effect, (body.high or 0.0) - body.no_effect
    held = (low <= -distance + HAIR and high > -distance + HAIR, high >= distance - HAIR and low < distance - HAIR)
    return [name for name, holds in zip(_sides(body, important=True), held, strict=True) if holds]


def _sides(body: Body, *, important: bool = False) -> tuple[str, str]:
    """What it is called to be lower than no effect, and to be higher."""
    adjective = "important " if important else ""
    if body.lower_is_better is None:
        return f"{'an' if important else 'a'} {adjective}decrease", f"an {adjective}increase"
    benefit, harm = f"{'an' if important else 'a'} {adjective}benefit", f"{'an' if important else 'a'} {adjective}harm"
    return (benefit, harm) if body.lower_is_better else (harm, benefit)


def _by_size(body: Body, rules: Rules, *, narrow: bool) -> tuple[int, str]:
    """How much too few people or events take off; a narrow interval among very many people forgives few events."""
    if body.events is None:
        size, enough, said = body.people, rules.people_enough, counted(body.people, "person", "people")
    else:
        size, enough, said = body.events, rules.events_enough, counted(body.events, "event")
        if narrow and body.people >= rules.people_enough_for_rare_events:
            return 0, ""
    if size >= enough:
        return 0, ""
    if size < rules.far_too_few * enough:
        return 2, f"there are {said}, far fewer than the {enough:,} wanted"
    return 1, f"there are {said}, fewer than the {enough:,} wanted"


def _fine(body: Body) -> str:
    size = counted(body.people, "person", "people")
    if body.events is not None:
        size += f" and {counted(body.events, 'event')}"
    if body.low is None or body.high is None:
        return f"{size} are enough."
    return (
        f"The interval ({number(body.low)} to {number(body.high)}) does not leave the decision open; {size} are enough."
    )


def _inputs(body: Body, rules: Rules) -> Inputs:
    shown = [number(value) for value in (body.estimate, body.low, body.high) if value is not None]
    distance = body.important(rules.relative_important)
    source = " (general, for ratios)" if body.smallest_important is None else ""
    return (
        ("estimate and interval", f"{shown[0]} ({shown[1]} to {shown[2]})" if shown else "not pooled"),
        ("no effect", number(body.no_effect)),
        ("smallest important difference", "not set" if distance is None else f"{number(distance)}{source}"),
        ("people", f"{body.people:,}"),
        ("events", "not counted" if body.events is None else f"{body.events:,}"),
        ("model", body.model or "not stated"),
    )
