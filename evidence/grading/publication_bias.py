"""Signs that results are missing: asymmetry, registrations without results, small studies paid for by the seller."""

from __future__ import annotations

from evidence.grading.body import Body
from evidence.grading.rules import Rules
from evidence.grading.step import Domain, Inputs, Step
from evidence.grading.wording import capital, counted, joined, number, percent

NOT_SEARCHED = "no search has looked for studies that speak against it"


def publication_bias(body: Body, rules: Rules) -> Step:
    """After GRADE guidelines 5: one level if something suggests it, however many signs there are.

    That nobody has searched is a sign too, by our own convention: studies that were met by chance are those that
    somebody wanted to be met.
    """
    signs = _signs(body, rules)
    if not body.searched and rules.unsearched_lowers:
        signs.append(NOT_SEARCHED)
    change = -1 if signs else 0
    because = joined(signs)
    reason = f"{capital(because)}." if because else "Nothing suggests that results are missing."
    if not body.searched and not rules.unsearched_lowers:
        reason += f" {capital(NOT_SEARCHED)}."
    reason += _untold(body, rules)
    return Step(
        domain=Domain.PUBLICATION_BIAS, change=change, reason=reason, because=because, inputs=_inputs(body, rules)
    )


def _signs(body: Body, rules: Rules) -> list[str]:
    signs = []
    if body.trials >= rules.egger_studies and body.egger_p is not None and body.egger_p < rules.egger_p:
        signs.append(f"the funnel plot is asymmetrical (Egger’s test, p = {number(body.egger_p)})")
    missing = body.people_unreported or 0
    if missing and missing / (missing + body.people) >= rules.unreported_share:
        share = percent(missing / (missing + body.people))
        signs.append(f"{missing:,} people ({share} of all) were planned in registered studies without results")
    small = body.people / body.trials < rules.small_study_people
    if body.seller_paid is not None and body.seller_paid >= rules.seller_share and small:
        signs.append(
            f"{percent(body.seller_paid)} of the people were in studies paid for by the seller, which are small"
            f" ({number(body.people / body.trials)} people each)"
        )
    return signs


def _untold(body: Body, rules: Rules) -> str:
    """What could not be looked at, said rather than passed over."""
    untold = []
    if body.trials < rules.egger_studies:
        untold.append(f"asymmetry is not tested below {rules.egger_studies} studies")
    if body.registrations_without_results is None:
        untold.append("registers were not looked at")
    if body.seller_paid is None:
        untold.append("who paid is not known")
    return f" {capital('; '.join(untold))}." if untold else ""


def _inputs(body: Body, rules: Rules) -> Inputs:
    tested = body.trials >= rules.egger_studies and body.egger_p is not None
    registered = body.registrations_without_results
    return (
        ("p of Egger’s test", number(body.egger_p) if tested and body.egger_p is not None else "not tested"),
        (
            "registrations without results",
            "not looked at"
            if registered is None
            else f"{registered:,} ({counted(body.people_unreported or 0, 'person', 'people')} planned)",
        ),
        (
            "people in studies paid for by the seller",
            "not known" if body.seller_paid is None else percent(body.seller_paid),
        ),
        ("a search looked for the contrary", "yes" if body.searched else "no"),
    )
