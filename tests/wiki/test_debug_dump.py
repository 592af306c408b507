"""The converter's dump: found at the foot of a post and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.reading.debug_dump import find_dump

TEXT = "\n\n#### Cramps\n\nA [trial](https://example.org/1) of salts.\n\n"
DUMP = """<pre style="background-color: #e0e0e0;">
<code class="language-text">
Markdown:
--------
A [trial](https://example.org/1) of salts, &lt;b&gt;small&lt;/b&gt;.

AST Structure:
-------------
├── TextNode
│   full_match: `A `├── LinkNode
│   url: `https://example.org/1`

Original Tiki:
-------------
A [https://example.org/1|trial] of salts.

</code>
</pre>
"""


@pytest.mark.parametrize(
    "dump",
    [
        DUMP,
        DUMP.rstrip(),
        DUMP.replace("\n", "\r\n"),
        DUMP.replace('<code class="language-text">\n', "").replace("</code>\n", ""),
        DUMP.replace("Original Tiki:", "Elsewhere"),
        DUMP.partition("</code>")[0],  # a file that was cut off
        DUMP.replace("A [trial]", ""),  # a page without a text
    ],
)
def test_a_dump_at_the_foot_begins_at_its_pre(dump: str) -> None:
    assert find_dump(TEXT + dump) == len(TEXT)
    assert find_dump(dump) == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        TEXT,
        "<pre>",
        TEXT + DUMP + "And more words.",
        TEXT + DUMP + "<!-- alias -->",
        TEXT + DUMP.replace("Markdown:", "Table 2:"),
        TEXT + "<pre>\nMarkdown:\n--------\nHow to write a list\n</pre>",
        TEXT + "<pre>\nAST Structure:\n-------------\n├── leaf\n</pre>",
        TEXT + DUMP.replace("<pre", "<div").replace("</pre", "</div"),
        TEXT + DUMP + "<pre>10 mg</pre>",
    ],
)
def test_text_code_and_a_dump_that_is_not_the_last_are_left_alone(body: str) -> None:
    assert find_dump(body) is None


@given(above=st.text(), words=st.text(alphabet="ab -:\n│├"))
def test_whatever_stands_above_a_dump_is_no_part_of_it(above: str, words: str) -> None:
    assert find_dump(above + DUMP.replace("of salts", words)) == len(above)


def test_a_body_of_nothing_but_openings_takes_no_time() -> None:
    assert find_dump("<pre>" * 100_000 + " " * 100_000) is None
