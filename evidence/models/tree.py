"""Trees of nouns: a substance over its forms and routes, a condition over its kinds."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from evidence.models.kept import Kept


class TreeQuerySet(models.QuerySet[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)

    def under(self, top: Tree) -> Self:
        """`top` and everything below it, by one recursive query that both databases take."""
        table = self.model._meta.db_table  # a constant of the model, never a request's text
        return self.filter(
            pk__in=RawSQL(  # noqa: S611
                f"WITH RECURSIVE tree(id) AS (SELECT id FROM {table} WHERE id = %s UNION "  # noqa: S608
                f"SELECT child.id FROM {table} child JOIN tree ON child.parent_id = tree.id) SELECT id FROM tree",
                [top.pk],
            )
        )

    def above(self, bottom: Tree) -> Self:
        """The ancestors of `bottom`, without itself."""
        table = self.model._meta.db_table
        return self.filter(
            pk__in=RawSQL(  # noqa: S611
                f"WITH RECURSIVE line(id, parent_id) AS (SELECT id, parent_id FROM {table} WHERE id = %s UNION "  # noqa: S608
                f"SELECT up.id, up.parent_id FROM {table} up JOIN line ON up.id = line.parent_id) "
                "SELECT parent_id FROM line WHERE parent_id IS NOT NULL",
                [bottom.pk],
            )
        )


class Tree(Kept):
    """A name, an address and a place below another of the same kind."""

    name = models.CharField(max_length=200, help_text="The plain name a reader would look for.")
    slug = models.SlugField(max_length=100, unique=True, help_text="Its address; filled in from the name.")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The wider thing it is a kind of.",
    )
    description = models.TextField(blank=True, help_text="What it is, in a sentence or two of your own words.")

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="%(app_label)s_%(class)s_name_any_case",
                violation_error_message="This name exists already, perhaps in other capitals.",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="%(app_label)s_%(class)s_not_its_own_parent",
                violation_error_message="parent: nothing is a kind of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent_id and type(self)._default_manager.all().under(self).filter(pk=self.parent_id):  # type: ignore[attr-defined]
            raise ValidationError({"parent": f"{self.parent} lies below {self.name}: a tree has no circles."})
