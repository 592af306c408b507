"""Whether the studies agree: sides of no effect, intervals, I², and what a further study would find."""

from __future__ import annotations

from evidence.grading.body import Body
from evidence.grading.rules import Rules
from evidence.grading.step import Domain, Inputs, Step
from evidence.grading.wording import capital, counted, joined, number, percent


def inconsistency(body: Body, rules: Rules) -> Step:
    """After GRADE guidelines 7: I² alone does not lower; it has to show in the estimates themselves.

    One level for an I² that is large and not by chance, together with a sign in the estimates; two for one that is very
    large, with studies on both sides of no effect. One study cannot disagree with itself: that lowers nothing here,
    and its size is looked at under imprecision.
    """
    if body.trials == 1:
        return Step(
            domain=Domain.INCONSISTENCY,
            change=0,
            reason="It cannot be judged with one study whether others would find the same.",
            inputs=_inputs(body),
        )
    signs = _signs(body, rules)
    if body.i2 is None:
        change = -1 if signs else 0
        spread = "the studies were not pooled"
    else:
        believed = body.q_p is None or body.q_p < rules.q_p
        large = body.i2 >= rules.i2_serious and believed
        change = -1 if large and signs else 0
        if change and body.i2 >= rules.i2_very_serious and body.other_side >= rules.other_side:
            change = -2
        spread = f"I² is {number(body.i2)} %"
    because = joined([*signs, spread]) if change else ""
    reason = f"{capital(because)}." if because else _fine(body, rules, signs)
    return Step(domain=Domain.INCONSISTENCY, change=change, reason=reason, because=because, inputs=_inputs(body))


def _signs(body: Body, rules: Rules) -> list[str]:
    """What in the estimates shows that the studies disagree."""
    signs = []
    if body.other_side >= rules.other_side:
        signs.append(f"{percent(body.other_side)} of the {body.nouns} point the other way")
    if body.intervals_overlap is False:
        signs.append("their intervals do not all overlap")
    if _prediction_is_open(body, rules):
        signs.append("a further study could find an important effect or none")
    return signs


def _prediction_is_open(body: Body, rules: Rules) -> bool:
    """Whether the prediction interval holds both no effect and an important one, or any one if none is set."""
    if body.prediction is None:
        return False
    low, high = (limit - body.no_effect for limit in body.prediction)
    distance = body.important(rules.relative_important) or 0.0
    return low <= 0 <= high and (low < -distance or high > distance)


def _fine(body: Body, rules: Rules, signs: list[str]) -> str:
    if body.i2 is None:
        return f"The {counted(body.trials, body.noun, body.nouns)} do not contradict each other; they were not pooled."
    if body.i2 < rules.i2_serious:
        return f"I² is {number(body.i2)} %, below {number(rules.i2_serious)} %."
    if signs:
        return f"I² is {number(body.i2)} %, but so much may be chance (p = {number(body.q_p or 0)})."
    return f"I² is {number(body.i2)} %, but the {body.nouns} point the same way and their intervals overlap."


def _inputs(body: Body) -> Inputs:
    overlap = {True: "yes", False: "no", None: "not known"}[body.intervals_overlap]
    prediction = " to ".join(map(number, body.prediction)) if body.prediction else "none"
    return (
        (body.nouns, str(body.trials)),
        ("I²", "none" if body.i2 is None else f"{number(body.i2)} %"),
        ("p of heterogeneity", "none" if body.q_p is None else number(body.q_p)),
        ("tau²", "none" if body.tau2 is None else number(body.tau2)),
        ("prediction interval", prediction),
        ("all intervals overlap", overlap),
        (f"{body.nouns} on the other side of no effect", percent(body.other_side)),
    )
