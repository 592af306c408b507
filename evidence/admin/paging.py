"""Pages of a long list without counting all of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Paginator
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
