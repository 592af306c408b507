"""What the marks of a forest plot show: areas, ends that are cut, ticks, and which part of the numbers is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.drawing import Diamond, ForestPlot, Mark
from evidence.drawing.marks import LARGEST_SIDE, SMALLEST_SIDE, side_of
from evidence.drawing.narrow import narrow
from evidence.drawing.scale import Scale, scale_of
from evidence.drawing.shapes import Box, Line, Outline, Part, Shape, Text
from evidence.drawing.wide import wide
from tests.evidence.drawing.plots import DIFFERENCE, RATIO, bcg, diamond, one_study, row, small, subgroups


def shapes(plot: ForestPlot, part: Part) -> list[Shape]:
    return [one for one in wide(plot, titled=False).shapes if one.part is part]


def scale(plot: ForestPlot) -> Scale:
    return scale_of(plot, left=0, width=100)


def ticks(plot: ForestPlot) -> str:
    return " ".join(number for _, number in sorted(scale(plot).ticks))


def test_the_area_of_a_square_is_in_proportion_to_the_weight() -> None:
    squares = [one for one in shapes(bcg(), Part.SQUARE) if isinstance(one, Box)]
    weights = [one.share for one in bcg().rows]
    largest = max(weights)
    assert len(squares) == 13
    for square, weight in zip(squares, weights, strict=True):
        assert square.width == square.height
        assert square.width**2 / LARGEST_SIDE**2 == pytest.approx(weight / largest)


def test_a_square_stands_on_its_estimate_and_is_never_too_small_to_see() -> None:
    plot = small(row("Large", 5, 4, 6, share=0.9999), row("Small", -5, -6, -4, share=0.0001))
    large, tiny = (one for one in shapes(plot, Part.SQUARE) if isinstance(one, Box))
    assert (large.width, tiny.width) == (LARGEST_SIDE, SMALLEST_SIDE)
    drawn = [one for one in shapes(plot, Part.INTERVAL) if isinstance(one, Line)]
    assert [(one.x1 + one.x2) / 2 for one in drawn] == pytest.approx([one.x + one.width / 2 for one in (large, tiny)])
    assert side_of(0, 0) == SMALLEST_SIDE


def test_an_end_far_outside_all_estimates_is_cut_with_an_arrow_on_its_side() -> None:
    plot = small(row("Abe", -5, -9, -1), row("Björk", -4, -7, -1), row("Pilot", -3, -4, 350))
    seen = scale(plot)
    assert (seen.cuts_low(-4), seen.cuts_high(350), seen.cuts_high(-1)) == (False, True, False)
    # Two arrows point at what each side favours; the third is the one of the cut end.
    arrows = [one for one in shapes(plot, Part.ARROW) if isinstance(one, Outline)]
    assert len(arrows) == 3
    tip, *back = arrows[0].points
    assert all(x < tip[0] for x, _ in back)
    assert "−3.00 [−4.00, 350.00]" in {
        line for one in shapes(plot, Part.FIGURE) if isinstance(one, Text) for line in one.lines
    }


def test_an_interval_without_an_end_and_a_ratio_of_nothing_are_cut() -> None:
    plot = small(row("Abe", 0.5, 0.0, float("inf")), row("Björk", 0.7, 0.4, 1.2), axis=RATIO)
    assert len(shapes(plot, Part.ARROW)) == 4


def test_a_single_study_is_seen_with_its_interval_and_has_no_diamond() -> None:
    plot = one_study()
    seen = scale(plot)
    assert (seen.cuts_low(-20.1), seen.cuts_high(-4.5)) == (False, False)
    assert shapes(plot, Part.DIAMOND) == []
    assert shapes(plot, Part.OVERALL) == []


def test_the_tips_of_a_diamond_are_the_ends_of_its_interval() -> None:
    plot = replace(small(row("Abe", -5, -9, -1)), diamonds=(diamond("All", -5, -8, -2),))
    (drawn,) = shapes(plot, Part.DIAMOND)
    seen = scale_of(plot, left=wide_left(plot), width=320)
    assert isinstance(drawn, Outline)
    assert [x for x, _ in drawn.points] == pytest.approx([seen.x(-8), seen.x(-5), seen.x(-2), seen.x(-5)])


def wide_left(plot: ForestPlot) -> float:
    return min(one.x1 for one in shapes(plot, Part.TICK) if isinstance(one, Line) and one.y1 == one.y2)


def test_a_prediction_interval_has_a_dotted_line_and_words_of_its_own() -> None:
    lines = [one for one in shapes(bcg(), Part.PREDICTION) if isinstance(one, Line)]
    assert len(lines) == 1
    said = [one for one in shapes(bcg(), Part.FIGURE) if isinstance(one, Text) and "Prediction" in one.lines[0]]
    assert len(said) == 1
    # Below the diamond, beside its words.
    diamonds = [one for one in shapes(bcg(), Part.DIAMOND) if isinstance(one, Outline)]
    assert diamonds[0].points[0][1] < lines[0].y1 < diamonds[1].points[0][1]
    assert abs(lines[0].y1 - said[0].y) < 8


def test_words_may_say_why_there_is_no_prediction_interval() -> None:
    total = Diamond(
        label="All", effect="1", mark=Mark(estimate=1, low=0, high=2), prediction_words="None below three studies."
    )
    plot = replace(small(row("Abe", 1, 0, 2)), diamonds=(total,))
    assert shapes(plot, Part.PREDICTION) == []
    assert any(
        "None below three studies." in " ".join(one.lines) for one in shapes(plot, Part.FIGURE) if isinstance(one, Text)
    )


def test_lines_of_no_effect_and_of_the_overall_estimate_do_not_run_through_sentences() -> None:
    for picture in (wide(subgroups(), titled=False), narrow(subgroups())):
        sentences = [
            one for one in picture.shapes if isinstance(one, Text) and one.lines[0].startswith(("Two", "Three"))
        ]
        upright = [
            one for one in picture.shapes if one.part in {Part.NO_EFFECT, Part.OVERALL} and isinstance(one, Line)
        ]
        assert len(sentences) == 2
        assert len(upright) >= 6
        assert not any(one.y1 < sentence.y - 4 < one.y2 for one in upright for sentence in sentences)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.99, 1.01, "0.91 0.95 1 1.05 1.1"),
        (0.8, 1.2, "0.83 0.91 1 1.1 1.2"),
        (0.5, 1.5, "0.5 0.67 0.8 1 1.25 1.5 2"),
        (0.2, 1.1, "0.2 0.33 0.5 0.67 1 1.5 2 3 5"),
        (0.1, 2, "0.1 0.2 0.5 1 2 5 10"),
        (0.03, 2, "0.05 0.1 0.2 0.5 1 2 5 10 20"),
        (0.005, 2, "0.01 0.1 1 10 100"),
        (1e-9, 2, "1e−08 1e−06 0.0001 0.01 1 100 10000 1e+06 1e+08"),
    ],
)
def test_ratios_have_the_same_ticks_on_both_sides(low: float, high: float, expected: str) -> None:
    assert ticks(small(row("Abe", (low * high) ** 0.5, low, high), axis=RATIO)) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-20.1, -4.5, "−20 −15 −10 −5 0 5"),
        (-0.4, 0.2, "−0.4 −0.3 −0.2 −0.1 0.0 0.1 0.2"),
        (-4.0, 4.0, "−4 −2 0 2 4"),
        (100, 900, "−200 0 200 400 600 800"),
        (0, 0, "−1.0 −0.5 0.0 0.5 1.0"),
    ],
)
def test_differences_have_round_ticks(low: float, high: float, expected: str) -> None:
    assert ticks(small(row("Abe", (low + high) / 2, low, high))) == expected


def test_numbers_of_ticks_that_would_touch_are_left_out_on_both_sides() -> None:
    plot = small(row("Abe", 0, -400_000_000, 400_000_000), axis=DIFFERENCE)
    words = [one.lines[0] for one in narrow(plot).shapes if isinstance(one, Text) and one.part is Part.TICK_LABEL]
    assert len(words) == len({*words})
    assert {one.removeprefix("−") for one in words if one.startswith("−")} == {
        one for one in words if one[0] not in "−0"
    }
