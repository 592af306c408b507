"""How certain a body of evidence is, by published rules that are data."""

from evidence.grading.body import Aspect, Body, Design, Directness
from evidence.grading.certainty import Permission, Rating, rate
from evidence.grading.levels import Level
from evidence.grading.rules import RULES_1, Rules, RulesError, Threshold
from evidence.grading.step import Domain, Step
from evidence.grading.symbols import symbol, text_alternative

__all__ = [
    "RULES_1",
    "Aspect",
    "Body",
    "Design",
    "Directness",
    "Domain",
    "Level",
    "Permission",
    "Rating",
    "Rules",
    "RulesError",
    "Step",
    "Threshold",
    "rate",
    "symbol",
    "text_alternative",
]
