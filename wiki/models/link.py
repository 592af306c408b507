"""Link: where a page leads, to another page or out of this site."""

from __future__ import annotations

from typing import Self

from django.db import models

from evidence.models import State
from evidence.models.stamped import one_of
from wiki.models.page import Page
from wiki.models.section import Section

# PostgreSQL indexes a text of up to 2,704 bytes; longer addresses are told as losses, not kept as rows.
LONGEST_ADDRESS = 2000
LONGEST_PATH = 500


class Leads(models.TextChoices):
    """The kinds of wiki.rendering.links.LinkKind that are kept."""

    TO_PAGE = "page", "to a page of this wiki"
    TO_FILE = "file", "to a file"
    TO_WEB = "web", "to another site"


class LinkQuerySet(models.QuerySet["Link"]):
    def on_public_pages(self) -> Self:
        return self.filter(page__state=State.PUBLISHED)

    def wanted(self) -> Self:
        """Those to a page that nobody has written yet."""
        return self.filter(kind=Leads.TO_PAGE, target__isnull=True)

    def outward(self) -> Self:
        return self.filter(kind__in=[Leads.TO_FILE, Leads.TO_WEB])


class Link(models.Model):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveIntegerField(help_text="Its number on the page, from the top.")
    kind = models.CharField(max_length=10, choices=Leads.choices)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    path = models.CharField(
        max_length=LONGEST_PATH, blank=True, help_text="Of a page of this wiki: posts/back-pain, Back Pain."
    )
    words = models.TextField(blank=True)
    target = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="links_here")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["page", "position"]
        constraints = [
            one_of("kind", Leads),
            models.UniqueConstraint(fields=["page", "position"], name="wiki_link_position_once_a_page"),
            models.CheckConstraint(
                condition=(models.Q(kind="page") & ~models.Q(path=""))
                | (~models.Q(kind="page") & models.Q(path="", target__isnull=True)),
                name="wiki_link_path_of_a_page",
                violation_error_message="path: a link to a page has one, and no other has.",
            ),
        ]
        indexes = [
            models.Index(fields=["path"], condition=models.Q(kind="page"), name="wiki_link_path"),
            models.Index(fields=["address"], condition=~models.Q(kind="page"), name="wiki_link_address"),
        ]

    def __str__(self) -> str:
        return self.words or self.address


class Answer(models.TextChoices):
    """What an address answered when it was last asked."""

    ALIVE = "alive", "answers"
    MOVED = "moved", "has moved"
    GONE = "gone", "is gone"
    SILENT = "silent", "does not answer"
    NOT_ASKED = "not asked", "is not asked"


class LinkCheck(models.Model):
    """One address, however many pages lead to it."""

    address = models.CharField(max_length=LONGEST_ADDRESS, unique=True)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    status = models.PositiveSmallIntegerField("HTTP status", null=True, blank=True)
    moved_to = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    sentence = models.CharField("in words", max_length=500, blank=True)
    failures = models.PositiveSmallIntegerField("times in a row without an answer", default=0)
    checked = models.DateTimeField("last asked")

    class Meta:
        ordering = ["address"]
        constraints = [one_of("answer", Answer)]
        indexes = [models.Index(fields=["checked"], name="wiki_linkcheck_checked")]

    def __str__(self) -> str:
        return f"{self.address} {self.get_answer_display()}"
