"""Study: one piece of research, however often it is reported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from evidence.fields import DerivedField, count
from evidence.likeness import title_key
from evidence.models.condition import Condition
from evidence.models.intervention import Intervention
from evidence.models.kept import Kept
from evidence.models.stamped import State, one_of, one_of_or_none, waiting_index

if TYPE_CHECKING:
    from evidence.models.report import Report


class Design(models.TextChoices):
    RCT = "randomised", "randomised trial"
    CROSSOVER = "crossover", "randomised crossover trial"
    FACTORIAL = "factorial", "randomised factorial trial"
    SMART = "smart", "sequential randomised trial (SMART)"
    CONTROLLED = "controlled", "controlled trial, not randomised"
    BEFORE_AFTER = "before-after", "before-and-after study, no control group"
    COHORT = "cohort", "cohort study"
    CASE_CONTROL = "case-control", "case-control study"
    CROSS_SECTIONAL = "cross-sectional", "cross-sectional study"
    CASE_REPORT = "case report", "case report or series"
    SYSTEMATIC_REVIEW = "systematic review", "systematic review"
    NARRATIVE_REVIEW = "narrative review", "narrative review"
    GUIDELINE = "guideline", "guideline"
    STATISTICS = "statistics", "statistics of burden"
    UNKNOWN = "unknown", "design not known"


RANDOMISED = (Design.RCT, Design.CROSSOVER, Design.FACTORIAL, Design.SMART)


class Blinding(models.TextChoices):
    OPEN = "open", "open label"
    SINGLE = "single", "single-blind"
    DOUBLE = "double", "double-blind"
    TRIPLE = "triple", "triple-blind"
    NOT_STATED = "not stated", "blinding not stated"
    NOT_APPLICABLE = "not applicable", "blinding does not apply"


class Status(models.TextChoices):
    PLANNED = "planned", "planned"
    RUNNING = "running", "running"
    COMPLETED = "completed", "completed"
    STOPPED = "stopped", "stopped early"
    UNKNOWN = "unknown", "status not known"


class SellerInterest(models.TextChoices):
    YES = "yes", "yes"
    NO = "no", "no"
    NOT_STATED = "not stated", "not stated"


class Independence(models.TextChoices):
    """What the studies of one independence group share."""

    TEAM = "team", "the same team"
    SPONSOR = "sponsor", "the same sponsor"
    PEOPLE = "people", "some of the same people"


class StudyQuerySet(models.QuerySet["Study"]):
    def get_by_natural_key(self, slug: str) -> Study:
        return self.get(slug=slug)

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def standing(self) -> Self:
        """Without those that turned out to be another study."""
        return self.filter(merged_into=None)

    def about(self, intervention: Intervention) -> Self:
        """Studies of an intervention or of anything below it."""
        return self.testing(Intervention.objects.under(intervention))

    def testing(self, interventions: Iterable[Intervention]) -> Self:
        """Studies of any of these interventions, each once."""
        links = Study.interventions.through.objects.filter(intervention__in=interventions)
        return self.filter(pk__in=links.values("study"))

    def treating(self, condition: Condition) -> Self:
        links = Study.conditions.through.objects.filter(condition__in=Condition.objects.under(condition))
        return self.filter(pk__in=links.values("study"))

    def randomised(self) -> Self:
        return self.filter(design__in=RANDOMISED)


class Study(Kept):
    slug = models.SlugField(
        max_length=100, unique=True, help_text="Its address: first author and year, such as yousef-2013."
    )
    title = models.CharField(
        max_length=500, help_text="The title of its main report, or what the registry calls it. No title, no study."
    )
    acronym = models.CharField(max_length=40, blank=True, help_text="OPAL, BEST, SPACE …")
    design = models.CharField(
        max_length=20, choices=Design.choices, help_text="What it is, as you checked it in the methods section."
    )
    claimed_design = models.CharField(
        max_length=200, blank=True, help_text="What its title or abstract calls it, if that differs."
    )
    blinding = models.CharField(max_length=20, choices=Blinding.choices, default=Blinding.NOT_STATED)
    conditions = models.ManyToManyField(Condition, related_name="studies", blank=True)
    interventions = models.ManyToManyField(
        Intervention, related_name="studies", blank=True, help_text="What it tests or reviews; not what everybody got."
    )
    country = models.CharField(max_length=100, blank=True, help_text="Where people took part; methods section.")
    setting = models.CharField(max_length=300, blank=True, help_text="Clinic, community, emergency department …")
    population = models.TextField(blank=True, help_text="Who took part, in a sentence: age, sex, diagnosis.")
    people = count("people randomised or studied", "First box of the flow diagram, or the abstract.")
    studies_reviewed = count("studies in the review", "For a review: how many studies it includes.")
    funding = models.CharField(max_length=300, blank=True, help_text="End of the paper: funding or acknowledgements.")
    conflict_of_interest = models.TextField(blank=True, help_text="End of the paper: declaration of interests.")
    sponsor = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who ran it or paid for it, in one spelling for all its trials: so they can be counted as one.",
    )
    seller_interest = models.CharField(
        "interest of a seller",
        max_length=20,
        choices=SellerInterest.choices,
        default=SellerInterest.NOT_STATED,
        help_text="Whether it was paid for, run or written by somebody who sells what is tested.",
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.COMPLETED)
    independence_group = models.SlugField(
        max_length=100,
        blank=True,
        help_text="The same word for studies that share a team or people, so that they are not counted twice.",
    )
    independence_reason = models.CharField(
        "what they share", max_length=20, choices=Independence.choices, blank=True, help_text="Only with such a word."
    )
    notes = models.TextField(blank=True, help_text="What a reader should know: what could not be seen, what disagrees.")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )
    title_key = DerivedField(work_out=title_key, of=["title"])

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "studies"
        permissions = [("publish_study", "Can publish and withdraw studies")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="evidence_study_has_a_title",
                violation_error_message="title: a study needs one.",
            ),
            one_of("design", Design),
            one_of("blinding", Blinding),
            one_of("status", Status),
            one_of("seller_interest", SellerInterest),
            one_of_or_none("independence_reason", Independence),
            models.CheckConstraint(
                condition=models.Q(independence_reason="") | ~models.Q(independence_group=""),
                name="evidence_study_independence_reason_of_a_group",
                violation_error_message="what they share: name the group of studies first.",
            ),
            one_of("state", State),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(state=State.WITHDRAWN),
                name="evidence_study_merged_is_withdrawn",
                violation_error_message="This study was merged into another: that one is read.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "slug"], name="evidence_study_public"),
            waiting_index("evidence_study_waiting"),
        ]

    def __str__(self) -> str:
        return self.acronym or self.slug

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("evidence:study", args=[self.slug])

    @property
    def is_randomised(self) -> bool:
        return self.design in RANDOMISED

    @property
    def main_report(self) -> Report | None:
        """The report to cite: the one marked as main, else the first; uses what was prefetched."""
        reports = list(self.reports.all())
        return next((one for one in reports if one.main), reports[0] if reports else None)
