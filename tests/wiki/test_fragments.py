"""Stored HTML is cut at its placeholders: a badge stands at a citation, a note at a link that needs one."""

from wiki.mentions import placeholder
from wiki.summaries.badge import Badge
from wiki.summaries.page import Marks, fragments


def test_a_citation_has_its_badge_and_a_link_its_note() -> None:
    badge = Badge(kind="open", words="not yet entered")
    html = f"<p>a{placeholder(1)}b{placeholder(1, 'link')}c{placeholder(2)}d{placeholder(2, 'link')}</p>"
    marks = Marks(badges={1: badge}, notes={2: "no page yet"})

    assert [(one.html, one.badge, one.note) for one in fragments(html, marks)] == [
        ("<p>a", badge, ""),
        ("b", None, ""),
        ("c", None, ""),
        ("d", None, "no page yet"),
        ("</p>", None, ""),
    ]
