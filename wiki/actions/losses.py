"""What could not be carried over, kept with its page."""

from __future__ import annotations

from collections.abc import Iterable

from wiki.models import LossPart, Page, PageLoss
from wiki.reading.page_file import Loss


def set_losses(*, page: Page, part: LossPart, losses: Iterable[Loss]) -> None:
    """Exactly these, of those that this part of the work finds; writes nothing if they are known."""
    new = [(one.kind.value, one.line, one.sentence) for one in losses]
    known = [] if page.is_new else list(page.losses.of(part).order_by("pk").values_list("kind", "line", "sentence"))
    if new == known:
        return
    if known:
        page.losses.of(part).delete()
    PageLoss.objects.bulk_create(
        [PageLoss(page=page, part=part, kind=kind, line=line, sentence=sentence) for kind, line, sentence in new]
    )
