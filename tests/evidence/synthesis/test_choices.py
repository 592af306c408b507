"""Choices in an address: read, refused with a sentence, and written in one spelling."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from evidence.synthesis.choices import METHODS, ChoiceError, Choices, LeaveOut, choices_of

TODAY = date(2026, 11, 25)


def read(query: str) -> Choices:
    return choices_of(dict(QueryDict(query).lists()), today=TODAY)


def test_an_empty_address_is_the_default() -> None:
    assert read("") == Choices()
    assert read("without=&method=&page=3") == Choices()
    assert (Choices().is_default, Choices().query) == (True, "")


def test_an_address_says_every_choice() -> None:
    chosen = read(
        "without=high-bias,seller&without=abstract&with=retracted&once=1&measure=OR&method=DL&ci=wald&as_of=2016-03-24"
    )
    assert chosen == Choices(
        without=frozenset({LeaveOut.HIGH_BIAS, LeaveOut.SELLER, LeaveOut.ABSTRACT}),
        with_retracted=True,
        once=True,
        measure="OR",
        method="DL",
        interval="wald",
        as_of=date(2016, 3, 24),
    )
    assert chosen.query == (
        "without=high-bias&without=seller&without=abstract&with=retracted&once=1&measure=OR&method=DL&ci=wald"
        "&as_of=2016-03-24"
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "without=bias",
            "without: expected high-bias, uncontrolled, seller, unchecked, abstract or derived, got “bias”.",
        ),
        ("method=Bayes", "method: expected REML, DL, PM, FE, MH or Peto, got “Bayes”."),
        ("method=DL&method=PM", "method: expected one of REML, DL, PM, FE, MH or Peto, got 2 of them."),
        ("ci=", None),
        ("once=yes", "once: expected 1 or 0, got “yes”."),
        ("with=all", "with: expected retracted, got “all”."),
        ("as_of=2016", "as_of: expected a day such as 2016-03-24, not later than today, got “2016”."),
        ("as_of=2027-01-01", "as_of: expected a day such as 2016-03-24, not later than today, got “2027-01-01”."),
        ("as_of=2016-02-30", "as_of: expected a day such as 2016-03-24, not later than today, got “2016-02-30”."),
        ("measure=%00" + "x" * 90, "measure: expected MD, SMD, RR, OR, RD, HR or ROM, got “\0" + "x" * 39 + "”."),
    ],
)
def test_a_choice_that_means_nothing_is_refused_with_what_was_expected(query: str, sentence: str | None) -> None:
    if sentence is None:
        assert read(query) == Choices()
        return
    with pytest.raises(ChoiceError) as caught:
        read(query)
    assert str(caught.value) == sentence


@given(
    st.builds(
        Choices,
        without=st.frozensets(st.sampled_from(LeaveOut)),
        with_retracted=st.booleans(),
        once=st.booleans(),
        measure=st.sampled_from(["", "MD", "SMD", "RR", "OR", "RD", "HR", "ROM"]),
        method=st.sampled_from(METHODS),
        interval=st.sampled_from(["hksj", "wald", "adhoc"]),
        as_of=st.none() | st.dates(min_value=date(1800, 1, 1), max_value=TODAY),
    )
)
def test_what_is_written_is_read_again(choices: Choices) -> None:
    assert read(choices.query) == choices


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for name in ("without", "with", "once", "measure", "method", "ci", "as_of"):
        said = f"{name}: expected"
        try:
            choices_of({name: [text]}, today=TODAY)
        except ChoiceError as error:
            said = str(error)
        assert said.startswith(f"{name}: expected")
