"""How much of the weight comes from studies at high risk of bias, or not known to be at low risk."""

from __future__ import annotations

from evidence.grading.body import Body
from evidence.grading.rules import Rules
from evidence.grading.step import Domain, Inputs, Step
from evidence.grading.wording import capital, counted, percent


def risk_of_bias(body: Body, rules: Rules) -> Step:
    """After GRADE guidelines 4: what counts is where most of the information comes from, and not an average.

    What nobody has judged is taken as of some concern, neither as low nor as high.
    """
    high = body.weight_high_risk
    not_low = min(1.0, high + body.weight_unclear_risk + body.weight_not_judged)
    if high >= rules.high_risk_serious:
        change, because = -2 if high >= rules.high_risk_very_serious else -1, _at_high_risk(body)
    elif not_low >= rules.not_low_risk_serious:
        change, because = -1, _not_low(body, not_low)
    else:
        change, because = 0, ""
    reason = (f"{capital(because)}." if because else _fine(body, 1 - not_low)) + _not_judged(body)
    return Step(domain=Domain.RISK_OF_BIAS, change=change, reason=reason, because=because, inputs=_inputs(body))


def _at_high_risk(body: Body) -> str:
    if body.trials == 1:
        return f"the {body.noun} is at high risk of bias"
    return f"{percent(body.weight_high_risk)} of the weight comes from {body.nouns} at high risk of bias"


def _not_low(body: Body, not_low: float) -> str:
    if body.trials == 1:
        unjudged = f"nobody has judged the risk of bias of the {body.noun}"
        return unjudged if body.weight_not_judged else f"there is some concern about bias in the {body.noun}"
    return f"{percent(not_low)} of the weight comes from {body.nouns} that are not known to be at low risk of bias"


def _not_judged(body: Body) -> str:
    if not body.weight_not_judged:
        return ""
    if body.trials == 1:
        return " It is taken as of some concern."
    return f" {percent(body.weight_not_judged)} of the weight is not judged yet, and is taken as of some concern."


def _fine(body: Body, low: float) -> str:
    if body.trials == 1 and low == 1:
        return f"The {body.noun} is at low risk of bias."
    return f"{percent(low)} of the weight comes from {body.nouns} at low risk of bias."


def _inputs(body: Body) -> Inputs:
    return (
        ("weight at high risk", percent(body.weight_high_risk)),
        ("weight of some concern", percent(body.weight_unclear_risk)),
        ("weight not judged", percent(body.weight_not_judged)),
        ("retracted and left out", counted(body.retracted_left_out, "study", "studies")),
    )
