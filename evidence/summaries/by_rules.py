"""ByRules: what the rules say now of an intervention for a condition and an outcome, or why they say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evidence.grading.wording import joined
from evidence.models import CertaintyRules, Condition, Finding, Intervention, Outcome
from evidence.synthesis.findings import Found, found_again


@dataclass(frozen=True, kw_only=True)
class ByRules:
    """`found` is the line of the summary of findings; None where there is none, and `why_not` says why.

    `why_not` is also there where the line has no certainty. `rules` are those that it was rated by, if they are kept.
    """

    found: Found | None
    why_not: str
    rules: CertaintyRules | None
    address: str

    @property
    def level(self) -> str:
        return self.found.level if self.found else ""

    @property
    def kept(self) -> dict[str, Any]:
        """What a verdict rests on, as it is kept with it."""
        return self.found.kept() if self.found else {"level": "", "side": "", "size": "", "sentence": self.why_not}


def by_rules(*, intervention: Intervention, condition: Condition | None, outcome: Outcome) -> ByRules:
    """Two queries. Each condition is rated by itself, so that none at all has no certainty of its own."""
    rows = list(Finding.objects.of([intervention.pk], [outcome.pk]).select_related("condition"))
    wanted = condition.pk if condition else None
    found = next((found_again(one.line) for one in rows if one.condition_id == wanted), None)
    version = found.rules if found else ""
    return ByRules(
        found=found,
        why_not="" if found and found.level else _why_not(intervention, condition, outcome, rows, found),
        rules=CertaintyRules.objects.filter(version=version).first() if version else None,
        address=reverse("evidence:synthesis", args=[intervention.slug, outcome.slug]) if rows else "",
    )


def _why_not(
    intervention: Intervention, condition: Condition | None, outcome: Outcome, rows: list[Finding], found: Found | None
) -> str:
    if found is not None:
        return f"Nothing can be rated, since there are no figures of a comparison ({found.standing})."
    if not rows:
        return f"Nothing can be rated: no published result of {intervention} for {outcome} is entered."
    others = joined([str(one.condition) for one in rows if one.condition is not None][:10])
    whom = f"in {condition}" if condition else "in all conditions together"
    if not others:
        return f"Nothing can be rated {whom}: of the studies with results, none says which condition its people have."
    return f"Nothing can be rated {whom}: each condition is rated by itself, and the studies are of {others}."
