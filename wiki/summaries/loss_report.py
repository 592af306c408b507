"""What imports could not carry over, counted: by kind, and where most of it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from wiki.models import Link, Page, PageLoss, Refusal
from wiki.reading.page_file import LossKind

MOST_PAGES = 20
MOST_REFUSALS = 200


@dataclass(frozen=True, kw_only=True)
class LossReport:
    """`kinds` in the order of LossKind, with zero for what was not met; `wanted` counts pages, not links to them."""

    kinds: list[tuple[LossKind, int]]
    worst: list[tuple[Page, int]]
    refusals: list[Refusal]
    more_refusals: int
    wanted: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.kinds)


def loss_report() -> LossReport:
    """The whole report in six queries, whatever its length."""
    counted = dict(PageLoss.objects.order_by().values_list("kind").annotate(number=Count("pk")))
    most = PageLoss.objects.order_by().values_list("page").annotate(number=Count("pk")).order_by("-number", "page")
    worst = dict(most[:MOST_PAGES])
    pages = Page.objects.listed().in_bulk(worst)
    refusals = list(Refusal.objects.all()[:MOST_REFUSALS])
    return LossReport(
        kinds=[(kind, counted.get(kind.value, 0)) for kind in LossKind],
        worst=[(pages[pk], number) for pk, number in worst.items() if pk in pages],
        refusals=refusals,
        more_refusals=Refusal.objects.count() - len(refusals),
        wanted=Link.objects.wanted().order_by().values("path").distinct().count(),
    )
