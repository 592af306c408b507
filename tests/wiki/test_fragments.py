"""Stored HTML is cut at its placeholders: a badge stands at a citation, nothing yet at a link."""

from wiki.mentions import placeholder
from wiki.summaries.badge import Badge
from wiki.summaries.page import fragments


def test_only_a_citation_has_a_badge() -> None:
    badge = Badge(kind="open", words="not yet entered")
    html = f"<p>a{placeholder(1)}b{placeholder(1, 'link')}c{placeholder(2)}</p>"

    assert [(one.html, one.badge) for one in fragments(html, {1: badge})] == [
        ("<p>a", badge),
        ("b", None),
        ("c", None),
        ("</p>", None),
    ]
