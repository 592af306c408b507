"""Shortcodes: known ones are shown as what they stand for, others stay to be seen, and both are told."""

import pytest

from wiki.reading.page_file import LossKind
from wiki.rendering import markdown, render

PICTURE = '<img src="https://x.example/a.png" alt="A chart" loading="lazy">'
VIDEO = "https://www.youtube.com/watch?v="


@pytest.mark.parametrize(
    ("body", "html", "told"),
    [
        ("a\n\n{{< toc >}}", "<p>a</p>", []),
        ("a\n\n{{%toc%}}{{<TOC depth='2' />}}\n\n[TOC]\n\n{{< table_of_contents >}}", "<p>a</p>", []),
        ('{{< figure src="https://x.example/a.png" alt="A chart" >}}', PICTURE, []),
        (
            '{{< figure src="https://x.example/a.png" alt="A chart" caption="Fig. 1 & 2" >}}',
            f"<figure>{PICTURE}<figcaption>Fig. 1 &amp; 2</figcaption></figure>",
            [],
        ),
        (
            "See {{< youtube a-B_1 >}}.",
            f'<p>See <a href="{VIDEO}a-B_1">Video on YouTube</a>.</p>',
            ["shortcode {{< youtube a-B_1 >}} is shown as a link."],
        ),
        (
            'See {{< youtube id="a" start="606" title="Core" >}}',
            f'<p>See <a href="{VIDEO}a&amp;t=606">Core</a></p>',
            ['shortcode {{< youtube id="a" start="606" title="Core" >}} is shown as a link.'],
        ),
        (
            'See {{< pdf src="/a.pdf" >}}',
            '<p>See <a href="/a.pdf">PDF</a></p>',
            ['shortcode {{< pdf src="/a.pdf" >}} is shown as a link.'],
        ),
        ('[a]({{< ref "posts/other.md#part" >}})', '<p><a href="/pages/other/#h-part">a</a></p>', []),
        ('[a]({{< relref "other" >}})', '<p><a href="/pages/other/">a</a></p>', []),
        ("<a href='{{% ref \"/posts/other/index.md\" %}}'>a</a>", '<p><a href="/pages/other/">a</a></p>', []),
        (
            '{{< tweet "<b>" >}}',
            '<p><code>{{&lt; tweet "&lt;b&gt;" &gt;}}</code></p>',
            ['shortcode {{< tweet "<b>" >}} is not known: kept as it is.'],
        ),
        (
            "{{< figure >}}",
            "<p><code>{{&lt; figure &gt;}}</code></p>",
            ["shortcode {{< figure >}} is not known: kept as it is."],
        ),
        ("`{{< toc >}} {{< youtube a >}}`", "<p><code>{{&lt; toc &gt;}} {{&lt; youtube a &gt;}}</code></p>", []),
    ],
)
def test_a_shortcode_is_shown_and_told(body: str, html: str, told: list[str]) -> None:
    result = render(body, to_html=markdown)

    assert "\n".join(one.html for one in result.sections) == html
    assert [one.sentence for one in result.losses if one.kind is LossKind.SHORTCODE] == told


def test_the_address_of_a_shortcode_is_looked_at_like_any_other() -> None:
    result = render('{{< pdf "javascript:alert(1)" >}} {{< figure src="http://x.example/a.png" >}}', to_html=markdown)

    assert [one.html for one in result.sections] == ['<p>PDF <img loading="lazy" alt=""></p>']
