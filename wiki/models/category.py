"""Category: a shelf of the wiki that pages came from."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from evidence.models.kept import Kept


class CategoryQuerySet(models.QuerySet["Category"]):
    def get_by_natural_key(self, name: str) -> Category:
        return self.get(name__iexact=name)


class Category(Kept):
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True, help_text="Its address.")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="wiki_category_name_any_case",
                violation_error_message="This category exists already, perhaps in other capitals.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    def get_absolute_url(self) -> str:
        return reverse("wiki:category", args=[self.slug])
