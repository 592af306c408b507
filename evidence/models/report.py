"""Report: one publication of a study."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from evidence.dates import PartialDate
from evidence.fields import DerivedField, IdentifierField, PartialDateField, WebAddressField, addresses
from evidence.identifiers import Identifier, Scheme, pmid_doubt
from evidence.likeness import opening_key, place_key, title_key
from evidence.models.kept import Kept
from evidence.models.stamped import State, one_of, web_address
from evidence.models.study import Study


class ReportKind(models.TextChoices):
    ARTICLE = "article", "journal article"
    PROTOCOL = "protocol", "protocol or design paper"
    PREPRINT = "preprint", "preprint"
    ABSTRACT = "abstract", "conference abstract"
    THESIS = "thesis", "thesis or technical report"
    REGISTRY = "registry", "registry record or results"
    GUIDELINE = "guideline", "guideline document"
    ANNOUNCEMENT = "announcement", "company or agency announcement"
    BOOK = "book", "book or health technology report"


class Seen(models.TextChoices):
    """How far the entry of the report itself was checked."""

    VERIFIED = "verified", "seen at the address given"
    PARTLY = "partly", "partly seen; the notes say what was not"
    UNVERIFIED = "unverified", "not seen; entered as cited elsewhere"


class ReportQuerySet(models.QuerySet["Report"]):
    def get_by_natural_key(self, slug: str) -> Report:
        return self.get(slug=slug)

    def published(self) -> Self:
        """Reports whose study is public, and those that have no study yet."""
        return self.standing().filter(models.Q(study__state=State.PUBLISHED) | models.Q(study__isnull=True))

    def standing(self) -> Self:
        """Without those that turned out to be another report."""
        return self.filter(merged_into=None)


class Report(Kept):
    part_of = "study"
    locked_with = None

    study = models.ForeignKey(
        Study,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        help_text="The study it reports; leave empty if not known yet.",
    )
    slug = models.SlugField(
        max_length=100, unique=True, help_text="A citation key: first author and year, such as yousef-2013."
    )
    kind = models.CharField(max_length=20, choices=ReportKind.choices, default=ReportKind.ARTICLE)
    main = models.BooleanField("main report of its study", default=False)
    title = models.CharField(max_length=500, blank=True, help_text="As printed; empty if nobody has seen it.")
    authors = models.TextField(blank=True, help_text="One a line, family name and initials: Yousef AA.")
    journal = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
        help_text="Of the issue; of the online date if there is no issue yet.",
    )
    volume = models.CharField(max_length=20, blank=True)
    issue = models.CharField(max_length=20, blank=True)
    pages = models.CharField(max_length=40, blank=True, help_text="In full: 260-266.")
    published_online = PartialDateField(null=True, blank=True, help_text="2012-12-17, 2012-12 or 2012.")
    published_issue = PartialDateField("date of issue", null=True, blank=True, help_text="2013-03; add ? if unsure.")
    pmid = IdentifierField("PMID", scheme="pmid", help_text="Paste the number or PubMed's address.")
    pmcid = IdentifierField("PMCID", scheme="pmcid", help_text="PMC8482298, or the address.")
    doi = IdentifierField("DOI", scheme="doi", help_text="Paste it in any form: doi:10.…, https://doi.org/10.…")
    other_number = models.CharField(max_length=100, blank=True, help_text="A report or guideline number: NG59.")
    address = WebAddressField(max_length=1000, blank=True, help_text="Where it can be read, if not at its DOI.")
    seen = models.CharField("checked", max_length=20, choices=Seen.choices, default=Seen.UNVERIFIED)
    seen_at = addresses("addresses where it was seen", "One address a line.")
    notes = models.TextField(blank=True, help_text="What was not seen, and what other sources say otherwise.")
    exhausted = models.BooleanField(
        "everything was taken out",
        default=False,
        help_text="All results of this report are entered: nobody need open it again. Its history says who found so.",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )
    title_key = DerivedField(work_out=title_key, of=["title"])
    opening_key = DerivedField(work_out=opening_key, of=["authors", "title"])
    place_key = DerivedField(work_out=place_key, of=["authors", "volume", "pages"])

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-main", "year", "slug"]
        constraints = [
            one_of("kind", ReportKind),
            one_of("seen", Seen),
            models.UniqueConstraint(
                fields=["study"],
                condition=models.Q(main=True, study__isnull=False),
                name="evidence_report_one_main_a_study",
                violation_error_message="This study has a main report already.",
            ),
            web_address("address"),
            models.CheckConstraint(
                condition=models.Q(doi__isnull=True) | models.Q(doi__startswith="10.", doi=Lower("doi")),
                name="evidence_report_doi_canonical",
                violation_error_message="DOI: expected lower case, beginning with 10.",
            ),
            # What its identifiers, its study and its place as main report were is the kept report's now.
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | models.Q(study__isnull=True, main=False, pmid__isnull=True, pmcid__isnull=True, doi__isnull=True),
                name="evidence_report_merged_is_empty",
                violation_error_message="This report was merged into another: enter it there.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return self.study.get_absolute_url() if self.study else self.links[0].address if self.links else self.address

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        # What is not even an identifier or a date has its sentence already, and stands here as it was typed.
        if self.pmid and self.pmid.isdecimal() and (doubt := pmid_doubt(self.pmid, self.year)):
            faults["pmid"] = doubt
        printed = self.published_issue or self.published_online
        if isinstance(printed, PartialDate) and self.year and printed.year != self.year:
            faults["year"] = f"The year is {self.year}, but the dates say {printed.year}."
        if faults:
            raise ValidationError(faults)

    @property
    def author_list(self) -> list[str]:
        return [line.strip() for line in self.authors.splitlines() if line.strip()]

    @property
    def links(self) -> list[Identifier]:
        """Its identifiers, the DOI first since it leads to the paper itself."""
        pairs = ((Scheme.DOI, self.doi), (Scheme.PMID, self.pmid), (Scheme.PMCID, self.pmcid))
        return [Identifier(scheme, value) for scheme, value in pairs if value]
