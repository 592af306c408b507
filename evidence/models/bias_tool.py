"""BiasTool and BiasDomain: the tools by which risk of bias is judged. They are data, since tools change."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models

from evidence.fields import WebAddressField
from evidence.models.kept import Kept
from evidence.models.stamped import one_of, web_address
from evidence.models.study import Design

# The code of the domain that holds an overall judgement made otherwise than by the tool's rule.
OVERALL = "overall"


class Judgement(models.TextChoices):
    """All that any tool knows; which of them a tool uses, and in which order, is the tool's to say."""

    LOW = "low", "low"
    LOW_EXCEPT = "low except confounding", "low except for confounding"
    SOME_CONCERNS = "some concerns", "some concerns"
    MODERATE = "moderate", "moderate"
    HIGH = "high", "high"
    SERIOUS = "serious", "serious"
    CRITICAL = "critical", "critical"
    NO_INFORMATION = "no information", "no information"


class OverallRule(models.TextChoices):
    WORST = "worst", "the worst of the domains"
    SEVERAL = "several", "the worst of the domains, or several together"


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _one_of(text: str, choices: type[models.TextChoices]) -> None:
    listed = _words(text)
    strangers = [word for word in listed if word not in choices.values]
    if strangers:
        raise ValidationError(f"expected some of {', '.join(choices.values)}, got “{strangers[0]}”.")
    if len(set(listed)) < len(listed):
        raise ValidationError("expected each of them once.")


def validate_judgements(text: str) -> None:
    """Judgements with commas between them; raises ValidationError that names a stranger."""
    _one_of(text, Judgement)


def validate_designs(text: str) -> None:
    _one_of(text, Design)


class BiasToolQuerySet(models.QuerySet["BiasTool"]):
    def get_by_natural_key(self, name: str) -> BiasTool:
        return self.get(name=name)

    def suiting(self, design: str) -> list[BiasTool]:
        """Those made for a design, in the order of their names: an older version before a newer one."""
        return [tool for tool in self.order_by("name") if design in tool.designs]


class BiasTool(Kept):
    """A tool in one version: another version that asks other domains is another tool."""

    name = models.CharField(max_length=30, help_text="Short, with the version where there are several: ROBINS-I V2.")
    version = models.CharField(max_length=100, help_text="Its date and where it was published, as people cite it.")
    suits = models.CharField(
        "designs it suits",
        max_length=300,
        blank=True,
        validators=[validate_designs],
        help_text="With commas between them: randomised, crossover.",
    )
    judgements = models.CharField(
        max_length=200,
        validators=[validate_judgements],
        help_text="From the best to the worst, with commas between them: low, some concerns, high. "
        "“no information” has no place in that order and comes last.",
    )
    overall_rule = models.CharField("overall judgement", max_length=20, choices=OverallRule.choices)
    address = WebAddressField("official guidance", max_length=500, help_text="Where its questions are to be read.")
    licence = models.TextField(
        blank=True, help_text="What may be copied of it; most tools may be linked and not copied."
    )

    objects = BiasToolQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("overall_rule", OverallRule),
            web_address("address"),
            models.UniqueConstraint(
                fields=["name"],
                name="evidence_biastool_once",
                violation_error_message="There is a tool of that name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    @property
    def designs(self) -> list[str]:
        return _words(self.suits)

    @property
    def known(self) -> list[Judgement]:
        return [Judgement(word) for word in _words(self.judgements)]

    @property
    def scale(self) -> list[Judgement]:
        """The judgements that have an order, the best first."""
        return [one for one in self.known if one != Judgement.NO_INFORMATION]

    def overall(self, judged: Mapping[str, str], codes: list[str]) -> tuple[Judgement | None, str]:
        """What the tool's rule makes of the judgements by domain, and a sentence that says how.

        `codes` are those of all domains. RoB 2: Cochrane Handbook 6.3, table 8.2.b. ROBINS-I: table 2 of
        doi:10.1136/bmj.i4919. None as long as the domains that are not judged could change it.
        """
        given = [Judgement(judged[code]) for code in codes if code in judged]
        ordered = [one for one in given if one in self.scale]
        worst = max(ordered, key=self.scale.index, default=None)
        if worst is not None and worst == self.scale[-1]:
            return worst, "The worst of the domains."
        if len(given) < len(codes):
            return None, f"{len(given)} of {len(codes)} domains are judged: too few for the tool’s rule."
        if len(ordered) < len(given) and (worst is None or self.scale.index(worst) < len(self.scale) - 2):
            return Judgement.NO_INFORMATION, "On at least one domain there is no information, and no other is serious."
        short = sum(one == worst for one in ordered)
        if self.overall_rule == OverallRule.SEVERAL and worst is not None and worst != self.scale[0] and short > 1:
            return worst, (
                f"The worst of the domains. In {short} of them it is “{worst}”: if together they lower your confidence "
                f"substantially, the tool has you say “{self.scale[-1]}”, with the reason."
            )
        return worst, "The worst of the domains."


class DomainQuerySet(models.QuerySet["BiasDomain"]):
    def get_by_natural_key(self, tool: str, code: str) -> BiasDomain:
        return self.get(tool__name=tool, code=code)


class BiasDomain(Kept):
    """One domain of a tool; its name only, since the questions under it stay with their authors."""

    part_of = "tool"

    tool = models.ForeignKey(BiasTool, on_delete=models.CASCADE, related_name="domains")
    code = models.CharField(max_length=10, help_text="D1, D2 … or overall.")
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    objects = DomainQuerySet.as_manager()

    class Meta:
        ordering = ["tool__name", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "code"],
                name="evidence_biasdomain_once",
                violation_error_message="This tool has a domain of that code already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tool} {self.code}: {self.name}"

    def natural_key(self) -> tuple[str, str]:
        return (self.tool.name, self.code)

    @property
    def is_overall(self) -> bool:
        return self.code == OVERALL
