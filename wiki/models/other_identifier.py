"""OtherIdentifier: what else a citation is called, besides the identifier that its mention goes by."""

from __future__ import annotations

from django.db import models

from evidence.identifiers import Identifier, Scheme
from wiki.models.mention import Mention


class OtherIdentifier(models.Model):
    """A link to a paper's DOI whose words say its PMID has two; each of them can lead to the report."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="others")
    scheme = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Scheme])
    identifier = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scheme__in=[one.value for one in Scheme]) & ~models.Q(identifier=""),
                name="wiki_otheridentifier_is_one",
                violation_error_message="identifier: expected one together with its scheme.",
            ),
            models.UniqueConstraint(
                fields=["mention", "scheme", "identifier"],
                name="wiki_otheridentifier_once_a_mention",
                violation_error_message="This mention has that identifier already.",
            ),
        ]
        indexes = [models.Index(fields=["scheme", "identifier"], name="wiki_otheridentifier_names")]

    def __str__(self) -> str:
        return str(self.names)

    @property
    def names(self) -> Identifier:
        return Identifier(Scheme(self.scheme), self.identifier)
