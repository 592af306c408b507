"""A page with thousands of losses keeps the first of each kind and says how many more there are."""

import pytest

from tests.wiki.making import make_public_page
from wiki.actions.links import resolve_links
from wiki.actions.losses import MOST
from wiki.models import Page
from wiki.reading.page_file import Loss, LossKind

pytestmark = pytest.mark.django_db
OVER = 7
# Where the text begins in the file.
FIRST = 6


def told(page: Page, kind: LossKind) -> list[Loss]:
    return [loss for loss in page.losses.told() if loss.kind == kind]


def test_losses_of_the_text_are_capped_kind_by_kind() -> None:
    page = make_public_page("<blink>a</blink>\n" + "".join(f"{{{{< x{index} >}}}}\n" for index in range(MOST + OVER)))

    shortcodes = told(page, LossKind.SHORTCODE)
    assert (len(shortcodes), len(told(page, LossKind.TAG))) == (MOST + 1, 1)
    assert shortcodes[0].line == FIRST + 1
    assert shortcodes[-1] == Loss(
        kind=LossKind.SHORTCODE,
        line=FIRST + 1 + MOST,
        sentence="and 7 more of this kind from here on, which are not listed.",
    )


def test_wanted_pages_are_capped_and_told_anew_when_one_of_them_is_written() -> None:
    page = make_public_page("\n\n".join(f"[a](/posts/wanted-{index})" for index in range(MOST + OVER)))
    before = told(page, LossKind.WANTED_PAGE)
    stored = set(page.losses.values_list("pk", flat=True))
    assert resolve_links() == 0
    make_public_page(slug="wanted-0")
    after = told(page, LossKind.WANTED_PAGE)

    assert (len(before), len(after)) == (MOST + 1, MOST + 1)
    assert before[-1].sentence == "and 7 more of this kind from here on, which are not listed."
    assert after[-1].sentence == "and 6 more of this kind from here on, which are not listed."
    assert (before[-1].line, after[-1].line) == (FIRST + 2 * MOST, FIRST + 2 * MOST + 2)
    assert len(stored & set(page.losses.values_list("pk", flat=True))) == MOST - 1
