"""A forest plot within a page: both drawings, and every word of it as a table."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.template.loader import render_to_string

from evidence.drawing import ForestPlot
from tests.evidence.drawing.plots import bcg, one_study, subgroups
from tests.evidence.drawing.test_svg import HOSTILE, hostile, printed_in

PLOTS = {"bcg": bcg(), "subgroups": subgroups(), "one study": one_study()}


def words_of(markup: str) -> str:
    """What a table says, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_the_table_says_every_word_of_the_plot(plot: ForestPlot) -> None:
    words = words_of(render_to_string("evidence/_forest_table.html", {"plot": plot, "name": "pain"}))
    assert [one for one in printed_in(plot) if one not in words] == []
    # A shape is never alone: its word stands beside it.
    assert words.count("some concerns") == sum(
        sign == ("~", "some concerns") for one in plot.rows for sign in one.signs
    )


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_every_row_of_the_table_has_all_columns(plot: ForestPlot) -> None:
    table = render_to_string("evidence/_forest_table.html", {"plot": plot, "name": "pain"})
    for line in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        spans = [int(span) for span in re.findall(r'colspan="(\d+)"', line)]
        assert len(re.findall(r"<t[hd]\b", line)) - len(spans) + sum(spans) == plot.columns
    assert len(re.findall(r'<th scope="row">', table)) == len(plot.drawn)


def test_a_page_holds_both_drawings_with_names_of_their_own() -> None:
    page = render_to_string("evidence/_forest.html", {"plot": bcg(), "name": "pain"})
    assert re.findall(r'<svg class="([^"]+)"', page) == ["forest-plot wide broad", "forest-plot narrow"]
    names = re.findall(r'\bid="([^"]+)"', page)
    assert names == ["pain", "pain-title", "pain-desc", "pain-narrow-title", "pain-narrow-desc", "pain-caption"]
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)


def test_hostile_names_are_escaped_in_drawings_and_table() -> None:
    page = render_to_string("evidence/_forest.html", {"plot": hostile(), "name": "pain"})
    assert "<script" not in page
    assert HOSTILE.split("&")[0] in unescape(page)
    assert not re.search(r"\sstyle=|\son[a-z]+=", re.sub(r">[^<]*<", "><", page))
