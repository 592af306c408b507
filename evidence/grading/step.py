"""One step of a rating: what a domain takes off or adds, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evidence.grading.wording import MINUS


class Domain(StrEnum):
    """GRADE's five that lower, and its three that raise evidence of studies that are not randomised."""

    RISK_OF_BIAS = "risk of bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication bias"
    LARGE_EFFECT = "large effect"
    DOSE_RESPONSE = "dose-response"
    CONFOUNDING = "confounding against the effect"


Inputs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """`change` is in levels: −2 to +2. `reason` is a sentence with its figures, `inputs` all that was looked at.

    `because` says the same in part of a sentence, for “not higher, because …”; empty where nothing changes.
    """

    domain: Domain
    change: int
    reason: str
    because: str = ""
    inputs: Inputs = ()

    @property
    def change_words(self) -> str:
        if self.change == 0:
            return "no change"
        return f"{'+' if self.change > 0 else MINUS}{abs(self.change)}"
