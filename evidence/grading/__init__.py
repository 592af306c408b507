"""Certainty by published rules, sizes in words, absolute effects, when not to pool, and the sentence of a verdict."""

from evidence.grading.absolute import Absolute, ControlRisk, control_risk, per_thousand
from evidence.grading.body import Aspect, Body, Design, Directness
from evidence.grading.certainty import Permission, Rating, rate
from evidence.grading.deciding import Deciding, deciding_studies, difference
from evidence.grading.levels import Level
from evidence.grading.poolable import POOLING_RULES, Facts, Reason, Spread, reasons_not_to_pool
from evidence.grading.rules import RULES_1, Rules, RulesError, Threshold
from evidence.grading.sentences import Finding, never_searched, no_comparison, none_found, not_pooled, sentence
from evidence.grading.size import Size, size_of
from evidence.grading.step import Domain, Step
from evidence.grading.symbols import symbol, text_alternative

__all__ = [
    "POOLING_RULES",
    "RULES_1",
    "Absolute",
    "Aspect",
    "Body",
    "ControlRisk",
    "Deciding",
    "Design",
    "Directness",
    "Domain",
    "Facts",
    "Finding",
    "Level",
    "Permission",
    "Rating",
    "Reason",
    "Rules",
    "RulesError",
    "Size",
    "Spread",
    "Step",
    "Threshold",
    "control_risk",
    "deciding_studies",
    "difference",
    "never_searched",
    "no_comparison",
    "none_found",
    "not_pooled",
    "per_thousand",
    "rate",
    "reasons_not_to_pool",
    "sentence",
    "size_of",
    "symbol",
    "text_alternative",
]
