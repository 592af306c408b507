"""What older programs left in a text: known marks are carried out or told, everything else is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.reading.page_file import Loss, LossKind
from wiki.rendering import markdown, render
from wiki.rendering.macros import told, without_macros
from wiki.rendering.verbatim import Hidden, blanked


def html_of(body: str) -> str:
    return "\n".join(one.heading_html + one.html for one in render(body, to_html=markdown).sections)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("** bold ** and", "<p><strong>bold</strong>  and</p>"),
        ("a **bold **b", "<p>a <strong>bold</strong> b</p>"),
        ("a ** bold**", "<p>a  <strong>bold</strong></p>"),
        (" **bold** ", "<p><strong>bold</strong></p>"),
        ("**p < 0.05.**The", "<p><strong>p &lt; 0.05.</strong>The</p>"),
        ("**a** b **c**", "<p><strong>a</strong> b <strong>c</strong></p>"),
        ("2 ** 3 is eight", "<p>2 ** 3 is eight</p>"),
        ("`** a **`", "<p><code>** a **</code></p>"),
        ("__ bold __ snake__case__name", "<p><strong>bold</strong>  snake__case__name</p>"),
        ("''leaning'' and 5'' wide", "<p><em>leaning</em> and 5'' wide</p>"),
        ("~~#F00:red words~~ ~~gone~~ ~~red:more~~", "<p>red words <s>gone</s> more</p>"),
        ('{BOX(title="Hint", width=300)}*in* it{BOX}', "<p><strong>Hint</strong> <em>in</em> it</p>"),
        ("{DIV(class=a)}{FADE(label=More)}x{FADE}{DIV}", "<p><strong>More</strong> x</p>"),
        ("H{SUB()}2{SUB}O m{SUP()}2{SUP}", "<p>H<sub>2</sub>O m<sup>2</sup></p>"),
        ("{QUOTE()}\n* a\n{QUOTE}", "<ul>\n<li>a</li>\n</ul>"),
        ("{HTML()}<b>a</b>{HTML}", "<p><b>a</b></p>"),
        ("{maketoc}\n\na", "<p>a</p>"),
        (
            '{img src="https://x.example/a.png" alt="A chart" width=30}',
            '<img src="https://x.example/a.png" alt="A chart" width="30" loading="lazy">',
        ),
        ('{x} {"BOX": 1} $\\text{SUB}_{CODE}$ {Box}', '<p>{x} {"BOX": 1} $\\text{SUB}_{CODE}$ {Box}</p>'),
        ("```\n{BOX()} ((A)) ** b **\n```", "<pre><code>{BOX()} ((A)) ** b **\n</code></pre>"),
        ("a\n\n    {BOX()} ((A))", "<p>a</p>\n<pre><code>{BOX()} ((A))\n</code></pre>"),
        ("<pre>{BOX()}</pre>", "<pre>{BOX()}</pre>"),
        ("((Back Pain|low **back**))", '<p><a href="/Back+Pain">low <strong>back</strong></a></p>'),
        ("((Back Pain))", '<p><a href="/Back+Pain">Back Pain</a></p>'),
        ("((Back Pain (old)|#top|there))", '<p><a href="/Back+Pain+%28old%29#h-top">there</a></p>'),
        ("[https://x.example/?a=1&b=2|there]", '<p><a href="https://x.example/?a=1&amp;b=2">there</a></p>'),
        ("[a|b] [https://x.example|y](/posts/z)", '<p>[a|b] <a href="/pages/z/">https://x.example|y</a></p>'),
        ("((a+b)*c) ((1)) ((x = 2))", "<p>((a+b)*c) ((1)) ((x = 2))</p>"),
        ("words\n---\nmore", "<p>words</p>\n<hr>\n<p>more</p>"),
        ("####\u00a0A\u00a0heading", "A heading"),
        ("#### A heading {#own}\n\n[to](#own)", 'A heading <span id="h-own"></span><p><a href="#h-own">to</a></p>'),
        ('<a name="own">A</a> [to](#own)', '<p><a id="h-own">A</a> <a href="#h-own">to</a></p>'),
    ],
)
def test_marks_of_the_old_program_become_html_and_code_stays(body: str, html: str) -> None:
    assert html_of(body) == html


def test_what_is_not_carried_out_is_told_once_for_a_pair_with_its_line() -> None:
    body = 'a\n{BOX(title="Hint")}x{BOX}\n\n`{DIV()}` {maketoc} {SUP()}2{SUP}\n\n{img fileId=5}\n\n~~red:words~~'

    assert list(told(blanked(body))) == [
        Loss(
            kind=LossKind.MACRO,
            line=1,
            sentence='macro {BOX(title="Hint")} is not carried out: the words within it are kept.',
        ),
        Loss(kind=LossKind.MACRO, line=3, sentence="macro {maketoc} is not carried out: nothing stands in its place."),
        Loss(
            kind=LossKind.MACRO,
            line=5,
            sentence="macro {img fileId=5} is not carried out: nothing stands in its place.",
        ),
        Loss(kind=LossKind.MACRO, line=7, sentence="colour red left out: “words” is kept."),
    ]


BODIES = st.lists(
    st.sampled_from(["`", "``", "```\n", "\n", "\n\n", "    ", "a", "**", " ", "<pre>", "</pre>", "<!--", "-->", "<a ",
                     ">", "{BOX(", ")}", "((", "|", "))", "~~red:", "~~", "''", "__", "---", "\0", "0", "#", "\\"])
).map("".join)  # fmt: skip


@given(BODIES)
def test_what_is_put_away_comes_back_as_it_was(body: str) -> None:
    hidden = Hidden(body)
    hidden.put_away_tags()

    assert hidden.whole() == body.replace("\0", "\ufffd")


@given(BODIES)
def test_nothing_is_left_away_after_the_marks_were_read(body: str) -> None:
    hidden = Hidden(body)
    without_macros(hidden)

    assert "\0" not in hidden.whole()


@given(BODIES)
def test_blanked_text_keeps_every_other_sign_in_its_place(body: str) -> None:
    seen = blanked(body)

    assert len(seen) == len(body)
    assert all(one in {other, " "} for one, other in zip(seen, body, strict=True))
    assert seen.count("\n") == body.count("\n")
