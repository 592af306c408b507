"""Page: a source page as it was written."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from taggit.managers import TaggableManager

from evidence.fields import PartialDateField, WebAddressField
from evidence.models import State
from evidence.models.stamped import Stamped, one_of, waiting_index
from wiki.models.category import Category
from wiki.models.lane import Lane, Laned, lane_or_empty
from wiki.models.tagging import TaggedPage
from wiki.reading.page_file import SourceFormat


class PageQuerySet(models.QuerySet["Page"]):
    def get_by_natural_key(self, slug: str) -> Page:
        return self.get(slug=slug)

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def numbered(self, number: str) -> Page | None:
        """The public page with this number in the old wiki; None for what is no number."""
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            return None
        return self.published().filter(tiki_page_id=int(number)).first()

    def tagged(self, tag_slug: str) -> Self:
        return self.filter(tags__slug=tag_slug)

    def under(self, category: Category) -> Self:
        return self.filter(categories=category)

    def listed(self) -> Self:
        """Without the texts, which a list does not print and which can be long."""
        return self.defer("body", "front_matter", "extra")

    def after(self, slug: str) -> Self:
        """Those that follow a page in the list: the next screen, without counting what came before."""
        return self.order_by("slug").filter(slug__gt=slug)


class Page(Stamped, Laned):
    slug = models.SlugField(max_length=200, unique=True, help_text="Its address below /pages/.")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    date = PartialDateField(null=True, blank=True, help_text="When the page was begun; its sections carry their own.")
    publisher = models.CharField(max_length=200, blank=True, help_text="Who stands behind it: a wiki, a shop, a paper.")
    conflict_of_interest = models.TextField(
        blank=True, help_text="What the publisher gains if readers believe it: sells the product, say."
    )
    source_url = WebAddressField("original address", max_length=1000, blank=True)
    tiki_page_id = models.PositiveIntegerField(
        "number in the old wiki",
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": "another page has this number."},
    )

    source_format = models.CharField(max_length=10, choices=[(one.value, one.value) for one in SourceFormat])
    front_matter = models.TextField(blank=True, editable=False)
    body = models.TextField(blank=True, editable=False)
    checksum = models.CharField("SHA-256 of the file", max_length=64, editable=False)
    extra = models.JSONField("unknown keys of the front matter", default=dict, blank=True, editable=False)
    renderer = models.CharField("rendered by version", max_length=10, editable=False)
    source_file = models.CharField(
        "imported from", max_length=500, blank=True, editable=False, help_text="Below the folder that was imported."
    )
    version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="The number of its newest version; a form is refused that saw an older one.",
    )
    by_hand = models.JSONField(
        "set by curators", default=list, blank=True, editable=False, help_text="Fields that no import changes any more."
    )
    offered = models.ForeignKey(
        "wiki.SourceText",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        help_text="A newer file's text, held back because a curator has changed this page's.",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    categories = models.ManyToManyField(Category, related_name="pages", blank=True)
    tags: Any = TaggableManager(through=TaggedPage, blank=True)

    objects = PageQuerySet.as_manager()
    # While it is being created nothing belongs to it yet, so nobody needs to ask; thousands come in one import.
    is_new = False

    class Meta:
        ordering = ["slug"]
        permissions = [("publish_page", "Can publish and withdraw pages")]
        constraints = [
            one_of("state", State),
            lane_or_empty("lane"),
            lane_or_empty("suggested_lane"),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="wiki_page_has_a_title",
                violation_error_message="title: a page needs one.",
            ),
            models.CheckConstraint(
                condition=models.Q(source_url="")
                | models.Q(source_url__startswith="https://")
                | models.Q(source_url__startswith="http://"),
                name="wiki_page_source_url_is_web",
                violation_error_message="original address: expected one that begins with https:// or http://.",
            ),
        ]
        indexes = [models.Index(fields=["state", "slug"], name="wiki_page_public"), waiting_index("wiki_page_waiting")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("wiki:page", args=[self.slug])

    @property
    def is_commercial(self) -> bool:
        return self.lane == Lane.COMMERCIAL

    @property
    def source_text(self) -> str:
        """The file as it was received, to the byte."""
        return self.front_matter + self.body
