"""The nouns of what studies found, one a file."""

from evidence.models.arm import Arm, RegimenStep, Role
from evidence.models.assessment import Assessment, Conclusion, Grade, evidence_changed
from evidence.models.bias_opinion import ASSESSORS, BiasOpinion
from evidence.models.bias_tool import OVERALL, BiasDomain, BiasTool, Judgement, OverallRule
from evidence.models.certainty_rules import CertaintyRules, RulesState
from evidence.models.change import Act, Change, Door, RowChange
from evidence.models.comment import Comment
from evidence.models.comparison import RATIOS, Comparator, Comparison, Direction, Measure
from evidence.models.condition import Condition
from evidence.models.duplicate import NotDuplicate, PossibleDuplicate
from evidence.models.extraction import Extraction, Settlement, hidden_from
from evidence.models.finding import Finding
from evidence.models.imported_reference import Decision, ImportedReference, Verdict
from evidence.models.instrument import Instrument
from evidence.models.intervention import Intervention, InterventionKind, Synonym
from evidence.models.kept import Kept
from evidence.models.looked_up import LookedUp
from evidence.models.notice import Notice, NoticeKind
from evidence.models.outcome import Better, Domain, Effect, Outcome
from evidence.models.presence import Presence
from evidence.models.reference_import import ImportState, ReferenceImport
from evidence.models.registration import Registration
from evidence.models.report import Report, ReportKind, Seen
from evidence.models.result import ArmValue, Basis, Certainty, Result, ResultKind
from evidence.models.risk_of_bias import RiskOfBias
from evidence.models.route import Route
from evidence.models.search_log import SearchLog
from evidence.models.sheet import Sheet
from evidence.models.stamped import State
from evidence.models.study import RANDOMISED, Blinding, Design, Independence, SellerInterest, Status, Study

__all__ = [
    "ASSESSORS",
    "OVERALL",
    "RANDOMISED",
    "RATIOS",
    "Act",
    "Arm",
    "ArmValue",
    "Assessment",
    "Basis",
    "Better",
    "BiasDomain",
    "BiasOpinion",
    "BiasTool",
    "Blinding",
    "Certainty",
    "CertaintyRules",
    "Change",
    "Comment",
    "Comparator",
    "Comparison",
    "Conclusion",
    "Condition",
    "Decision",
    "Design",
    "Direction",
    "Domain",
    "Door",
    "Effect",
    "Extraction",
    "Finding",
    "Grade",
    "ImportState",
    "ImportedReference",
    "Independence",
    "Instrument",
    "Intervention",
    "InterventionKind",
    "Judgement",
    "Kept",
    "LookedUp",
    "Measure",
    "NotDuplicate",
    "Notice",
    "NoticeKind",
    "Outcome",
    "OverallRule",
    "PossibleDuplicate",
    "Presence",
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
    "RulesState",
    "SearchLog",
    "Seen",
    "SellerInterest",
    "Settlement",
    "Sheet",
    "State",
    "Status",
    "Study",
    "Synonym",
    "Verdict",
    "evidence_changed",
    "hidden_from",
]
