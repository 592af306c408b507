"""Lists that know which version of each row they show, read together with the row."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Case, OuterRef, Subquery, When
from django.http import HttpRequest

from evidence.models import Kept, RowChange
from evidence.models.kept import label_of


class SeenList(ChangeList):
    def get_queryset(self, *args: Any, **kwargs: Any) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(*args, **kwargs)
        return rows.annotate(seen_version=version_in(self.model)) if issubclass(self.model, Kept) else rows

    def get_results(self, request: HttpRequest) -> None:
        """Where the count has found nothing, the rows are not looked for again."""
        super().get_results(request)
        if not self.result_count:
            self.result_list = self.queryset.none()


def version_in(model: type[Kept]) -> Case | Subquery:
    """An expression for `version_of(root_of(row))`."""
    alone = []
    path, here = "", model
    while here.part_of:
        above = here._meta.get_field(here.part_of)
        step = f"{path}__{here.part_of}" if path else here.part_of
        if above.null:
            alone.append(When(**{f"{step}__isnull": True}, then=_newest(here, f"{path}_id" if path else "pk")))
        path, here = step, above.related_model  # type: ignore[assignment]
    newest = _newest(here, f"{path}_id" if path else "pk")
    return Case(*alone, default=newest) if alone else newest


def _newest(root: type[Kept], number: str) -> Subquery:
    changes = RowChange.objects.filter(root_model=label_of(root), root=OuterRef(number)).order_by("-pk")
    return Subquery(changes.values("change_id")[:1])
