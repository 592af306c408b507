"""Assessment: what curators conclude of an intervention for a condition and an outcome, from all that is known."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import Exact

from evidence.fields import PartialDateField
from evidence.models.certainty_rules import CertaintyRules
from evidence.models.condition import Condition
from evidence.models.finding import Finding
from evidence.models.intervention import Intervention
from evidence.models.kept import Kept
from evidence.models.outcome import Outcome
from evidence.models.stamped import State, one_of, one_of_or_none, waiting_index


class Grade(models.TextChoices):
    """How sure one can be that the true effect is near the one found."""

    HIGH = "high", "high"
    MODERATE = "moderate", "moderate"
    LOW = "low", "low"
    VERY_LOW = "very low", "very low"


class Conclusion(models.TextChoices):
    FAVOURS = "favours", "favours it"
    AGAINST = "against", "speaks against it"
    NO_DIFFERENCE = "no difference", "no clear difference"
    NOT_ENOUGH = "not enough", "not enough evidence"


# What was and is concluded by the rules, in one text: certainty, side and size. Empty where nothing can be rated.
_SAID = ("level", "side", "size")


def _said(path: str) -> Concat:
    texts = [Coalesce(KeyTextTransform(name, path), Value(""), output_field=models.TextField()) for name in _SAID]
    return Concat(texts[0], Value("|"), texts[1], Value("|"), texts[2], output_field=models.TextField())


def evidence_changed() -> models.Q:
    """Of assessments: the certainty or the conclusion by the rules is another than when it was saved.

    Never true of one that was saved before it was kept what it rested on.
    """
    same_condition = Finding.objects.alias(of=Coalesce("condition", Value(0, models.BigIntegerField()))).filter(
        of=Coalesce(models.OuterRef("condition"), Value(0, models.BigIntegerField())),
        intervention=models.OuterRef("intervention"),
        outcome=models.OuterRef("outcome"),
    )
    now = Coalesce(models.Subquery(same_condition.values(said=_said("line"))[:1]), Value("||"))
    return ~models.Q(as_assessed={}) & ~models.Q(Exact(_said("as_assessed"), now))


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def get_by_natural_key(self, intervention: str, condition: str | None, outcome: str) -> Assessment:
        return self.get(intervention__slug=intervention, condition__slug=condition, outcome__slug=outcome)

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def telling_changes(self) -> Self:
        """Each with `has_changed`: whether its evidence says something else since it was saved."""
        changed = models.Case(models.When(evidence_changed(), then=Value(True)), default=Value(False))
        return self.annotate(has_changed=changed)


class Assessment(Kept):
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="assessments")
    condition = models.ForeignKey(
        Condition,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assessments",
        help_text="Leave empty if it is meant for all of them.",
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="assessments")
    direction = models.CharField("what the evidence says", max_length=20, choices=Conclusion.choices)
    grade = models.CharField("certainty", max_length=20, choices=Grade.choices)
    # Written by whoever works it out by the rules; a person writes the certainty, and why it is another.
    rules = models.ForeignKey(
        CertaintyRules, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments", editable=False
    )
    rule_grade = models.CharField(
        "certainty by the rules", max_length=20, choices=Grade.choices, blank=True, editable=False
    )
    override_reason = models.TextField(
        "why it differs from the rules",
        blank=True,
        help_text="Needed if you choose another certainty than the rules give: readers see both, and this reason.",
    )
    as_assessed = models.JSONField("what it rested on", default=dict, blank=True, editable=False)
    summary = models.CharField(max_length=500, help_text="The conclusion in a sentence, as readers get it.")
    reasons = models.TextField(help_text="Why this grade: risk of bias, inconsistency, few people, indirectness …")
    reviewed_on = PartialDateField(help_text="When somebody last looked at all the evidence.")
    due_on = PartialDateField(null=True, blank=True, help_text="When it should be looked at again.")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["intervention", "outcome", "pk"]
        indexes = [waiting_index("evidence_assessment_waiting")]
        constraints = [
            one_of("direction", Conclusion),
            one_of("grade", Grade),
            one_of_or_none("rule_grade", Grade),
            models.CheckConstraint(
                condition=models.Q(rule_grade="")
                | models.Q(rule_grade=models.F("grade"))
                | ~models.Q(override_reason=""),
                name="evidence_assessment_override_has_a_reason",
                violation_error_message="why it differs from the rules: the rules give another certainty, so say why "
                "yours is right.",
            ),
            models.CheckConstraint(
                condition=models.Q(rule_grade="") | models.Q(rules__isnull=False),
                name="evidence_assessment_rule_grade_of_rules",
                violation_error_message="certainty by the rules: say by which version of them.",
            ),
            one_of("state", State),
            # Two constraints, because a unique constraint takes every NULL for another value.
            models.UniqueConstraint(
                fields=["intervention", "condition", "outcome"],
                condition=models.Q(condition__isnull=False),
                name="evidence_assessment_once",
                violation_error_message="This intervention is assessed for this condition and outcome already.",
            ),
            models.UniqueConstraint(
                fields=["intervention", "outcome"],
                condition=models.Q(condition__isnull=True),
                name="evidence_assessment_of_all_conditions_once",
                violation_error_message="This intervention is assessed for this outcome in all conditions already.",
            ),
        ]

    def __str__(self) -> str:
        whom = f" in {self.condition}" if self.condition else ""
        return f"{self.intervention}{whom}: {self.outcome}"

    def natural_key(self) -> tuple[str, str | None, str]:
        return (self.intervention.slug, self.condition.slug if self.condition else None, self.outcome.slug)

    @property
    def is_favourable(self) -> bool:
        return self.direction == Conclusion.FAVOURS

    @property
    def differs_from_rules(self) -> bool:
        return self.rule_grade not in ("", self.grade)
