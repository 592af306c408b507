"""Intervention: what is tried, from a substance down to a product."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.urls import reverse

from evidence.doses import Unit
from evidence.fields import figure
from evidence.models.kept import Kept
from evidence.models.route import Route
from evidence.models.stamped import not_below_zero, one_of, one_of_or_none
from evidence.models.tree import Tree, TreeQuerySet


class InterventionKind(models.TextChoices):
    SUBSTANCE = "substance", "substance"
    FORM = "form and route", "form and route"
    PRODUCT = "product", "product"
    REGIMEN = "regimen", "regimen"
    DRUG = "drug", "drug or drug class"
    EXERCISE = "exercise", "exercise or manual therapy"
    DEVICE = "device", "device"
    PROCEDURE = "procedure", "procedure"
    PSYCHOLOGICAL = "psychological", "psychological treatment"
    EXPOSURE = "exposure", "exposure, not a treatment"
    CARE = "care", "care as usual, advice or self-care"


class InterventionQuerySet(TreeQuerySet):
    def tried(self) -> Self:
        """Those that a published study is about."""
        return self.filter(studies__state="published").distinct()

    def tops_tried(self) -> Self:
        """Those at the top of the tree with a published study of themselves or of something below them."""
        up = RawSQL(
            "WITH RECURSIVE up(id, parent_id) AS ("
            "SELECT i.id, i.parent_id FROM evidence_intervention i "
            "JOIN evidence_study_interventions l ON l.intervention_id = i.id "
            "JOIN evidence_study s ON s.id = l.study_id AND s.state = 'published' "
            "UNION SELECT p.id, p.parent_id FROM evidence_intervention p JOIN up ON up.parent_id = p.id) "
            "SELECT id FROM up",
            [],
        )
        return self.filter(parent=None, pk__in=up)


class Described(NamedTuple):
    """The form and the route of an intervention; "" for what nobody says."""

    form: str
    route: str


class Intervention(Tree):
    kind = models.CharField(max_length=20, choices=InterventionKind.choices)
    form = models.CharField(max_length=60, blank=True, help_text="What it comes as: oxide, cream, gel, infusion.")
    route = models.CharField(
        max_length=20,
        choices=Route.choices,
        blank=True,
        help_text="How it gets to the body; empty for a substance that is given in several ways.",
    )
    daily_amount = figure(
        "amount a day",
        "What a product's label or a regimen gives in a day; empty if it varies or is not said.",
        least=0,
    )
    daily_unit = models.CharField(
        "its unit", max_length=20, choices=[(one.value, one.value) for one in Unit], blank=True
    )
    elemental_fraction = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0001), MaxValueValidator(1)],
        help_text="Grams of the element in a gram of the compound: 0.603 for magnesium oxide.",
    )
    counted_as = models.CharField(
        max_length=60,
        blank=True,
        help_text="What amounts of it are added up as, over salts and steps: magnesium, vitamin D.",
    )
    micrograms_per_iu = models.FloatField(
        "micrograms in one IU",
        null=True,
        blank=True,
        validators=[MinValueValidator(0.000001), MaxValueValidator(1_000_000)],
        help_text="0.025 for vitamin D, where 40 IU are 1 µg. Empty for vitamins A and E: it depends on their form.",
    )
    mechanism = models.TextField(
        blank=True, help_text="How it is thought to work. Kept apart: an explanation is no evidence of an effect."
    )

    objects = InterventionQuerySet.as_manager()

    class Meta(Tree.Meta):
        constraints = [
            *Tree.Meta.constraints,
            one_of("kind", InterventionKind),
            one_of_or_none("route", Route),
            *not_below_zero("daily_amount"),
            models.CheckConstraint(
                condition=models.Q(daily_amount__isnull=True) | ~models.Q(daily_unit=""),
                name="evidence_intervention_daily_amount_has_a_unit",
                violation_error_message="its unit: an amount needs one.",
            ),
            models.CheckConstraint(
                condition=models.Q(elemental_fraction__isnull=True)
                | models.Q(elemental_fraction__gt=0, elemental_fraction__lte=1),
                name="evidence_intervention_elemental_fraction",
                violation_error_message="elemental fraction: expected above 0 and at most 1.",
            ),
            models.CheckConstraint(
                condition=models.Q(micrograms_per_iu__isnull=True)
                | models.Q(micrograms_per_iu__gt=0, micrograms_per_iu__lte=1_000_000),
                name="evidence_intervention_micrograms_per_iu",
                violation_error_message="micrograms in one IU: expected above 0.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("evidence:intervention", args=[self.slug])

    @property
    def described(self) -> Described:
        """Form and route, each of itself or of the nearest above it that has one: a cream of a topical form is so."""
        form, route = self.form, self.route
        one: Any = self.parent
        while one is not None and not (form and route):
            form, route, one = form or one.form, route or one.route, one.parent
        return Described(form, route)

    def clean(self) -> None:
        super().clean()
        if Synonym.objects.filter(name__iexact=self.name).exclude(intervention=self.pk).exists():
            raise ValidationError({"name": f"“{self.name}” is a synonym of another intervention already."})


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def get_by_natural_key(self, name: str) -> Synonym:
        return self.get(name__iexact=name)


class Synonym(Kept):
    """Another name that people use for an intervention; it leads to one only."""

    part_of = "intervention"

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="synonyms")
    name = models.CharField(max_length=200)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="evidence_synonym_name_any_case",
                violation_error_message="This synonym exists already, perhaps in other capitals.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    def clean(self) -> None:
        super().clean()
        if Intervention.objects.filter(name__iexact=self.name).exclude(pk=self.intervention_id).exists():
            raise ValidationError({"name": f"“{self.name}” is the name of another intervention."})
