"""Forest plots as SVG: the whole text of a small one, every word of any, and nothing that a page may not hold."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence.drawing import Axis, Diamond, ForestPlot, Mark, Row, Section, svg
from tests.evidence.drawing.plots import DIFFERENCE, RATIO, bcg, diamond, many, one_study, row, small, subgroups

EXPECTED = Path(__file__).parent / "expected"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"Söhne\" 'x' ]]> \x00\x1f\ud800"
PLOTS = {"bcg": bcg(), "subgroups": subgroups(), "one study": one_study()}


def parsed(text: str) -> ET.Element:
    """Our own writing, which has to be well-formed."""
    return ET.fromstring(text)  # noqa: S314


def words_of(text: str) -> str:
    """All that is written in an SVG, without spaces: where lines break is not what is asked here."""
    return "".join("".join(parsed(text).itertext()).split())


def printed_in(plot: ForestPlot) -> list[str]:
    """Every text of a plot that a reader is to see in the wide drawing."""
    texts = [plot.title, plot.description, plot.study_heading, plot.order, plot.effect_heading, *plot.words]
    texts += [*plot.arm_headings, *plot.sign_headings, *plot.sign_key]
    texts += [plot.axis.label, plot.axis.favours_low, plot.axis.favours_high]
    texts += [text for section in plot.sections for text in (section.heading, *section.words)]
    for one in plot.drawn:
        texts += [one.label, one.detail, one.effect, one.weight]
        texts += [one.prediction_words] if isinstance(one, Diamond) else [*one.arms, *sum(one.signs, ())]
    return [text for text in texts if text]


def test_the_whole_of_a_small_plot() -> None:
    plot = replace(small(row("Abe 2004", -12.3, -20.1, -4.5, address="/studies/abe-2004/")), description="One study.")
    assert svg(plot) + "\n" == (EXPECTED / "small.svg").read_text()
    assert svg(plot, standalone=True) == (EXPECTED / "standalone.svg").read_text()
    assert svg(plot, narrow=True, name="n") + "\n" == (EXPECTED / "narrow.svg").read_text()


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_every_word_of_a_plot_stands_in_its_drawing(plot: ForestPlot) -> None:
    for text in (svg(plot), svg(plot, standalone=True)):
        words = words_of(text)
        assert [one for one in printed_in(plot) if "".join(one.split()) not in words] == []


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_the_narrow_drawing_leaves_out_the_arms_and_nothing_else(plot: ForestPlot) -> None:
    words = words_of(svg(plot, narrow=True))
    arms = {*plot.arm_headings, *(arm for one in plot.rows for arm in one.arms)}
    assert [one for one in printed_in(plot) if one not in arms and "".join(one.split()) not in words] == []


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
@pytest.mark.parametrize("narrow", [False, True])
def test_a_drawing_in_a_page_holds_no_style_no_script_and_no_colour(plot: ForestPlot, *, narrow: bool) -> None:
    text = svg(plot, narrow=narrow)
    assert not re.search(r"<style|\sstyle=|<script|\son[a-z]+=|#[0-9a-f]{3,6}\b|url\(|<image|<use", text)
    assert {one.get("stroke", "currentColor") for one in parsed(text).iter()} <= {"currentColor", "none"}


def test_it_is_one_image_with_a_title_and_a_description() -> None:
    root = parsed(svg(one_study(), name="pain"))
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "pain-title pain-desc")
    title, description, drawn = root
    assert (title.tag, title.get("id"), title.text) == ("title", "pain-title", "Magnesium against placebo: pain now")
    assert (description.tag, description.get("id"), description.text) == (
        "desc",
        "pain-desc",
        "Two studies of 84 people.",
    )
    assert drawn.get("aria-hidden") == "true"


def test_labels_that_are_links_stand_beside_the_image_and_not_in_it() -> None:
    root = parsed(svg(bcg()))
    image = next(one for one in root if one.get("role") == "img")
    assert image.get("aria-labelledby") == "forest-title forest-desc"
    assert image.findall(".//a") == []
    assert [one.get("href") for one in root.findall("./g/a")] == [f"/studies/{number}/" for number in range(13)]
    assert "<a " not in svg(bcg(), standalone=True)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", " javascript:x"])
def test_an_address_that_runs_something_is_no_link(address: str) -> None:
    assert "<a " not in svg(small(row("Abe 2004", 1, 0, 2, address=address)))


def hostile() -> ForestPlot:
    """A plot all of whose texts are hostile."""
    one = Row(
        label=HOSTILE,
        address=f'/x"{HOSTILE}',
        detail=HOSTILE,
        arms=(HOSTILE,),
        effect=HOSTILE,
        weight=HOSTILE,
        mark=Mark(estimate=1, low=0, high=2),
        signs=((HOSTILE, HOSTILE),),
    )
    total = Diamond(
        label=HOSTILE,
        detail=HOSTILE,
        effect=HOSTILE,
        weight=HOSTILE,
        mark=Mark(estimate=1, low=0, high=2),
        prediction=(0, 3),
        prediction_words=HOSTILE,
    )
    return ForestPlot(
        title=HOSTILE,
        description=HOSTILE,
        arm_headings=(HOSTILE,),
        sign_headings=(HOSTILE,),
        sign_key=(HOSTILE,),
        axis=Axis(logarithmic=False, label=HOSTILE, no_effect=0, favours_low=HOSTILE, favours_high=HOSTILE),
        sections=(Section(heading=HOSTILE, rows=(one,), diamonds=(total,), words=(HOSTILE,)),),
        diamonds=(total,),
        words=(HOSTILE,),
        order=HOSTILE,
    )


@pytest.mark.parametrize(("standalone", "narrow"), [(False, False), (True, False), (False, True)])
def test_hostile_names_are_words_and_nothing_else(*, standalone: bool, narrow: bool) -> None:
    text = svg(hostile(), standalone=standalone, narrow=narrow)
    tags = {one.tag.removeprefix(SVG) for one in parsed(text).iter()}
    assert tags <= {"svg", "title", "desc", "g", "text", "tspan", "line", "rect", "polygon", "circle", "a"}
    assert "<script" not in text
    assert "\x00" not in text
    text.encode()


def test_a_file_of_its_own_has_a_name_space_white_paper_and_its_title() -> None:
    root = parsed(svg(subgroups(), standalone=True))
    assert root.tag == f"{SVG}svg"
    paper = root.find(f"{SVG}rect")
    assert paper is not None
    assert (paper.get("fill"), paper.get("width"), paper.get("height")) == (
        "#ffffff",
        root.get("width"),
        root.get("height"),
    )
    assert "currentColor" not in svg(subgroups(), standalone=True)
    assert "class=" not in svg(subgroups(), standalone=True)


def test_hundreds_of_rows_have_a_place_each_and_a_bounded_size() -> None:
    root = parsed(svg(many(200)))
    places = [
        float(one.get("y", ""))
        for one in root.iter("text")
        if (one.text or "").startswith("Study ") and "20" in (one.text or "")
    ]
    steps = [later - sooner for sooner, later in pairwise(places)]
    assert len(places) == 200
    assert min(steps) >= 20
    assert len(svg(many(200))) < 70_000
    assert len(svg(many(200), narrow=True)) < 90_000


def test_with_many_rows_the_axis_stands_above_them_as_well() -> None:
    def axes(plot: ForestPlot) -> int:
        return len([one for one in parsed(svg(plot)).iter("text") if one.text == "0"])

    assert (axes(many(20)), axes(many(21))) == (1, 2)


numbers = st.floats(allow_nan=True, allow_infinity=True)
marks = st.builds(Mark, estimate=numbers, low=numbers, high=numbers)
texts = st.text(max_size=30)
rows = st.builds(
    Row, label=texts, detail=texts, effect=texts, weight=texts, mark=st.none() | marks, share=numbers, address=texts
)
diamonds = st.builds(
    Diamond,
    label=texts,
    effect=texts,
    mark=marks,
    prediction=st.none() | st.tuples(numbers, numbers),
    prediction_words=texts,
)
axes = st.builds(
    Axis,
    logarithmic=st.booleans(),
    label=texts,
    no_effect=numbers | st.sampled_from([0.0, 1.0]),
    favours_low=texts,
    favours_high=texts,
)
sections = st.builds(
    Section,
    heading=texts,
    rows=st.lists(rows, max_size=4).map(tuple),
    diamonds=st.lists(diamonds, max_size=1).map(tuple),
)
plots = st.builds(
    ForestPlot,
    title=texts,
    description=texts,
    arm_headings=st.just(()),
    sign_headings=st.just(()),
    axis=axes,
    sections=st.lists(sections, max_size=2).map(tuple),
    diamonds=st.lists(diamonds, max_size=1).map(tuple),
    words=st.lists(texts, max_size=1).map(tuple),
    order=texts,
)


@example(
    plot=small(row("Abe", 1, 0.5, 2), replace(row("Björk", 1, 0.5, 2), share=math.inf)), narrow=False, standalone=True
)
@given(plot=plots, narrow=st.booleans(), standalone=st.booleans())
def test_any_numbers_and_texts_give_a_drawing_within_its_frame(
    plot: ForestPlot, *, narrow: bool, standalone: bool
) -> None:
    root = parsed(svg(plot, narrow=narrow, standalone=standalone))
    left, top, width, height = map(float, (root.get("viewBox") or "").split())
    for one in root.iter():
        across = [
            *(one.get(name) for name in ("x", "x1", "x2", "cx")),
            *(pair.split(",")[0] for pair in (one.get("points") or "").split()),
        ]
        down = [
            *(one.get(name) for name in ("y", "y1", "y2", "cy")),
            *(pair.split(",")[1] for pair in (one.get("points") or "").split()),
        ]
        assert all(left <= float(value) <= left + width for value in across if value is not None)
        assert all(top <= float(value) <= top + height for value in down if value is not None)
        assert all(math.isfinite(float(one.get(name, "0"))) for name in ("width", "height", "r", "dy", "font-size"))


@pytest.mark.parametrize("axis", [DIFFERENCE, RATIO])
def test_numbers_at_the_end_of_what_a_number_can_hold_are_drawn(axis: Axis) -> None:
    plot = small(row("Abe", 1e308, 1e-308, 1.7e308), row("Björk", 1e-308, 5e-324, 1e308), axis=axis)
    plot = replace(plot, diamonds=(diamond("All", 1, 1, 1),))
    drawn = "".join(one.tag for one in parsed(svg(plot)).iter())
    assert drawn.count("polygon") >= 3
    assert "nan" not in svg(plot).lower()
    assert '"inf' not in svg(plot).lower()
