"""Pages of a long list without counting all of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import QuerySet


class CappedPaginator(Paginator):
    """Counts up to `most` rows and offers no page beyond them.

    Counting 2 million rows takes longer than showing fifty of them, and so does skipping to the last page.
    """

    most = 10_000

    @property
    def rows(self) -> QuerySet[Any]:
        return cast(QuerySet[Any], self.object_list)

    @cached_property
    def count(self) -> int:
        return self._estimate() or self.rows.order_by()[: self.most + 1].count()

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, self.most // self.per_page)

    @property
    def capped(self) -> bool:
        return self.count > self.most

    @property
    def count_words(self) -> str:
        """`37`, or `more than 10,000` where nobody has counted on."""
        return f"more than {self.most:,}" if self.capped else f"{self.count:,}"

    def _estimate(self) -> int | None:
        """The size that PostgreSQL keeps of a whole table; None for a filtered list or a short one."""
        connection = connections[self.rows.db]
        if connection.vendor != "postgresql" or self.rows.query.where.children:
            return None
        table = connection.ops.quote_name(self.rows.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
            estimate: int = cursor.fetchone()[0]
        return estimate if estimate > self.most else None


class RowPaginator(CappedPaginator):
    """For rows of a model, each once: what they carry besides is worked out for those that are shown alone."""

    @cached_property
    def count(self) -> int:
        return self._estimate() or self.rows.order_by().values("pk")[: self.most + 1].count()

    def page(self, number: Any) -> Page[Any]:
        """Of the rows that are skipped nothing is worked out but their place: a later page asks for its numbers first.

        Where the count has found nothing, the rows are not looked for again.
        """
        number = self.validate_number(number)
        if not self.count:
            return Page(self.rows.none(), number, self)
        if number == 1:
            return super().page(number)
        bottom = (number - 1) * self.per_page
        top = self.count if bottom + self.per_page + self.orphans >= self.count else bottom + self.per_page
        shown = list(self.rows.values_list("pk", flat=True)[bottom:top])
        return Page(self.rows.filter(pk__in=shown), number, self)
