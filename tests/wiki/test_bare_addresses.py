"""Bare addresses become links, without the sentence round them and without a link within a link."""

import pytest

from wiki.rendering import markdown, render


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("See https://x.example/a.", '<p>See <a href="https://x.example/a">https://x.example/a</a>.</p>'),
        ("(http://x.example/a_(b))", '<p>(<a href="http://x.example/a_(b)">http://x.example/a_(b)</a>)</p>'),
        (
            "at https://x.example/?a=1&b=2&... and",
            '<p>at <a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>&amp;... and</p>',
        ),
        ("[https://x.example](/posts/a)", '<p><a href="/pages/a/">https://x.example</a></p>'),
        ("<a href='/posts/a'>https://x.example</a>", '<p><a href="/pages/a/">https://x.example</a></p>'),
        ("`https://x.example/a`", "<p><code>https://x.example/a</code></p>"),
        ("<https://x.example/a>", '<p><a href="https://x.example/a">https://x.example/a</a></p>'),
        ("a@https://x.example nohttps://x.example http://", "<p>a@https://x.example nohttps://x.example http://</p>"),
        (
            "**https://x.example/a** https://x.example/b",
            (
                '<p><strong><a href="https://x.example/a">https://x.example/a</a></strong> '
                '<a href="https://x.example/b">https://x.example/b</a></p>'
            ),
        ),
        ("https://vitamindwiki.com/posts/a", '<p><a href="/pages/a/">https://vitamindwiki.com/posts/a</a></p>'),
    ],
)
def test_a_bare_address_is_a_link(body: str, html: str) -> None:
    assert [one.html for one in render(body, to_html=markdown).sections] == [html]
