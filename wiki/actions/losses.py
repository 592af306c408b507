"""What could not be carried over, kept with its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from wiki.models import LossPart, Page, PageLoss
from wiki.reading.page_file import Loss, LossKind

# So many of one kind are listed of a page and a part; a text can be made that has tens of thousands.
MOST = 200


def capped(losses: Iterable[Loss]) -> Iterator[Loss]:
    """The first of each kind, and one that says how many more there are."""
    losses = list(losses)
    total, seen = Counter(one.kind for one in losses), Counter[LossKind]()
    for one in losses:
        seen[one.kind] += 1
        if seen[one.kind] <= MOST:
            yield one
        elif seen[one.kind] == MOST + 1:
            yield replace(one, sentence=more(total[one.kind] - MOST))


def more(number: int) -> str:
    return f"and {number:,} more of this kind from here on, which are not listed."


def set_losses(*, page: Page, part: LossPart, losses: Iterable[Loss]) -> None:
    """Exactly these, capped, of those that this part of the work finds; writes nothing if they are known."""
    new = [(one.kind.value, one.line, one.sentence) for one in capped(losses)]
    stored = page.losses.of(part).order_by("pk").values_list("kind", "line", "sentence")
    known = [] if page.is_new else list(stored)
    if new == known:
        return
    if known:
        page.losses.of(part).delete()
    PageLoss.objects.bulk_create(
        [PageLoss(page=page, part=part, kind=kind, line=line, sentence=sentence) for kind, line, sentence in new]
    )
