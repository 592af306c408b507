"""Mention: a link, an identifier or a sentence that points at a study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Self

from django.db import models

from evidence.identifiers import Identifier, Scheme
from evidence.models import Report, State, Study
from evidence.models.stamped import Stamped, one_of
from wiki.models.lane import Authority, Decided
from wiki.models.page import Page
from wiki.models.section import Section


def by_scheme(identifiers: Iterable[Identifier]) -> dict[Scheme, list[str]]:
    """Values under their schemes, since a query asks for all of one scheme at once."""
    values: defaultdict[Scheme, list[str]] = defaultdict(list)
    for one in identifiers:
        values[one.scheme].append(one.value)
    return values


class MentionState(models.TextChoices):
    OPEN = "open", "open"
    LINKED = "linked", "linked"
    SET_ASIDE = "set aside", "set aside"


class MentionQuerySet(models.QuerySet["Mention"]):
    def open(self) -> Self:
        return self.filter(state=MentionState.OPEN)

    def undecided(self) -> Self:
        """Those that no file and no curator has spoken about."""
        return self.filter(authority=Authority.IMPORT)

    def public(self) -> Self:
        """Those that stand on a published page, as it is now."""
        return self.filter(page__state=State.PUBLISHED, section__isnull=False)

    def of(self, study: Study) -> Self:
        return self.filter(report__study=study)

    def called(self, identifiers: Iterable[Identifier]) -> Self:
        """Those that go by one of the identifiers, as their first or as another; none if there are none."""
        first, other = models.Q(pk__in=[]), models.Q(pk__in=[])
        for scheme, values in by_scheme(identifiers).items():
            first |= models.Q(scheme=scheme.value, identifier__in=values)
            other |= models.Q(others__scheme=scheme.value, others__identifier__in=values)
        # The two are asked apart, since a database that must look at both at once looks at every row.
        others = self.model._default_manager.filter(other).values("pk")
        return self.filter(first) | self.filter(pk__in=others)


class Mention(Stamped, Decided):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="mentions")
    section = models.ForeignKey(
        Section,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentions",
        editable=False,
        help_text="Empty when the words no longer stand on the page.",
    )
    position = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="Its number on the page, from the top."
    )
    scheme = models.CharField(
        max_length=10, blank=True, choices=[(one.value, one.name) for one in Scheme], editable=False
    )
    identifier = models.CharField(max_length=200, blank=True, editable=False)
    address = models.TextField(blank=True, editable=False)
    words = models.TextField(help_text="The link's words, or the sentence, exactly as they stand on the page.")
    context = models.TextField("words around", blank=True, editable=False)
    quote = models.TextField("quoted beneath", blank=True, editable=False)
    marked_by_hand = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=10, choices=MentionState.choices, default=MentionState.OPEN)
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The report it points at."
    )
    reason = models.TextField(
        blank=True, help_text="Why these two are the same, or why this is set aside: one sentence."
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["page", "position"]
        constraints = [
            one_of("state", MentionState),
            models.CheckConstraint(
                condition=models.Q(state="linked", report__isnull=False)
                | (models.Q(report__isnull=True) & ~models.Q(state="linked")),
                name="wiki_mention_linked_to_a_report",
                violation_error_message="report: a linked mention needs one, and no other has one.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | ~models.Q(reason=""),
                name="wiki_mention_has_a_reason",
                violation_error_message="reason: say why it is linked or set aside.",
            ),
            models.CheckConstraint(
                condition=models.Q(scheme="", identifier="") | (~models.Q(scheme="") & ~models.Q(identifier="")),
                name="wiki_mention_scheme_with_identifier",
                violation_error_message="identifier: expected one together with its scheme.",
            ),
            models.CheckConstraint(
                condition=(models.Q(marked_by_hand=True) & ~models.Q(words=""))
                | (models.Q(marked_by_hand=False) & ~models.Q(identifier="")),
                name="wiki_mention_says_what",
                violation_error_message="words: a sentence marked by hand needs its words.",
            ),
            models.UniqueConstraint(
                fields=["page", "position"],
                condition=models.Q(position__isnull=False),
                name="wiki_mention_position_once_a_page",
                violation_error_message="Another mention stands at this place of the page.",
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "identifier"], name="wiki_mention_identifier"),
            models.Index(fields=["state", "scheme", "identifier", "page"], name="wiki_mention_queue"),
        ]

    def __str__(self) -> str:
        return " ".join(self.words.split())[:80] or self.identifier

    @property
    def doubt(self) -> str:
        """Why the rule did not tie an open mention though its identifiers are known here."""
        return self.reason if self.state == MentionState.OPEN and self.authority == Authority.IMPORT else ""

    @property
    def all_names(self) -> list[Identifier]:
        """Every identifier of its citation, the one that it goes by first."""
        return [*([self.names] if self.names else []), *(other.names for other in self.others.all())]

    @property
    def names(self) -> Identifier | None:
        return Identifier(Scheme(self.scheme), self.identifier) if self.scheme else None
