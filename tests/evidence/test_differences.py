"""Differences: they lead from the old text to the new, mark what differs, and take a bounded time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.comparing import differences
from evidence.comparing.differences import Change, changes, lines_changed
from evidence.comparing.side_by_side import MOST_ROWS, Kind, Piece, Row, side_by_side

LINES = st.lists(st.sampled_from(["", "a", "b", "c", "a b", "é\r"]), max_size=25)


def applied(old: list[str], new: list[str], found: list[Change]) -> list[str]:
    """The new lines, made of the old ones and of nothing of the new but what is said to differ."""
    made: list[str] = []
    here = 0
    for change in found:
        made += old[here : change.old_from] + new[change.new_from : change.new_to]
        here = change.old_to
    return made + old[here:]


@given(old=LINES, new=LINES, most=st.integers(0, 30))
def test_the_difference_applied_to_the_old_text_gives_the_new(old: list[str], new: list[str], most: int) -> None:
    found = changes(old, new, most=most)

    assert applied(old, new, found) == new
    assert (found == []) == (old == new)
    # Backwards as well: a difference can be read in both directions.
    turned = [
        Change(old_from=one.new_from, old_to=one.new_to, new_from=one.old_from, new_to=one.old_to) for one in found
    ]
    assert applied(new, old, turned) == old


@given(old=LINES, new=LINES)
def test_nothing_that_could_be_matched_is_called_different_in_short_texts(old: list[str], new: list[str]) -> None:
    for change in changes(old, new):
        assert not change.coarse
        assert change.old_from < change.old_to or change.new_from < change.new_to


@given(old=LINES, new=LINES)
def test_rows_hold_every_line_that_differs_and_count_the_others(old: list[str], new: list[str]) -> None:
    seen = side_by_side("\n".join(old), "\n".join(new))
    before = sum(row.lines if row.kind == Kind.FOLDED else row.old_line is not None for row in seen.rows)
    after = sum(row.lines if row.kind == Kind.FOLDED else row.new_line is not None for row in seen.rows)

    same = "\n".join(old) == "\n".join(new)
    assert (before, after) == ((0, 0) if same else (max(len(old), 1), max(len(new), 1)))
    assert (seen.added == seen.removed == 0) == same
    assert seen.left_out == 0


def test_a_changed_line_marks_its_words_and_long_equal_runs_are_folded() -> None:
    before = "\n".join(f"of the text line {number}" for number in range(1, 11))
    after = before.replace("line 9", "Line 9, more")

    seen = side_by_side(before, after)

    def same(number: int) -> Row:
        shown = (Piece(text=f"of the text line {number}"),)
        return Row(kind=Kind.SAME, old_line=number, new_line=number, old=shown, new=shown)

    assert seen.rows == [
        Row(kind=Kind.FOLDED, old_line=1, new_line=1, lines=5),
        *(same(number) for number in (6, 7, 8)),
        Row(
            kind=Kind.CHANGED,
            old_line=9,
            new_line=9,
            old=(Piece(text="of the text "), Piece(text="line", differs=True), Piece(text=" 9")),
            new=(
                Piece(text="of the text "),
                Piece(text="Line", differs=True),
                Piece(text=" 9"),
                Piece(text=", more", differs=True),
            ),
        ),
        same(10),
    ]
    assert (seen.added, seen.removed, seen.coarse, seen.left_out) == (1, 1, False, 0)


def test_lines_with_little_in_common_differ_wholly_and_a_return_is_seen() -> None:
    (row,) = side_by_side("Magnesium, 400 mg\r", "Vitamin D").rows

    assert (row.old, row.new) == (
        (Piece(text="Magnesium, 400 mg␍", differs=True),),
        (Piece(text="Vitamin D", differs=True),),
    )
    (row,) = side_by_side("same words\r", "same words").rows
    assert row.old == (Piece(text="same words"), Piece(text="␍", differs=True))


def test_a_moved_line_neither_came_nor_went_in_the_count() -> None:
    assert lines_changed("a\nb\nc", "b\na\nd") == (1, 1)
    assert lines_changed("a", "a") == (0, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["x", "y"] * 2500, ["y", "z", "x"] * 1700),
        ([str(number * number % 7) for number in range(5000)], [str(number * number % 5) for number in range(5000)]),
        ([str(number // 2) for number in range(5000)], [str(number // 2) for number in range(5000)][::-1]),
    ],
)
def test_the_work_is_bounded_by_a_count_of_steps(
    old: list[str], new: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps are counted instead of seconds; the quadratic way would take 25 million."""
    steps = 0
    step = differences._step

    def counted(furthest: dict[int, int], diagonal: int) -> int:
        nonlocal steps
        steps += 1
        return step(furthest, diagonal)

    monkeypatch.setattr(differences, "_step", counted)
    found = changes(old, new)

    assert applied(old, new, found) == new
    assert any(one.coarse for one in found)
    assert steps < 50_000


def test_a_comparison_of_huge_texts_shows_its_beginning_and_says_so() -> None:
    before = "\n".join(f"old {number} of the first" for number in range(5000))
    after = "\n".join(f"new {number} in the second text" for number in range(5000))

    seen = side_by_side(before, after)

    assert (len(seen.rows), seen.left_out, seen.added, seen.removed) == (MOST_ROWS, 4000, 5000, 5000)
    (line,) = side_by_side("a" * 200_000, "b" * 200_000).rows
    assert len(line.old[0].text) < 6000
