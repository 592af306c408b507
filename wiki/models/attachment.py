"""Attachment: a file or picture that pages point to, and what is known of it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Self
from urllib.parse import unquote

from django.conf import settings
from django.db import models
from django.urls import reverse

from evidence.models.stamped import Stamped, State, one_of
from wiki.models.link import LONGEST_ADDRESS
from wiki.models.page import Page
from wiki.slugs import slug_of


class AttachmentKind(models.TextChoices):
    PICTURE = "picture", "picture"
    FILE = "file", "file"


class Presence(models.TextChoices):
    UNKNOWN = "not looked", "not looked at yet"
    PRESENT = "present", "present"
    MISSING = "missing", "missing"
    PLACEHOLDER = "placeholder", "only a placeholder"


class Rights(models.TextChoices):
    """Who may be shown the file that we hold; what others serve is theirs to show."""

    UNKNOWN = "unknown", "not known: curators only"
    RESTRICTED = "restricted", "copyright of others: curators only"
    FREE = "free", "free licence or public domain"
    PERMITTED = "permitted", "its owner permits it"


SHOWN_TO_ALL = {Rights.FREE, Rights.PERMITTED}


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def holding(self, sha256: str) -> Self:
        """Those whose file has this sum."""
        return self.exclude(held="").filter(sha256=sha256)

    def open_to_all(self) -> Self:
        """Whose rights allow it, unless only pages lead there that the public does not see."""
        uses = AttachmentUse.objects.filter(attachment=models.OuterRef("pk"))
        public = models.Exists(uses.filter(page__state=State.PUBLISHED)) | ~models.Exists(uses)
        return self.filter(public, rights__in=SHOWN_TO_ALL)


class Attachment(Stamped):
    address = models.CharField(
        max_length=LONGEST_ADDRESS, unique=True, help_text="As pages print it; one of this wiki begins with /."
    )
    kind = models.CharField(max_length=10, choices=AttachmentKind.choices)
    media_type = models.CharField(max_length=100, blank=True, help_text="application/pdf, image/png ...")
    title = models.CharField(max_length=300, blank=True, help_text="What it is, in words.")
    alt_text = models.TextField(
        "description", blank=True, help_text="For those who do not see the picture: what it shows, in a sentence."
    )
    rights = models.CharField(max_length=12, choices=Rights.choices, default=Rights.UNKNOWN)
    rights_note = models.TextField(blank=True, help_text="Licence, owner, and where that is said.")
    presence = models.CharField("is it there", max_length=12, choices=Presence.choices, default=Presence.UNKNOWN)
    held = models.FileField("file that we hold", upload_to="attachments/", max_length=300, blank=True)
    sha256 = models.CharField("SHA-256 of the file we hold", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("bytes", null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pages = models.ManyToManyField(Page, through="AttachmentUse", related_name="attachments")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        constraints = [
            one_of("kind", AttachmentKind),
            one_of("presence", Presence),
            one_of("rights", Rights),
            models.CheckConstraint(
                condition=models.Q(held="", sha256="", size__isnull=True)
                | (~models.Q(held="") & ~models.Q(sha256="") & models.Q(size__isnull=False)),
                name="wiki_attachment_held_with_sum",
                violation_error_message="file: what we hold has its SHA-256 and its size.",
            ),
        ]
        indexes = [
            models.Index(fields=["presence", "kind"], name="wiki_attachment_presence"),
            models.Index(fields=["sha256"], condition=~models.Q(sha256=""), name="wiki_attachment_held"),
        ]

    def __str__(self) -> str:
        return self.title or self.address

    @property
    def open_to_all(self) -> bool:
        return self.rights in SHOWN_TO_ALL

    @property
    def own_address(self) -> str:
        """Where this site serves the file that we hold; empty if there is none."""
        if not self.held:
            return ""
        name = slug_of(self.title or unquote(PurePosixPath(self.address).stem), longest=80) or self.kind
        return reverse("wiki:attachment", args=[self.sha256, f"{name}{PurePosixPath(str(self.held)).suffix}"])

    @property
    def as_shown(self) -> tuple[str, str]:
        """What readers of a page get of a picture that we know: an address of this site, a description."""
        return (self.public_address, self.alt_text) if self.kind == AttachmentKind.PICTURE else ("", "")

    @property
    def public_address(self) -> str:
        """The same, if the file may be shown to everybody."""
        return self.own_address if self.open_to_all else ""


class AttachmentUse(models.Model):
    """One page that points to an attachment, with the words or the description it has there."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="attachment_uses")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="uses")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["page", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "attachment"], name="wiki_attachmentuse_once_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.attachment} on {self.page}"
