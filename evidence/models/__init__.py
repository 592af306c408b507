"""The nouns of what studies found, one a file."""

from evidence.models.arm import Arm, RegimenStep, Role, Route
from evidence.models.change import Act, Change, Door, RowChange
from evidence.models.comparison import RATIOS, Comparator, Comparison, Direction, Measure
from evidence.models.condition import Condition
from evidence.models.duplicate import NotDuplicate, PossibleDuplicate
from evidence.models.imported_reference import Decision, ImportedReference, Verdict
from evidence.models.instrument import Instrument
from evidence.models.intervention import Intervention, InterventionKind, Synonym
from evidence.models.kept import Kept
from evidence.models.notice import Notice, NoticeKind
from evidence.models.outcome import Better, Domain, Effect, Outcome
from evidence.models.reference_import import ImportState, ReferenceImport
from evidence.models.registration import Registration
from evidence.models.report import Report, ReportKind, Seen
from evidence.models.result import ArmValue, Basis, Certainty, Result, ResultKind
from evidence.models.risk_of_bias import JUDGEMENTS, BiasDomain, BiasTool, Judgement, RiskOfBias
from evidence.models.search_log import SearchLog
from evidence.models.stamped import State
from evidence.models.study import RANDOMISED, Blinding, Design, Status, Study

__all__ = [
    "JUDGEMENTS",
    "RANDOMISED",
    "RATIOS",
    "Act",
    "Arm",
    "ArmValue",
    "Basis",
    "Better",
    "BiasDomain",
    "BiasTool",
    "Blinding",
    "Certainty",
    "Change",
    "Comparator",
    "Comparison",
    "Condition",
    "Decision",
    "Design",
    "Direction",
    "Domain",
    "Door",
    "Effect",
    "ImportState",
    "ImportedReference",
    "Instrument",
    "Intervention",
    "InterventionKind",
    "Judgement",
    "Kept",
    "Measure",
    "NotDuplicate",
    "Notice",
    "NoticeKind",
    "Outcome",
    "PossibleDuplicate",
    "ReferenceImport",
    "RegimenStep",
    "Registration",
    "Report",
    "ReportKind",
    "Result",
    "ResultKind",
    "RiskOfBias",
    "Role",
    "Route",
    "RowChange",
    "SearchLog",
    "Seen",
    "State",
    "Status",
    "Study",
    "Synonym",
    "Verdict",
]
