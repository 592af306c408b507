"""The curators' desk, one noun or close group a file; importing one registers it."""

from evidence.admin import (
    activity,
    arm,
    assessment,
    certainty_rules,
    condition,
    extraction,
    intervention,
    outcome,
    reference_import,
    registration,
    report,
    result,
    risk_of_bias,
    search_log,
    study,
)

__all__ = [
    "activity",
    "arm",
    "assessment",
    "certainty_rules",
    "condition",
    "extraction",
    "intervention",
    "outcome",
    "reference_import",
    "registration",
    "report",
    "result",
    "risk_of_bias",
    "search_log",
    "study",
]
