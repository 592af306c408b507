"""Rendering: safe, in sections, and nothing lost without a word."""

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.reading.page_file import Loss, LossKind
from wiki.reading.plain_text import to_html
from wiki.rendering import LARGEST, Rendered, RenderedSection, RenderingError, markdown, render
from wiki.rendering.markup import pieces


def rendered(body: str, **options: Any) -> Rendered:
    return render(body, to_html=markdown, **options)


def html_of(body: str, **options: Any) -> str:
    return "\n".join(one.heading_html + one.html for one in rendered(body, **options).sections)


PDF = "https://files.example/a.pdf"
VIDEO = "https://www.youtube.com/watch?v=dYOglvA7Zp8&t=606s&ab_channel=Bob&Brad"
OPAL = "https://www.thelancet.com/article/PIIS0140-6736(23)00404-X/fulltext"
ALL_KINDS = f"""
{{{{< toc >}}}}

Before the first heading.

#### [Review - Nov 2020](http://ihmeuw.org/2z2k)

<img src="https://pictures.example/a.webp" alt="Bars of four treatments" width="400">

**<i class="fas fa-pdf" style="margin-right: 0.3em;"></i><a href="{PDF}">Download the PDF </a>**

It blunts pain <sup>[36]</sup>, H<sub>2</sub>O & more.

* [Prevalence](http://www.ncbi.nlm.nih.gov/pubmed/26431139) Sept 2015

> 50% more likely

---

##### Update\u00a0Nov 2021 - 75+

7.5 ==> 4.2, [video]({VIDEO})

**[OPAL]({OPAL})** {{{{< tweet "x" >}}}}

<img src="/attachments/d3.mock.jpg" alt="image" width="900">
"""


def test_a_page_with_every_kind_of_content_is_shown_whole() -> None:
    assert rendered(ALL_KINDS).sections == (
        RenderedSection(level=2, anchor="h-top", html="<p>Before the first heading.</p>"),
        RenderedSection(
            level=2,
            anchor="h-review-nov-2020",
            heading="Review - Nov 2020",
            heading_html='<a href="http://ihmeuw.org/2z2k">Review - Nov 2020</a>',
            html=(
                '<img src="https://pictures.example/a.webp" alt="Bars of four treatments" width="400" '
                'loading="lazy">\n'
                f'<p><strong><i></i><a href="{PDF}">Download the PDF </a></strong></p>\n'
                "<p>It blunts pain <sup>[36]</sup>, H<sub>2</sub>O &amp; more.</p>\n"
                f'<ul>\n<li><a href="http://www.ncbi.nlm.nih.gov/pubmed/26431139">Prevalence</a> Sept 2015'
                "</li>\n</ul>\n<blockquote>\n<p>50% more likely</p>\n</blockquote>\n<hr>"
            ),
        ),
        RenderedSection(
            level=3,
            anchor="h-update-nov-2021-75",
            heading="Update Nov 2021 - 75+",
            heading_html="Update Nov 2021 - 75+",
            html=(
                f'<p>7.5 ==&gt; 4.2, <a href="{escape(VIDEO)}">video</a></p>\n'
                f'<p><strong><a href="{OPAL}">OPAL</a></strong> '
                '<code>{{&lt; tweet "x" &gt;}}</code></p>\n'
                '<img src="/attachments/d3.mock.jpg" alt="image" width="900" loading="lazy">'
            ),
        ),
    )


def test_what_is_not_shown_is_told_with_its_line() -> None:
    assert rendered(ALL_KINDS).losses == (
        Loss(kind=LossKind.ATTRIBUTE, line=9, sentence="1 × class of <i> left out."),
        Loss(kind=LossKind.ATTRIBUTE, line=9, sentence="1 × style of <i> left out."),
        Loss(
            kind=LossKind.REFERENCE_MARK, line=11, sentence="reference mark [36] leads to no list of references (1 ×)."
        ),
        Loss(kind=LossKind.SHORTCODE, line=23, sentence='shortcode {{< tweet "x" >}} is not known: kept as it is.'),
        Loss(
            kind=LossKind.PICTURE,
            line=25,
            sentence="picture “/attachments/d3.mock.jpg” has no address on the web (https): not shown.",
        ),
        Loss(kind=LossKind.DESCRIPTION, line=25, sentence="picture “/attachments/d3.mock.jpg” has no description."),
    )
    assert ALL_KINDS.splitlines()[25].startswith("<img")


HOSTILE = [
    ("<script>alert(1)</script>a", "a", ["1 × <script> left out."]),
    ('<p onclick="alert(1)">a</p>', "<p>a</p>", ["1 × onclick of <p> left out."]),
    ("[a](javascript:alert(1))", "<p>a</p>", ["1 × href of <a> left out."]),
    (
        '<a href="java&#10;script:alert(1)">a</a>',
        "<p>a</p>",
        ["1 × href of <a> left out."],
    ),
    ("[a](data:text/html,x)", "<p>a</p>", ["1 × href of <a> left out."]),
    ("<style>p {display: none}</style>a", "a", ["1 × <style> left out."]),
    ('<p style="position:fixed">a</p>', "<p>a</p>", ["1 × style of <p> left out."]),
    ('<iframe src="https://x.example">in</iframe>a', "a", ["1 × <iframe> left out (https://x.example)."]),
    (
        '<form action="/admin/"><input name="a"><button>Go</button></form>',
        "Go",
        ["1 × <button> left out.", "1 × <form> left out.", "1 × <input> left out."],
    ),
    ("<svg><script>alert(1)</script><text>t</text></svg>a", "<p>a</p>", None),
    ("<math><mtext></p><img src=x onerror=alert(1)></mtext></math>a", "<p>a</p>", None),
    ("<base href=//x.example><meta http-equiv=refresh content=0>a", "a", None),
    ('<img src="x" onerror="alert(1)" alt="a chart">', '<img loading="lazy" alt="a chart">', None),
    (
        '<a name="x" id="location">a</a>',
        '<p><a id="h-location">a</a></p>',
        ["1 × name of <a> left out."],
    ),
    (
        '<span class="cite" id="cite-1"></span>a',
        '<p><span id="h-cite-1"></span>a</p>',
        ["1 × class of <span> left out."],
    ),
    ("<!-- <script>alert(1)</script> -->a", "a", ["1 × comment left out."]),
    (
        '{{< raw "<script>alert(1)</script>" >}}',
        '<p><code>{{&lt; raw "&lt;script&gt;alert(1)&lt;/script&gt;" &gt;}}</code></p>',
        None,
    ),
    ("`<script>`", "<p><code>&lt;script&gt;</code></p>", []),
]


@pytest.mark.parametrize(("body", "html", "told"), HOSTILE)
def test_hostile_html_is_shown_safely_and_reported(body: str, html: str, told: list[str] | None) -> None:
    result = rendered(body)

    assert [one.html for one in result.sections] == [html]
    if told is not None:
        assert [loss.sentence for loss in result.losses] == told
    elif "raw" not in body:
        assert result.losses


def test_a_script_in_plain_text_stays_text() -> None:
    result = render("Title\n\n<script>alert(1)</script>", to_html=to_html)

    assert [one.html for one in result.sections] == ["<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"]


@given(st.text(alphabet="<>/ab\"'= #*[]()!-_`&;{}%\n", max_size=200))
def test_whatever_is_written_comes_out_in_the_sanitisers_own_form(body: str) -> None:
    for section in rendered(body).sections:
        for html in (section.heading_html, section.html):
            assert "".join(piece.source for piece in pieces(html)) == html
            assert {piece.tag for piece in pieces(html)}.isdisjoint({"script", "style", "form", "iframe"})


@pytest.mark.parametrize(
    ("levels", "shown"), [([4, 5, 4], [2, 3, 2]), ([1, 2], [2, 3]), ([2, 6], [2, 6]), ([1, 6], [2, 6]), ([6], [2])]
)
def test_the_smallest_heading_of_a_page_becomes_the_second_level(levels: list[int], shown: list[int]) -> None:
    body = "\n\n".join(f"{'#' * level} Heading" for level in levels)

    assert [one.level for one in rendered(body).sections] == shown


def test_anchors_are_stable_and_unique_and_a_rule_alone_is_no_section() -> None:
    body = "---\n\n## Notes\n\n## Notes\n\n## …\n\n<a id='notes-3'>x</a>\n\n## Notes"

    assert [one.anchor for one in rendered(body).sections] == ["h-notes", "h-notes--2", "h-section", "h-notes--3"]


def test_a_heading_within_a_quote_cuts_nothing() -> None:
    (section,) = rendered("#### Top\n\n> ##### Quoted\n> words").sections

    assert section.html == "<blockquote>\n<h3>Quoted</h3>\n<p>words</p>\n</blockquote>"


def test_footnotes_lead_to_their_own_place() -> None:
    html = html_of("A claim[^1].\n\n[^1]: Its source.")

    assert 'href="#h-fn1" id="h-fnref1"' in html
    assert 'id="h-fn1"' in html


@pytest.mark.parametrize(
    "address",
    [
        "https://www.VitaminDWiki.com/tiki-download_file.php?fileId=1348",
        "https://clinicaltrials.gov/study/NCT05396014?cond=chronic%20pain&term=BEST%20&rank=1",
        "/tags/pain/",
        "https://example.org/Überblick?a=1&copy=2",
    ],
)
def test_addresses_stay_as_they_were_written(address: str) -> None:
    (link,) = [piece for piece in pieces(html_of(f"[a]({address})")) if piece.tag == "a" and piece.opening]

    assert link.attributes["href"] == address


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("a" * (LARGEST + 1), "the text has 200,001 characters: expected at most 200,000."),
        ("<div>" * 150, "HTML elements stand 150 deep in each other: expected fewer than 100."),
        ("> " * 110 + "a", "quotes or lists stand 100 or more deep in each other."),
        ("[" * 400, "a paragraph has more than 300 brackets that are never closed."),
    ],
)
def test_what_would_cost_too_much_is_refused_with_a_sentence(body: str, sentence: str) -> None:
    with pytest.raises(RenderingError) as caught:
        rendered(body)

    assert str(caught.value) == sentence


def test_many_short_lists_and_paragraphs_are_not_deep() -> None:
    assert rendered("<p>a<li>b" * 500).sections


def test_a_reference_mark_with_its_list_is_no_loss() -> None:
    assert rendered("A claim [7] and another [8].\n\n[7] Its source.").losses == (
        Loss(kind=LossKind.REFERENCE_MARK, line=0, sentence="reference mark [8] leads to no list of references (1 ×)."),
    )


def test_what_the_old_site_said_of_missing_pages_is_not_repeated() -> None:
    body = """<a href="/posts/a" style="color: red" title="This post/category does not exist yet: A">A</a>
<a href="/posts/b" title="About B">B</a>"""

    assert html_of(body) == '<p><a href="/pages/a/">A</a>\n<a href="/pages/b/" title="About B">B</a></p>'
    assert [loss.sentence for loss in rendered(body).losses] == [
        "1 × colour red left out: the words are kept.",
        "1 × title of <a> left out.",
    ]
