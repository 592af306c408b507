"""The rules of certainty as data: every threshold, where it comes from, and a document that holds a version of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

OWN = "Convention of this project"
# Where a published source gives a principle, and the number is ours, both are named.
HANDBOOK_10 = "Cochrane Handbook 10.10.2 (https://training.cochrane.org/handbook/current/chapter-10)"
HANDBOOK_10_3 = "Cochrane Handbook 10.10.3 (https://training.cochrane.org/handbook/current/chapter-10)"
HANDBOOK_14 = "Cochrane Handbook 14.2 (https://training.cochrane.org/handbook/current/chapter-14)"
GRADE_4 = "GRADE guidelines 4, risk of bias (doi:10.1016/j.jclinepi.2010.07.017)"
GRADE_5 = "GRADE guidelines 5, publication bias (doi:10.1016/j.jclinepi.2011.01.011)"
GRADE_6 = "GRADE guidelines 6, imprecision (doi:10.1016/j.jclinepi.2011.01.012)"
GRADE_7 = "GRADE guidelines 7, inconsistency (doi:10.1016/j.jclinepi.2011.03.017)"
GRADE_8 = "GRADE guidelines 8, indirectness (doi:10.1016/j.jclinepi.2011.04.014)"
GRADE_9 = "GRADE guidelines 9, rating up (doi:10.1016/j.jclinepi.2011.06.004)"
GRADE_34 = "GRADE guidance 34, imprecision (doi:10.1016/j.jclinepi.2022.07.014)"
STERNE = "Sterne 2011 (doi:10.1136/bmj.d4002)"
POLLOCK = "Pollock 2016 (doi:10.1016/j.jclinepi.2015.08.013)"


class RulesError(ValueError):
    """A document that is no version of the rules; `faults` has a sentence for each thing that is wrong with it."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One threshold as a reader or an administrator sees it; `least` and `most` are what a document may say."""

    name: str
    value: float
    label: str
    source: str
    least: float
    most: float
    whole: bool

    @property
    def is_ours(self) -> bool:
        """Whether the number is a convention of this project, though a published principle may stand behind it."""
        return self.source.startswith(OWN)


def share(default: float, label: str, source: str) -> Any:
    """A share of the weight or of the people, from 0 to 1."""
    return threshold(default, label, source, 0, 1)


def threshold(default: float, label: str, source: str, least: float, most: float) -> Any:
    return field(default=default, metadata={"label": label, "source": source, "least": least, "most": most})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """One version of the rules. Each field says what it decides and whose number it is; see docs/certainty.md."""

    version: str = "1"

    high_risk_serious: float = share(
        0.25, "Share of the weight at high risk of bias that lowers by one", f"{OWN}, after {GRADE_4}"
    )
    high_risk_very_serious: float = share(
        0.75, "Share of the weight at high risk of bias that lowers by two", f"{OWN}, after {GRADE_4}"
    )
    not_low_risk_serious: float = share(
        0.5,
        "Share of the weight not known to be at low risk of bias (high, some concerns, not judged) that lowers by one",
        f"{OWN}, after {HANDBOOK_14}: most information from studies at low risk",
    )

    i2_serious: float = threshold(50, "I² in per cent that counts as inconsistent", HANDBOOK_10, 0, 100)
    i2_very_serious: float = threshold(75, "I² in per cent that counts as very inconsistent", HANDBOOK_10, 0, 100)
    q_p: float = share(0.1, "p of the test for heterogeneity below which I² is believed", HANDBOOK_10)
    other_side: float = share(
        0.25, "Share of the studies on the other side of no effect that counts", f"{OWN}, after {GRADE_7}"
    )

    indirect_share: float = share(
        0.5, "Share of the weight from which an aspect counts as different or unknown", f"{OWN}, after {GRADE_8}"
    )
    indirect_aspects_very_serious: int = threshold(
        2, "How many aspects that differ lower by two; one lowers by one", f"{OWN}, after {GRADE_8}", 2, 7
    )
    unknown_aspects_serious: int = threshold(2, "How many aspects that differ or are unknown lower by one", OWN, 1, 7)

    relative_important: float = threshold(
        0.25, "Relative change taken as important where none is set for the outcome", GRADE_6, 0.01, 0.9
    )
    people_enough: int = threshold(
        400, "People wanted for an outcome measured on a scale (optimal information size)", GRADE_6, 1, 1_000_000
    )
    events_enough: int = threshold(
        300, "Events wanted for an outcome that is counted (optimal information size)", GRADE_6, 1, 1_000_000
    )
    far_too_few: float = share(
        0.25,
        "Share of the optimal information size below which it lowers by two",
        f"{OWN}, after {GRADE_34}, {POLLOCK}",
    )
    people_enough_for_rare_events: int = threshold(
        4000,
        "People from which few events do not matter, if the interval is narrow",
        f"{OWN}, after {GRADE_6}",
        1,
        10_000_000,
    )

    egger_studies: int = threshold(10, "Studies from which asymmetry of the funnel plot is tested", STERNE, 3, 1000)
    egger_p: float = share(0.1, "p of Egger’s test below which asymmetry counts", STERNE)
    unreported_share: float = share(
        0.2, "Share of all people that were planned in registered studies without results", f"{OWN}, after {GRADE_5}"
    )
    seller_share: float = share(
        0.5, "Share of the people in studies paid for by the seller that counts if studies are small", GRADE_5
    )
    small_study_people: int = threshold(
        100, "People a study, on average, below which studies are small", f"{OWN}, after {GRADE_5}", 1, 100_000
    )
    unsearched_lowers: int = threshold(1, "Levels taken off if no search looked for the contrary", OWN, 0, 1)

    large_effect: float = threshold(
        2, "Ratio (or its inverse) that raises observational evidence by one", GRADE_9, 1.01, 100
    )
    very_large_effect: float = threshold(
        5, "Ratio (or its inverse) that raises observational evidence by two", GRADE_9, 1.01, 100
    )

    i2_beyond_use: float = threshold(
        90,
        "I² in per cent above which nothing is pooled, if effects point both ways",
        f"{OWN}, after {HANDBOOK_10_3}",
        0,
        100,
    )

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """All thresholds in the order in which they are declared."""
        return tuple(
            Threshold(
                name=each.name,
                value=getattr(self, each.name),
                label=each.metadata["label"],
                source=each.metadata["source"],
                least=each.metadata["least"],
                most=each.metadata["most"],
                whole=each.type == "int",
            )
            for each in fields(self)
            if each.metadata
        )

    @property
    def values(self) -> dict[str, float]:
        """The number of every threshold by its name."""
        return {each.name: each.value for each in self.thresholds}

    def to_json(self) -> dict[str, str | float]:
        """The version and every threshold by its name, as `from_json` takes it."""
        return {"version": self.version, **self.values}

    @classmethod
    def from_json(cls, document: object) -> Rules:
        """Read a mapping, or a text that holds one. Every threshold has to be there; raises RulesError."""
        given = _mapping(document)
        known = RULES_1.thresholds
        names = ["version", *(each.name for each in known)]
        faults = [f"{name}: there is no such threshold." for name in given if name not in names]
        faults += [f"{name}: expected, but missing." for name in names if name not in given]
        version = given.get("version", "1")
        if not isinstance(version, str) or not version.strip():
            faults.append(f"version: expected a text such as “2”, got {_shown(version)}.")
        faults += [fault for each in known if each.name in given and (fault := _fault(each, given[each.name]))]
        if not faults:
            faults += _order(given)
        if faults:
            raise RulesError(tuple(faults))
        values: dict[str, Any] = {
            each.name: int(given[each.name]) if each.whole else float(given[each.name]) for each in known
        }
        return cls(version=version, **values)


# The larger of two that belong together comes second; the same number would leave one of them without effect.
ORDERED = (
    ("high_risk_serious", "high_risk_very_serious"),
    ("i2_serious", "i2_very_serious"),
    ("large_effect", "very_large_effect"),
)


def _mapping(document: object) -> Mapping[str, Any]:
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError as error:
            raise RulesError((f"Expected a JSON object with the thresholds: {error}.",)) from error
    if not isinstance(document, Mapping):
        raise RulesError((f"Expected a JSON object with the thresholds, got {_shown(document)}.",))
    return document


def _shown(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return f"“{value[:60]}”" if isinstance(value, str) else str(value)[:60]


def _fault(known: Threshold, value: object) -> str:
    """What is wrong with one value, or nothing."""
    kind = "a whole number" if known.whole else "a number"
    wanted = f"{known.name}: expected {kind} from {known.least:g} to {known.most:g}, got {_shown(value)}."
    # Not a number (NaN) is between no two numbers.
    if isinstance(value, bool) or not isinstance(value, int | float) or not known.least <= value <= known.most:
        return wanted
    return wanted if known.whole and value != int(value) else ""


def _order(given: Mapping[str, Any]) -> list[str]:
    return [
        f"{larger}: expected more than {smaller} ({given[smaller]:g}), got {given[larger]:g}."
        for smaller, larger in ORDERED
        if given[larger] <= given[smaller]
    ]


RULES_1 = Rules()
